package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/post"
	"example.org/handover/internal/rehearsal"
)

// rehearsalSeed makes ids, tokens and digests of a rehearsal the same every time. It protects nothing: a rehearsal is
// played with synthetic data.
const rehearsalSeed = "handover rehearsal"

func rehearseCommand(e env) *cobra.Command {
	var script, until, data string
	var asJSON, quiet, resume bool
	c := &cobra.Command{
		Use:   "rehearse FILE",
		Short: "Play a programme through in virtual time, before a single letter is served",
		Long: `Play a programme through in virtual time: the real state machine, handlers and rules, with people who act on
the due date unless a script says otherwise. Nothing is sent. With --data the result is kept in a data directory,
marked as a rehearsal for good; one that was broken off, or played to a day, goes on with --resume.`,
		Example: `  handover rehearse events/programmes/doncaster.json
  handover rehearse events/programmes/doncaster.json --script events/rehearsals/mistakes.json
  handover rehearse events/programmes/doncaster.json --until 2022-09-16 --data rehearsal-data`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			if resume && (data == "" || script != "") {
				return fault.New(fault.Invalid, "--resume goes with --data and without --script").
					To("name the data directory, or rehearse anew in another one")
			}
			y, err := readPlay(e, given[0], script, until)
			if err != nil {
				return err
			}
			y.Resume = resume
			options, closer, err := rehearsalOptions(e, data)
			if err != nil {
				return err
			}
			result, err := play(c.Context(), y, options)
			if err := closer(err); err != nil {
				return err
			}
			switch {
			case asJSON:
				return printJSON(e.stdout, result)
			case !quiet:
				printTimeline(e.text(), y, result)
			}
			return nil
		},
	}
	c.Flags().StringVar(&script, "script", "", "`FILE` that says who does what when, mistakes included")
	c.Flags().StringVar(&until, "until", "", "last `DATE` to play, YYYY-MM-DD")
	c.Flags().StringVar(&data, "data", "", "data `DIR` in which to keep the rehearsal")
	c.Flags().BoolVar(&resume, "resume", false, "go on with the rehearsal that --data keeps")
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().BoolVar(&quiet, "quiet", false, "print nothing")
	return c
}

func readPlay(e env, file, script, until string) (*rehearsal.Play, error) {
	d, err := readDefinition(e, file)
	if err != nil {
		return nil, err
	}
	y := &rehearsal.Play{Definition: d, Read: reader(filepath.Dir(file))}
	if until != "" {
		if y.Until, err = calendar.ParseDate(until); err != nil {
			return nil, inFlag("--until", err)
		}
	}
	if script == "" {
		return y, nil
	}
	f, err := open(e, script)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	y.Read = reader(filepath.Dir(file), filepath.Dir(script))
	y.Script, err = intake.Script(script, f, d)
	return y, err
}

// reader reads extracts relative to the first folder that has them.
func reader(folders ...string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		var err error
		for _, folder := range folders {
			var content []byte
			if content, err = os.ReadFile(filepath.Join(folder, filepath.FromSlash(name))); err == nil {
				return content, nil
			}
		}
		return nil, fault.Wrap(fault.NotFound, err, "the extract cannot be read").At(name, "").
			To("name it relative to the definition or the script")
	}
}

// rehearsalOptions open memory, or a data directory. The closer closes it, and removes a new directory after an error,
// so that a failed rehearsal leaves nothing behind.
func rehearsalOptions(e env, dir string) (embedded.Options, func(error) error, error) {
	rules, err := e.shelfIn(dir)
	if err != nil {
		return embedded.Options{}, nil, err
	}
	o := embedded.Options{Store: memory.New(), Files: new(files.Memory), Post: post.None{}, Rehearsal: true,
		Seed: []byte(rehearsalSeed), Secret: rehearsalSecret, Rules: rules.Of}
	if dir == "" {
		return o, func(err error) error { return err }, nil
	}
	d, err := openData(dir, true)
	if err != nil {
		return o, nil, err
	}
	o.Store, o.Files, o.Signer = d.store, d.files(), d.signer
	return o, d.close, nil
}

func play(ctx context.Context, y *rehearsal.Play, o embedded.Options) (rehearsal.Result, error) {
	theatre, err := alone(o, y.Definition.Programme)
	if err != nil {
		return rehearsal.Result{}, err
	}
	y.Theatre = theatre
	if y.Resume {
		err = pickUp(ctx, theatre, y.Definition.Programme)
	}
	if err == nil {
		_, err = y.Run(ctx)
	}
	if err != nil {
		return rehearsal.Result{}, err
	}
	entries, err := o.Store.Entries(ctx, y.Definition.Programme, 1, 0)
	if err != nil {
		return rehearsal.Result{}, err
	}
	return y.ResultOf(entries, theatre.App.Totals().Transitions)
}

// alone is a theatre in which one programme of a store is played, in a time of its own.
func alone(o embedded.Options, programme string) (embedded.Theatre, error) {
	watch := new(embedded.Stopwatch)
	o.Clock, o.Only = watch.Now, programme
	app, err := embedded.New(o)
	return embedded.Theatre{App: app, Watch: watch}, err
}

// pickUp brings the workflow back to where a rehearsal was left, if it had begun, and finishes what was under way.
func pickUp(ctx context.Context, t embedded.Theatre, programme string) error {
	p, err := t.App.Office.Load(ctx, programme)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	t.Watch.Set(p.Changed)
	return errors.Join(t.App.Recover(ctx), t.App.Pump(ctx))
}

func rehearsalSecret(context.Context, string) ([]byte, error) { return []byte(rehearsalSeed), nil }

// printTimeline prints what a manager reads: the timeline, and how it ended.
func printTimeline(w io.Writer, y *rehearsal.Play, r rehearsal.Result) {
	say(w, "%s\nA REHEARSAL in virtual time: nothing was sent, nobody was asked.", y.Definition.Title)
	if y.Script.Title != "" {
		say(w, "Script: %s.", y.Script.Title)
	}
	say(w, "")
	printLines(w, r.Timeline, false)
	say(w, "\n%s\n%d ledger entries, %d reminders, %d steps of the workflow in %d executions.", ending(r), r.Entries,
		r.Reminders, r.Transitions, r.Executions)
}

func ending(r rehearsal.Result) string {
	switch r.Status {
	case handover.Complete:
		return fmt.Sprintf("Closed on %s; the service transferred on %s.", local(r.Closed), local(r.Transfer))
	case handover.Stopped:
		return fmt.Sprintf("Stopped on %s; the service was not transferred.", local(r.Closed))
	}
	return fmt.Sprintf("Still %s; the transfer is on %s.", r.Status, local(r.Transfer))
}
