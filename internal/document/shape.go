package document

import (
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"example.org/handover/internal/fault"
)

// shape compares a document with a Go type before encoding/json decodes it. encoding/json stops at the first problem,
// does not say where it is, takes a field in any capitals and passes over null.
type shape struct{ found []finding }

// add notes a problem at a place.
func (s *shape) add(pointer string, words func() *fault.Error) {
	s.found = append(s.found, finding{pointer: pointer, words: words})
}

// addType notes a value that is not of a JSON type.
func (s *shape) addType(pointer string, v any, want string) {
	s.add(pointer, func() *fault.Error { return wrongType(v, []string{want}) })
}

// check compares a value with a type and notes what does not fit.
func (s *shape) check(v any, t reflect.Type, pointer string) {
	if ownReader(t, v) {
		s.attempt(v, t, pointer)
		return
	}
	switch t.Kind() {
	case reflect.Interface:
	case reflect.Pointer:
		if v != nil {
			s.check(v, t.Elem(), pointer)
		}
	case reflect.Struct:
		if object, ok := v.(map[string]any); ok {
			s.object(object, t, pointer)
			return
		}
		s.addType(pointer, v, "object")
	case reflect.Map:
		s.members(v, t, pointer)
	case reflect.Slice, reflect.Array:
		s.items(v, t, pointer)
	default:
		s.scalar(v, t, pointer)
	}
}

// ownReader says whether a type reads this value by a method of its own. encoding/json asks UnmarshalText for text
// only.
func ownReader(t reflect.Type, v any) bool {
	p := reflect.PointerTo(t)
	_, isText := v.(string)
	return t.Kind() != reflect.Interface && t.Kind() != reflect.Pointer &&
		(p.Implements(reflect.TypeFor[json.Unmarshaler]()) ||
			isText && p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()))
}

// attempt lets a type read a value by its own method, to learn whether it refuses. Its words are kept if they are a
// fault's.
func (s *shape) attempt(v any, t reflect.Type, pointer string) {
	raw, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(raw, reflect.New(t).Interface())
	}
	if err == nil {
		return
	}
	s.add(pointer, func() *fault.Error {
		f := fault.Wrap(fault.Invalid, err, "the value does not have the form it must have").To("see the schema")
		if own := (*fault.Error)(nil); errors.As(err, &own) {
			f.Problem, f.Mend = own.Problem, own.Mend
		}
		f.Value = show(v)
		return f
	})
}

// object compares the fields of an object with those of a struct.
func (s *shape) object(object map[string]any, t reflect.Type, pointer string) {
	fields := map[string]reflect.StructField{}
	structFields(t, fields)
	for name, v := range object {
		place := pointer + pointerOf(name)
		field, ok := fields[name]
		if !ok {
			s.add(place, func() *fault.Error { return unknownField(name, free(fields, object)) })
			continue
		}
		if options := strings.Split(field.Tag.Get("json"), ","); slices.Contains(options[1:], "string") {
			s.inQuotes(v, field.Type, place)
			continue
		}
		s.check(v, field.Type, place)
	}
}

// inQuotes compares a value with a type whose value is written in quotes (the option "string" of the field's tag).
func (s *shape) inQuotes(v any, t reflect.Type, pointer string) {
	text, ok := v.(string)
	if !ok {
		s.addType(pointer, v, "string")
		return
	}
	s.attempt(json.RawMessage(text), t, pointer)
}

// free returns the names of the fields that an object does not have yet.
func free(fields map[string]reflect.StructField, object map[string]any) []string {
	var names []string
	for name := range fields {
		if _, taken := object[name]; !taken {
			names = append(names, name)
		}
	}
	return names
}

// structFields collects the fields of a struct by their names in JSON; those of embedded structs count as its own.
func structFields(t reflect.Type, fields map[string]reflect.StructField) {
	var embedded []reflect.Type
	for i := range t.NumField() {
		field := t.Field(i)
		tag := field.Tag.Get("json")
		name, _, _ := strings.Cut(tag, ",")
		inner := field.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		switch {
		case tag == "-":
		case field.Anonymous && name == "" && inner.Kind() == reflect.Struct:
			embedded = append(embedded, inner)
		case field.IsExported():
			if name == "" {
				name = field.Name
			}
			if _, hidden := fields[name]; !hidden {
				fields[name] = field
			}
		}
	}
	for _, inner := range embedded {
		structFields(inner, fields)
	}
}

// members compares an object with a map. null is an empty map.
func (s *shape) members(v any, t reflect.Type, pointer string) {
	object, ok := v.(map[string]any)
	if !ok && v != nil {
		s.addType(pointer, v, "object")
	}
	for name, member := range object {
		s.check(member, t.Elem(), pointer+pointerOf(name))
	}
}

// items compares a list with a slice or array. null is an empty slice; bytes are base64 text.
func (s *shape) items(v any, t reflect.Type, pointer string) {
	if _, isText := v.(string); isText && t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
		s.attempt(v, t, pointer)
		return
	}
	list, ok := v.([]any)
	if !ok && (v != nil || t.Kind() == reflect.Array) {
		s.addType(pointer, v, "array")
	}
	if ok && t.Kind() == reflect.Array && len(list) > t.Len() {
		s.add(pointer, func() *fault.Error {
			f := fault.New(fault.Invalid, "the list is too long").To("give at most %s", count(t.Len(), "item"))
			f.Value = show(v)
			return f
		})
	}
	for i, item := range list {
		s.check(item, t.Elem(), pointer+"/"+strconv.Itoa(i))
	}
}

// scalar compares a value with a type that is one text, number or truth value.
func (s *shape) scalar(v any, t reflect.Type, pointer string) {
	want := scalarType(t)
	number, isNumber := v.(json.Number)
	switch {
	case t == reflect.TypeFor[json.Number]() && isNumber:
	case isNumber && (want == "integer" || want == "number"):
		if err := json.Unmarshal([]byte(number), reflect.New(t).Interface()); err != nil {
			s.add(pointer, func() *fault.Error { return outOfRange(number, t) })
		}
	case want != typeOf(v):
		s.addType(pointer, v, want)
	}
}

// scalarType names the JSON type that a Go type is read from.
func scalarType(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[json.Number](), t.Kind() == reflect.Float32, t.Kind() == reflect.Float64:
		return "number"
	case t.Kind() == reflect.String:
		return "string"
	case t.Kind() == reflect.Bool:
		return "boolean"
	default:
		return "integer"
	}
}

// outOfRange is the fault of a number that a Go type cannot hold: a fraction in a whole number, or too large.
func outOfRange(number json.Number, t reflect.Type) *fault.Error {
	if strings.ContainsAny(number.String(), ".eE") && scalarType(t) == "integer" {
		return wrongType(number, []string{"integer"})
	}
	f := fault.New(fault.Invalid, "the number is outside the range that fits here").To("write a number within the range")
	f.Value = literal(number.String())
	return f
}
