package rulebook

import (
	"strings"
	"time"

	"example.org/handover/internal/calendar"
)

// Obligation is a rule or check applied to a programme. Due is a civil date in London; At is the instant where the
// date has one. Target is the prudent day where the
// rule names one that is earlier, else zero.
type Obligation struct {
	ID          string
	Stage       string
	Title       string
	Owner       string
	Due         calendar.Date
	At          time.Time
	Target      calendar.Date
	MetBy       string
	Blocking    bool
	Warning     string // what the date does not show
	IfMissed    string
	Provisional bool
	Explanation calendar.Explanation
	Source      Source
}

// Obligations applies every rule that has a date and every check that has no rule, in the book's order. Rules of which
// nobody can tell whether they apply are left to Notes. An expression that names an unknown date is an error of the book
// or the definition.
func (b Book) Obligations(f Facts, cal calendar.Context) ([]Obligation, error) {
	all := make([]Obligation, 0, len(b.Rules)+len(b.Checks))
	v := newEvaluator(cal)
	for _, r := range b.Rules {
		if r.Due == "" || f.applies(r) != True {
			continue
		}
		for _, item := range f.each(r.Each) {
			o, err := r.obligation(item, v)
			if err != nil {
				return nil, err
			}
			all = append(all, o)
		}
	}
	for _, c := range b.Checks {
		if c.Rule != "" || c.Proof != "" || !c.Applies(f) {
			continue
		}
		o, err := c.rule().obligation("", v)
		if err != nil {
			return nil, err
		}
		all = append(all, o)
	}
	return all, nil
}

func (f Facts) each(kind string) []string {
	if kind == "" {
		return []string{""}
	}
	return f.Items[kind]
}

// rule is the check's obligation as a rule.
func (c Check) rule() Rule {
	stage := "golive"
	if c.Phase == "day-one" {
		stage = "ringfence"
	}
	return Rule{
		ID: c.ID, Stage: stage, Title: c.Title, Owner: c.Owner, Due: c.Due, MetBy: "check:" + c.ID,
		Blocking: c.Weight != "advisory",
		IfMissed: "The check stays open.",
		Source:   Source{Kind: "assumption", Cite: "Go-live checklist, " + c.ID},
	}
}

func (r Rule) obligation(item string, v evaluator) (Obligation, error) {
	fill := func(s string) string { return strings.ReplaceAll(s, "{item}", item) }
	result, err := v.eval(fill(r.Due))
	if err != nil {
		return Obligation{}, err
	}
	target, err := r.target(fill, result.Date, v)
	if err != nil {
		return Obligation{}, err
	}
	id := r.ID
	if item != "" {
		id += "/" + item
	}
	return Obligation{
		ID: id, Stage: r.Stage, Title: r.Title, Owner: r.Owner, Due: result.Date, At: result.At, Target: target,
		MetBy: fill(r.MetBy), Blocking: r.Blocking, Warning: r.Warning, IfMissed: r.IfMissed,
		Provisional: result.Provisional, Explanation: result.Explanation, Source: r.Source,
	}, nil
}

// target is the prudent day of a rule, if that is before the last lawful one.
func (r Rule) target(fill func(string) string, due calendar.Date, v evaluator) (calendar.Date, error) {
	if r.Target == "" {
		return calendar.Date{}, nil
	}
	result, err := v.eval(fill(r.Target))
	if err != nil || !result.Date.Before(due) {
		return calendar.Date{}, err
	}
	return result.Date, nil
}
