package handover

import (
	"fmt"
	"maps"
	"slices"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/rulebook"
)

// LocalCheck is a go-live check of this programme alone, beside those of its pack. Due is an expression of the date
// language; Phase is decision, final or day-one.
type LocalCheck struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Evidence string `json:"evidence,omitempty"`
	Owner    Role   `json:"owner"`
	Phase    Phase  `json:"phase"`
	Advisory bool   `json:"advisory,omitempty"`
	Due      string `json:"due"`
}

func (c LocalCheck) check() rulebook.Check {
	return rulebook.Check{ID: c.ID, Title: c.Title, Evidence: c.Evidence, Owner: string(c.Owner), Phase: string(c.Phase),
		Weight: pick(c.Advisory, "advisory", "blocking"), Due: c.Due}
}

// book is the pack's book with the owners and the checks of this programme.
func (d *Definition) book(b rulebook.Book) rulebook.Book {
	if len(d.Owners) == 0 && len(d.Checks) == 0 {
		return b
	}
	b.Rules, b.Checks = slices.Clone(b.Rules), slices.Clone(b.Checks)
	for i := range b.Rules {
		if owner, ok := d.Owners[b.Rules[i].ID]; ok {
			b.Rules[i].Owner = string(owner)
		}
	}
	for i := range b.Checks {
		if owner, ok := d.Owners[b.Checks[i].ID]; ok {
			b.Checks[i].Owner = string(owner)
		}
	}
	for _, c := range d.Checks {
		b.Checks = append(b.Checks, c.check())
	}
	return b
}

// ownRules refuses owners of rules and checks that the pack does not have, and checks whose id the pack uses already.
func (c *checker) ownRules(b rulebook.Book) {
	known := map[string]bool{}
	for _, r := range b.Rules {
		known[r.ID] = true
	}
	for _, k := range b.Checks {
		known[k.ID] = true
	}
	for _, id := range slices.Sorted(maps.Keys(c.d.Owners)) {
		if !known[id] {
			c.add("/owners/"+id, string(c.d.Owners[id]), "the pack has no rule and no check of that id",
				"use an id that `handover plan` or `handover rules` shows")
		}
	}
	unique(c, "/checks", c.d.Checks, func(k LocalCheck) string { return k.ID })
	for i, k := range c.d.Checks {
		if known[k.ID] {
			c.add(fmt.Sprintf("/checks/%d/id", i), k.ID, "the pack has a rule or check of that id", "give yours an id of its own")
		}
		if _, err := calendar.Parse(k.Due); err != nil {
			c.cause(fmt.Sprintf("/checks/%d/due", i), k.Due, err, "write a date, or an expression such as: 5 working days before transfer")
		}
	}
}
