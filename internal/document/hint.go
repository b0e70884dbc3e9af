package document

import (
	"strconv"
	"strings"
	"unicode"

	"example.org/handover/internal/fault"
)

// part returns the part of the schema at a JSON pointer as an object, nil if it is not one.
func (w *wording) part(pointer string) map[string]any {
	v, _ := at(w.schema, pointer)
	object, _ := v.(map[string]any)
	return object
}

// hint returns what the schema's author says about a part of it, "" for nothing. The part is at an address of the
// library, or below it by some names.
func (w *wording) hint(address string, below ...string) string {
	part := w.part(fragment(address) + pointerOf(below...))
	description, _ := part["description"].(string)
	words := []string{}
	if description = strings.TrimRight(strings.TrimSpace(description), "."); description != "" {
		words = append(words, description)
	}
	if examples, _ := part["examples"].([]any); len(examples) > 0 {
		words = append(words, "for example "+show(examples[0]))
	}
	return strings.Join(words, ", ")
}

// patternMend tells how to write text that matches a pattern. The author's words come first, the pattern last: few who
// write programmes read regular expressions.
func (w *wording) patternMend(l leaf, pattern string) string {
	part := w.part(fragment(l.SchemaURL))
	if hint, _ := part["patternHint"].(string); hint != "" {
		return hint
	}
	if hint := w.hint(l.SchemaURL); hint != "" {
		return "write " + lowered(hint)
	}
	return "write text that matches the pattern " + literal(pattern)
}

// lowered lets a hint that begins as a sentence go on with one; an abbreviation keeps its capitals.
func lowered(hint string) string {
	if r := []rune(hint); len(r) > 1 && (unicode.IsLower(r[1]) || r[1] == ' ') {
		return string(unicode.ToLower(r[0])) + string(r[1:])
	}
	return hint
}

// withHint adds what the schema's author says about the value of a leaf to the mend.
func (w *wording) withHint(l leaf, f *fault.Error) *fault.Error {
	if hint := w.hint(l.SchemaURL); hint != "" {
		f.Mend += " (" + hint + ")"
	}
	return f
}

// fields collects the names of the fields that a part of the schema allows, whichever form the object takes. The
// pointers in seen are not visited again: a schema may refer to itself.
func (w *wording) fields(pointer string, names, seen map[string]bool) {
	if seen[pointer] {
		return
	}
	seen[pointer] = true
	part := w.part(pointer)
	if part == nil {
		return
	}
	properties, _ := part["properties"].(map[string]any)
	for name, allowed := range properties {
		if allowed != false {
			names[name] = true
		}
	}
	if ref, _ := part["$ref"].(string); strings.HasPrefix(ref, "#") {
		w.fields(fragment(ref), names, seen)
	}
	for _, keyword := range []string{"if", "then", "else"} {
		w.fields(pointer+"/"+keyword, names, seen)
	}
	for _, keyword := range []string{"allOf", "anyOf", "oneOf"} {
		forms, _ := part[keyword].([]any)
		for i := range forms {
			w.fields(pointer+"/"+keyword+"/"+strconv.Itoa(i), names, seen)
		}
	}
}
