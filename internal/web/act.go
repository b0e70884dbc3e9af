package web

import (
	"cmp"
	"net/url"
	"slices"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/form"
)

// act is something that somebody can do, as pages list it.
type act struct {
	handover.Need
	Href    string
	Mine    bool // whether whoever looks may do it, here and now
	Overdue bool
}

// Verb is the act in two words, for a link in a table.
func (a act) Verb() string { return form.Sentence(a.Command) }

// Dated reports whether the act has a day by which it is due.
func (a act) Dated() bool { return !a.Due.IsZero() }

func (v *visit) act(n handover.Need) act {
	a := act{Need: n, Href: "/programmes/" + v.Programme + "/do/" + n.Command, Mine: v.Acts && v.at.MayGive(n, v.Me)}
	a.Overdue = a.Dated() && n.Due.Before(calendar.DateOf(v.at.Now))
	if n.Subject != "" {
		a.Href += "?subject=" + url.QueryEscape(n.Subject)
	}
	return a
}

// acts returns what can be done that is of some sort.
func (v *visit) acts(is func(handover.Need) bool) []act {
	if v.found == nil {
		v.found = v.at.Acts()
	}
	var all []act
	for _, n := range v.found {
		if is(n) {
			all = append(all, v.act(n))
		}
	}
	return all
}

// on returns what whoever looks may do about a subject, in the order of the commands.
func (v *visit) on(subject string, commands ...string) []act {
	all := v.acts(func(n handover.Need) bool {
		return n.Subject == subject && slices.Contains(commands, n.Command) && v.Acts && v.at.MayGive(n, v.Me)
	})
	slices.SortStableFunc(all, func(a, b act) int {
		return slices.Index(commands, a.Command) - slices.Index(commands, b.Command)
	})
	return all
}

// sortActs puts what is due first on top. What has no date comes last, unless the handover waits for it: then it comes first.
func sortActs(all []act) {
	rank := func(a act) int {
		switch {
		case a.Dated():
			return 1
		case a.Blocks:
			return 0
		}
		return 2
	}
	slices.SortStableFunc(all, func(a, b act) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), a.Due.Compare(b.Due), cmp.Compare(a.Command, b.Command),
			cmp.Compare(a.Subject, b.Subject))
	})
}
