package local

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// A datum flows through an execution as a decoded JSON value: nil, bool, json.Number, string, []any or
// map[string]any. Data are immutable once decoded: what changes one copies the path it changes and shares the rest,
// so that branches may hold the same input without copying it. A number keeps the text it was written with.

// decode reads exactly one JSON value.
func decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON value")
	}
	return v, nil
}

// encode writes a datum with its keys sorted, so that equal data give equal bytes.
func encode(v any) []byte {
	return appendJSON(make([]byte, 0, 128), v)
}

// appendJSON appends the JSON text of a datum to b.
func appendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendString(b, v)
	case json.Number:
		return append(b, v...)
	case bool:
		return strconv.AppendBool(b, v)
	case []any:
		b = append(b, '[')
		for i, item := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item)
		}
		return append(b, ']')
	case map[string]any:
		return appendObject(b, v)
	}
	return append(b, "null"...)
}

// appendObject appends an object with its keys in order.
func appendObject(b []byte, v map[string]any) []byte {
	b = append(b, '{')
	for i, key := range sortedKeys(v) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, key), ':')
		b = appendJSON(b, v[key])
	}
	return append(b, '}')
}

// appendString appends a JSON string; it escapes what JSON obliges it to and nothing else.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[from:i]...)
		from = i + 1
		if c < ' ' {
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		} else {
			b = append(b, '\\', c)
		}
	}
	return append(append(b, s[from:]...), '"')
}

// size is the length of the JSON text of a datum in bytes, without writing it. It stops counting above most.
func size(v any, most int) int {
	switch v := v.(type) {
	case string:
		return stringSize(v)
	case json.Number:
		return len(v)
	case bool:
		if v {
			return len("true")
		}
		return len("false")
	case []any:
		n := 1 + max(1, len(v))
		for i := 0; i < len(v) && n <= most; i++ {
			n += size(v[i], most-n)
		}
		return n
	case map[string]any:
		n := 1 + max(1, len(v))
		for key, item := range v {
			if n > most {
				break
			}
			n += stringSize(key) + 1 + size(item, most-n)
		}
		return n
	}
	return len("null")
}

// stringSize is the length of what appendString writes.
func stringSize(s string) int {
	n := len(s) + len(`""`)
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ':
			n += len(`\u0000`) - 1
		case c == '"' || c == '\\':
			n++
		}
	}
	return n
}

// escapePointer writes a member name as one step of a JSON pointer (RFC 6901).
func escapePointer(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
}
