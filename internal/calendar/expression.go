package calendar

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Expression is a date in the date language, such as "28 clear days before transfer". The zero Expression is none: it
// prints as "" and refuses Eval. It remembers where its parts stood in the text that was read, for errors.
type Expression struct {
	text     string // canonical, as String prints it
	counting string // the period in words, "28 clear days before"

	mode    Mode
	n       int
	nAt     int // the column of n, from 1; 0 if it was not read
	unit    unit
	month   time.Month // for ModeDayOfYear, of which n is the day
	atLeast bool
	before  bool
	point   point  // for every mode but ModeDeemed
	ways    []way  // for ModeDeemed, with profile
	profile string // its name

	roll         roll
	jurisdiction Jurisdiction // "" for the context's
	known        Date         // zero for the context's
}

// way is a method by which a notice was sent, and when.
type way struct {
	method Method
	sent   point
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
	column  int // where it stood in the text, from 1; 0 if it was not read
}

// String prints the expression in its canonical form, which parses to the same expression.
func (e Expression) String() string { return e.text }

// Equal reports whether two expressions say the same in the same way, wherever their words stood.
func (e Expression) Equal(other Expression) bool {
	return reflect.DeepEqual(e.unplaced(), other.unplaced())
}

// unplaced returns the expression as if it had not been read from a text.
func (e Expression) unplaced() Expression {
	e.nAt, e.point.column, e.ways = 0, 0, slices.Clone(e.ways)
	for i := range e.ways {
		e.ways[i].sent.column = 0
	}
	return e
}

// IsZero reports whether e is no expression.
func (e Expression) IsZero() bool { return e.mode == "" }

// Anchors returns the names of the dates that the expression needs, each once.
func (e Expression) Anchors() []string {
	var names []string
	for _, p := range e.points() {
		if p.anchor != "" && !slices.Contains(names, p.anchor) {
			names = append(names, p.anchor)
		}
	}
	return names
}

// Follows returns the name of the one date that the expression counts from. There is none if it counts from a date that
// is written out, or says several ways of service.
func (e Expression) Follows() (anchor string, ok bool) {
	p := e.points()
	return p[0].anchor, len(p) == 1 && p[0].anchor != ""
}

// points returns all that the expression counts from: one, or as many as there are ways of service.
func (e Expression) points() []point {
	if e.mode != ModeDeemed {
		return []point{e.point}
	}
	points := make([]point, len(e.ways))
	for i, w := range e.ways {
		points[i] = w.sent
	}
	return points
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
		parts = []string{"deemed service by", e.waysText(), "under", e.profile}
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

// waysText returns the ways of service, "email sent 2022-04-14T16:00 and first-class-post sent 2022-04-14".
func (e Expression) waysText() string {
	texts := make([]string, len(e.ways))
	for i, w := range e.ways {
		texts[i] = string(w.method) + " sent " + w.sent.String()
	}
	return strings.Join(texts, " and ")
}

// period returns the period and its direction, and "" for a mode that counts nothing.
func (e Expression) period() string {
	if e.mode == ModeDate || e.mode == ModeDeemed {
		return ""
	}
	noun, prefix, direction := string(e.unit), "", "after"
	if e.before {
		direction = "before"
	}
	switch e.mode {
	case ModeWorkingDays:
		noun = "working day"
	case ModeClearDays:
		noun = "clear day"
	case ModeClearWorkingDays:
		noun = "clear working day"
	case ModeBeginning:
		direction = "beginning with"
	case ModeDayOfYear:
		return fmt.Sprintf("%d %s %s", e.n, e.month, direction)
	}
	if e.atLeast {
		prefix = "at least "
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
