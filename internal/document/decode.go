package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"

	"example.org/handover/internal/fault"
)

// Decode stores a document in what v, a pointer, points to, as encoding/json does, but strictly. Besides what Check
// refuses, these are fault.Invalid, all of them reported, with pointer and line: a field that the Go type does not have
// or has with other capitals, a value of the wrong type or out of the type's range, null where the type has no place
// for it, and text that the type's own UnmarshalJSON or UnmarshalText refuses. Numbers in an any arrive as json.Number,
// so they stay exact. After an error the content of *v is not specified. A v that is no pointer is fault.Internal.
func Decode(name string, data []byte, v any) error {
	target := reflect.ValueOf(v)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return fault.New(fault.Internal, "there is no place to decode the document into").At(name, "")
	}
	parsed, err := parse(name, data)
	if err != nil {
		return err
	}
	s := &shape{}
	s.check(parsed, target.Type().Elem(), "")
	if len(s.found) > 0 {
		return report(name, data, s.found)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return undecoded(name, data, err)
	}
	return nil
}

// undecoded words an error of encoding/json that the check of the shape did not foresee.
func undecoded(name string, data []byte, err error) error {
	pointer := ""
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		pointer = enclosing(data, int(wrong.Offset))
	}
	return report(name, data, []finding{{pointer: pointer, words: func() *fault.Error {
		return fault.Wrap(fault.Invalid, err, "this does not have the form it must have").To("see the schema")
	}}})
}
