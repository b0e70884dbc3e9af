package letter

import (
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// Letter is one letter in both its forms, which say the same.
type Letter struct {
	Name string // the stem of its files' names, such as "notice-trust-secretary"
	HTML []byte // a complete page in UTF-8 that needs nothing from outside; prints on A4
	Text []byte // UTF-8, in lines of at most 78 characters
}

// head is what every letter says of itself. Its programme is a tidied copy, so that templates need not take care.
type head struct {
	P  *handover.Programme
	D  handover.Definition
	On calendar.Date // the date of the letter
}

func newHead(p *handover.Programme, on calendar.Date) (head, error) {
	if on.IsZero() {
		return head{}, fault.New(fault.Invalid, "a letter needs its date")
	}
	clean, err := tidied(*p)
	return head{P: &clean, D: clean.Definition, On: on}, err
}

// Day returns a named date of the programme; fault.Refused if it has none yet, for a letter must not leave out a date.
func (h head) Day(name string) (calendar.Date, error) {
	d := h.P.Dates[name]
	if d.IsZero() {
		return d, fault.New(fault.Refused, "the programme has no date %q yet", name).
			To("write the letter once the programme is planned")
	}
	return d, nil
}

// Transfer returns the planned instant of transfer in words; fault.Refused if there is none.
func (h head) Transfer() (string, error) {
	if h.P.Transfer.IsZero() {
		return "", fault.New(fault.Refused, "the programme has no instant of transfer")
	}
	return moment(h.P.Transfer), nil
}

// Moment says an instant as London's clocks show it.
func (h head) Moment(t time.Time) string { return moment(t) }

// Holder says who somebody is: an id with the roles that the definition gives it.
func (h head) Holder(id string) string { return holder(&h.D, id) }
