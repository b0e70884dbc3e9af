package main

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

func amendCommand(e env) *cobra.Command {
	var p place
	var o shown
	var reason string
	var yes bool
	c := &cobra.Command{
		Use:   "amend PROGRAMME FILE",
		Short: "Put an amended definition in the place of the one that holds, after showing what moves",
		Long: `Put an amended definition in the place of the one that holds. First it shows what changes and which dates,
checks and duties move with it; nothing is recorded before that is confirmed, at the terminal or with --yes.
What has happened stays as it is. On a server nothing is recorded either if the programme has changed since it was shown.`,
		Example: `  handover amend doncaster programme.json --reason "the union asked for two weeks more"
  handover amend doncaster programme.json --reason "transfer a week later" --yes
  handover amend doncaster programme.json --reason "a week later" --server https://handover.example.org`,
		Args: args(cobra.ExactArgs(2)),
		RunE: func(c *cobra.Command, given []string) error {
			if reason == "" {
				return fault.New(fault.Invalid, "an amendment needs its reason").At("", "--reason").To("say why, for the ledger")
			}
			d, err := readDefinition(e, given[1])
			if err != nil {
				return err
			}
			if d.Programme != given[0] {
				return fault.New(fault.Invalid, "the file defines another programme").At(given[1], "/programme").With(d.Programme).
					To("give the definition of %s", given[0])
			}
			input, err := json.Marshal(handover.Amend{Definition: d, Reason: reason})
			if err != nil {
				return err
			}
			return p.within(c.Context(), e, func(h house) error {
				amendment := order{as: p.as, programme: given[0], command: "amend", file: given[1], input: input}
				if !yes && !o.dryRun {
					if err := foresee(c.Context(), e, h, &amendment); err != nil {
						return err
					}
					if err := confirm(e); err != nil {
						return err
					}
				}
				return give(c.Context(), e, h, o, amendment)
			})
		},
	}
	p.flags(c, e)
	p.actor(c, e)
	c.Flags().StringVar(&reason, "reason", "", "why, for the ledger: a line of `TEXT` without personal data")
	c.Flags().BoolVar(&yes, "yes", false, "confirm without being asked")
	o.foresees(c)
	o.flags(c, "print the new ledger entries as JSON")
	return c
}

// confirm asks whether what was shown is meant.
func confirm(e env) error {
	if f, ok := e.stdin.(*os.File); ok && isTerminal(f) {
		say(e.stderr, "Amend the programme? Write yes:")
		if line, _ := bufio.NewReader(f).ReadString('\n'); strings.TrimSpace(line) == "yes" {
			return nil
		}
	}
	return fault.New(fault.Refused, "the amendment is not confirmed").To("give --yes once it is what you mean")
}
