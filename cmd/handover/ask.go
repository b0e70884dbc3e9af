package main

import (
	"strings"

	"github.com/spf13/cobra"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// asking is under what dates are worked out: as known when, by which table, and with which named dates.
type asking struct {
	known, table string
	set          []string
}

func (a *asking) flags(c *cobra.Command) {
	c.Flags().StringVar(&a.known, "as-known", "", "with the bank holidays as they were known on a `DATE`")
	c.Flags().StringVar(&a.table, "table", "", "a newer table of bank holidays, CSV (`FILE`; see handover calendar --csv)")
	c.Flags().StringArrayVar(&a.set, "set", nil, "a named date, `NAME=DATE`, like transfer=2022-09-01; may be repeated")
	_ = c.MarkFlagFilename("table", "csv")
	_ = c.RegisterFlagCompletionFunc("set", cobra.FixedCompletions([]string{"transfer=", "start=", "decision.made=",
		"decision.published=", "decision.implementable=", "notice.planned=", "notice.deemed=", "notice.ends="},
		cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace))
	_ = c.RegisterFlagCompletionFunc("as-known", cobra.NoFileCompletions)
}

// question reads the flags.
func (a *asking) question() (q handover.Question, err error) {
	if q.Known, err = dateFlag("--as-known", a.known); err != nil {
		return q, err
	}
	q.Set = map[string]handover.Local{}
	for _, text := range a.set {
		name, value, ok := strings.Cut(text, "=")
		e, err := calendar.Parse(name)
		if !ok || err != nil || len(e.Anchors()) != 1 || e.Anchors()[0] != name {
			return q, fault.New(fault.Invalid, "not a name and its date").At("", "--set").With(text).
				To("write it as NAME=DATE, like transfer=2022-09-30")
		}
		if _, twice := q.Set[name]; twice {
			return q, fault.New(fault.Invalid, "this date is set twice").At("", "--set").With(name).To("set it once")
		}
		q.Set[name] = handover.Local(value)
	}
	return q, nil
}

// dateFlag reads the date of a flag; no text is no date.
func dateFlag(flag, text string) (calendar.Date, error) {
	if text == "" {
		return calendar.Date{}, nil
	}
	d, err := calendar.ParseDate(text)
	return d, inFlag(flag, err)
}

// readTable returns the table of the flag, or the published one.
func (a *asking) readTable(e env) (*calendar.Table, error) {
	if a.table == "" {
		return calendar.Published(), nil
	}
	return tableFile(e, a.table)
}

// published is the name of the table inside the program, where a file of one is asked for.
const published = "published"

func tableFile(e env, name string) (*calendar.Table, error) {
	if name == published {
		return calendar.Published(), nil
	}
	f, err := open(e, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return calendar.ReadTable(name, f)
}
