package calendar

import (
	"time"

	"example.org/handover/internal/fault"
)

// Anchor is the date that a programme gives to a name.
type Anchor struct {
	Date   Date
	At     time.Time // zero if only the date is known; else an instant of that date in London
	Origin string    // where the date comes from, for the explanation: "the deed of 8 April 2022"
}

// Context is what an expression is evaluated in.
type Context struct {
	Table        *Table                           // nil: Published
	Jurisdiction Jurisdiction                     // "": England and Wales
	Known        Date                             // zero: all that the table knows
	Closures     []Closure                        // the programme's own
	Anchor       func(name string) (Anchor, bool) // nil: no anchors
}

// Result is a date and how it came about.
type Result struct {
	Date        Date        `json:"date"`
	At          time.Time   `json:"at,omitzero"`           // in UTC, where a time is known: a deemed one, an anchor's
	Provisional bool        `json:"provisional,omitempty"` // whether it is a working day, or which day it is, is not known yet
	Explanation Explanation `json:"explanation"`
}

// Eval computes the date. An anchor that has no date is fault.Refused with the anchor's name as the pointer; so are a
// result outside the years 1900 to 2200 and a deemed service that needs a time where only a date is known, without a
// pointer. Each gives the column in the text that was parsed, what was expected there, and a correct example. No
// expression, or a context with an unknown jurisdiction, is fault.Invalid.
func (e Expression) Eval(ctx Context) (Result, error) {
	if e.IsZero() {
		return Result{}, fault.New(fault.Invalid, "no expression").To("write a date like “%s”", exampleCount)
	}
	c, err := ctx.calendar(e)
	if err != nil {
		return Result{}, err
	}
	var from []Input
	for _, p := range e.points() {
		in, ok := ctx.resolve(p)
		if !ok {
			return Result{}, e.undated(p)
		}
		from = append(from, in)
	}
	r, err := e.compute(c, from)
	if err != nil {
		return Result{}, err
	}
	e.rolled(c, &r)
	if y := r.Date.Year(); y < firstYear || y > lastYear {
		return Result{}, e.outside(y)
	}
	return r, nil
}

// calendar returns the calendar that the expression asks for, else the context's.
func (ctx Context) calendar(e Expression) (*Calendar, error) {
	table, jurisdiction, known := ctx.Table, ctx.Jurisdiction, ctx.Known
	if table == nil {
		table = Published()
	}
	if e.jurisdiction != "" {
		jurisdiction = e.jurisdiction
	}
	if jurisdiction != "" {
		if _, err := ParseJurisdiction(string(jurisdiction)); err != nil {
			return nil, err
		}
	}
	if !e.known.IsZero() {
		known = e.known
	}
	return table.Calendar(jurisdiction, known, ctx.Closures...), nil
}

// resolve returns the date of a point; ok is false for a name without one.
func (ctx Context) resolve(p point) (in Input, ok bool) {
	if p.anchor == "" {
		return Input{Date: p.date, At: p.instant(), Origin: theExpression}, true
	}
	if ctx.Anchor == nil {
		return Input{}, false
	}
	a, ok := ctx.Anchor(p.anchor)
	return Input{Name: p.anchor, Date: a.Date, At: instant(a.At), Origin: a.Origin}, ok && !a.Date.IsZero()
}

// compute returns the date before any rolling.
func (e Expression) compute(c *Calendar, inputs []Input) (Result, error) {
	if e.mode == ModeDeemed {
		p, err := LookUpProfile(e.profile)
		if err != nil {
			return Result{}, err
		}
		both, err := p.deemedByAll(c, e, inputs)
		return both.Safe, err
	}
	return e.count(c, inputs[0]), nil
}

// count returns the date of an expression that counts from one date.
func (e Expression) count(c *Calendar, from Input) Result {
	n := e.n
	if e.mode == ModeClearDays || e.mode == ModeClearWorkingDays {
		n++
	}
	if e.before {
		n = -n
	}
	date, working := from.Date, false
	switch e.mode {
	case ModeDays, ModeClearDays:
		date = date.AddDays(n * e.unit.days())
	case ModeWorkingDays, ModeClearWorkingDays:
		date, working = c.Add(date, n), true
	case ModeMonths:
		date = date.AddMonths(n * e.unit.months())
	case ModeBeginning:
		date = date.AddDays(n - 1)
	case ModeDayOfYear:
		date = date.nearest(e.month, e.n, e.before)
	}
	x := Explanation{Inputs: []Input{from}}
	first, last := from.Date.AddDays(1), date
	if e.before {
		first, last = date, from.Date.AddDays(-1)
	}
	if working {
		x.Skipped, x.NotYetKnown = c.skips(first, last), c.unaware(first, last)
	}
	r := e.result(c, date, x)
	if e.mode == ModeDate {
		r.setAt(from.At)
	}
	r.setProvisional(c.unpublished(date) || working && (c.Provisional(from.Date) || c.Provisional(date)))
	return r
}

// rolled moves a result that is not a working day to the one before or after it, if the expression says so.
func (e Expression) rolled(c *Calendar, r *Result) {
	var to Date
	x := &r.Explanation
	switch e.roll {
	case previous:
		to = c.OnOrBefore(r.Date)
		x.learn(c.unaware(to, r.Date))
	case next:
		to = c.OnOrAfter(r.Date)
		x.learn(c.unaware(r.Date, to))
	default:
		return
	}
	x.Roll = string(e.roll)
	r.setProvisional(r.Provisional || c.Provisional(r.Date) || c.Provisional(to))
	if to == r.Date {
		return
	}
	skips := c.skips(to.AddDays(1), r.Date)
	if e.roll == next {
		skips = c.skips(r.Date, to.AddDays(-1))
	}
	x.Skipped, x.RolledFrom = append(x.Skipped, skips...), r.Date
	r.Date, x.Date = to, to
	r.setAt(time.Time{})
}

// result returns a result with what every explanation has.
func (e Expression) result(c *Calendar, date Date, x Explanation) Result {
	x.Expression, x.Mode, x.Counting, x.Date = e.text, e.mode, e.counting, date
	if x.Source = sources[e.mode]; x.Service != nil {
		x.Source = x.Service.Source
	}
	x.Jurisdiction, x.Known, x.Calendar = c.jurisdiction, c.known, c.table.version
	x.PublishedTo, x.Zone = c.table.spans[c.jurisdiction].end(), London().String()
	return Result{Date: date, Explanation: x}
}

func (r *Result) setAt(at time.Time) { r.At, r.Explanation.At = at, at }

func (r *Result) setProvisional(yes bool) { r.Provisional, r.Explanation.Provisional = yes, yes }

// days returns the days of a unit that has a fixed number of them.
func (u unit) days() int {
	if u == weeks {
		return 7
	}
	return 1
}

// months returns the months of a unit that is measured in them.
func (u unit) months() int {
	if u == calendarYears {
		return 12
	}
	return 1
}
