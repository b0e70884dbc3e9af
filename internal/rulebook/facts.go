package rulebook

import (
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
)

// Facts are what rules ask of a programme.
type Facts struct {
	Circumstances []string            // what the definition states, such as "registered-homes"
	Figures       map[string]int      // numbers that it states, such as "employees", each from 0 to MostFigure
	Stated        []string            // names of the dates that it states, which rules know as stated.<name>
	Items         map[string][]string // ids by kind: "window", "dataset", "review"
	Transfer      calendar.Date       // for the effective dates of rules
}

// Stated is the prefix of the dates that a definition may state or leave out.
const Stated = "stated."

// Anchors lists the dates that every programme has and a rule may count from, by the kind of item that the rule is for
// each of, or "": window, dataset or review. {item} stands for the item's id.
func Anchors(each string) []string {
	names := []string{
		"transfer", "start", "decision.made", "decision.published", "decision.implementable", "notice.planned", "notice.deemed",
		"notice.ends", "migration.first-run",
	}
	switch each {
	case "window":
		return append(names, "window.{item}.opens", "window.{item}.closes")
	case "dataset":
		return append(names, "dataset.{item}.first-run", "dataset.{item}.last-run")
	case "review":
		return append(names, "review.{item}.due")
	}
	return names
}

// Holds says whether a condition, as a rule or check states it, holds. One that does not parse is Unknown.
func (f Facts) holds(condition string) (Truth, []string) {
	if condition == "" {
		return True, nil
	}
	c, err := ParseCondition(condition)
	if err != nil {
		return Unknown, nil
	}
	return c.Of(f)
}

// applies says whether a rule applies to a transfer: Unknown where a figure or a date that it needs is not stated.
func (f Facts) applies(r Rule) Truth {
	truth, _ := f.decide(r)
	return truth
}

// decide is applies with the figures and dates that are missing.
func (f Facts) decide(r Rule) (Truth, []string) {
	if r.From != nil && f.Transfer.Before(*r.From) || r.To != nil && f.Transfer.After(*r.To) {
		return False, nil
	}
	truth, missing := f.holds(r.When)
	if truth == False {
		return False, nil
	}
	for _, text := range r.dates() {
		if name, ok := statedIn(text); ok && !slices.Contains(f.Stated, name) && !slices.Contains(missing, name) {
			truth, missing = Unknown, append(missing, name)
		}
	}
	return truth, missing
}

// dates are the expressions of a rule, as far as it has them.
func (r Rule) dates() []string {
	all := []string{r.Due, r.Target, r.NotBefore}
	if r.Avoid != nil {
		all = append(all, r.Avoid.Day, r.Avoid.From, r.Avoid.To)
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// statedIn finds the date that an expression counts from, if a definition need not state it.
func statedIn(expression string) (name string, ok bool) {
	if !strings.Contains(expression, Stated) { // most do not, and parsing costs more
		return "", false
	}
	e, err := calendar.Parse(expression)
	if err != nil {
		return "", false
	}
	for _, anchor := range e.Anchors() {
		if name, ok := strings.CutPrefix(anchor, Stated); ok {
			return name, true
		}
	}
	return "", false
}

// Applies reports whether the check's condition, if it has one, holds or may hold: what nobody can rule out is checked.
func (c Check) Applies(f Facts) bool {
	truth, _ := f.holds(c.When)
	return truth != False
}

// Known lists what the rules and checks of a book ask of a definition, each name once and in alphabetical order: whatever
// else it states has no effect.
type Known struct {
	Circumstances []string
	Figures       []string
	Stated        []string
}

// Asks says what the book asks of a definition. Circumstances that begin with "route-" follow from the decision.
func (b Book) Asks() Known {
	var k Known
	ask := func(condition string) {
		if c, err := ParseCondition(condition); err == nil {
			k.Circumstances = append(k.Circumstances, c.Circumstances()...)
			k.Figures = append(k.Figures, c.Figures()...)
		}
	}
	for _, r := range b.Rules {
		ask(r.When)
		if r.Exposure != nil {
			k.Figures = append(k.Figures, r.Exposure.figures()...)
		}
		for _, text := range r.dates() {
			if name, ok := statedIn(text); ok {
				k.Stated = append(k.Stated, name)
			}
		}
	}
	for _, c := range b.Checks {
		ask(c.When)
	}
	k.Circumstances = slices.DeleteFunc(k.Circumstances, func(s string) bool { return strings.HasPrefix(s, "route-") })
	return Known{unique(k.Circumstances), unique(k.Figures), unique(k.Stated)}
}

func unique(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
