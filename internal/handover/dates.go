package handover

import (
	"fmt"

	"example.org/handover/internal/calendar"
)

// calendar returns the programme's calendar as known on a day.
func (p *Programme) calendar(r Rules, known calendar.Date) *calendar.Calendar {
	return r.Table.Calendar(p.Definition.Jurisdiction, known, p.Definition.closures()...)
}

func (d *Definition) closures() []calendar.Closure {
	var closed []calendar.Closure
	for _, c := range d.Closures {
		closed = append(closed, calendar.Closure(c))
	}
	return closed
}

// anchors are the named dates that expressions of the definition and the packs count from. They are worked out one
// after the other, since each may count from those before it.
type anchors struct {
	p     *Programme
	cal   calendar.Context
	named map[string]calendar.Anchor
	set   map[string]calendar.Anchor // by a Question, whatever the definition says

	service ServiceDates
}

// Anchors works out every named date of a programme with the calendar as known on a day. The names: transfer, start,
// decision.made, .published and .implementable, notice.planned, .deemed and .ends, window.<id>.opens and .closes,
// dataset.<id>.first-run and .last-run, migration.first-run, review.<id>.due.
func (p *Programme) anchors(r Rules, known calendar.Date) (*anchors, error) {
	return p.anchorsWith(r, known, nil)
}

// anchorsWith works out every named date but those that are set.
func (p *Programme) anchorsWith(r Rules, known calendar.Date, set map[string]calendar.Anchor) (*anchors, error) {
	a := &anchors{p: p, named: map[string]calendar.Anchor{}, set: set}
	a.cal = calendar.Context{Table: r.Table, Jurisdiction: p.Definition.Jurisdiction, Known: known,
		Closures: p.Definition.closures(), Anchor: func(name string) (calendar.Anchor, bool) { v, ok := a.named[name]; return v, ok }}
	d := &p.Definition
	a.put("transfer", calendar.Anchor{Date: calendar.DateOf(p.Transfer), At: p.Transfer, Origin: "the instant of transfer"})
	a.date("start", d.Start, "the planned start")
	a.date("decision.made", d.Decision.Made, "the executive decision")
	a.date("decision.published", d.Decision.Published, "the publication of the decision")
	for name, day := range d.Dates {
		a.date("stated."+name, day, "the definition")
	}
	err := a.expression("decision.implementable", d.Decision.Implementable)
	if err == nil {
		err = a.notice(r, known)
	}
	for _, w := range d.Windows {
		if err == nil {
			err = a.window(w)
		}
	}
	for _, s := range d.Datasets {
		if err == nil {
			err = a.dataset(s)
		}
	}
	for _, v := range d.Ringfence.Reviews {
		if err == nil {
			err = a.expression("review."+v.ID+".due", v.Due)
		}
	}
	return a, err
}

func (a *anchors) date(name string, d calendar.Date, origin string) {
	a.put(name, calendar.Anchor{Date: d, Origin: origin})
}

func (a *anchors) put(name string, v calendar.Anchor) {
	if set, ok := a.set[name]; ok {
		v = set
	}
	a.named[name] = v
}

func (a *anchors) expression(name, text string) error {
	result, err := a.eval(text)
	if err != nil {
		return undated{name, text, err}
	}
	if _, err := calendar.ParseDate(text); err == nil {
		text = "the definition" // a date alone says nothing of where it comes from
	}
	a.put(name, calendar.Anchor{Date: result.Date, At: result.At, Origin: text})
	return nil
}

// undated is an expression that gives no date, by the name of the date that it should have given.
type undated struct {
	name, text string
	cause      error
}

// Error implements error.
func (u undated) Error() string { return u.name + ": " + u.cause.Error() }

// Unwrap returns why there is no date.
func (u undated) Unwrap() error { return u.cause }

func (a *anchors) eval(text string) (calendar.Result, error) {
	e, err := calendar.Parse(text)
	if err != nil {
		return calendar.Result{}, err
	}
	return e.Eval(a.cal)
}

// notice sets the planned day of service, the deemed date (real once everybody is served, as planned before) and the
// last day of the notice period.
func (a *anchors) notice(r Rules, known calendar.Date) error {
	c := &a.p.Definition.Contract
	a.date("notice.planned", c.ServeOn.Date(), "the planned day of service")
	profile, err := calendar.LookUpProfile(c.ServiceProfile)
	if err != nil {
		return err
	}
	if a.service, err = a.p.serviceDates(profile, a.p.calendar(r, known)); err != nil {
		return err
	}
	origin := "service as planned"
	if !a.service.Planned {
		origin = "service as recorded, the latest of all"
	}
	a.date("notice.deemed", a.service.Safe, origin)
	return a.expression("notice.ends", c.NoticePeriod.after("notice.deemed"))
}

// after renders the period as an expression of the date language.
func (n Period) after(anchor string) string {
	return fmt.Sprintf("%d %s after %s", n.Count, n.Unit, anchor)
}

func later(a, b calendar.Date) calendar.Date {
	if b.After(a) {
		return b
	}
	return a
}

func (a *anchors) window(w WindowPlan) error {
	if err := a.expression("window."+w.ID+".opens", w.Opens); err != nil {
		return err
	}
	if state := a.p.window(w.ID); state != nil && !state.Closes.IsZero() {
		a.date("window."+w.ID+".closes", state.Closes, "the extension of the window")
		return nil
	}
	return a.expression("window."+w.ID+".closes", w.Closes)
}

// replannedRun is when the dress rehearsal of a replanned programme is due.
const replannedRun = "15 working days before transfer"

// dataset sets the days of the first and last planned dry run. After a replanning there is one dress rehearsal, 15
// working days before the new transfer but never before the day of replanning.
func (a *anchors) dataset(s DatasetPlan) error {
	first, last, origin := s.DryRuns[0], s.DryRuns[len(s.DryRuns)-1], "the plan of dry runs"
	if !a.p.ReplannedOn.IsZero() {
		result, err := a.eval(replannedRun)
		if err != nil {
			return err
		}
		first = later(result.Date, a.p.ReplannedOn)
		last, origin = first, replannedRun
	}
	a.date("dataset."+s.ID+".first-run", first, origin)
	a.date("dataset."+s.ID+".last-run", last, origin)
	if known, ok := a.named["migration.first-run"]; !ok || first.Before(known.Date) {
		a.date("migration.first-run", first, "the first dry run of any dataset")
	}
	return nil
}
