package rulebook

import (
	"fmt"
	"slices"
	"strings"

	"example.org/handover/internal/fault"
)

// binder puts packs together to a book: what a pack extends comes before it, and each pack once.
type binder struct {
	library Library
	seen    map[string]bool
	version []string
	ladder  *Ladder
	rules   []placedRule
	checks  []placedCheck
}

// placedRule and placedCheck remember where they stand.
type placedRule struct {
	Rule
	pack Pack
	at   string
}

type placedCheck struct {
	Check
	pack Pack
	at   string
}

func (b *binder) add(p Pack, within []string) error {
	if b.seen[p.Pack] {
		return nil
	}
	within = append(slices.Clone(within), p.Pack)
	for i, name := range p.Extends {
		place := fmt.Sprintf("/extends/%d", i)
		if slices.Contains(within, name) {
			return p.placed(fault.New(fault.Invalid, "the pack extends itself: %s", strings.Join(append(within, name), ", ")).
				At("", place).With(name).To("take it out here or there"))
		}
		base, err := b.library.Pack(name)
		if fault.KindOf(err) == fault.NotFound {
			return p.placed(fault.New(fault.Invalid, "there is no rule pack of that name").At("", place).With(name).
				To("use one of %s", strings.Join(b.library.Names(), ", ")))
		}
		if err == nil {
			err = b.add(base, within)
		}
		if err != nil {
			return err
		}
	}
	b.seen[p.Pack] = true
	if err := b.leaveOut(p); err != nil {
		return err
	}
	if p.Ladder != nil {
		b.ladder = p.Ladder
	}
	b.version = append(b.version, p.Pack+"@"+p.Version)
	return b.append(p)
}

// leaveOut takes out what a pack does without. What the system relies on stays.
func (b *binder) leaveOut(p Pack) error {
	var found []*fault.Error
	for i, o := range p.Without {
		rules, checks := len(b.rules), len(b.checks)
		relied := o.ID == "transfer" ||
			slices.ContainsFunc(b.checks, func(c placedCheck) bool { return c.ID == o.ID && c.Proof != "" })
		b.rules = slices.DeleteFunc(b.rules, func(r placedRule) bool { return r.ID == o.ID })
		b.checks = slices.DeleteFunc(b.checks, func(c placedCheck) bool { return c.ID == o.ID })
		f := fault.New(fault.Invalid, "no pack that is extended has a rule or check of that id").To("take it out")
		switch {
		case relied:
			f = fault.New(fault.Invalid, "the workflow relies on this").To("take it out of without")
		case rules+checks != len(b.rules)+len(b.checks):
			continue
		}
		found = append(found, f.At("", fmt.Sprintf("/without/%d/id", i)).With(o.ID))
	}
	return p.placed(found...)
}

// append adds a pack's own rules and checks, and refuses an id that is taken.
func (b *binder) append(p Pack) error {
	var found []*fault.Error
	taken := func(at, id string, by Pack) {
		f := fault.New(fault.Invalid, "this id is used twice").At("", at+"/id").With(id).
			To("give each its own id, or variants of a rule effective dates that do not overlap")
		if by.Pack != p.Pack {
			f.Problem = "pack " + by.Pack + " has this id already"
			f.Mend = "choose another id, or name this one in without"
		}
		found = append(found, f)
	}
	for i, r := range p.Rules {
		at := fmt.Sprintf("/rules/%d", i)
		for _, other := range b.rules {
			if other.ID == r.ID && other.meets(r) {
				taken(at, r.ID, other.pack)
			}
		}
		b.rules = append(b.rules, placedRule{r, p, at})
	}
	for i, c := range p.Checks {
		at := fmt.Sprintf("/checks/%d", i)
		for _, other := range b.checks {
			if other.ID == c.ID {
				taken(at, c.ID, other.pack)
			}
		}
		for _, other := range b.rules {
			if other.ID == c.ID {
				taken(at, c.ID, other.pack)
			}
		}
		b.checks = append(b.checks, placedCheck{c, p, at})
	}
	return p.placed(found...)
}

// meets says whether some transfer falls into the effective dates of both rules.
func (r Rule) meets(other Rule) bool {
	apart := func(a, b Rule) bool { return a.To != nil && b.From != nil && a.To.Before(*b.From) }
	return !apart(r, other) && !apart(other, r)
}

// Proofs lists what the system proves by itself. Each needs a check in every book.
func Proofs() []string {
	return []string{"decided-go", "dry-runs-signed", "live-runs-signed", "notice-served", "windows-closed"}
}

// whole finds what is missing once everything is together: checks and rules that lead to each other, a check for each
// thing that the system proves, and a ladder.
func (b *binder) whole(p Pack) error {
	for _, r := range b.rules {
		id, ok := strings.CutPrefix(r.MetBy, "check:")
		leads := func(c placedCheck) bool { return c.ID == id && c.Rule == r.ID }
		if ok && !slices.ContainsFunc(b.checks, leads) {
			return r.pack.placed(fault.New(fault.Invalid, "no check %s names rule %s as the one that it is due with", id, r.ID).
				At("", r.at+"/metBy").With(r.MetBy).To("let both name each other, or leave out both"))
		}
	}
	for _, c := range b.checks {
		closes := func(r placedRule) bool { return r.ID == c.Rule && r.MetBy == "check:"+c.ID }
		if c.Rule != "" && !slices.ContainsFunc(b.rules, closes) {
			return c.pack.placed(fault.New(fault.Invalid, "rule %s is not met by check %s", c.Rule, c.ID).
				At("", c.at+"/rule").With(c.Rule).To("let both name each other, or leave out both"))
		}
	}
	for _, name := range Proofs() {
		if !slices.ContainsFunc(b.checks, func(c placedCheck) bool { return c.Proof == name }) {
			return p.placed(fault.New(fault.Invalid, "the system proves %s, but no check asks for it", name).At("", "/extends").
				To("extend england-council-core, which has such a check"))
		}
	}
	if b.ladder == nil {
		return p.placed(fault.New(fault.Invalid, "the pack says nowhere when reminders go out").At("", "/ladder").
			To("write a ladder, or extend a pack that has one"))
	}
	return nil
}

// book gives what has been put together.
func (b *binder) book(name string) Book {
	book := Book{Name: name, Version: strings.Join(b.version, "+")}
	if b.ladder != nil {
		book.Ladder = *b.ladder
	}
	for _, r := range b.rules {
		book.Rules = append(book.Rules, r.Rule)
	}
	for _, c := range b.checks {
		book.Checks = append(book.Checks, c.Check)
	}
	return book
}
