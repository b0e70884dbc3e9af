package handover

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
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

	Corrected bool `json:"corrected,omitempty"` // whether a correction opened it again: then it is met since when it was
}

// Open reports whether the obligation is still owed.
func (o Obligation) Open() bool { return o.Met.IsZero() }

// Late reports whether an obligation is overdue on a day. In a programme that is over nothing is.
func (p *Programme) Late(o Obligation, on calendar.Date) bool {
	return p.Status == Running && o.Open() && o.Due.Before(on) && !p.awaitsService(o, on)
}

// awaitsService reports whether the date of an obligation says nothing any more: it is the end of a notice period that
// has not begun, since the notice has not gone out as planned. Service is what is overdue then.
func (p *Programme) awaitsService(o Obligation, on calendar.Date) bool {
	return o.MetBy == "gate:NoticeExpires" && o.Open() && p.ServiceLapsed(on)
}

// ServiceLapsed reports whether the day planned for service is over and not everybody is served.
func (p *Programme) ServiceLapsed(on calendar.Date) bool {
	_, served := noticeServed(p, "")
	return !served && len(p.Dates) > 0 && p.Dates["notice.planned"].Before(on)
}

func (p *Programme) facts() rulebook.Facts {
	f := rulebook.Facts{Circumstances: append([]string{"route-" + p.Definition.Decision.Route}, p.Definition.Circumstances...),
		Figures: p.Definition.Figures, Stated: slices.Collect(maps.Keys(p.Definition.Dates)),
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
	all, err := p.Definition.book(r.Book).Obligations(p.facts(), a.cal)
	return earliestFirst(all), err
}

// earliestFirst sorts numbers instead of the obligations, which are large; those of one day keep their order.
func earliestFirst(all []rulebook.Obligation) []rulebook.Obligation {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Or(all[x].Due.Compare(all[y].Due), cmp.Compare(x, y)) })
	sorted := make([]rulebook.Obligation, len(all))
	for i, from := range order {
		sorted[i] = all[from]
	}
	return sorted
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
	v := Planned{Known: x.Today(), Calendar: x.Rules.Table.Version(), Dates: view.dates, Book: x.Rules.Book.Version,
		Checks: p.checklist(view.book)}
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
			check.Status, check.Reason = NotApplicable, "it applies only where the definition states: "+spoken(c.When)
		}
		list = append(list, check)
	}
	return list
}

// Planned is recorded when obligations, dates and checks are fixed for the first time.
type Planned struct {
	Known       calendar.Date            `json:"known"`
	Calendar    string                   `json:"calendar,omitempty"`
	Book        string                   `json:"book"`
	Dates       map[string]calendar.Date `json:"dates"`
	Obligations []Obligation             `json:"obligations"`
	Checks      []Check                  `json:"checks"`
}

// Kind implements Event.
func (Planned) Kind() string { return "planned" }

func (v Planned) apply(p *Programme, e Entry) {
	p.Known, p.Calendar, p.Dates, p.Checks = v.Known, v.Calendar, maps.Clone(v.Dates), slices.Clone(v.Checks)
	p.Obligations = slices.Clone(v.Obligations)
	for i := range p.Obligations {
		p.Obligations[i].Since = e.At
	}
}

func (v Planned) line(p *Programme) (Line, bool) {
	return Line{State: "Plan", Why: "rules " + v.Book + ", calendar as known on " + v.Known.Long(),
		What: fmt.Sprintf("Planned: %s, %s", counted(len(v.Obligations), "obligation"), counted(len(v.Checks), "check"))}, true
}

func (p *Programme) obligation(id string) *Obligation {
	return find(p.Obligations, func(o *Obligation) bool { return o.ID == id })
}

func (p *Programme) closeObligations(metBy string, e Entry) {
	for i := range p.Obligations {
		if o := &p.Obligations[i]; o.MetBy == metBy && o.Open() {
			o.Met, o.Corrected = e.At, false
		}
	}
}
