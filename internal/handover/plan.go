package handover

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/rulebook"
)

// Obligation is what somebody owes by when, as the state keeps it. The explanation of its date is recomputed from the
// rule, not stored.
type Obligation struct {
	ID     string        `json:"id"`
	Stage  Stage         `json:"stage"`
	Title  string        `json:"title"`
	Owner  Role          `json:"owner"`
	Due    calendar.Date `json:"due"`
	At     time.Time     `json:"at,omitzero"`
	MetBy  string        `json:"metBy"`
	Since  time.Time     `json:"since"` // when this due date was fixed; reminders before it are not caught up
	Met    time.Time     `json:"met,omitzero"`
	Raised []string      `json:"raised,omitempty"` // rungs of the ladder for this due date
}

// Open reports whether the obligation is still owed.
func (o Obligation) Open() bool { return o.Met.IsZero() }

func (p *Programme) facts() rulebook.Facts {
	f := rulebook.Facts{Circumstances: append([]string{"route-" + p.Definition.Decision.Route}, p.Definition.Circumstances...),
		Items: map[string][]string{}, Transfer: calendar.DateOf(p.Transfer)}
	for _, w := range p.Windows {
		f.Items["window"] = append(f.Items["window"], w.ID)
	}
	for _, d := range p.Datasets {
		f.Items["dataset"] = append(f.Items["dataset"], d.ID)
	}
	for _, r := range p.Reviews {
		f.Items["review"] = append(f.Items["review"], r.ID)
	}
	return f
}

// Obligations applies the rule book to the programme with the calendar as known on a day, earliest due first.
func (p *Programme) obligations(r Rules, a *anchors) ([]rulebook.Obligation, error) {
	all, err := r.Book.Obligations(p.facts(), a.cal)
	slices.SortStableFunc(all, func(x, y rulebook.Obligation) int { return x.Due.Compare(y.Due) })
	return all, err
}

// Plan is the workflow fixing obligations, dates and the checklist. An infeasible programme is refused.
type Plan struct{ Execution int }

// Name implements Command.
func (Plan) Name() string { return "plan" }

func (c Plan) decide(p *Programme, x Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil || p.Status != Running || len(p.Checks) > 0 {
		return nil, err
	}
	view, err := p.Preview(x.Rules, x.Today())
	if err != nil {
		return nil, err
	}
	if blocking := view.Blocking(); len(blocking) > 0 {
		return nil, refuse("the plan cannot work: %s", blocking[0].Problem).To("%s", blocking[0].Mend)
	}
	v := Planned{Known: x.Today(), Dates: view.dates, Book: x.Rules.Book.Version, Checks: p.checklist(x.Rules.Book)}
	for _, o := range view.Obligations {
		v.Obligations = append(v.Obligations, o.kept())
	}
	return one(v)
}

// checklist takes the book's checks into the programme. A conditional check whose circumstance is not stated does not
// apply; an advisory one never blocks.
func (p *Programme) checklist(book rulebook.Book) []Check {
	var list []Check
	for _, c := range book.Checks {
		check := Check{ID: c.ID, Title: c.Title, Owner: Role(c.Owner), Phase: Phase(c.Phase), Proof: c.Proof, MetBy: c.Rule,
			Blocking: c.Weight != "advisory", Status: NotStarted}
		if !c.Applies(p.facts()) {
			check.Status, check.Reason = NotApplicable, "the definition does not state the circumstance "+c.When
		}
		list = append(list, check)
	}
	return list
}

// Planned is recorded when obligations, dates and checks are fixed for the first time.
type Planned struct {
	Known       calendar.Date            `json:"known"`
	Book        string                   `json:"book"`
	Dates       map[string]calendar.Date `json:"dates"`
	Obligations []Obligation             `json:"obligations"`
	Checks      []Check                  `json:"checks"`
}

// Kind implements Event.
func (Planned) Kind() string { return "planned" }

func (v Planned) apply(p *Programme, e Entry) {
	p.Known, p.Dates, p.Checks = v.Known, maps.Clone(v.Dates), slices.Clone(v.Checks)
	p.Obligations = slices.Clone(v.Obligations)
	for i := range p.Obligations {
		p.Obligations[i].Since = e.At
	}
}

func (v Planned) line(p *Programme) (Line, bool) {
	return Line{State: "Plan", Why: "rules " + v.Book + ", calendar as known on " + v.Known.Long(),
		What: fmt.Sprintf("Planned: %s, %s", counted(len(v.Obligations), "obligation"), counted(len(v.Checks), "check"))}, true
}

// moveDates works the dates out anew and records which open obligations move, and because of what: a date they count
// from, or a bank holiday that became known. Obligations that are met are never judged again.
func moveDates(p *Programme, x Context) []Event {
	if len(p.Checks) == 0 || p.Status != Running {
		return nil
	}
	known, news := p.Known, p.news(x)
	if len(news) > 0 {
		known = x.Today()
	}
	a, err := p.anchors(x.Rules, known)
	if err != nil { // a stored definition has been checked; what fails here fails in Plan too
		return nil
	}
	dates := a.dates()
	reopened := p.reopened(x)
	if len(news) == 0 && maps.Equal(dates, p.Dates) && !p.transferMoved(a) && !reopened {
		return nil
	}
	v := ObligationsMoved{Known: known, Dates: dates, Because: because(p.Dates, a, news), Since: x.since()}
	all, err := p.obligations(x.Rules, a)
	if err != nil {
		return nil
	}
	for _, o := range all {
		old := p.obligation(o.ID)
		if old != nil && old.Open() && (old.Due != o.Due || !old.At.Equal(o.At)) {
			v.Moves = append(v.Moves, Move{o.ID, old.Due, o.Due, o.At})
		}
	}
	if v.Because == "" {
		if len(v.Moves) == 0 {
			return nil
		}
		v.Because = "the transfer is on " + p.when() + ", and what is open again counts from the dates that hold now"
	}
	return []Event{v}
}

// news are the bank holidays that became known since the dates were worked out. They are the clock's to find, in the
// order of time: a person's command leaves them to the next tick.
func (p *Programme) news(x Context) []calendar.Holiday {
	if x.found.IsZero() {
		return nil
	}
	return x.Rules.Table.News(p.Known, x.Today(), p.Definition.Jurisdiction)
}

// reopened reports whether obligations have just been opened again. The dates of what is met stand still, so theirs may
// be out of date.
func (p *Programme) reopened(x Context) bool {
	return slices.ContainsFunc(p.Obligations, func(o Obligation) bool {
		return o.Open() && (o.Since.Equal(p.Changed) || o.Since.Equal(x.Now))
	})
}

// transferMoved catches a transfer that moved within its day.
func (p *Programme) transferMoved(a *anchors) bool {
	o := p.obligation("transfer")
	return o != nil && o.Open() && !o.At.Equal(a.named["transfer"].At)
}

func (a *anchors) dates() map[string]calendar.Date {
	dates := make(map[string]calendar.Date, len(a.named))
	for name, v := range a.named {
		dates[name] = v.Date
	}
	return dates
}

// because names what moved dates: the named dates that moved by themselves, without those that only follow another, and
// the bank holidays that became known.
func because(old map[string]calendar.Date, a *anchors, news []calendar.Holiday) string {
	var moved []string
	for _, name := range slices.Sorted(maps.Keys(a.named)) {
		if old[name] != a.named[name].Date {
			moved = append(moved, name)
		}
	}
	var parts []string
	for _, name := range moved {
		origin := a.named[name].Origin
		if name != "migration.first-run" && !slices.ContainsFunc(moved,
			func(other string) bool { return other != name && strings.Contains(origin, other) }) {
			parts = append(parts, name+" moved from "+old[name].Long()+" to "+a.named[name].Date.Long())
		}
	}
	for _, h := range news {
		parts = append(parts, h.Date.Long()+" ("+h.Title+") became known as a bank holiday")
	}
	return strings.Join(parts, "; ")
}

// Move is one obligation whose due date moved.
type Move struct {
	ID   string        `json:"id"`
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
	At   time.Time     `json:"at,omitzero"`
}

// ObligationsMoved is recorded when dates are worked out anew, with the reason; Since is when they moved, if the clock
// found it later.
type ObligationsMoved struct {
	Known   calendar.Date            `json:"known"`
	Dates   map[string]calendar.Date `json:"dates"`
	Moves   []Move                   `json:"moves,omitempty"`
	Because string                   `json:"because"`
	Since   time.Time                `json:"since,omitzero"`
}

// Kind implements Event.
func (ObligationsMoved) Kind() string { return "obligations-moved" }

func (v ObligationsMoved) apply(p *Programme, e Entry) {
	p.Known, p.Dates = v.Known, maps.Clone(v.Dates)
	if !v.Since.IsZero() {
		e.At = v.Since
	}
	for _, m := range v.Moves {
		o := p.obligation(m.ID)
		o.Due, o.At, o.Since, o.Raised = m.To, m.At, e.At, nil
	}
}

func (v ObligationsMoved) line(p *Programme) (Line, bool) {
	type way struct{ from, to calendar.Date }
	var ways []way
	moved := map[way][]string{}
	for _, m := range v.Moves {
		w := way{m.From, m.To}
		if moved[w] == nil {
			ways = append(ways, w)
		}
		moved[w] = append(moved[w], m.ID)
	}
	var parts []string
	for _, w := range ways {
		parts = append(parts, fmt.Sprintf("from %s to %s: %s", w.from.Long(), w.to.Long(), strings.Join(moved[w], ", ")))
	}
	if len(parts) == 0 {
		return Line{What: "Dates worked out anew: nothing moves", Why: v.Because}, true
	}
	head := counted(len(v.Moves), "date") + " moved "
	return Line{What: head + strings.Join(parts, "; "), Why: v.Because, Head: head, Parts: parts}, true
}

func (p *Programme) obligation(id string) *Obligation {
	return find(p.Obligations, func(o Obligation) bool { return o.ID == id })
}

func (p *Programme) closeObligations(metBy string, e Entry) {
	for i := range p.Obligations {
		if o := &p.Obligations[i]; o.MetBy == metBy && o.Open() {
			o.Met = e.At
		}
	}
}

// ReportObligation reports that an obligation is met which nothing else in the programme shows.
type ReportObligation struct {
	Obligation string `json:"obligation"`
	Reference  string `json:"reference"`
}

// Name implements Command.
func (ReportObligation) Name() string { return "report-obligation" }

func (c ReportObligation) owner(p *Programme) Role {
	if o := p.obligation(c.Obligation); o != nil {
		return o.Owner
	}
	return ""
}

func (c ReportObligation) decide(p *Programme, _ Context) ([]Event, error) {
	o := p.obligation(c.Obligation)
	switch {
	case o == nil:
		return nil, refuse("there is no such obligation").With(c.Obligation).To("see `handover status`")
	case !o.Open():
		return nil, refuse("obligation %s is met already", c.Obligation)
	case o.MetBy != "report":
		return nil, refuse("obligation %s is met by %s, not by a report", c.Obligation, o.MetBy)
	}
	return one(ObligationReported(c))
}

// ObligationReported is recorded for each report.
type ObligationReported struct {
	Obligation string `json:"obligation"`
	Reference  string `json:"reference"`
}

// Kind implements Event.
func (ObligationReported) Kind() string { return "obligation-reported" }

func (v ObligationReported) apply(p *Programme, e Entry) { p.obligation(v.Obligation).Met = e.At }

func (v ObligationReported) line(p *Programme) (Line, bool) {
	o := p.obligation(v.Obligation)
	return Line{Stage: o.Stage, What: o.ID + " met: " + o.Title, Why: "due " + o.Due.Long()}, true
}
