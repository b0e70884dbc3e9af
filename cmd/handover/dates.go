package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// reckoned is how dates are worked out and shown.
type reckoned struct {
	asking
	jurisdiction string
	json         bool
}

func datesCommand(e env) *cobra.Command {
	var o reckoned
	c := &cobra.Command{
		Use:   "dates EXPRESSION… | -",
		Short: "Work out dates of the date language, and say why",
		Long: `Work out dates of the date language, and say why. With - it reads one expression a line from the standard input; empty
lines and lines that begin with # are left out. A line that is wrong is told on the standard error with its line and
column, the others still come out, and the exit code is 2.

  2022-09-30                             a date, or a time on it: 2022-09-30T00:01
  28 days before 2022-09-30              days, weeks, months or years, before or after
  20 working days after 2022-04-12       working days
  28 clear days before 2022-03-30        both ends left out; clear working days too
  30 days beginning with 2022-09-30      the first day counts
  1 June before 2022-07-30               the last 1 June before it, or the first one after
  deemed service by first-class-post sent 2022-04-14 under cpr-6.26
  deemed service by first-class-post sent 2022-04-14 and email sent 2022-04-14T16:00 under cpr-6.26
                                         the safe day of several methods, and the one that may be claimed
  transfer, notice.deemed                names, given by --set

After any of these: in scotland · as known on 2022-09-08 · or previous working day · or next working day.
Service profiles: ` + join(calendar.ProfileNames()) + ".",
		Example: `  handover dates '28 clear days before 2022-03-30' '5 working days after 2022-06-01'
  handover dates '20 working days before transfer' --set transfer=2022-09-30 --as-known 2022-09-08
  handover dates - --json <expressions.txt`,
		Args: args(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, texts []string) error { return o.run(e, texts) },
	}
	o.flags(c)
	c.Flags().BoolVar(&o.json, "json", false, "print JSON, one object a line")
	jurisdictionFlag(c, &o.jurisdiction)
	return c
}

// jurisdictionFlag adds the flag that says whose bank holidays count.
func jurisdictionFlag(c *cobra.Command, to *string) {
	var names []string
	for _, j := range calendar.Jurisdictions() {
		names = append(names, string(j))
	}
	c.Flags().StringVar(to, "jurisdiction", string(calendar.EnglandAndWales), "whose bank holidays count: "+join(names))
	_ = c.RegisterFlagCompletionFunc("jurisdiction", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
}

func (o *reckoned) run(e env, texts []string) error {
	ctx, err := o.context(e)
	if err != nil {
		return err
	}
	show := o.shower(e)
	if slices.Contains(texts, "-") && len(texts) > 1 {
		return fault.New(fault.Invalid, "- stands alone: with it the expressions come from the standard input").
			With(strings.Join(texts, " ")).To("give either - or expressions, like: handover dates - <expressions.txt")
	}
	if texts[0] == "-" {
		return eachLine(e.stdin, func(line int, text string) error {
			r, err := reckon(ctx, text)
			if err != nil {
				err.File, err.Line = "standard input", line
				return err
			}
			return show(text, r)
		})
	}
	var failures []error
	for i, text := range texts {
		r, err := reckon(ctx, text)
		if err == nil {
			failures = append(failures, show(text, r))
			continue
		}
		if len(texts) > 1 {
			err.File = fmt.Sprintf("expression %d", i+1)
		}
		failures = append(failures, err)
	}
	return errors.Join(failures...)
}

// context is what the expressions are worked out in.
func (o *reckoned) context(e env) (ctx calendar.Context, err error) {
	q, err := o.question()
	if err != nil {
		return ctx, err
	}
	ctx.Known = q.Known
	if ctx.Jurisdiction, err = calendar.ParseJurisdiction(o.jurisdiction); err != nil {
		return ctx, inFlag("--jurisdiction", err)
	}
	if ctx.Table, err = o.readTable(e); err != nil {
		return ctx, err
	}
	named := map[string]calendar.Anchor{}
	for _, name := range slices.Sorted(maps.Keys(q.Set)) {
		if named[name], err = anchor(string(q.Set[name])); err != nil {
			return ctx, inFlag("--set "+name, err)
		}
	}
	ctx.Anchor = func(name string) (calendar.Anchor, bool) { a, ok := named[name]; return a, ok }
	return ctx, nil
}

// anchor reads the value of a name: a date, or a time on it.
func anchor(text string) (calendar.Anchor, error) {
	if !strings.Contains(text, "T") {
		d, err := calendar.ParseDate(text)
		return calendar.Anchor{Date: d, Origin: "as set"}, err
	}
	at, err := calendar.ParseLocal(text)
	return calendar.Anchor{Date: calendar.DateOf(at), At: at, Origin: "as set"}, err
}

// reckon works one expression out. Whatever is wrong is bad input, with the column.
func reckon(ctx calendar.Context, text string) (calendar.Result, *fault.Error) {
	var wrong *fault.Error
	expression, err := calendar.Parse(text)
	if err == nil {
		var r calendar.Result
		if r, err = expression.Eval(ctx); err == nil {
			return r, nil
		}
	}
	if !errors.As(err, &wrong) {
		return calendar.Result{}, fault.Wrap(fault.Invalid, err, "%v", err)
	}
	if wrong.Pointer != "" {
		wrong.Mend = fmt.Sprintf("give it one by --set %s=2022-09-30, or %s", wrong.Pointer, wrong.Mend)
	}
	wrong.Kind, wrong.Pointer = fault.Invalid, ""
	return calendar.Result{}, wrong
}

// shower says how a result is printed.
func (o *reckoned) shower(e env) func(text string, r calendar.Result) error {
	if !o.json {
		w := e.text()
		return func(_ string, r calendar.Result) error {
			head := dated(r.Date)
			if !r.At.IsZero() {
				head += r.At.In(calendar.London()).Format(" 15:04")
			}
			wrapped(w, head+"  ", r.Explanation.Sentence())
			return nil
		}
	}
	out := json.NewEncoder(e.stdout)
	out.SetEscapeHTML(false)
	return func(text string, r calendar.Result) error {
		line := dateLine{Expression: strings.TrimSpace(text), Date: r.Date, Provisional: r.Provisional,
			Explanation: told{r.Explanation.Sentence(), r.Explanation}}
		if !r.At.IsZero() {
			line.At = &r.At
		}
		return out.Encode(line)
	}
}

// dateLine is one result as JSON. At is an instant in UTC, or null where only the day is known.
type dateLine struct {
	Expression  string        `json:"expression"`
	Date        calendar.Date `json:"date"`
	At          *time.Time    `json:"at"`
	Explanation told          `json:"explanation"`
	Provisional bool          `json:"provisional"`
}

// told is an explanation with its sentence.
type told struct {
	Sentence string `json:"sentence"`
	calendar.Explanation
}

// mostLine is how many bytes of a line are read: more than any expression has, so that a longer one is told as such.
const mostLine = 4096

// eachLine does something with every line that is neither empty nor a remark, and goes on after errors.
func eachLine(r io.Reader, do func(line int, text string) error) error {
	in := bufio.NewReaderSize(r, mostLine)
	var failures []error
	for line := 1; ; line++ {
		text, more, err := in.ReadLine()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				failures = append(failures, fault.Wrap(fault.Unavailable, err, "the standard input cannot be read"))
			}
			return errors.Join(failures...)
		}
		first := string(text)
		for more && err == nil {
			_, more, err = in.ReadLine()
		}
		if line == 1 {
			first = strings.TrimPrefix(first, "\ufeff")
		}
		if trimmed := strings.TrimSpace(first); trimmed != "" && trimmed[0] != '#' {
			failures = append(failures, do(line, first))
		}
	}
}
