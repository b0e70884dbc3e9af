package letter

import (
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

type measuresView struct{ head }

// Measures returns the letter of the authority, as transferee, to the provider on the measures that it envisages, dated
// on a day. Source: Transfer of Undertakings (Protection of Employment) Regulations 2006 (SI 2006/246), regulation
// 13(4), for the provider's own duty under regulation 13(2). Facts that only the council knows are blanks.
// fault.Refused if the programme is not planned yet.
func Measures(p *handover.Programme, on calendar.Date) (Letter, error) {
	h, err := newHead(p, on)
	if err != nil {
		return Letter{}, err
	}
	return render(measures, string(measures), measuresView{h})
}
