package handover

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// Question is what a plan is asked under.
type Question struct {
	Known calendar.Date    // the calendar as known on this day; zero: all that the table knows
	Set   map[string]Local // named dates that are others than the definition has them, by name, see Ask
}

// Ask plans a definition as if it were started, under a question. What may be set are the named dates that View.Dates
// lists: those that the definition gives (transfer, start, decision.made, notice.planned, window.<id>.opens …) and those
// that follow from it (decision.implementable, notice.deemed, notice.ends). A date without a time keeps the time of the
// definition. A name that there is not, and a value that is no date, are fault.Invalid; so is a definition whose dates
// then contradict each other.
func Ask(d Definition, r Rules, q Question) (View, error) {
	p, set, err := d.with(q.Set)
	if err != nil {
		return View{}, err
	}
	if len(set) > 0 {
		if found := p.Definition.Check(r); len(found) > 0 {
			return View{}, found[0]
		}
	}
	view, err := p.previewWith(r, q.Known, set)
	if err != nil {
		return View{}, err
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if _, ok := view.dates[name]; !ok {
			return View{}, fault.New(fault.Invalid, "the programme has no date of that name").At("", "--set").With(name).
				To("use one of %s", strings.Join(slices.Sorted(maps.Keys(view.dates)), ", "))
		}
	}
	return view, nil
}

// asked is where a date that was set comes from.
const asked = "as asked"

// with returns the programme as it stands when it starts, with the definition's own dates set, and all that is set.
func (d Definition) with(set map[string]Local) (*Programme, map[string]calendar.Anchor, error) {
	anchors := make(map[string]calendar.Anchor, len(set))
	d.Windows, d.Datasets = slices.Clone(d.Windows), slices.Clone(d.Datasets)
	for _, name := range slices.Sorted(maps.Keys(set)) {
		at, err := timed(set[name], d.timeOf(name))
		if err != nil {
			return nil, nil, err.At("", "--set "+name)
		}
		anchors[name] = calendar.Anchor{Date: at.Date(), Origin: asked}
		d.set(name, at)
	}
	if v, ok := anchors["transfer"]; ok {
		v.At = d.Transfer.Instant()
		anchors["transfer"] = v
	}
	return d.asStarted(), anchors, nil
}

// timeOf is the time of day that the definition gives to a named date; the beginning of the day for most.
func (d *Definition) timeOf(name string) string {
	at := Local("")
	switch name {
	case "transfer":
		at = d.Transfer
	case "notice.planned":
		at = d.Contract.ServeOn
	}
	if _, clock, ok := strings.Cut(string(at), "T"); ok {
		return clock
	}
	return "00:00"
}

// timed reads a value with or without a time of day.
func timed(value Local, clock string) (Local, *fault.Error) {
	at := value
	if !strings.Contains(string(value), "T") {
		at += Local("T" + clock)
	}
	if _, err := calendar.ParseLocal(string(at)); err != nil {
		return "", fault.Wrap(fault.Invalid, err, "not a date").With(string(value)).
			To("write it as YYYY-MM-DD or, with a time that there is in London, YYYY-MM-DDTHH:MM, like 2022-09-30")
	}
	return at, nil
}

// set writes a date into the definition, if it is one that the definition gives. The lists are the copies of with.
func (d *Definition) set(name string, at Local) {
	d.setOwn(name, at)
	for i, w := range d.Windows {
		switch name {
		case "window." + w.ID + ".opens":
			d.Windows[i].Opens = at.Date().String()
		case "window." + w.ID + ".closes":
			d.Windows[i].Closes = at.Date().String()
		}
	}
	for i, s := range d.Datasets {
		runs := slices.Clone(s.DryRuns)
		switch name {
		case "dataset." + s.ID + ".first-run":
			runs[0] = at.Date()
		case "dataset." + s.ID + ".last-run":
			runs[len(runs)-1] = at.Date()
		}
		d.Datasets[i].DryRuns = runs
	}
}

// setOwn writes a date that stands in the definition itself, not in one of its lists.
func (d *Definition) setOwn(name string, at Local) {
	switch name {
	case "transfer":
		d.Transfer = at
	case "start":
		d.Start = at.Date()
	case "decision.made":
		d.Decision.Made = at.Date()
	case "decision.published":
		d.Decision.Published = at.Date()
	case "notice.planned":
		d.Contract.ServeOn = at
	}
	if stated, ok := strings.CutPrefix(name, "stated."); ok {
		d.Dates = maps.Clone(d.Dates)
		if d.Dates == nil {
			d.Dates = map[string]calendar.Date{}
		}
		d.Dates[stated] = at.Date()
	}
}

// Shift is an obligation that is due on another day in one plan than in another; From is zero if only the second plan
// has it, To if only the first.
type Shift struct {
	ID    string        `json:"id"`
	Title string        `json:"title"`
	Owner Role          `json:"owner"`
	From  calendar.Date `json:"from"`
	To    calendar.Date `json:"to"`
	Was   string        `json:"was,omitempty"` // why it was due on From
	Why   string        `json:"why,omitempty"` // why it is due on To
}

// Shifts says which obligations are due on other days in one plan than in another, in the order of the second and, of
// those that it does not have, of the first. A transfer that moves within its day is a shift too.
func Shifts(before, after View) []Shift {
	was := make(map[string]PlannedObligation, len(before.Obligations))
	for _, o := range before.Obligations {
		was[o.ID] = o
	}
	var shifts []Shift
	for _, o := range after.Obligations {
		old, ok := was[o.ID]
		delete(was, o.ID)
		if !ok || old.Due != o.Due || !old.At.Equal(o.At) {
			shifts = append(shifts, Shift{o.ID, o.Title, o.Owner, old.Due, o.Due, old.Why, o.Why})
		}
	}
	for _, o := range before.Obligations {
		if _, gone := was[o.ID]; gone {
			shifts = append(shifts, Shift{ID: o.ID, Title: o.Title, Owner: o.Owner, From: o.Due, Was: o.Why})
		}
	}
	return shifts
}

// NewFindings returns the findings of one plan that another has not, by id and text.
func NewFindings(before, after View) []Finding {
	var fresh []Finding
	for _, f := range after.Findings {
		same := func(old Finding) bool { return old.ID == f.ID && old.Problem == f.Problem }
		if !slices.ContainsFunc(before.Findings, same) {
			fresh = append(fresh, f)
		}
	}
	return fresh
}

// String says what is asked, "2022-09-01 as transfer, the calendar as known on 2022-09-08"; "" if nothing is.
func (q Question) String() string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(q.Set)) {
		parts = append(parts, fmt.Sprintf("%s on %s", name, q.Set[name]))
	}
	if !q.Known.IsZero() {
		parts = append(parts, "the calendar as known on "+q.Known.Long())
	}
	return strings.Join(parts, ", ")
}
