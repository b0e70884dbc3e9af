package main

import (
	"context"

	"github.com/spf13/cobra"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// place is where and when a command works.
type place struct {
	dir string
	now string
	as  string
}

// data adds the flag of the data directory.
func (p *place) data(c *cobra.Command, e env) {
	dir := e.getenv("HANDOVER_DATA")
	if dir == "" {
		dir = "handover-data"
	}
	c.Flags().StringVar(&p.dir, "data", dir, "data `DIR` (or $HANDOVER_DATA)")
}

func (p *place) flags(c *cobra.Command, e env) {
	p.data(c, e)
	c.Flags().StringVar(&p.now, "now", "",
		"the `TIME` in a rehearsal, YYYY-MM-DDTHH:MM in London; real programmes take the machine's")
}

func (p *place) actor(c *cobra.Command, e env) {
	c.Flags().StringVar(&p.as, "as", e.getenv("HANDOVER_AS"), "who acts: the id of a `PERSON` of the definition (or $HANDOVER_AS)")
}

// within opens a session, brings it to its time, works and closes it.
func (p *place) within(ctx context.Context, e env, work func(s *session) error) error {
	s, err := openSession(e, p.dir, p.now, false)
	if err != nil {
		return err
	}
	if err = s.ready(ctx); err == nil {
		err = work(s)
	}
	if err == nil && s.failing() {
		say(e.stderr, "handover: a step of the workflow has failed for now; it is tried again with the next command, and by "+
			"`handover serve`")
	}
	return s.close(err)
}

func startCommand(e env) *cobra.Command {
	var p place
	var o shown
	var rehearse bool
	c := &cobra.Command{
		Use:   "start FILE",
		Short: "Start a programme in a data directory",
		Long: `Start a programme in a data directory. With --rehearsal it is marked as a rehearsal for good: its time is what
--now says, it sends nothing, and it takes no live commands.`,
		Example: `  handover start programme.json --data handover-data
  handover start events/programmes/doncaster.json --data play --rehearsal --now 2022-03-22T09:00`,
		Args: args(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, given []string) error {
			d, err := readDefinition(e, given[0])
			if err != nil {
				return err
			}
			if rehearse != (p.now != "") {
				return fault.New(fault.Invalid, "--rehearsal and --now go together").To("give both for a rehearsal, neither for real life")
			}
			return p.enter(c.Context(), e, o, d, func(ctx context.Context, office *office.Office, by handover.Actor) error {
				_, err := office.Start(ctx, d, by.ID)
				return err
			})
		},
	}
	p.flags(c, e)
	c.Flags().BoolVar(&rehearse, "rehearsal", false, "mark it as a rehearsal for good")
	o.flags(c, "print the status as JSON")
	return c
}

// entering is how a programme comes into its ledger, in somebody's name.
type entering func(ctx context.Context, office *office.Office, by handover.Actor) error

// enter enters a programme into a data directory, which it makes if need be, and shows where it stands.
func (p *place) enter(ctx context.Context, e env, o shown, d handover.Definition, how entering) error {
	s, err := openSession(e, p.dir, p.now, true)
	if err != nil {
		return err
	}
	if err = s.ready(ctx); err == nil {
		err = s.enter(ctx, e, o, d, how)
	}
	return s.close(err)
}

// enter enters a programme in the name of the programme office, lets its workflow go as far as it can, and shows where it
// stands.
func (s *session) enter(ctx context.Context, e env, o shown, d handover.Definition, how entering) error {
	if err := how(ctx, s.app.Office, d.Holders(handover.ProgrammeOffice)[0].Actor()); err != nil {
		return err
	}
	if err := s.app.Pump(ctx); err != nil {
		return err
	}
	p, err := s.app.Office.Peek(ctx, d.Programme)
	if err != nil {
		return err
	}
	view := p.StatusAt(s.app.Office.Clock())
	switch {
	case o.json:
		return printJSON(e.stdout, view)
	case !o.quiet:
		say(e.stdout, "Started in %s.\n", s.dir)
		printStatus(e.text(), view)
	}
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
			return p.within(c.Context(), e, func(s *session) error {
				if err := s.app.Tick(c.Context()); err != nil || quiet {
					return err
				}
				if err := s.news(c.Context(), e.text()); err != nil {
					return err
				}
				outlook, err := s.outlook(c.Context())
				say(e.stdout, "%s", outlook)
				return err
			})
		},
	}
	p.flags(c, e)
	c.Flags().BoolVar(&quiet, "quiet", false, "print nothing")
	return c
}
