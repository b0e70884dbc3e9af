package main

import (
	"errors"

	"github.com/spf13/cobra"

	"example.org/handover/internal/rulebook"
)

func validateCommand(e env) *cobra.Command {
	var quiet bool
	c := &cobra.Command{
		Use:   "validate FILE…",
		Short: "Check programme definitions",
		Long: "Check programme definitions against the schema and against themselves.\n\nRule packs: " +
			join(rulebook.Names()) + ".",
		Example: "  handover validate events/programmes/*.json\n  cat programme.json | handover validate -",
		Args:    args(cobra.MinimumNArgs(1)),
		RunE: func(_ *cobra.Command, files []string) error {
			var failures []error
			for _, name := range files {
				d, err := readDefinition(e, name)
				if err != nil {
					failures = append(failures, err)
				} else if !quiet {
					say(e.stdout, "%s: fine: %s", name, d.Title)
				}
			}
			return errors.Join(failures...)
		},
	}
	c.Flags().BoolVar(&quiet, "quiet", false, "say nothing of files that are fine")
	return c
}
