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
	var o shown
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
			switch {
			case o.json:
				err = printJSON(e.stdout, planJSON{view.Programme, orEmpty(view.Findings), view.Obligations})
			case !o.quiet:
				printPlan(e.text(), d, view)
			}
			if err == nil && len(view.Blocking()) > 0 {
				return errProblems
			}
			return err
		},
	}
	o.flags(c, "print JSON")
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

// printPlan prints findings first, then the obligations, those of one date and reason together.
func printPlan(w io.Writer, d handover.Definition, view handover.View) {
	blocking := len(view.Blocking())
	say(w, "%s\nTransfer: %s. Obligations: %d. Blocking findings: %d. Warnings: %d.", d.Title, local(d.Transfer.Instant()),
		len(view.Obligations), blocking, len(view.Findings)-blocking)
	for _, f := range view.Findings {
		say(w, "")
		wrapped(w, strings.ToUpper(f.Severity)+"  ", f.Problem+" ("+f.ID+").")
		wrapped(w, "  mend:    ", f.Mend)
		wrapped(w, "  source:  ", f.Source)
	}
	if blocking > 0 {
		say(w, "\nThis programme cannot start before the blocking findings are mended.")
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, o := range view.Obligations {
		if i == 0 || o.Due != view.Obligations[i-1].Due || o.Why != view.Obligations[i-1].Why {
			_ = table.Flush()
			say(w, "")
			wrapped(w, short(o.Due)+"  ", o.Why)
		}
		say(table, "  %s\t%s\t%s", o.ID, o.Owner, o.Title)
	}
	_ = table.Flush()
}

// short is a date as lists show it, with its weekday.
func short(d calendar.Date) string { return d.At(12, 0).Format("Mon 2 Jan 2006") }

func join(names []string) string { return strings.Join(names, ", ") }
