package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/rulebook"
	"example.org/handover/internal/rulebook/packfile"
)

// listing is which rules are listed, and how.
type listing struct {
	pack, asOf string
	json       bool
}

func rulesCommand(e env) *cobra.Command {
	var o listing
	c := &cobra.Command{
		Use:   "rules",
		Short: "Show the rules of the packs: what is due when, for whom, what follows if it is missed, and its source",
		Long: `Show the rules of the packs: what is due when, for whom, whether it blocks, what follows if it is missed, and its source,
which is a statute, guidance, a clause of the contract or our assumption. Nothing here is legal advice.

Packs: ` + join(rulebook.Names()) + `.
HANDOVER_PACKS names a folder of packs of your own, in files that end in .json; one of a name that is there already
takes its place, everywhere and not here alone.`,
		Example: `  handover rules --pack children-services
  handover rules --as-of 2022-09-30
  handover rules --json | jq -r '.[] | select(.source.kind == "assumption") | .id'`,
		Args: args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error { return o.run(e) },
	}
	c.Flags().StringVar(&o.pack, "pack", "", "only this `PACK`, with all that it builds on: its name, or a file .json")
	c.Flags().StringVar(&o.asOf, "as-of", "", "only the rules that hold for a transfer on a `DATE`")
	c.Flags().BoolVar(&o.json, "json", false, "print JSON")
	_ = c.RegisterFlagCompletionFunc("pack", cobra.FixedCompletions(rulebook.Names(), cobra.ShellCompDirectiveDefault))
	_ = c.RegisterFlagCompletionFunc("as-of", cobra.NoFileCompletions)
	return c
}

func (o *listing) run(e env) error {
	day, err := dateFlag("--as-of", o.asOf)
	if err != nil {
		return err
	}
	rules, err := o.rules(e)
	if err != nil {
		return err
	}
	var kept []listedRule
	for _, r := range rules {
		if day.IsZero() || r.holds(day) {
			kept = append(kept, r)
		}
	}
	if o.json {
		return printJSON(e.stdout, orEmpty(kept))
	}
	w := e.text()
	for i, r := range kept {
		if i == 0 || r.Pack != kept[i-1].Pack {
			say(w, "%sPack %s", strings.Repeat("\n", min(i, 1)), r.Pack)
		}
		r.print(w)
	}
	return nil
}

// listedRule is a rule with the pack that states it.
type listedRule struct {
	Pack string `json:"pack"`
	rulebook.Rule
}

// rules returns the rules of the pack that is asked for, or those of every pack.
func (o *listing) rules(e env) ([]listedRule, error) {
	library, name, err := o.library(e)
	if err != nil {
		return nil, err
	}
	names := library.Names()
	var all []listedRule
	for _, n := range names {
		pack, err := library.Pack(n)
		if err != nil {
			return nil, err
		}
		for _, r := range pack.Rules {
			all = append(all, listedRule{n, r})
		}
	}
	if name == "" {
		return all, nil
	}
	book, err := library.Open(name)
	if err != nil {
		return nil, inFlag("--pack", err)
	}
	var some []listedRule
	for _, r := range book.Rules {
		some = append(some, listedRule{stater(all, r, name), r})
	}
	return some, nil
}

// library returns the packs that there are, with that of a file if one is given, and the name of the pack asked for.
func (o *listing) library(e env) (rulebook.Library, string, error) {
	if !strings.HasSuffix(o.pack, ".json") {
		library, err := e.library()
		return library, o.pack, err
	}
	f, err := open(e, o.pack)
	if err != nil {
		return rulebook.Library{}, "", err
	}
	defer func() { _ = f.Close() }()
	pack, err := packfile.Read(o.pack, f)
	if err != nil {
		return rulebook.Library{}, "", err
	}
	library, err := e.library()
	return library.With(pack), pack.Pack, err
}

// stater returns the pack that states a rule: the one asked for, if it states several of one id itself.
func stater(all []listedRule, r rulebook.Rule, asked string) string {
	found := asked
	for _, other := range all {
		if other.ID == r.ID && other.Title == r.Title && other.Due == r.Due {
			if found = other.Pack; found == asked {
				break
			}
		}
	}
	return found
}

// holds reports whether the rule holds for a transfer on a day.
func (r listedRule) holds(day calendar.Date) bool {
	return (r.From == nil || !day.Before(*r.From)) && (r.To == nil || !day.After(*r.To))
}

func (r listedRule) print(w io.Writer) {
	say(w, "")
	wrapped(w, r.ID+"  ", r.Title)
	line := func(head, text string) {
		if text != "" {
			wrapped(w, "    "+head+strings.Repeat(" ", 12-len(head)), text)
		}
	}
	line("due", r.Due)
	line("better by", r.Target)
	line("not before", r.NotBefore)
	if a := r.Avoid; a != nil {
		line("avoid", a.Day+" from "+a.From+" to "+a.To)
	}
	weight := "advisory"
	if r.Blocking {
		weight = "blocking"
	}
	line("owner", r.Owner+", "+weight)
	line("for each", r.Each)
	line("when", r.When)
	line("transfers", r.effective())
	line("note", r.Warning)
	line("if missed", r.IfMissed)
	line("source", r.Source.Cite+" ("+r.Source.Kind+")")
}

// effective says for transfers on which days the rule holds; "" for all.
func (r listedRule) effective() string {
	switch {
	case r.From != nil && r.To != nil:
		return "from " + r.From.Long() + " to " + r.To.Long()
	case r.From != nil:
		return "from " + r.From.Long()
	case r.To != nil:
		return "to " + r.To.Long()
	}
	return ""
}
