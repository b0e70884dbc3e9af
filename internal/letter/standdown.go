package letter

import (
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

type standDownView struct {
	head
	Services []serviceRow
	Windows  []windowRow // those that were opened
	Moved    bool        // whether records have gone to the target system
}

// StandDown returns the letter that says to everybody concerned that the handover is stopped, dated on a day: how the
// notice stands, what becomes of the consultation, where the records are. fault.Refused while the programme runs.
func StandDown(p *handover.Programme, on calendar.Date) (Letter, error) {
	if p.Status == handover.Running || p.Status == handover.Complete {
		return Letter{}, fault.New(fault.Refused, "the handover is not stopped").To("write the letter once a stop is ordered")
	}
	h, err := newHead(p, on)
	if err != nil {
		return Letter{}, err
	}
	v := standDownView{head: h, Moved: h.P.CutOver.Proved}
	for _, s := range h.P.Notice.Services {
		v.Services = append(v.Services, serviceRow{h.addressee(s.Addressee), s})
	}
	for i, w := range h.windows() {
		if len(h.P.Windows[i].Letters) > 0 || w.Closed {
			v.Windows = append(v.Windows, w)
		}
	}
	return render(standDown, string(standDown), v)
}
