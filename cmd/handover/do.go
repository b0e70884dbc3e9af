package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

func triggerCommand(e env) *cobra.Command {
	var p place
	var o shown
	c := &cobra.Command{
		Use:   "trigger PROGRAMME STAGE",
		Short: "Begin a stage that waits for the programme office",
		Example: `  handover trigger doncaster notice --data handover-data
  handover trigger doncaster migration --as office-2 --data play --now 2022-06-17T10:00`,
		Args:              args(cobra.ExactArgs(2)),
		ValidArgsFunction: second(stageNames),
		RunE: func(c *cobra.Command, given []string) error {
			if !slices.Contains(stageNames(), given[1]) {
				return fault.New(fault.Invalid, "there is no such stage").At("", "STAGE").With(given[1]).
					To("use one of %s", join(stageNames()))
			}
			input, err := json.Marshal(handover.Trigger{Stage: handover.Stage(given[1])})
			if err != nil {
				return err
			}
			return p.within(c.Context(), e, func(h house) error {
				return give(c.Context(), e, h, o, order{as: p.as, programme: given[0], command: "trigger", file: "STAGE", input: input})
			})
		},
	}
	p.flags(c, e)
	p.actor(c, e)
	o.flags(c, "print the new ledger entries as JSON")
	return c
}

func doCommand(e env) *cobra.Command {
	var p place
	var input, key string
	var attached []string
	var o shown
	var list bool
	c := &cobra.Command{
		Use:   "do PROGRAMME COMMAND",
		Short: "Give any command of the domain; --list shows them with their schemas",
		Long: `Give any command of the domain. The input is a JSON object that keeps to the command's schema.
With --file the content of a file goes into the file store, and its reference into a field of the input. On a server the
command goes under a key even without --key, and is sent once more if the connection breaks.`,
		Example: `  handover do --list
  echo '{"check":"PEO-1","evidence":"EDRMS/1234"}' | handover do doncaster submit-evidence --input - --as hr
  handover do doncaster receive-extract --input extract.json --file source=a.csv --file target=b.csv --as data-lead
  HANDOVER_TOKEN=$(cat token) handover do doncaster pause --input why.json --as sro --server https://handover.example.org`,
		ValidArgsFunction: second(commandNames),
		Args: args(func(c *cobra.Command, given []string) error {
			if list {
				return cobra.NoArgs(c, given)
			}
			return cobra.ExactArgs(2)(c, given)
		}),
		RunE: func(c *cobra.Command, given []string) error {
			if list {
				return listCommands(e, o.json)
			}
			raw, name, err := readInput(e, input)
			if err != nil {
				return err
			}
			return p.within(c.Context(), e, func(h house) error {
				d := order{as: p.as, programme: given[0], command: given[1], file: name, input: raw, key: key}
				if err := d.attach(c.Context(), h, attached); err != nil {
					return err
				}
				return give(c.Context(), e, h, o, d)
			})
		},
	}
	p.flags(c, e)
	p.actor(c, e)
	c.Flags().StringVar(&input, "input", "", "`FILE` with the input, - for standard input; without it {}")
	c.Flags().StringArrayVar(&attached, "file", nil, "`FIELD=FILE` to hand in with the input")
	c.Flags().StringVar(&key, "key", "", "idempotency `KEY`: the same command under the same key is done once")
	o.foresees(c)
	c.Flags().BoolVar(&list, "list", false, "list the commands, their roles and schemas")
	o.flags(c, "print the new ledger entries as JSON, with --list the commands")
	return c
}

// order is a command as somebody gives it on the command line.
type order struct {
	as        string // who acts; "" for the programme office
	programme string
	command   string
	file      string // where the input comes from, for errors
	input     []byte
	key       string // idempotency key, or ""
	rests     string // on a server: what it rests on, or ""

	meant handover.Command // what input says
	by    handover.Actor
}

// read decodes the command and finds out who acts.
func (d *order) read(ctx context.Context, h house) error {
	var err error
	if d.meant, err = intake.CommandJSON(d.command, d.file, d.input); err != nil {
		return err
	}
	definition, err := h.definition(ctx, d.programme)
	if err != nil {
		return err
	}
	d.by, err = actor(definition, d.command, d.as)
	return err
}

// give gives a command, or foresees it.
func give(ctx context.Context, e env, h house, o shown, d order) error {
	if o.dryRun {
		return foresee(ctx, e, h, &d)
	}
	if err := d.read(ctx, h); err != nil {
		return err
	}
	entries, err := h.give(ctx, &d)
	if err != nil {
		return err
	}
	return tell(ctx, e, h, o, d, entries)
}

// actor finds who acts. Without --as it is the programme office, for what the office may do.
func actor(d handover.Definition, command, as string) (handover.Actor, error) {
	if as != "" {
		person, ok := d.Person(as)
		if !ok {
			return handover.Actor{}, fault.New(fault.NotFound, "the definition knows nobody of that id").At("", "--as").With(as).
				To("use one of %s", join(people(d.People)))
		}
		return person.Actor(), nil
	}
	spec, err := handover.LookUp(command)
	if err != nil {
		return handover.Actor{}, err
	}
	for _, role := range spec.Roles {
		if role == handover.ProgrammeOffice {
			return d.Holders(role)[0].Actor(), nil
		}
	}
	var can []handover.Person
	for _, role := range spec.Roles {
		can = append(can, d.Holders(role)...)
	}
	return handover.Actor{}, fault.New(fault.Invalid, "say who gives the command %s", command).At("", "--as").
		To("use one of %s", join(people(can)))
}

func people(all []handover.Person) []string {
	var ids []string
	for _, p := range all {
		ids = append(ids, p.ID)
	}
	return ids
}

func readInput(e env, name string) (raw []byte, file string, err error) {
	if name == "" {
		return []byte("{}"), "input", nil
	}
	f, err := open(e, name)
	if err != nil {
		return nil, name, err
	}
	defer func() { _ = f.Close() }()
	raw, err = document.Read(name, f)
	return raw, name, err
}

// attach puts files into the file store and their references into fields of the input.
func (d *order) attach(ctx context.Context, h house, attached []string) error {
	if len(attached) == 0 {
		return nil
	}
	definition, err := h.definition(ctx, d.programme)
	if err != nil {
		return err
	}
	by, err := actor(definition, d.command, d.as)
	if err != nil {
		return err
	}
	in := map[string]any{}
	if err := json.Unmarshal(d.input, &in); err != nil {
		return fault.Wrap(fault.Invalid, err, "the input is not a JSON object").At(d.file, "").To("write {\"field\": …}")
	}
	for _, a := range attached {
		field, path, ok := strings.Cut(a, "=")
		if !ok {
			return fault.New(fault.Invalid, "this names no field and file").At("", "--file").With(a).To("write FIELD=FILE")
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return fault.Wrap(fault.NotFound, err, "the file cannot be read").At(path, "").To("check the name and its rights")
		}
		name := handover.ExtractName(d.programme, filepath.ToSlash(path), content)
		if in[field], err = h.keep(ctx, name, by, content); err != nil {
			return err
		}
	}
	d.input, err = json.Marshal(in)
	return err
}

func listCommands(e env, asJSON bool) error {
	type command struct {
		Name    string          `json:"name"`
		Summary string          `json:"summary"`
		Roles   []handover.Role `json:"roles"`
		Schema  json.RawMessage `json:"schema"`
	}
	var all []command
	for _, spec := range handover.Commands() {
		schema, err := intake.CommandSchema(spec.Name)
		if err != nil {
			return err
		}
		all = append(all, command{spec.Name, spec.Summary, spec.Roles, schema})
	}
	if asJSON {
		return printJSON(e.stdout, all)
	}
	for _, c := range all {
		printCommand(e.stdout, c.Name, c.Summary, c.Roles, c.Schema)
	}
	return nil
}

func printCommand(w io.Writer, name, summary string, roles []handover.Role, schema json.RawMessage) {
	say(w, "%s\n  %s.\n  roles:  %s\n  schema: %s\n", name, summary, roleList(roles), schema)
}
