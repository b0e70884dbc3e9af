package main

import (
	"context"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"example.org/handover/internal/handover"
)

// reading opens a data directory without bringing anything forward: reading changes nothing.
func (p *place) reading(e env, programme string, work func(s *session, state *handover.Programme, now time.Time) error) error {
	s, err := openSession(e, p.dir, p.now, false)
	if err != nil {
		return err
	}
	state, err := s.app.Office.Peek(context.Background(), programme)
	if err == nil {
		now := s.app.Office.Clock()
		if state.Rehearsal && p.now == "" {
			now = state.Changed // a rehearsal stands still where it was left
		}
		err = work(s, state, now)
	}
	return s.close(err)
}

func statusCommand(e env) *cobra.Command {
	var p place
	var asJSON bool
	c := &cobra.Command{
		Use:     "status PROGRAMME",
		Short:   "Show where a programme stands, what blocks it and what comes next",
		Example: "  handover status doncaster --data handover-data\n  handover status doncaster --json | jq .blockedBy",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, given []string) error {
			return p.reading(e, given[0], func(_ *session, state *handover.Programme, now time.Time) error {
				if asJSON {
					return printJSON(e.stdout, state.StatusAt(now))
				}
				printStatus(e.stdout, state.StatusAt(now))
				return nil
			})
		},
	}
	p.flags(c, e)
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func printStatus(w io.Writer, v handover.StatusView) {
	if v.Rehearsal {
		say(w, "REHEARSAL: nothing here is real.")
	}
	say(w, "%s\n%s: %s, stage %s, %s (%s), transfer %s\n", v.Title, v.Programme, v.Status, v.Stage, strings.ToUpper(string(v.RAG)),
		v.RAGWhy, local(v.Transfer))
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range v.Stages {
		say(table, "%s\t%s\t%s\t%d open", s.Stage, s.State, s.Mode, s.Open)
	}
	_ = table.Flush()
	say(w, "\nBlocked by:")
	for _, b := range v.BlockedBy {
		say(table, "  %s\t%s\t%s\t%s", due(b.Due.String(), b.Overdue), b.Who, b.What, b.Command+" "+b.Subject)
	}
	_ = table.Flush()
	say(w, "\nNext:")
	for _, d := range v.Next {
		say(table, "  %s\t%s\t%s\t%s", due(d.Due.String(), d.Overdue), d.Owner, d.ID, d.Title)
	}
	_ = table.Flush()
}

func due(date string, overdue bool) string {
	if overdue {
		return date + " OVERDUE"
	}
	return date
}

func logCommand(e env) *cobra.Command {
	var p place
	var asJSON bool
	c := &cobra.Command{
		Use:     "log PROGRAMME",
		Short:   "Show what happened, from the ledger",
		Example: "  handover log doncaster --data handover-data\n  handover log doncaster --json",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			return p.reading(e, given[0], func(s *session, _ *handover.Programme, _ time.Time) error {
				entries, err := s.store.Entries(c.Context(), given[0], 1, 0)
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(e.stdout, entries)
				}
				_, lines, err := handover.Replay(entries)
				if err == nil {
					printLines(e.stdout, lines)
				}
				return err
			})
		},
	}
	p.flags(c, e)
	c.Flags().BoolVar(&asJSON, "json", false, "print the ledger itself as JSON")
	return c
}
