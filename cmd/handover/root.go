package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

func newRoot(e env) *cobra.Command {
	root := &cobra.Command{
		Use:   "handover",
		Short: "Take a public contract from notice to handover",
		Long: `Handover runs the end of a public contract and the move of its service to the public body: notice,
consultation, data migration, go-live checks, decision, transfer and the ring-fenced period after it.

Programmes are kept in a data directory (--data), or on a server (--server), with the same commands.

Exit codes: 0 fine, 1 problems found or refused, 2 bad input.`,
		Example: `  handover rehearse events/programmes/doncaster.json
  handover plan events/programmes/doncaster.json
  handover start programme.json --data handover-data
  handover status --server http://127.0.0.1:8080 --token-file handover-data/api-token`,
		SuggestionsMinimumDistance: 2,

		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          known,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(e.stdin)
	root.SetOut(e.stdout)
	root.SetErr(e.stderr)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fault.Wrap(fault.Invalid, err, "%v", err).To("see `%s --help`", c.CommandPath())
	})
	for _, c := range []*cobra.Command{validateCommand(e), planCommand(e), datesCommand(e), rulesCommand(e), calendarCommand(e)} {
		root.AddCommand(onlyHere("it reads files of this machine, and nothing of a programme that runs", c))
	}
	root.AddCommand(onlyHere("it plays in virtual time on this machine", rehearseCommand(e)),
		onlyHere("a server's clock ticks by itself", tickCommand(e)), onlyHere("it is the server", serveCommand(e)))
	root.AddCommand(startCommand(e), adoptCommand(e), amendCommand(e), triggerCommand(e), doCommand(e), statusCommand(e),
		logCommand(e), exportCommand(e), verifyCommand(e), checkpointCommand(e), proofCommand(e))
	return root
}

// known refuses what is no command, and names those that may have been meant.
func known(c *cobra.Command, given []string) error {
	if len(given) == 0 {
		return nil
	}
	e := fault.New(fault.Invalid, "there is no command of that name").With(given[0]).To("see `handover --help`")
	if like := c.SuggestionsFor(given[0]); len(like) > 0 {
		e.Mend = "perhaps you mean " + join(like) + "; " + e.Mend
	}
	return e
}

// args turns cobra's complaint about arguments into bad input.
func args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, given []string) error {
		if err := check(c, given); err != nil {
			return fault.Wrap(fault.Invalid, err, "%v", err).To("usage: %s", c.UseLine())
		}
		return nil
	}
}

// inFlag says in which flag a value is that cannot be read.
func inFlag(flag string, err error) error {
	var e *fault.Error
	if errors.As(err, &e) {
		e.Pointer = flag
	}
	return err
}

// open opens a file to read; "-" is the standard input.
func open(e env, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(e.stdin), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err, "the file cannot be read").At(name, "").To("check the name and its rights")
	}
	return f, nil
}

func readDefinition(e env, name string) (handover.Definition, error) {
	d, _, err := readSource(e, name)
	return d, err
}

// source is a document as it was read, by which a refusal of what it says finds its line.
type source struct {
	name string
	raw  []byte
}

// readSource is readDefinition with the document itself.
func readSource(e env, name string) (handover.Definition, source, error) {
	from, err := readDocument(e, name)
	if err != nil {
		return handover.Definition{}, from, err
	}
	rules, err := e.shelf()
	if err != nil {
		return handover.Definition{}, from, err
	}
	d, err := intake.DefinitionBy(rules.Of, name, bytes.NewReader(from.raw))
	return d, from, err
}

func readDocument(e env, name string) (source, error) {
	f, err := open(e, name)
	if err != nil {
		return source{}, err
	}
	defer func() { _ = f.Close() }()
	raw, err := document.Read(name, f)
	return source{name, raw}, err
}

func say(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format+"\n", args...) }
