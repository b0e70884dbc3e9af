// Package packfile reads the rule packs that people write, strictly, by their JSON Schema and by what a schema cannot see.
// It stands by itself so that whoever applies rules, but reads no packs of others, does not link the validator.
package packfile

import (
	"encoding/json"
	"errors"
	"io"
	"sync"

	"example.org/handover/events"
	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/rulebook"
)

var packSchema = sync.OnceValues(func() (*document.Schema, error) {
	return document.Compile("rulepack.schema.json", events.RulepackSchema)
})

// Read reads a pack. name is the file's name in errors. Whatever is wrong is fault.Invalid and names file, JSON pointer,
// line, value and mend; several problems come joined. What the pack extends is looked up when a Library opens it.
func Read(name string, r io.Reader) (rulebook.Pack, error) {
	schema, err := packSchema()
	if err != nil {
		return rulebook.Pack{}, err
	}
	raw, err := document.Read(name, r)
	if err != nil {
		return rulebook.Pack{}, err
	}
	if err := schema.Validate(name, raw); err != nil {
		return rulebook.Pack{}, err
	}
	var p rulebook.Pack
	if err := json.Unmarshal(raw, &p); err != nil {
		return rulebook.Pack{}, fault.Wrap(fault.Invalid, err, "the rule pack cannot be read").At(name, "").
			To("compare it with its schema")
	}
	var all []error
	for _, f := range inspect(p) {
		f.File, f.Line = name, document.Line(raw, f.Pointer)
		all = append(all, f)
	}
	return p.From(name, func(pointer string) int { return document.Line(raw, pointer) }), errors.Join(all...)
}
