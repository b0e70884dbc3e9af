package intake

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"sync"

	"example.org/handover/events"
	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

var commandSchemas sync.Map // command name → func() (*document.Schema, error)

func commandSchema(name string) (*document.Schema, error) {
	compile, _ := commandSchemas.LoadOrStore(name, sync.OnceValues(func() (*document.Schema, error) {
		return document.CompileDef("commands.schema.json", events.CommandsSchema, name)
	}))
	return compile.(func() (*document.Schema, error))()
}

// Command reads the input of a command and checks it against its schema. An unknown name is fault.NotFound.
func Command(name, file string, r io.Reader) (handover.Command, error) {
	spec, err := handover.LookUp(name)
	if err != nil {
		return nil, err
	}
	schema, err := commandSchema(name)
	if err != nil {
		return nil, err
	}
	raw, err := document.Read(file, r)
	if err != nil {
		return nil, err
	}
	if err := schema.Validate(file, raw); err != nil {
		return nil, err
	}
	c, err := spec.Decode(raw)
	if err != nil {
		return nil, err
	}
	return c, within(file, c, raw)
}

// within checks the documents inside a command's input by their own schemas: an amended definition, a corrected input.
func within(file string, c handover.Command, raw []byte) error {
	switch c := c.(type) {
	case handover.Amend:
		var in struct {
			Definition json.RawMessage `json:"definition"`
		}
		if err := json.Unmarshal(raw, &in); err != nil {
			return err
		}
		_, err := Definition(file+"#/definition", bytes.NewReader(in.Definition))
		return err
	case handover.Correct:
		if len(c.Input) == 0 && c.Command == "" {
			return nil
		}
		if !recorded(c.Command) {
			return placed(file, raw, fault.New(fault.Invalid, "there is no command of that name").At("", "/command").With(c.Command).
				To("name the one that recorded the entry: see `handover do --list`"))
		}
		return corrected(c.Command, file+"#/input", c.Input)
	}
	return nil
}

// recorded reports whether something of that name can have recorded an entry: a command, or a fact of an adopted past.
func recorded(name string) bool {
	_, err := handover.LookUp(name)
	return err == nil || facts[name] != nil
}

// corrected checks the input of the command, or of the fact of an adopted past, that an entry is corrected to.
func corrected(name, file string, input []byte) error {
	if _, past := facts[name]; !past {
		_, err := CommandJSON(name, file, input)
		return err
	}
	schema, err := document.CompileDef("past.schema.json", events.PastSchema, name)
	if err != nil {
		return err
	}
	raw, err := document.Read(file, bytes.NewReader(input))
	if err != nil {
		return err
	}
	return schema.Validate(file, raw)
}

// CommandJSON is Command for an input that is in memory already.
func CommandJSON(name, file string, input []byte) (handover.Command, error) {
	if len(input) == 0 {
		input = []byte("{}")
	}
	return Command(name, file, strings.NewReader(string(input)))
}

// CommandSchema returns the JSON Schema of a command's input, by itself.
func CommandSchema(name string) (json.RawMessage, error) {
	var all struct {
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(events.CommandsSchema, &all); err != nil {
		return nil, err
	}
	var compact bytes.Buffer
	err := json.Compact(&compact, all.Defs[name])
	return compact.Bytes(), err
}
