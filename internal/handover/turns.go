package handover

import (
	"slices"

	"example.org/handover/internal/calendar"
)

// Turns says from which days on the rating of a status is amber and red, if nothing is recorded until then: no date where
// it is so already, or never will be. Time alone makes a rating worse, never better, and only where the earliest deadline
// comes near or the earliest thing in the way becomes overdue: whoever keeps the two days needs no state to rate by.
func (p *Programme) Turns(v StatusView) (amber, red calendar.Date) {
	if v.RAG == Green && len(v.Next) > 0 {
		if near := v.Next[0].Due.AddDays(-daysAhead); p.ratingOn(v, near) == Amber {
			amber = near
		}
	}
	if first := firstDated(v.BlockedBy); v.RAG != Red && len(first) > 0 {
		if late := first[0].Due.AddDays(1); p.ratingOn(v, late) == Red {
			red = late
		}
	}
	return amber, red
}

// ratingOn is the rating of a status on a later day; of what it waits for by a date, and of its deadlines, the first is enough.
func (p *Programme) ratingOn(v StatusView, day calendar.Date) RAG {
	then := v
	then.AsOf, then.BlockedBy, then.Next = day.At(0, 0), nil, nil
	for _, b := range firstDated(v.BlockedBy) {
		b.Overdue = b.Due.Before(day)
		then.BlockedBy = append(then.BlockedBy, b)
	}
	for _, d := range v.Next[:min(len(v.Next), 1)] {
		d.Overdue = d.Due.Before(day)
		then.Next = append(then.Next, d)
	}
	rag, _ := p.rate(then)
	return rag
}

// firstDated is the first of what is waited for that has a date, if any has: they stand in the order of their dates.
func firstDated(all []Blocker) []Blocker {
	i := slices.IndexFunc(all, func(b Blocker) bool { return !b.Due.IsZero() })
	if i < 0 {
		return nil
	}
	return all[i : i+1]
}
