package local

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"

	"example.org/handover/internal/fault"
)

// Bounds of a definition: its length is the quota of Step Functions; no readable file nests deeper.
const (
	maxDefinition = 1 << 20 // bytes
	maxDepth      = 100     // arrays and objects inside each other
)

// strict decodes a definition as decode does, and refuses what a decoder of the standard library lets pass: a member
// that stands twice, nesting beyond maxDepth, and anything after the value.
func strict(text []byte) (any, *fault.Error) {
	if len(text) > maxDefinition {
		return nil, fault.New(fault.Invalid, "the definition is longer than 1 MB").To("split the state machine")
	}
	s := &strictReader{text: text, d: json.NewDecoder(bytes.NewReader(text))}
	s.d.UseNumber()
	v, bad := s.value("", 0)
	if bad != nil {
		return nil, bad
	}
	if _, err := s.d.Token(); !errors.Is(err, io.EOF) {
		return nil, s.fail("", "something follows the definition").To("delete it")
	}
	return v, nil
}

// strictReader is the state of one strict decoding.
type strictReader struct {
	text []byte
	d    *json.Decoder
}

// value reads the next value; at is its JSON pointer.
func (s *strictReader) value(at string, depth int) (any, *fault.Error) {
	token, err := s.d.Token()
	if err != nil {
		f := s.fail(at, "the definition is not JSON").To("mend the syntax before this place")
		f.Err = err
		return nil, f
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return token, nil
	}
	if depth == maxDepth {
		return nil, s.fail(at, "the definition nests too deeply")
	}
	if delim == '[' {
		return s.array(at, depth+1)
	}
	return s.object(at, depth+1)
}

// array reads the items of an array whose bracket has been read.
func (s *strictReader) array(at string, depth int) (any, *fault.Error) {
	items := []any{}
	for s.d.More() {
		v, bad := s.value(at+"/"+strconv.Itoa(len(items)), depth)
		if bad != nil {
			return nil, bad
		}
		items = append(items, v)
	}
	return items, s.end(at)
}

// object reads the members of an object whose brace has been read.
func (s *strictReader) object(at string, depth int) (any, *fault.Error) {
	members := map[string]any{}
	for s.d.More() {
		token, err := s.d.Token()
		key, ok := token.(string)
		if err != nil || !ok {
			return nil, s.fail(at, "the definition is not JSON").To("mend the syntax before this place")
		}
		inner := at + "/" + escapePointer(key)
		if _, twice := members[key]; twice {
			return nil, s.fail(inner, "the field stands twice").To("keep one of the two")
		}
		v, bad := s.value(inner, depth)
		if bad != nil {
			return nil, bad
		}
		members[key] = v
	}
	return members, s.end(at)
}

// end reads the closing bracket or brace.
func (s *strictReader) end(at string) *fault.Error {
	if _, err := s.d.Token(); err != nil {
		return s.fail(at, "the definition is not JSON").To("mend the syntax before this place")
	}
	return nil
}

// fail is the error at the place where the decoder stands.
func (s *strictReader) fail(at, problem string) *fault.Error {
	f := fault.New(fault.Invalid, "%s", problem).At("", at)
	f.Line = 1 + bytes.Count(s.text[:s.d.InputOffset()], []byte("\n"))
	return f
}

// sortedKeys are the names of an object's members in order.
func sortedKeys(members map[string]any) []string {
	return slices.Sorted(maps.Keys(members))
}
