package api

import (
	"fmt"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// EndsIfServedOn is the last day of the notice period if all that is still to be served went out at noon of a day. At noon,
// so that what is said of a day is the same all day.
func EndsIfServedOn(day calendar.Date, p *handover.Programme, rules handover.Rules) (calendar.Date, error) {
	then := p.Clone()
	then.Definition.Contract.ServeOn = handover.Local(day.String() + "T12:00")
	view, err := then.Preview(rules, day)
	return view.Dates()["notice.ends"], err
}

// Room says how a period that ends on a day lies to the transfer.
func Room(ends, transfer calendar.Date) string {
	switch n := ends.DaysUntil(transfer) - 1; {
	case n < 0:
		return "too late for the transfer"
	case n == 1:
		return "1 day before the transfer"
	default:
		return fmt.Sprintf("%d days before the transfer", n)
	}
}

// serviceOverdue warns of a plan whose day for serving the notice has passed; nil for any other. It blocks nothing: the
// notice may have been served by then, and the programme can be adopted with that.
func serviceOverdue(d handover.Definition, rules handover.Rules, today, planned, free calendar.Date) (*handover.Finding, error) {
	if !planned.Before(today) || free.After(today) {
		return nil, nil
	}
	p := new(handover.Programme)
	err := p.Fold(handover.Entry{Seq: 1, At: today.At(12, 0), Event: handover.Started{Definition: d}})
	if err != nil {
		return nil, err
	}
	ends, err := EndsIfServedOn(today, p, rules)
	if err != nil {
		return nil, err
	}
	transfer := calendar.DateOf(d.Transfer.Instant())
	mend := "if not, plan a day to come"
	if !ends.Before(transfer) {
		mend = "if not, put the transfer off, or agree an earlier end in a deed"
	}
	return &handover.Finding{ID: "notice-day-passed", Severity: "warning",
		Source: "Termination clause: the period runs from deemed service",
		Problem: "the day planned for serving the notice, " + planned.Long() + ", has passed; served today, the period would end on " +
			ends.Long() + ", " + Room(ends, transfer),
		Mend: "if the notice was served, adopt the programme with that in its past; " + mend}, nil
}
