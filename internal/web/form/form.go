// Package form turns the commands of the domain into forms and what people fill in back into commands. The fields come
// from the commands' schemas, so that a new command has its form at once; labels and hints are ours.
package form

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

// Kind says how a field is asked for.
type Kind string

// The kinds.
const (
	Line   Kind = "line"   // one line of text
	Area   Kind = "area"   // some lines, which become one
	Choice Kind = "choice" // one of a few
	Pick   Kind = "pick"   // one of many
	Day    Kind = "day"    // day, month and year
	Moment Kind = "moment" // a day and a time in London
	Upload Kind = "upload" // a file, which becomes its reference
	Many   Kind = "many"   // some of a few
	Number Kind = "number" // a whole number
	Object Kind = "object" // a JSON object, written out
)

// Field is one question of a form.
type Field struct {
	Name     string // in the command's input
	Label    string
	Called   string // what messages call it, within a sentence: the reason
	Hint     string
	Kind     Kind
	Required bool
	Options  []Option
	Fixed    string // an answer that is known already and not asked for; "" if it is asked
	Shown    string // the fixed answer as people read it
	Error    string // what is wrong with the answer, as a sentence
	value    any    // the answer as the command takes it, once it has been read
}

// Option is one answer of a choice.
type Option struct{ Value, Label string }

// Form is a command as a form.
type Form struct {
	Command handover.Spec
	Fields  []Field
	Given   url.Values // answers by field, dates by part: closes-day, closes-month, closes-year, sent-time
}

type property struct {
	Ref    string   `json:"$ref"`
	Type   string   `json:"type"`
	Format string   `json:"format"`
	Enum   []string `json:"enum"`
}

// For returns the form of a command. The answers that a need knows are fixed; p gives the choices.
func For(command string, p *handover.Programme, need handover.Need) (*Form, error) {
	spec, err := handover.LookUp(command)
	if err != nil {
		return nil, err
	}
	raw, err := intake.CommandSchema(command)
	if err != nil {
		return nil, err
	}
	var schema struct {
		Required   []string
		Properties map[string]property
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		return nil, err
	}
	f := &Form{Command: spec, Given: url.Values{}}
	for _, name := range order(schema.Required, schema.Properties) {
		field := fieldOf(command, name, schema.Properties[name], p)
		field.Required = slices.Contains(schema.Required, name)
		if known, ok := need.Input[name]; ok && known != nil {
			field.Fixed = fmt.Sprint(known)
			field.Shown = field.shown(field.Fixed)
		}
		if command == (handover.Vote{}).Name() && name == "outcome" {
			field.withoutGo(p, need)
		}
		if field.Kind == Object && command == "amend" {
			if err := f.prefill(name, p.Definition); err != nil {
				return nil, err
			}
		}
		f.Fields = append(f.Fields, field)
	}
	return f, nil
}

// withoutGo leaves go out of the votes while it is not possible, and says why.
func (f *Field) withoutGo(p *handover.Programme, need handover.Need) {
	phase, ok := need.Input["phase"].(handover.Phase)
	if !ok {
		return
	}
	if room := p.RoomOf(phase); room.NoGo != "" {
		f.Options = slices.DeleteFunc(f.Options, func(o Option) bool { return o.Value == string(handover.Go) })
		f.Hint = strings.ToUpper(room.NoGo[:1]) + room.NoGo[1:] + "."
	}
}

// prefill answers a question for an object with the one that holds, so that people only change what is different.
func (f *Form) prefill(name string, holds any) error {
	raw, err := json.MarshalIndent(holds, "", "  ")
	f.Given.Set(name, string(raw))
	return err
}

// order puts the required fields first, in the schema's order, and the others behind them.
func order(required []string, properties map[string]property) []string {
	rest := slices.DeleteFunc(slices.Sorted(maps.Keys(properties)),
		func(n string) bool { return slices.Contains(required, n) })
	return slices.Concat(required, rest)
}

func fieldOf(command, name string, p property, state *handover.Programme) Field {
	w := wordsFor(command, name)
	f := Field{Name: name, Label: w.label, Called: w.name, Hint: w.hint, Kind: Line}
	shared := strings.TrimPrefix(p.Ref, "#/$defs/")
	switch {
	case len(p.Enum) > 0:
		f.Kind = Choice
		for _, value := range p.Enum {
			f.Options = append(f.Options, Option{value, optionLabel(value)})
		}
	case p.Format == "date":
		f.Kind = Day
	case p.Format == "local-date-time" || shared == "occurred":
		f.Kind = Moment
	case shared == "text":
		f.Kind = Area
	case shared == "file":
		f.Kind = Upload
	case p.Type == "integer":
		f.Kind = Number
	case p.Type == "object":
		f.Kind = Object
	case p.Type == "array":
		f.Kind, f.Options = Many, choices(command, name, state)
		return f
	case shared == "id" || shared == "rule":
		f.Options = choices(command, name, state)
	}
	switch n := len(f.Options); {
	case n > 8:
		f.Kind = Pick
	case n > 0:
		f.Kind = Choice
	}
	return f
}

// shown is an answer as people read it: the label of a choice, or the answer itself.
func (f Field) shown(value string) string {
	for _, o := range f.Options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// Faulty returns the fields whose answers are wrong, for the summary on top of the page.
func (f *Form) Faulty() []Field {
	return slices.DeleteFunc(slices.Clone(f.Fields), func(field Field) bool { return field.Error == "" })
}

// Asks reports whether the form has a question at all.
func (f *Form) Asks() bool {
	return slices.ContainsFunc(f.Fields, func(field Field) bool { return field.Fixed == "" })
}

// Uploads reports whether a question asks for a file.
func (f *Form) Uploads() bool {
	return slices.ContainsFunc(f.Fields, func(field Field) bool { return field.Kind == Upload })
}

// Chosen reports whether an option of a field that takes several was chosen.
func (f *Form) Chosen(name, value string) bool { return slices.Contains(f.Given[name], value) }

// Answer returns what was given for a field or a part of one.
func (f *Form) Answer(name string) string { return f.Given.Get(name) }

// Focus is the id of the element that a link to the field's error leads to.
func (f Field) Focus() string {
	switch f.Kind {
	case Day, Moment:
		return f.Name + "-day"
	case Choice, Many:
		return f.Name + "-0"
	}
	return f.Name
}
