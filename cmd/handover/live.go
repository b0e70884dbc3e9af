package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

func startCommand(e env) *cobra.Command {
	var p place
	var o shown
	var rehearse bool
	c := &cobra.Command{
		Use:   "start FILE",
		Short: "Start a programme in a data directory, or on a server",
		Long: `Start a programme in a data directory, or on a server. With --rehearsal it is marked as a rehearsal for good: its
time is what --now says, it sends nothing, and it takes no live commands.`,
		Example: `  handover start programme.json --data handover-data
  handover start programme.json --server http://127.0.0.1:8080 --token-file handover-data/api-token
  handover start events/programmes/doncaster.json --data play --rehearsal --now 2022-03-22T09:00`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			d, from, err := readSource(e, given[0])
			if err != nil {
				return err
			}
			if err := p.sort(e, rehearse); err != nil {
				return err
			}
			return p.founding(c.Context(), e, func(h house) error {
				return enter(c.Context(), e, h, o, entrance{definition: d, from: from})
			})
		},
	}
	p.flags(c, e)
	c.Flags().BoolVar(&rehearse, "rehearsal", false, "mark it as a rehearsal for good")
	o.flags(c, "print the status as JSON")
	return c
}

// sort holds what --rehearsal says against the place and its time.
func (p *place) sort(e env, rehearse bool) error {
	remote, err := p.remote(e)
	switch {
	case err != nil:
		return err
	case remote && rehearse:
		return fault.New(fault.Invalid, "a server keeps no rehearsals beside what is real").At("", "--rehearsal").
			To("leave it out, or rehearse in a data directory")
	case rehearse != (p.now != ""):
		return fault.New(fault.Invalid, "--rehearsal and --now go together").To("give both for a rehearsal, neither for real life")
	}
	return nil
}

// entrance is a programme that comes into its ledger: at its beginning, or with a past.
type entrance struct {
	definition handover.Definition
	from       source
	past       *handover.Adopt
	acts       source // that the past was read from
}

// refused says in which file, and where in it, what a place refuses stands.
func (x entrance) refused(err error) error {
	if intake.InPast(err) {
		return intake.Refused(x.acts.name, x.acts.raw, err)
	}
	return intake.Refused(x.from.name, x.from.raw, err)
}

// enter enters a programme in the name of its programme office, and shows where it stands.
func enter(ctx context.Context, e env, h house, o shown, x entrance) error {
	if err := h.enter(ctx, x, x.definition.Holders(handover.ProgrammeOffice)[0].Actor()); err != nil {
		return x.refused(err)
	}
	if o.quiet && !o.json {
		return nil
	}
	view, err := h.status(ctx, x.definition.Programme, calendar.Date{})
	if err != nil {
		return err
	}
	if o.json {
		return printJSON(e.stdout, view)
	}
	say(e.stdout, "Started %s.\n", h.where())
	printStatus(e.text(), view)
	return nil
}

func tickCommand(e env) *cobra.Command {
	var p place
	var quiet bool
	c := &cobra.Command{
		Use:   "tick",
		Short: "Let the clock look at everything due: gates, reminders, outbox",
		Example: `  handover tick --data handover-data
  handover tick --data play --now 2022-04-08T09:00`,
		Args: args(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := p.session(c.Context(), e, false)
			if err != nil {
				return err
			}
			return s.close(tick(c.Context(), e, s, quiet))
		},
	}
	p.folder(c, e)
	p.clock(c)
	c.Flags().BoolVar(&quiet, "quiet", false, "print nothing")
	return c
}

func tick(ctx context.Context, e env, s *session, quiet bool) error {
	var failures []error
	for _, app := range s.apps() {
		failures = append(failures, app.Tick(ctx))
	}
	if err := errors.Join(failures...); err != nil || quiet {
		return err
	}
	if err := printNews(ctx, e, s); err != nil {
		return err
	}
	outlook, err := s.outlook(ctx)
	say(e.stdout, "%s", outlook)
	return err
}
