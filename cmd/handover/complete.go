package main

import (
	"github.com/spf13/cobra"

	"example.org/handover/internal/handover"
)

// second completes the second argument of a command, for the shells of `handover completion`.
func second(names func() []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, given []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(given) != 1 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return names(), cobra.ShellCompDirectiveNoFileComp
	}
}

func stageNames() []string {
	var names []string
	for _, s := range handover.Stages() {
		names = append(names, string(s))
	}
	return names
}

func commandNames() []string {
	var names []string
	for _, c := range handover.Commands() {
		names = append(names, c.Name+"\t"+c.Summary)
	}
	return names
}
