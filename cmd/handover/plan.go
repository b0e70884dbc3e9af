package main

import (
	"encoding/json"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

func planCommand(e env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "plan FILE",
		Short: "Show every obligation with its date, why that date, and what cannot work",
		Example: `  handover plan events/programmes/doncaster.json
  handover plan events/programmes/doncaster.json --json | jq '.obligations[0]'`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, files []string) error {
			d, err := readDefinition(e, files[0])
			if err != nil {
				return err
			}
			rules, err := intake.Rules(d.Pack)
			if err != nil {
				return err
			}
			view, err := handover.PreviewOf(d, rules, calendar.Date{})
			if err != nil {
				return err
			}
			if asJSON {
				err = printJSON(e.stdout, planJSON{view.Programme, orEmpty(view.Findings), view.Obligations})
			} else {
				printPlan(e.stdout, d, view)
			}
			if err == nil && len(view.Blocking()) > 0 {
				return errProblems
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

type planJSON struct {
	Programme   string                       `json:"programme"`
	Findings    []handover.Finding           `json:"findings"`
	Obligations []handover.PlannedObligation `json:"obligations"`
}

func orEmpty[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func printPlan(w io.Writer, d handover.Definition, view handover.View) {
	say(w, "%s\n", d.Title)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	say(table, "DUE\tID\tOWNER\tWHAT")
	for _, o := range view.Obligations {
		say(table, "%s\t%s\t%s\t%s", short(o.Due), o.ID, o.Owner, o.Title)
		say(table, "\t\t\t  why: %s", o.Why)
	}
	_ = table.Flush()
	for _, f := range view.Findings {
		say(w, "\n%s (%s)\n  %s\n  mend: %s\n  source: %s", strings.ToUpper(f.Severity), f.ID, f.Problem, f.Mend, f.Source)
	}
	if n := len(view.Blocking()); n > 0 {
		say(w, "\nThis programme cannot start: %d blocking.", n)
	}
}

// short is a date as a table shows it, with its weekday.
func short(d calendar.Date) string { return d.Weekday().String()[:3] + " " + d.String() }

func join(names []string) string { return strings.Join(names, ", ") }
