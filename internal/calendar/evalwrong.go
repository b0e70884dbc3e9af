package calendar

import (
	"fmt"
	"slices"

	"example.org/handover/internal/fault"
)

// mostExample is the longest period of an example in months, years or weeks: it stays within the years of the language.
const mostExample = 100

// undated returns the fault of a name that has no date.
func (e Expression) undated(p point) error {
	return e.wrong(p.column, p.anchor, "expected a date, or a name that has one", e.example(false)).At("", p.anchor)
}

// untimed returns the fault of a way of service that counts by its time, where only the date is known.
func (e Expression) untimed(w way) error {
	return e.wrong(w.sent.column, w.sent.String(), fmt.Sprintf("expected a date with its time, since %s counts %s by the "+
		"time of sending", e.profile, w.method), e.example(false))
}

// outside returns the fault of a date in a year that the language does not have.
func (e Expression) outside(year int) error {
	column, got, expected := e.nAt, fmt.Sprint(e.n), "a number with which this ends"
	if column == 0 {
		p := e.points()[0]
		column, got, expected = p.column, p.String(), "a date with which this ends"
	}
	not := "later"
	if year < firstYear {
		not = "earlier"
	}
	return e.wrong(column, got, fmt.Sprintf("expected %s in a year from %d to %d, not %s", expected, firstYear, lastYear, not),
		e.example(true))
}

// wrong returns the fault of the part that stood at a column, with what was expected and a correct example.
func (e Expression) wrong(column int, got, expected string, example Expression) *fault.Error {
	if column > 0 {
		expected = fmt.Sprintf("column %d: %s", column, expected)
	}
	return fault.New(fault.Refused, "%s", expected).With(got).To("write it like “%s”", example.text)
}

// example returns the expression with what is wrong in it replaced: names by a date, ways that need a time by one with a
// time, and if anew is set all dates and a period that is too long.
func (e Expression) example(anew bool) Expression {
	replace := func(p point) point {
		if p.anchor != "" || anew {
			p.anchor, p.date = "", civil(2022, 9, 30)
		}
		return p
	}
	if e.mode == ModeMonths || e.unit == weeks {
		e.n = min(e.n, mostExample)
	}
	e.ways = slices.Clone(e.ways)
	if e.mode != ModeDeemed {
		e.point = replace(e.point)
		return e.spelled()
	}
	profile, _ := LookUpProfile(e.profile)
	for i, w := range e.ways {
		sent := replace(w.sent)
		if !sent.clock && profile.rules[w.method].mode == sameDayBefore {
			sent.clock, sent.seconds = true, 14*60*60
		}
		e.ways[i].sent = sent
	}
	return e.spelled()
}
