package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// planned is how a plan is asked for and shown.
type planned struct {
	asking
	format     string
	json       bool
	quiet      bool
	diff, path bool
}

func planCommand(e env) *cobra.Command {
	var o planned
	c := &cobra.Command{
		Use:   "plan FILE",
		Short: "Show every obligation with its date, why that date, and what cannot work",
		Long: `Show every obligation of a definition with its date, why it is that date, and what cannot work.

What if? --set gives a named date another value, --as-known the bank holidays as they were known on a day; --diff shows
what moves against the plan as it is. --path shows by how much each thing may slip before the transfer does.`,
		Example: `  handover plan events/programmes/doncaster.json
  handover plan events/programmes/doncaster.json --set transfer=2022-09-01 --diff
  handover plan events/programmes/doncaster.json --as-known 2022-09-08
  handover plan events/programmes/doncaster.json --path
  handover plan events/programmes/doncaster.json --format ics >plan.ics
  handover plan events/programmes/doncaster.json --json | jq '.obligations[0]'`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, files []string) error { return o.run(e, files[0]) },
	}
	f := c.Flags()
	o.flags(c)
	f.StringVar(&o.format, "format", "table", "how to write it: table, json, csv, md or ics (a calendar of all-day events)")
	f.BoolVar(&o.json, "json", false, "print JSON, like --format json")
	f.BoolVar(&o.quiet, "quiet", false, "print nothing")
	f.BoolVar(&o.diff, "diff", false, "only what moves because of --set, --as-known and --table: from, to and why")
	f.BoolVar(&o.path, "path", false, "the chain that decides the transfer, and the latest start of each thing")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(
		[]string{"table", "json", "csv", "md", "ics"}, cobra.ShellCompDirectiveNoFileComp))
	return c
}

func (o *planned) run(e env, file string) error {
	if o.json {
		o.format = "json"
	}
	write, err := o.writer()
	if err != nil {
		return err
	}
	d, err := readDefinition(e, file)
	if err != nil {
		return err
	}
	s := sheet{definition: d}
	if s.question, err = o.question(); err != nil {
		return err
	}
	if s.view, s.was, err = o.views(e, d, s.question); err != nil {
		return err
	}
	if s.path, err = s.view.CriticalPath(); err != nil {
		return err
	}
	if !o.quiet {
		err = write(e, s)
	}
	if err == nil && len(s.view.Blocking()) > 0 {
		return errProblems
	}
	return err
}

// views plans what is asked, and the definition as it stands.
func (o *planned) views(e env, d handover.Definition, q handover.Question) (view, was handover.View, err error) {
	rules, err := e.rules(d.Pack)
	if err != nil {
		return view, was, err
	}
	if was, err = handover.PreviewOf(d, rules, calendar.Date{}); err != nil {
		return view, was, err
	}
	if rules.Table, err = o.readTable(e); err != nil {
		return view, was, err
	}
	view, err = handover.Ask(d, rules, q)
	return view, was, err
}

// sheet is what is shown of a plan.
type sheet struct {
	definition handover.Definition
	question   handover.Question
	view, was  handover.View
	path       handover.CriticalPath
}

// writer chooses how to show a plan.
func (o *planned) writer() (func(env, sheet) error, error) {
	type kind struct {
		format     string
		diff, path bool
	}
	text := func(show func(io.Writer, sheet)) func(env, sheet) error {
		return func(e env, s sheet) error {
			show(e.text(), s)
			return nil
		}
	}
	writers := map[kind]func(env, sheet) error{
		{"table", false, false}: text(printPlan), {"table", true, false}: text(printDiff),
		{"table", false, true}: text(printPath),
		{"json", false, false}: planJSON, {"json", false, true}: planJSON, {"json", true, false}: diffJSON,
		{"csv", false, false}: planCSV, {"csv", true, false}: diffCSV, {"csv", false, true}: pathCSV,
		{"md", false, false}: planMarkdown, {"md", true, false}: diffMarkdown, {"md", false, true}: pathMarkdown,
		{"ics", false, false}: planICS,
	}
	if write, ok := writers[kind{o.format, o.diff, o.path}]; ok {
		return write, nil
	}
	err := fault.New(fault.Invalid, "there is no such format").At("", "--format").With(o.format).
		To("use one of table, json, csv, md, ics")
	if _, ok := writers[kind{format: o.format}]; ok {
		err.Problem = "this format does not go with --diff and --path together, nor ics with either"
		err.Mend = "leave one of them out"
	}
	return nil, err
}

// short is a date as lists show it, with its weekday.
func short(d calendar.Date) string { return d.At(12, 0).Format("Mon 2 Jan 2006") }

// dated is a date as columns of lists show it, as wide as every other.
func dated(d calendar.Date) string { return d.At(12, 0).Format("Mon _2 Jan 2006") }

func join(names []string) string { return strings.Join(names, ", ") }
