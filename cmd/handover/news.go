package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"example.org/handover/internal/handover"
)

// shown is how a command that changes something tells of it.
type shown struct{ quiet, json, dryRun bool }

func (o *shown) flags(c *cobra.Command, what string) {
	c.Flags().BoolVar(&o.quiet, "quiet", false, "print nothing")
	c.Flags().BoolVar(&o.json, "json", false, what)
}

// foresees adds the flag of commands that can say beforehand what they would lead to.
func (o *shown) foresees(c *cobra.Command) {
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "say what it would lead to, and record nothing")
}

// foresee tells what a command would lead to, and who would get mail. The order rests on it from then on.
func foresee(ctx context.Context, e env, h house, d *order) error {
	if err := d.read(ctx, h); err != nil {
		return err
	}
	f, rests, err := h.foresee(ctx, d)
	if err != nil {
		return err
	}
	d.rests = rests
	printLines(e.text(), f.Lines, false)
	for _, m := range f.Mails {
		say(e.stdout, "Mail to %s: %s", roleList(m.To), m.Subject)
	}
	say(e.stdout, "Nothing has been recorded.")
	return nil
}

// roleList names roles, each once, in their order.
func roleList(roles []handover.Role) string {
	var names []string
	for _, r := range roles {
		if !slices.Contains(names, string(r)) {
			names = append(names, string(r))
		}
	}
	return join(names)
}

// mark remembers where every ledger stands, so that news can tell what has been written since.
func (s *session) mark(ctx context.Context) error {
	s.marks = map[string]int{}
	return s.app.Each(ctx, func(p *handover.Programme) error {
		s.marks[p.Definition.Programme] = p.Seq
		return nil
	})
}

// news implements house: what has happened since the mark.
func (s *session) news(ctx context.Context) (all [][]handover.Line, err error) {
	err = s.app.Each(ctx, func(p *handover.Programme) error {
		entries, err := s.store.Entries(ctx, p.Definition.Programme, 1, 0)
		if err != nil {
			return err
		}
		lines, err := after(entries, s.marks[p.Definition.Programme])
		all = append(all, lines)
		return err
	})
	return all, err
}

// after tells a whole ledger and leaves out what stands up to an entry.
func after(entries []handover.Entry, seq int) ([]handover.Line, error) {
	_, lines, err := handover.Replay(entries)
	for len(lines) > 0 && lines[0].Seq <= seq {
		lines = lines[1:]
	}
	return lines, err
}

func printNews(ctx context.Context, e env, h house) error {
	all, err := h.news(ctx)
	for _, lines := range all {
		printLines(e.text(), lines, true)
	}
	return err
}

// tell tells of what a command did: its own entries by number, and all that has happened with it and, in a rehearsal,
// on the way to it.
func tell(ctx context.Context, e env, h house, o shown, d order, entries []handover.Entry) error {
	if o.json {
		return printJSON(e.stdout, orEmpty(entries))
	}
	if o.quiet {
		return nil
	}
	if err := printNews(ctx, e, h); err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.By == d.by.ID {
			say(e.stdout, "Recorded: %s/%d, %s by %s", d.programme, entry.Seq, entry.Event.Kind(), d.by.ID)
		}
	}
	if len(entries) == 0 {
		say(e.stdout, "Done already: %s has taken this command before, under the same key", d.programme)
	}
	return nil
}

// outlook says when the clock has something to do next.
func (s *session) outlook(ctx context.Context) (string, error) {
	next, err := s.app.NextDue(ctx)
	if err != nil || next.IsZero() {
		return "Nothing will come due by itself.", err
	}
	return fmt.Sprintf("The clock has nothing to do until %s.", local(next)), nil
}
