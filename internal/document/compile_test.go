package document_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
)

func TestCompileDef(t *testing.T) {
	s, err := document.CompileDef("s.json", programmeSchema, "window")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate("w.json", []byte(`{"opens": "2026-01-01", "closes": "2026-01-02"}`)); err != nil {
		t.Error(err)
	}
	refused(t, s.Validate("w.json", []byte(`{"opens": "2026-01-01", "closs": "2026-01-02"}`)),
		`w.json:1: the field "closes" is missing; add "closes"`+"\n"+
			`w.json:1: /closs: unknown field; did you mean "closes"? remove it or spell it as the schema does`)
}

func TestCompileDefWithAnyName(t *testing.T) {
	const schema = `{"$defs": {"a/b ~%41?#é": {"type": "string"}}}`
	s, err := document.CompileDef("s.json", []byte(schema), "a/b ~%41?#é")
	if err != nil {
		t.Fatal(err)
	}
	refused(t, s.Validate("p.json", []byte(`1`)),
		`p.json:1: text is expected here, not a number (got 1); write text in double quotes`)
}

func TestCompileRefuses(t *testing.T) {
	for _, c := range []struct{ name, schema, def, want string }{
		{"syntax", `{"type": }`, "", `s.json:1: /type: this is not a JSON value`},
		{"dialect", "{\n\"$schema\": \"http://json-schema.org/draft-07/schema#\"}", "", `s.json:2: /$schema: ` +
			`the schema is of another dialect (got "http://json-schema.org/draft-07/schema#"); ` +
			`write "https://json-schema.org/draft/2020-12/schema"`},
		{"keyword", `{"type": "txet"}`, "", `s.json: not a JSON Schema that can be used: `},
		{"pattern", `{"pattern": "("}`, "", `s.json: not a JSON Schema that can be used: `},
		{"no definition", `{"$defs": {"a": true}}`, "b",
			`s.json: /$defs/b: the schema has no such definition; name one of its $defs`},
		{"reference to nothing", `{"$ref": "#/$defs/a"}`, "", `s.json: not a JSON Schema that can be used: `},
		{"reference to a host", `{"$ref": "http://127.0.0.1/schema"}`, "", `s.json: not a JSON Schema that can be used: `},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := document.Compile("s.json", []byte(c.schema))
			if c.def != "" {
				_, err = document.CompileDef("s.json", []byte(c.schema), c.def)
			}
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || fault.KindOf(err) != fault.Invalid {
				t.Errorf("got  %v\nwant Invalid: %s…", err, c.want)
			}
		})
	}
}

func TestCompileReadsNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.json")
	if err := os.WriteFile(path, []byte(`true`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := document.Compile("s.json", []byte(`{"$ref": "file://`+filepath.ToSlash(path)+`"}`)); err == nil {
		t.Error("compiled a reference to a file")
	}
}
