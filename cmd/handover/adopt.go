package main

import (
	"bytes"

	"github.com/spf13/cobra"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

func adoptCommand(e env) *cobra.Command {
	var p place
	var o shown
	c := &cobra.Command{
		Use:   "adopt FILE PAST",
		Short: "Enter a programme part-way, with what has happened so far",
		Long: `Enter a programme part-way. FILE is its definition; PAST says what has happened so far, in the order of time,
with evidence: who was served when, which windows were opened and closed, which checks were accepted. The past is held
to the same rules as if it had been recorded at the time, stands in the ledger marked as adopted, and nothing of it is
sent. The last dry run, the cut-over and the go cannot be adopted: what they rest on is proved here.

The past keeps to events/schema/past.schema.json.`,
		Example: `  handover adopt programme.json past.json --data handover-data
  handover adopt events/programmes/doncaster.json past.json --data play --now 2022-06-01T09:00`,
		Args: args(cobra.ExactArgs(2)),
		RunE: func(c *cobra.Command, given []string) error {
			d, from, err := readSource(e, given[0])
			if err != nil {
				return err
			}
			past, acts, err := readPast(e, given[1], d)
			if err != nil {
				return err
			}
			x := entrance{definition: d, from: from, past: &past, acts: acts}
			return p.founding(c.Context(), e, func(h house) error { return enter(c.Context(), e, h, o, x) })
		},
	}
	p.flags(c, e)
	o.flags(c, "print the status as JSON")
	return c
}

func readPast(e env, name string, d handover.Definition) (handover.Adopt, source, error) {
	from, err := readDocument(e, name)
	if err != nil {
		return handover.Adopt{}, from, err
	}
	past, err := intake.Past(name, bytes.NewReader(from.raw), d)
	return past, from, err
}
