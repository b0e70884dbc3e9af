package handover

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.org/handover/internal/rulebook"
)

// advice are the findings that rules lead to without a date of their own: dates that the law does not fix, rules of
// which nobody can tell whether they apply, and days that fall where they should not. They warn; nothing certifies.
func (v View) advice() []Finding {
	var found []Finding
	for _, o := range v.Obligations {
		if o.Warning != "" {
			found = append(found, Finding{ID: "uncertain/" + o.ID, Severity: "warning", Source: o.Source.Cite,
				Problem: o.Title + ", by " + o.Due.Long() + ". " + strings.TrimSuffix(o.Warning, "."),
				Mend:    "let the legal lead settle the day, and do it earlier rather than later"})
		}
	}
	for _, n := range v.Notes {
		if len(n.Missing) > 0 && n.Blocking {
			found = append(found, undecided(n))
		}
		if c := n.Clash; c != nil {
			found = append(found, Finding{ID: "clash/" + n.ID, Severity: "warning", Source: n.Source.Cite,
				Problem: fmt.Sprintf("%s: %s lies between %s and %s", n.Title, c.Day.Long(), c.From.Long(), c.To.Long()),
				Mend:    "move the transfer, or accept the consequence: " + n.IfMissed})
		}
	}
	return found
}

// undecided asks for the figures and dates without which a rule cannot be applied.
func undecided(n rulebook.Note) Finding {
	return Finding{ID: "undecided/" + n.ID, Severity: "warning", Source: n.Source.Cite,
		Problem: n.Title + ": nobody can tell whether and when this is due, for the definition does not state " +
			strings.Join(n.Missing, " and "),
		Mend: "state it under /figures, or under /dates if it is a day"}
}

// facts refuses circumstances, figures and dates that no rule of the pack asks for: a misspelt one would silently have
// no effect.
func (c *checker) facts(b rulebook.Book) {
	asked := b.Asks()
	for i, name := range c.d.Circumstances {
		c.asked(fmt.Sprintf("/circumstances/%d", i), name, "circumstance", asked.Circumstances)
	}
	for _, name := range slices.Sorted(maps.Keys(c.d.Figures)) {
		c.asked("/figures/"+name, name, "figure", asked.Figures)
	}
	for _, name := range slices.Sorted(maps.Keys(c.d.Dates)) {
		c.asked("/dates/"+name, name, "date", asked.Stated)
	}
}

func (c *checker) asked(pointer, name, what string, known []string) {
	if !slices.Contains(known, name) {
		c.add(pointer, name, "no rule of the pack asks for this "+what, "use one of "+strings.Join(known, ", ")+", or take it out")
	}
}
