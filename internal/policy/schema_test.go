package policy_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/document"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rehearsal"
	"example.org/handover/internal/rulebook"
)

// keywords are those of JSON Schema 2020-12 that the schemas here use. A validator ignores a keyword that it does not
// know, so that a misspelt one would check nothing.
var keywords = []string{
	"$defs", "$id", "$ref", "$schema", "additionalProperties", "allOf", "anyOf", "const", "dependentRequired",
	"description", "else", "enum", "examples", "format", "if", "items", "maxItems", "maxLength", "maxProperties", "maximum",
	"minItems", "minLength", "minimum", "not", "oneOf", "pattern", "patternHint", "properties", "required", "then", "title", "type",
	"uniqueItems",
}

// formats are those that internal/document asserts. A validator ignores others.
var formats = []string{"date", "date-time", "email", "local-date-time", "uri"}

// checkSchema complains of unknown keywords and formats, of references that lead nowhere and definitions that nothing
// uses.
func checkSchema(name string, raw []byte) []string {
	var whole map[string]any
	if err := json.Unmarshal(raw, &whole); err != nil {
		return []string{name + ": " + err.Error()}
	}
	w := &schemaWalk{name: name, used: map[string]bool{}}
	w.schema("", whole)
	defs, _ := whole["$defs"].(map[string]any)
	for def := range w.used {
		if _, ok := defs[def]; !ok {
			w.complain("", "a reference leads to $defs/"+def+", which is not there")
		}
	}
	if _, command := whole["properties"]; command { // the commands' definitions are looked up by name
		for def := range defs {
			if !w.used[def] {
				w.complain("/$defs/"+def, "nothing refers to this definition")
			}
		}
	}
	slices.Sort(w.bad)
	return w.bad
}

type schemaWalk struct {
	name string
	bad  []string
	used map[string]bool
}

func (w *schemaWalk) complain(at, what string) {
	w.bad = append(w.bad, fmt.Sprintf("%s#%s: %s", w.name, at, what))
}

func (w *schemaWalk) schema(at string, v any) {
	object, ok := v.(map[string]any)
	if !ok {
		if _, isBool := v.(bool); !isBool {
			w.complain(at, "a schema is an object, true or false")
		}
		return
	}
	for key, value := range object {
		w.keyword(at, key, value)
	}
	if object["type"] == "object" && object["additionalProperties"] == nil {
		w.complain(at, "an object must say whether it takes other fields: write additionalProperties")
	}
}

func (w *schemaWalk) keyword(at, key string, value any) {
	here := at + "/" + key
	if !slices.Contains(keywords, key) {
		w.complain(here, "unknown keyword")
	}
	switch key {
	case "properties", "$defs":
		members, _ := value.(map[string]any)
		for name, sub := range members {
			w.schema(here+"/"+name, sub)
		}
	case "items", "additionalProperties", "if", "then", "else", "not":
		w.schema(here, value)
	case "allOf", "anyOf", "oneOf":
		list, _ := value.([]any)
		for i, sub := range list {
			w.schema(fmt.Sprintf("%s/%d", here, i), sub)
		}
	case "format":
		if format, _ := value.(string); !slices.Contains(formats, format) {
			w.complain(here, "a format that nothing asserts: "+format)
		}
	case "$ref":
		ref, _ := value.(string)
		w.used[strings.TrimPrefix(ref, "#/$defs/")] = true
	}
}

// schemas gives every schema file of the repository.
func schemas(t *testing.T) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for _, s := range allTexts(t) {
		if strings.HasPrefix(s.path, "events/schema/") && strings.HasSuffix(s.path, ".schema.json") {
			found[path.Base(s.path)] = s.content
		}
	}
	if len(found) < 3 {
		t.Fatalf("found the schemas %v only", slices.Sorted(maps.Keys(found)))
	}
	return found
}

func TestSchemasSayOnlyWhatIsChecked(t *testing.T) {
	for name, raw := range schemas(t) {
		report(t, checkSchema(name, raw))
		if _, err := document.Compile(name, raw); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaRulesAreHeld(t *testing.T) {
	const raw = `{"properties":{"format":{"type":"string","fromat":"date"},"b":{"format":"day"},"c":{"$ref":"#/$defs/none"},
		"d":{"type":"object"}},"$defs":{"lonely":{"type":"string"}},"allOf":[{"iff":true}]}`
	bad := checkSchema("x", []byte(raw))
	for _, want := range []string{
		"x#/properties/format/fromat: unknown keyword", "x#/properties/b/format: a format that nothing asserts: day",
		"$defs/none, which is not there", "x#/properties/d: an object must say", "x#/$defs/lonely: nothing refers",
		"x#/allOf/0/iff: unknown keyword",
	} {
		wantComplaint(t, bad, want)
	}
	if len(bad) != 6 {
		t.Errorf("%d complaints, want 6: %q", len(bad), bad)
	}
}

// commandNames are the definitions of the commands' schema that are inputs: the other ones are parts of these.
func commandNames(t *testing.T) map[string]map[string]any {
	t.Helper()
	var whole struct {
		Defs map[string]map[string]any `json:"$defs"`
	}
	if err := json.Unmarshal(schemas(t)["commands.schema.json"], &whole); err != nil {
		t.Fatal(err)
	}
	raw := string(schemas(t)["commands.schema.json"])
	maps.DeleteFunc(whole.Defs, func(name string, _ map[string]any) bool {
		return strings.Contains(raw, `"#/$defs/`+name+`"`)
	})
	return whole.Defs
}

// TestEveryCommandHasItsSchema holds commands.schema.json to the one list of commands, names and fields alike.
func TestEveryCommandHasItsSchema(t *testing.T) {
	defs := commandNames(t)
	for _, spec := range handover.Commands() {
		def, ok := defs[spec.Name]
		if !ok {
			t.Errorf("command %s has no schema", spec.Name)
			continue
		}
		delete(defs, spec.Name)
		c, err := spec.Decode([]byte("{}"))
		if err != nil {
			t.Errorf("%s: %v", spec.Name, err)
			continue
		}
		if c.Name() != spec.Name {
			t.Errorf("%s reads its input as %s", spec.Name, c.Name())
		}
		properties, _ := def["properties"].(map[string]any)
		if spec.Name == "vote" {
			properties["by"] = "of the entry, which is the command with its voter; nobody may send it"
		}
		if spec.Dated() {
			if _, ok := properties["occurred"]; !ok {
				t.Errorf("the schema of %s does not say when it occurred", spec.Name)
			}
			delete(properties, "occurred") // read for all of them alike
		}
		report(t, sameFields(spec.Name, reflect.TypeOf(c), properties))
	}
	for name := range defs {
		t.Errorf("the schema has an input %s, which is no command", name)
	}
}

// sameFields complains where the JSON fields of a struct are not exactly the properties of its schema.
func sameFields(name string, typ reflect.Type, properties map[string]any) []string {
	var bad []string
	rest := maps.Clone(properties)
	for i := range typ.NumField() {
		field, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		if field == "-" || !typ.Field(i).IsExported() {
			continue
		}
		if _, ok := rest[field]; !ok {
			bad = append(bad, fmt.Sprintf("%s: field %s (%q) is not in the schema", name, typ.Field(i).Name, field))
		}
		delete(rest, field)
	}
	for field := range rest {
		bad = append(bad, fmt.Sprintf("%s: the schema has %q, which %s does not read", name, field, typ.Name()))
	}
	return bad
}

func TestFieldRuleIsHeld(t *testing.T) {
	type pair struct {
		Left  string `json:"left"`
		Wrong string `json:"wrong,omitempty"`
	}
	bad := sameFields("x", reflect.TypeFor[pair](), map[string]any{"left": true, "right": true})
	wantComplaint(t, bad, `field Wrong ("wrong") is not in the schema`)
	wantComplaint(t, bad, `the schema has "right"`)
}

// TestDocumentsHaveTheirSchemas does the same for the definition and the rehearsal script, in full depth.
func TestDocumentsHaveTheirSchemas(t *testing.T) {
	for name, typ := range map[string]reflect.Type{
		"programme.schema.json": reflect.TypeFor[handover.Definition](),
		"rehearsal.schema.json": reflect.TypeFor[rehearsal.Script](),
		"rulepack.schema.json":  reflect.TypeFor[rulebook.Pack](),
	} {
		var whole map[string]any
		if err := json.Unmarshal(schemas(t)[name], &whole); err != nil {
			t.Fatal(err)
		}
		defs, _ := whole["$defs"].(map[string]any)
		if n := sameStructs(t, defs, name, typ, whole); n < 2 {
			t.Errorf("%s: only %d structs compared", name, n)
		}
	}
}

// sameStructs compares a struct with its schema and every struct below it, and gives how many there were.
func sameStructs(t *testing.T, defs map[string]any, at string, typ reflect.Type, schema map[string]any) int {
	t.Helper()
	for typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer {
		if typ.Kind() == reflect.Slice {
			schema, _ = resolve(defs, schema)["items"].(map[string]any)
		}
		typ = typ.Elem()
	}
	properties, ok := resolve(defs, schema)["properties"].(map[string]any)
	if typ.Kind() != reflect.Struct || !ok {
		return 0
	}
	report(t, sameFields(at, typ, properties))
	n := 1
	for i := range typ.NumField() {
		field, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		if sub, ok := properties[field].(map[string]any); ok {
			n += sameStructs(t, defs, at+"/"+field, typ.Field(i).Type, sub)
		}
	}
	return n
}

// resolve follows the reference of a schema, if it is one.
func resolve(defs, schema map[string]any) map[string]any {
	ref, ok := schema["$ref"].(string)
	if !ok {
		return schema
	}
	def, _ := defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
	return def
}
