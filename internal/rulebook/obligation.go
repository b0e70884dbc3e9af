package rulebook

import (
	"slices"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
)

// Facts are what rules ask of a programme.
type Facts struct {
	Circumstances []string            // what the definition states, such as "registered-homes"
	Items         map[string][]string // ids by kind: "window", "dataset", "review"
	Transfer      calendar.Date       // for the effective dates of rules
}

func (f Facts) holds(circumstance string) bool {
	return circumstance == "" || slices.Contains(f.Circumstances, circumstance)
}

func (f Facts) apply(r Rule) bool {
	return f.holds(r.When) && (r.From == nil || !f.Transfer.Before(*r.From)) && (r.To == nil || !f.Transfer.After(*r.To))
}

// Applies reports whether the check's circumstance, if it has one, is stated.
func (c Check) Applies(f Facts) bool { return f.holds(c.When) }

// Obligation is a rule or check applied to a programme. Due is a civil date in London; At is the instant where the
// date has one.
type Obligation struct {
	ID          string
	Stage       string
	Title       string
	Owner       string
	Due         calendar.Date
	At          time.Time
	MetBy       string
	Blocking    bool
	IfMissed    string
	Provisional bool
	Explanation calendar.Explanation
	Source      Source
}

// Obligations applies every rule and every check that has no rule, in the book's order. An expression that names an
// unknown date is an error of the book or the definition.
func (b Book) Obligations(f Facts, cal calendar.Context) ([]Obligation, error) {
	var all []Obligation
	for _, r := range b.Rules {
		if !f.apply(r) {
			continue
		}
		for _, item := range f.each(r.Each) {
			o, err := r.obligation(item, cal)
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
		o, err := c.rule().obligation("", cal)
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

func (r Rule) obligation(item string, cal calendar.Context) (Obligation, error) {
	fill := func(s string) string { return strings.ReplaceAll(s, "{item}", item) }
	e, err := calendar.Parse(fill(r.Due))
	if err != nil {
		return Obligation{}, err
	}
	result, err := e.Eval(cal)
	if err != nil {
		return Obligation{}, err
	}
	id := r.ID
	if item != "" {
		id += "/" + item
	}
	return Obligation{
		ID: id, Stage: r.Stage, Title: r.Title, Owner: r.Owner, Due: result.Date, At: result.At, MetBy: fill(r.MetBy),
		Blocking: r.Blocking, IfMissed: r.IfMissed, Provisional: result.Provisional, Explanation: result.Explanation,
		Source: r.Source,
	}, nil
}
