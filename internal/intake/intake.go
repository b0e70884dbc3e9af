// Package intake reads the documents that people write, strictly: definitions, command inputs and rehearsal scripts.
// Whatever is wrong comes back as fault.Invalid errors that name file, JSON pointer or line, value and mend.
package intake

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"

	"example.org/handover/events"
	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rules"
)

// Rules are rules.Of, for whoever reads documents anyway.
func Rules(pack string) (handover.Rules, error) { return rules.Of(pack) }

var programmeSchema = sync.OnceValues(func() (*document.Schema, error) {
	return document.Compile("programme.schema.json", events.ProgrammeSchema)
})

// Definition reads and checks a definition by the packs that come with the product. name is the file's name in errors.
func Definition(name string, r io.Reader) (handover.Definition, error) {
	return DefinitionBy(Rules, name, r)
}

// DefinitionBy reads and checks a definition by the rules of its pack as of gives them.
func DefinitionBy(of func(pack string) (handover.Rules, error), name string, r io.Reader) (handover.Definition, error) {
	var d handover.Definition
	schema, err := programmeSchema()
	if err != nil {
		return d, err
	}
	raw, err := decode(name, r, schema, &d)
	if err != nil {
		return d, err
	}
	rules, err := of(d.Pack)
	if fault.KindOf(err) == fault.NotFound {
		return d, placed(name, raw, fault.New(fault.Invalid, "there is no rule pack of that name").At("", "/pack").With(d.Pack).
			To("use one of the packs that `handover rules` lists"))
	}
	if err != nil {
		return d, err
	}
	found := append(d.Check(rules), provenance(d, raw)...)
	return d, placed(name, raw, found...)
}

// decode reads one document, validates it and decodes it into v.
func decode(name string, r io.Reader, schema *document.Schema, v any) ([]byte, error) {
	raw, err := document.Read(name, r)
	if err != nil {
		return nil, err
	}
	if err := schema.Validate(name, raw); err != nil {
		return raw, err
	}
	return raw, document.Decode(name, raw, v)
}

// placed gives errors of the domain their file and line.
func placed(name string, raw []byte, found ...*fault.Error) error {
	var all []error
	for _, e := range found {
		e.File, e.Line = name, document.Line(raw, e.Pointer)
		all = append(all, e)
	}
	return errors.Join(all...)
}

// Refused gives what the domain refuses of a document, once it was read, its file and line. An act that is refused as a
// whole is told by its time. An error that points to no place in a document stays as it is.
func Refused(name string, raw []byte, err error) error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, one := range joined.Unwrap() {
			all = append(all, Refused(name, raw, one))
		}
		return errors.Join(all...)
	}
	var e *fault.Error
	if !errors.As(err, &e) || !strings.HasPrefix(e.Pointer, "/") {
		return err
	}
	told := *e
	told.File, told.Line = name, document.Line(raw, e.Pointer)
	if at, act := textAt(raw, e.Pointer+"/at"); act {
		if told.Value == "" {
			told.Value = fault.Show(at)
		}
		if told.Mend == "" {
			told.Mend = "correct the act, or leave it out"
		}
	}
	return &told
}

// textAt is the text to which a pointer leads in a document.
func textAt(raw []byte, pointer string) (string, bool) {
	var whole any
	if err := json.Unmarshal(raw, &whole); err != nil {
		return "", false
	}
	v, _ := resolve(whole, pointer)
	text, ok := v.(string)
	return text, ok
}

// provenance holds that every pointer of the provenance leads somewhere.
func provenance(d handover.Definition, raw []byte) []*fault.Error {
	var whole any
	if err := json.Unmarshal(raw, &whole); err != nil {
		return nil // Check has read it before
	}
	var found []*fault.Error
	for i, p := range d.Provenance {
		if _, ok := resolve(whole, p.Of); !ok {
			found = append(found, fault.New(fault.Invalid, "the pointer leads nowhere in this file").
				At("", pointer("provenance", i, "of")).With(p.Of).To("point to a field that is there"))
		}
	}
	return found
}
