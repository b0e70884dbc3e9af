package calendar

import (
	"fmt"
	"strings"
	"time"
)

// Expression is a date in the date language, such as "28 clear days before transfer". It is comparable; two are equal
// if they say the same in the same way. The zero Expression is none: it prints as "" and refuses Eval.
type Expression struct {
	text     string // canonical, as String prints it
	counting string // the period in words, "28 clear days before"

	mode    Mode
	n       int
	unit    unit
	atLeast bool
	before  bool
	point   point
	method  Method // for ModeDeemed, with profile
	profile string

	roll         roll
	jurisdiction Jurisdiction // "" for the context's
	known        Date         // zero for the context's
}

// unit is what a period counts.
type unit string

const (
	days          unit = "day"
	weeks         unit = "week"
	months        unit = "month"
	calendarYears unit = "year"
)

// roll says where a result that is not a working day goes.
type roll string

const (
	stay     roll = ""
	previous roll = "previous"
	next     roll = "next"
)

// point is where an expression counts from: an anchor, or a date with or without a time of London's clocks.
type point struct {
	anchor  string
	date    Date
	clock   bool
	seconds int // since midnight, if clock
}

// String prints the expression in its canonical form, which parses to the same expression.
func (e Expression) String() string { return e.text }

// Equal reports whether two expressions are the same, as == does.
func (e Expression) Equal(other Expression) bool { return e == other }

// IsZero reports whether e is no expression.
func (e Expression) IsZero() bool { return e == Expression{} }

// Anchors returns the names of the dates that the expression needs.
func (e Expression) Anchors() []string {
	if e.point.anchor == "" {
		return nil
	}
	return []string{e.point.anchor}
}

// MarshalText writes the canonical form.
func (e Expression) MarshalText() ([]byte, error) { return []byte(e.text), nil }

// UnmarshalText reads an expression as Parse does, and nothing as no expression.
func (e *Expression) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*e = Expression{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*e = parsed
	return nil
}

// spelled returns the expression with its texts filled in.
func (e Expression) spelled() Expression {
	e.counting = e.period()
	parts := []string{e.counting, e.point.String()}
	if e.mode == ModeDeemed {
		parts = []string{"deemed service by", string(e.method), "sent", e.point.String(), "under", e.profile}
	}
	if e.roll != stay {
		parts = append(parts, "or", string(e.roll), "working day")
	}
	if e.jurisdiction != "" {
		parts = append(parts, "in", string(e.jurisdiction))
	}
	if !e.known.IsZero() {
		parts = append(parts, "as known on", e.known.String())
	}
	e.text = strings.TrimSpace(strings.Join(parts, " "))
	return e
}

// period returns the period and its direction, and "" for a mode that counts nothing.
func (e Expression) period() string {
	if e.mode == ModeDate || e.mode == ModeDeemed {
		return ""
	}
	noun, prefix, direction := string(e.unit), "", "after"
	switch e.mode {
	case ModeWorkingDays:
		noun = "working day"
	case ModeClearDays:
		noun = "clear day"
	case ModeClearWorkingDays:
		noun = "clear working day"
	}
	if e.atLeast {
		prefix = "at least "
	}
	if e.before {
		direction = "before"
	}
	if e.mode == ModeBeginning {
		direction = "beginning with"
	}
	return prefix + count(e.n, noun) + " " + direction
}

// String prints the point as it is written in an expression.
func (p point) String() string {
	switch {
	case p.anchor != "":
		return p.anchor
	case !p.clock:
		return p.date.String()
	}
	clock := fmt.Sprintf("T%02d:%02d", p.seconds/3600, p.seconds/60%60)
	if p.seconds%60 != 0 {
		clock += fmt.Sprintf(":%02d", p.seconds%60)
	}
	return p.date.String() + clock
}

// instant returns the first instant at which London's clocks show the point; none if it has no time.
func (p point) instant() time.Time {
	if !p.clock {
		return time.Time{}
	}
	first, _, _ := p.date.instants(p.seconds)
	return first
}
