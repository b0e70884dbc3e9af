package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// leafing is what is shown of a table of bank holidays.
type leafing struct {
	jurisdiction, table, programme string
	year                           int
	diff, json, csv                bool
}

func calendarCommand(e env) *cobra.Command {
	var o leafing
	c := &cobra.Command{
		Use:   "calendar [--diff OLD NEW]",
		Short: "Show bank holidays, since when each was known, and the working days of each year",
		Long: `Show bank holidays, since when each was known, and the working days of each year. With --diff it compares two tables, CSV
files or the word published for the one inside this program, and says which days open or close and, with --programme,
which dates of a definition change.`,
		Example: `  handover calendar --year 2022
  handover calendar --jurisdiction scotland --json
  handover calendar --csv >bank-holidays.csv
  handover calendar --diff published new.csv --programme events/programmes/doncaster.json`,
		Args: args(func(c *cobra.Command, given []string) error {
			if o.diff {
				return cobra.ExactArgs(2)(c, given)
			}
			return cobra.NoArgs(c, given)
		}),
		RunE: func(_ *cobra.Command, files []string) error { return o.run(e, files) },
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{published}, cobra.ShellCompDirectiveDefault
		},
	}
	o.flags(c)
	return c
}

func (o *leafing) flags(c *cobra.Command) {
	jurisdictionFlag(c, &o.jurisdiction)
	c.Flags().IntVar(&o.year, "year", 0, "only this `YEAR`")
	c.Flags().StringVar(&o.table, "table", published, "another table, CSV (`FILE`)")
	c.Flags().BoolVar(&o.diff, "diff", false, "compare two tables: what changes from the first to the second")
	c.Flags().StringVar(&o.programme, "programme", "", "with --diff: the dates of a definition (`FILE`) that change")
	c.Flags().BoolVar(&o.json, "json", false, "print JSON")
	c.Flags().BoolVar(&o.csv, "csv", false, "print the whole table as a file that --table and --diff take")
	_ = c.MarkFlagFilename("table", "csv")
	_ = c.MarkFlagFilename("programme", "json")
	_ = c.RegisterFlagCompletionFunc("year", cobra.NoFileCompletions)
}

func (o *leafing) run(e env, files []string) error {
	if o.diff {
		return o.compare(e, files[0], files[1])
	}
	return o.show(e)
}

// yearView is one year of a table. Holidays are in the order of their dates.
type yearView struct {
	Year        int                `json:"year"`
	WorkingDays int                `json:"workingDays"`
	Holidays    []calendar.Holiday `json:"holidays"`
}

func (o *leafing) show(e env) error {
	table, err := tableFile(e, o.table)
	if err != nil {
		return err
	}
	if o.csv {
		return table.WriteCSV(e.stdout)
	}
	j, err := calendar.ParseJurisdiction(o.jurisdiction)
	if err != nil {
		return inFlag("--jurisdiction", err)
	}
	years := yearsOf(table, j)
	if o.year != 0 {
		if years = only(years, o.year); len(years) == 0 {
			first, last := table.Years(j)
			return fault.New(fault.Invalid, "the table has no bank holidays of that year").At("", "--year").
				With(strconv.Itoa(o.year)).To("give a year from %d to %d", first, last)
		}
	}
	if o.json {
		return printJSON(e.stdout, struct {
			Table        string                `json:"table"`
			Jurisdiction calendar.Jurisdiction `json:"jurisdiction"`
			Years        []yearView            `json:"years"`
		}{table.Version(), j, years})
	}
	printYears(e.text(), table, j, years)
	return nil
}

func only(years []yearView, year int) []yearView {
	for _, y := range years {
		if y.Year == year {
			return []yearView{y}
		}
	}
	return nil
}

// yearsOf lists the years that a table has for a jurisdiction.
func yearsOf(table *calendar.Table, j calendar.Jurisdiction) []yearView {
	cal := table.Calendar(j, calendar.Date{})
	first, last := table.Years(j)
	var years []yearView
	for y := first; y <= last; y++ {
		years = append(years, yearView{Year: y, WorkingDays: workingDaysOf(cal, y), Holidays: []calendar.Holiday{}})
	}
	for _, h := range table.Holidays(j) {
		if i := h.Date.Year() - first; i >= 0 && i < len(years) {
			years[i].Holidays = append(years[i].Holidays, h)
		}
	}
	return years
}

func workingDaysOf(cal *calendar.Calendar, year int) int {
	first := calendar.MustDate(fmt.Sprintf("%04d-01-01", year))
	return cal.Count(first, first.AddMonths(12).AddDays(-1))
}

func printYears(w io.Writer, table *calendar.Table, j calendar.Jurisdiction, years []yearView) {
	say(w, "Bank holidays of %s (table %s)", j, table.Version())
	for _, y := range years {
		say(w, "\n%d: %s", y.Year, workingDays(y.WorkingDays))
		var rows [][]string
		for _, h := range y.Holidays {
			rows = append(rows, []string{dated(h.Date), titled(h, j)})
		}
		printRows(w, rows)
	}
}

// titled is a holiday's title, with its part of the country where only some have it, and the day it became known if that
// was late.
func titled(h calendar.Holiday, j calendar.Jurisdiction) string {
	title := h.Title
	if j == calendar.UKAny {
		title += " (" + string(h.Division) + ")"
	}
	if !h.KnownFrom.IsZero() {
		title += "; known from " + h.KnownFrom.Long()
	}
	return title
}
