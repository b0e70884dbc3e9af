package document

import (
	"bytes"
	"encoding/json"
	"strconv"

	"example.org/handover/internal/fault"
)

// scanner walks a JSON text once, without building it. It recurses once a level and stops at MaxDepth, so the depth of
// the input cannot exhaust the stack. The rest of the package relies on it having run before encoding/json does.
type scanner struct {
	data    []byte
	pos     int
	depth   int
	values  int
	pointer []byte // the JSON pointer of the value being read
	visit   func(pointer []byte, start int)
}

// scan checks the syntax of data, which must be UTF-8, and tells visit, unless nil, where each value starts, in the
// order of the document. The pointer is valid during the call only.
func scan(data []byte, visit func(pointer []byte, start int)) *fault.Error {
	s := &scanner{data: data, visit: visit}
	if f := s.value(); f != nil {
		return f
	}
	if s.space(); s.pos < len(data) {
		return s.wrong(s.pos, "something follows the end of the JSON value").
			With(s.glimpse(s.pos)).To("keep one value in the document and remove the rest")
	}
	return nil
}

// value reads one value with the space before it.
func (s *scanner) value() *fault.Error {
	s.space()
	if s.values++; s.values > MaxValues {
		return s.wrong(s.pos, "the document has more than %d values", MaxValues).To("split it")
	}
	if s.visit != nil {
		s.visit(s.pointer, s.pos)
	}
	switch c := s.peek(); {
	case c == '{':
		return s.nested((*scanner).object)
	case c == '[':
		return s.nested((*scanner).list)
	case c == '"':
		_, f := s.text()
		return f
	case c == '-' || isDigit(c):
		return s.number()
	default:
		return s.word()
	}
}

// nested reads an object or list one level deeper.
func (s *scanner) nested(read func(*scanner) *fault.Error) *fault.Error {
	if s.depth++; s.depth > MaxDepth {
		f := s.wrong(s.pos, "objects and lists are nested more than %d deep", MaxDepth)
		f.Pointer = "" // sixty-four names help nobody
		return f.To("make the document flatter")
	}
	s.pos++
	f := read(s)
	s.depth--
	return f
}

// object reads members up to and with the closing brace.
func (s *scanner) object() *fault.Error {
	if s.space(); s.take('}') {
		return nil
	}
	names := map[string]bool{}
	for {
		if f := s.member(names); f != nil {
			return f
		}
		if done, f := s.next('}', "object"); done || f != nil {
			return f
		}
	}
}

// member reads one name and value, and adds the name to those of the object.
func (s *scanner) member(names map[string]bool) *fault.Error {
	s.space()
	start := s.pos
	if s.peek() != '"' {
		return s.noName()
	}
	name, f := s.text()
	if f != nil {
		return f
	}
	parent := len(s.pointer)
	s.pointer = append(append(s.pointer, '/'), escapeToken(name)...)
	if names[name] {
		return s.wrong(start, "the field is there twice").To("keep one of the two")
	}
	names[name] = true
	if s.space(); !s.take(':') {
		return s.wrong(s.pos, "a colon is missing after the field's name").With(s.glimpse(s.pos)).To(`write "name": value`)
	}
	if f := s.value(); f != nil {
		return f
	}
	s.pointer = s.pointer[:parent]
	return nil
}

// noName explains what stands where a field's name should.
func (s *scanner) noName() *fault.Error {
	switch c := s.peek(); {
	case s.pos >= len(s.data):
		return s.cutShort("object")
	case c == '}':
		return s.wrong(s.pos, "a comma stands before the closing brace").To("remove the comma after the last field")
	default:
		return s.wrong(s.pos, "a field's name is missing or not in double quotes").
			With(s.glimpse(s.pos)).To(`write "name": value`)
	}
}

// list reads items up to and with the closing bracket.
func (s *scanner) list() *fault.Error {
	if s.space(); s.take(']') {
		return nil
	}
	for i := 0; ; i++ {
		parent := len(s.pointer)
		s.pointer = strconv.AppendInt(append(s.pointer, '/'), int64(i), 10)
		if s.space(); s.peek() == ']' {
			s.pointer = s.pointer[:parent]
			return s.wrong(s.pos, "a comma stands before the closing bracket").To("remove the comma after the last item")
		}
		if f := s.value(); f != nil {
			return f
		}
		s.pointer = s.pointer[:parent]
		if done, f := s.next(']', "list"); done || f != nil {
			return f
		}
	}
}

// next reads the comma or the closing mark after a member or item and says whether it was the closing mark.
func (s *scanner) next(closing byte, what string) (bool, *fault.Error) {
	s.space()
	switch {
	case s.take(','):
		return false, nil
	case s.take(closing):
		return true, nil
	case s.pos >= len(s.data):
		return false, s.cutShort(what)
	}
	return false, s.wrong(s.pos, "a comma or the closing %c of the %s is missing", closing, what).
		With(s.glimpse(s.pos)).To("put a comma between two entries")
}

// space skips white space.
func (s *scanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\t', '\r', '\n':
			s.pos++
		default:
			return
		}
	}
}

// peek returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

// take skips the next byte if it is c.
func (s *scanner) take(c byte) bool {
	if s.pos >= len(s.data) || s.data[s.pos] != c {
		return false
	}
	s.pos++
	return true
}

// wrong is a fault at an offset inside the value being read.
func (s *scanner) wrong(at int, format string, args ...any) *fault.Error {
	f := onLine(lineAt(s.data, at), format, args...)
	f.Pointer = string(s.pointer)
	return f
}

// cutShort is the fault of a document that ends inside a value.
func (s *scanner) cutShort(what string) *fault.Error {
	end := len(bytes.TrimRight(s.data, " \t\r\n"))
	return s.wrong(end, "the document ends inside this %s", what).To("complete it, or fetch the document again")
}

// glimpse returns the text at an offset up to the end of its line, for an error to show.
func (s *scanner) glimpse(at int) string {
	rest := s.data[at:]
	if end := bytes.IndexAny(rest, "\r\n"); end >= 0 {
		rest = rest[:end]
	}
	return string(rest)
}

// parse decodes a document that Check has accepted into maps, slices and json.Number, so that numbers stay exact.
func parse(name string, data []byte) (any, error) {
	if err := Check(name, data); err != nil {
		return nil, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "not JSON").At(name, "").To("check the document with a JSON editor")
	}
	return v, nil
}
