package letter

import (
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

type invitationView struct {
	head
	Window        handover.WindowPlan
	Opens, Closes calendar.Date
}

// Invitation returns the invitation of representatives to a consultation window, dated on a day. fault.NotFound if the
// definition has no such window; fault.Refused if its dates are not planned yet.
func Invitation(p *handover.Programme, w handover.WindowPlan, on calendar.Date) (Letter, error) {
	h, err := newHead(p, on)
	if err != nil {
		return Letter{}, err
	}
	for _, known := range h.D.Windows {
		if known.ID != w.ID {
			continue
		}
		v := invitationView{head: h, Window: known}
		if v.Opens, err = h.Day("window." + w.ID + ".opens"); err != nil {
			return Letter{}, err
		}
		if v.Closes, err = h.Day("window." + w.ID + ".closes"); err != nil {
			return Letter{}, err
		}
		return render(invitation, string(invitation)+"-"+w.ID, v)
	}
	return Letter{}, fault.New(fault.NotFound, "the definition has no such window").With(w.ID)
}
