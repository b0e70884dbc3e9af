package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
)

// definitionTable is what export gives beside the tables: the definition as it holds, to be amended or planned.
const definitionTable = "definition"

func exportable() []string { return append(api.Tables(), definitionTable) }

func exportFormats() []string { return []string{"csv", "json"} }

// exported is what is exported, and how.
type exported struct {
	programme, table, format string
	day                      calendar.Date
}

func exportCommand(e env) *cobra.Command {
	var p place
	var x exported
	var asOf string
	c := &cobra.Command{
		Use:   "export PROGRAMME TABLE",
		Short: "Write a table of a programme for spreadsheets and other programs, or its definition",
		Long: `Write a table of a programme for spreadsheets and other programs, as the dashboard and the API do: ` +
			join(api.Tables()) + `.
With definition it writes the definition as it holds now, amendments and all, to be planned or amended.`,
		Example: `  handover export doncaster deadlines --data handover-data >deadlines.csv
  handover export doncaster checks --format json --server http://127.0.0.1:8080 --token-file handover-data/api-token
  handover export doncaster definition | handover plan - --path`,
		Args:              args(cobra.ExactArgs(2)),
		ValidArgsFunction: second(exportable),
		RunE: func(c *cobra.Command, given []string) (err error) {
			x.programme, x.table = given[0], given[1]
			if err := x.check(c.Flags().Changed("format")); err != nil {
				return err
			}
			if x.day, err = dateFlag("--as-of", asOf); err != nil {
				return err
			}
			return p.reading(e, func(h house) error { return x.write(c.Context(), e, h) })
		},
	}
	p.flags(c, e)
	c.Flags().StringVar(&x.format, "format", "csv", "how to write a table: "+join(exportFormats()))
	c.Flags().StringVar(&asOf, "as-of", "", "as the ledger had it at the end of a `DATE`")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(exportFormats(), cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (x *exported) check(chosen bool) error {
	switch {
	case !slices.Contains(exportable(), x.table):
		return fault.New(fault.Invalid, "there is no such table").At("", "TABLE").With(x.table).To("use one of %s", join(exportable()))
	case !slices.Contains(exportFormats(), x.format):
		return fault.New(fault.Invalid, "there is no such format").At("", "--format").With(x.format).
			To("use one of %s", join(exportFormats()))
	case x.table == definitionTable && chosen && x.format != "json":
		return fault.New(fault.Invalid, "a definition is JSON").At("", "--format").With(x.format).To("leave --format out")
	}
	return nil
}

func (x *exported) write(ctx context.Context, e env, h house) error {
	if x.table != definitionTable {
		table, err := h.export(ctx, x.programme, x.table, x.format, x.day)
		if err == nil {
			_, err = e.stdout.Write(table)
		}
		return err
	}
	view, err := h.status(ctx, x.programme, x.day)
	if err != nil {
		return err
	}
	entries, err := h.entries(ctx, x.programme)
	if err != nil {
		return err
	}
	later := func(entry handover.Entry) bool { return entry.Seq > view.Sequence }
	state, _, err := handover.Replay(slices.DeleteFunc(entries, later))
	if err != nil {
		return err
	}
	return printJSON(e.stdout, state.Definition)
}
