package document

import (
	"errors"
	"io/fs"
	"net/url"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"example.org/handover/internal/fault"
)

// draft is the only dialect that Compile takes.
const draft = "https://json-schema.org/draft/2020-12/schema"

// location is the address under which the library knows a schema. Nothing is ever fetched from it.
const location = "handover:/schema"

// Schema is a compiled JSON Schema. It does not change and may be used by many goroutines at once.
type Schema struct {
	compiled *jsonschema.Schema
	source   any // the schema as written, for the words that the compiled form leaves out
}

// Compile compiles a JSON Schema of draft 2020-12. The name is for errors. Formats are asserted: the library's, and
// "date", "date-time" and "local-date-time" of this package. References lead inside the schema only: nothing is read
// from the network or from files. Beside "description" and "examples", messages use the keyword "patternHint", the
// mend for text that does not match "pattern". A schema that is not right is fault.Invalid.
func Compile(name string, schema []byte) (*Schema, error) {
	return compile(name, schema, "")
}

// CompileDef compiles the part of a schema at #/$defs/<def>. A definition that is not there is fault.Invalid.
func CompileDef(name string, schema []byte, def string) (*Schema, error) {
	return compile(name, schema, pointerOf("$defs", def))
}

// compile compiles the part of a schema at a JSON pointer.
func compile(name string, schema []byte, pointer string) (*Schema, error) {
	source, err := parse(name, schema)
	if err != nil {
		return nil, err
	}
	if f := checkDraft(source); f != nil {
		f.File, f.Line = name, Line(schema, f.Pointer)
		return nil, f
	}
	if _, ok := at(source, pointer); !ok {
		return nil, fault.New(fault.Invalid, "the schema has no such definition").At(name, pointer).
			To("name one of its $defs")
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	c.UseLoader(noLoader{})
	for _, f := range ownFormats() {
		c.RegisterFormat(f.asserted())
	}
	if err := c.AddResource(location, source); err != nil {
		return nil, badSchema(name, err)
	}
	compiled, err := c.Compile(location + "#" + (&url.URL{Path: pointer}).EscapedPath())
	if err != nil {
		return nil, badSchema(name, err)
	}
	return &Schema{compiled: compiled, source: source}, nil
}

// checkDraft refuses a schema of another dialect, in which the same keywords mean other things.
func checkDraft(source any) *fault.Error {
	object, _ := source.(map[string]any)
	stated, ok := object["$schema"]
	if !ok || stated == draft {
		return nil
	}
	f := fault.New(fault.Invalid, "the schema is of another dialect").At("", "/$schema").To("write %q", draft)
	f.Value = show(stated)
	return f
}

// badSchema words the library's refusal of a schema. The reader is a developer, so its own text is good enough.
func badSchema(name string, err error) error {
	text := strings.Join(strings.Fields(err.Error()), " ")
	return fault.Wrap(fault.Invalid, err, "not a JSON Schema that can be used: %s", text).
		At(name, "").To("mend the schema")
}

// noLoader refuses to load other schemas, so that compiling opens no file and no connection.
type noLoader struct{}

// Load always fails with fs.ErrPermission.
func (noLoader) Load(string) (any, error) { return nil, fs.ErrPermission }

// Validate says whether data is a document that the schema allows. What Check refuses is reported alone. Otherwise all
// violations are reported, joined by errors.Join in the order of the document: each a *fault.Error of kind Invalid with
// file, pointer, line, value, problem in plain words and mend. The pointer of a missing field is that of the object
// around it. Of more than fifty violations the first fifty are listed and the rest counted.
func (s *Schema) Validate(name string, data []byte) error {
	v, err := parse(name, data)
	if err != nil {
		return err
	}
	err = s.compiled.Validate(v)
	if err == nil {
		return nil
	}
	var failure *jsonschema.ValidationError
	if !errors.As(err, &failure) {
		return fault.Wrap(fault.Internal, err, "the document could not be validated").At(name, "")
	}
	w := &wording{schema: s.source, instance: v}
	return report(name, data, w.findings(failure))
}

// fragment returns the JSON pointer inside the schema that an address of the library leads to.
func fragment(address string) string {
	_, escaped, _ := strings.Cut(address, "#")
	pointer, err := url.PathUnescape(escaped)
	if err != nil {
		return ""
	}
	return pointer
}
