package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

func statusCommand(e env) *cobra.Command {
	var p place
	var asJSON bool
	var asOf string
	c := &cobra.Command{
		Use:   "status [PROGRAMME]",
		Short: "Show where a programme stands, what blocks it and what comes next; without a name, every programme",
		Example: `  handover status --data handover-data
  handover status doncaster --data handover-data
  handover status doncaster --as-of 2022-06-01
  handover status --server http://127.0.0.1:8080 --token-file handover-data/api-token
  handover status doncaster --json | jq .blockedBy`,
		Args: args(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			day, err := dateFlag("--as-of", asOf)
			if err != nil {
				return err
			}
			if len(given) == 0 && asOf != "" {
				return fault.New(fault.Invalid, "the list of programmes shows today alone").At("", "--as-of").With(asOf).
					To("name a programme")
			}
			return p.reading(e, func(h house) error {
				if len(given) == 0 {
					return portfolio(c.Context(), e, h, asJSON)
				}
				view, err := h.status(c.Context(), given[0], day)
				switch {
				case err != nil:
					return err
				case asJSON:
					return printJSON(e.stdout, view)
				}
				printStatus(e.text(), view)
				return nil
			})
		},
	}
	p.flags(c, e)
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().StringVar(&asOf, "as-of", "", "as the ledger had it at the end of a `DATE`")
	return c
}

// portfolio shows every programme of a place in a line.
func portfolio(ctx context.Context, e env, h house, asJSON bool) error {
	all, err := h.portfolio(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(e.stdout, orEmpty(all))
	}
	w := e.text()
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range all {
		kind := "real"
		if s.Rehearsal {
			kind = "REHEARSAL"
		}
		standing := string(s.Status)
		if s.Halt != "" {
			standing = s.Halt
		}
		say(table, "%s\t%s\t%s\t%s\t%s\ttransfer %s\tnext %s", s.Programme, kind, standing,
			strings.ToUpper(string(s.RAG)), s.Stage, local(s.Transfer), s.Next)
	}
	_ = table.Flush()
	if len(all) == 0 {
		say(w, "No programme has been started here. Start one with `handover start FILE`.")
	}
	return nil
}

func printStatus(w io.Writer, v handover.StatusView) {
	if v.Rehearsal {
		say(w, "REHEARSAL: nothing here is real.")
	}
	say(w, "%s", v.Title)
	say(w, "%s: %s, %s. Rated %s: %s.", v.Programme, v.Status, inStage(v), strings.ToUpper(string(v.RAG)), v.RAGWhy)
	say(w, "Transfer: %s. As of %s, ledger entry %d.", local(v.Transfer), short(calendar.DateOf(v.AsOf)), v.Sequence)
	if v.Service != nil {
		wrapped(w, "Notice: ", v.Service.String()+".")
	}
	say(w, "")
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range v.Stages {
		say(table, "%s\t%s\t%s\t%d open", s.Stage, s.State, s.Mode, s.Open)
	}
	_ = table.Flush()
	printBlockers(w, v)
	printNext(w, v)
}

func inStage(v handover.StatusView) string {
	if v.Status.Over() {
		return "nothing more can happen"
	}
	return "stage " + string(v.Stage)
}

func printBlockers(w io.Writer, v handover.StatusView) {
	if v.Status.Over() {
		return
	}
	if len(v.BlockedBy) == 0 {
		say(w, "\nNothing waits for a person: it waits for a date.")
		return
	}
	say(w, "\nBlocked by:")
	var lines []listed
	for _, b := range v.BlockedBy[:min(len(v.BlockedBy), mostListed)] {
		who := string(b.Who)
		if b.Person != "" {
			who += " (" + b.Person + ")"
		}
		lines = append(lines, listed{due(b.Due, b.Overdue), who, b.What, b.Command + " " + b.Subject})
	}
	printList(w, lines)
	if more := len(v.BlockedBy) - mostListed; more > 0 {
		say(w, "  and %d more, until %s", more, short(v.BlockedBy[len(v.BlockedBy)-1].Due))
	}
	say(w, "In brackets the command that does it; `handover status %s --json` shows its input.", v.Programme)
}

func printNext(w io.Writer, v handover.StatusView) {
	if len(v.Next) == 0 {
		return
	}
	say(w, "\nNext deadlines:")
	var lines []listed
	for _, d := range v.Next {
		command := ""
		if d.Command != "" {
			command = d.Command + " " + d.ID
		}
		lines = append(lines, listed{due(d.Due, d.Overdue), string(d.Owner), handover.Called(d.ID, d.Title), command})
	}
	printList(w, lines)
}

// mostListed is how much work a status lists for people; programs get all of it.
const mostListed = 15

// listed is a line of work: when, who, what, and the command that does it.
type listed struct{ due, who, what, command string }

func printList(w io.Writer, lines []listed) {
	dues, whos := 0, 0
	for _, l := range lines {
		dues, whos = max(dues, len(l.due)), max(whos, len(l.who))
	}
	for _, l := range lines {
		if l.command = strings.TrimSpace(l.command); l.command != "" {
			l.what += " [" + strings.ReplaceAll(l.command, " ", tie) + "]"
		}
		wrapped(w, fmt.Sprintf("  %-*s  %-*s  ", dues, l.due, whos, l.who), l.what)
	}
}

func due(d calendar.Date, overdue bool) string {
	switch {
	case d.IsZero():
		return "no date"
	case overdue:
		return short(d) + " OVERDUE"
	}
	return short(d)
}

func logCommand(e env) *cobra.Command {
	var p place
	var asJSON bool
	var since string
	c := &cobra.Command{
		Use:   "log PROGRAMME",
		Short: "Show what happened, from the ledger",
		Example: `  handover log doncaster --data handover-data
  handover log doncaster --since 2022-09-01
  handover log doncaster --json`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			day, err := dateFlag("--since", since)
			if err != nil {
				return err
			}
			from := day.At(0, 0) // of no day, before all instants
			return p.reading(e, func(h house) error {
				entries, err := h.entries(c.Context(), given[0])
				if err != nil {
					return err
				}
				// An adopted fact stands at its own time, but was recorded with the entry that adopted it.
				earlier, _ := slices.BinarySearchFunc(entries, from, func(e handover.Entry, t time.Time) int { return e.At.Compare(t) })
				if asJSON {
					return printJSON(e.stdout, orEmpty(entries[earlier:]))
				}
				_, lines, err := handover.Replay(entries)
				if err != nil {
					return err
				}
				printLines(e.text(), slices.DeleteFunc(lines, func(l handover.Line) bool { return l.Seq <= earlier }), true)
				return nil
			})
		},
	}
	p.flags(c, e)
	c.Flags().BoolVar(&asJSON, "json", false, "print the ledger itself as JSON")
	c.Flags().StringVar(&since, "since", "", "what was recorded on a `DATE` and after it")
	return c
}
