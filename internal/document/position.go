package document

import (
	"bytes"
	"strconv"
	"strings"
)

// Line returns the 1-based line on which the value at a JSON pointer starts. "" is the whole document. Where the
// pointer leads to nothing, as for a field that is missing, it is the line of the nearest value around; 0 if data is
// not a document that Check accepts.
func Line(data []byte, pointer string) int {
	if Check("", data) != nil {
		return 0
	}
	for {
		if at, ok := offsets(data, []string{pointer})[pointer]; ok {
			return lineAt(data, at)
		}
		pointer = parent(pointer)
	}
}

// parent returns the pointer to the value around the one at pointer.
func parent(pointer string) string {
	return pointer[:max(strings.LastIndexByte(pointer, '/'), 0)]
}

// offsets returns where the values at some pointers start, in one pass over checked data.
func offsets(data []byte, pointers []string) map[string]int {
	found := make(map[string]int, len(pointers))
	for _, p := range pointers {
		found[p] = -1
	}
	_ = scan(data, func(pointer []byte, start int) { // checked before: it cannot fail
		if _, wanted := found[string(pointer)]; wanted {
			found[string(pointer)] = start
		}
	})
	for p, at := range found {
		if at < 0 {
			delete(found, p)
		}
	}
	return found
}

// enclosing returns the pointer of the innermost value that starts before an offset of checked data.
func enclosing(data []byte, offset int) string {
	var last []byte
	_ = scan(data, func(pointer []byte, start int) { // checked before: it cannot fail
		if start < offset {
			last = append(last[:0], pointer...)
		}
	})
	return string(last)
}

// lineAt returns the 1-based line of a byte offset.
func lineAt(data []byte, offset int) int {
	return 1 + bytes.Count(data[:min(offset, len(data))], []byte("\n"))
}

// escapeToken writes a field's name as a token of a JSON pointer (RFC 6901 section 3).
func escapeToken(name string) string {
	if !strings.ContainsAny(name, "~/") {
		return name
	}
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// unescapeToken undoes escapeToken.
func unescapeToken(token string) string {
	if !strings.Contains(token, "~") {
		return token
	}
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
}

// pointerOf joins names to a JSON pointer.
func pointerOf(names ...string) string {
	var b strings.Builder
	for _, name := range names {
		b.WriteString("/" + escapeToken(name))
	}
	return b.String()
}

// at returns the value that a JSON pointer leads to from v, and whether there is one.
func at(v any, pointer string) (any, bool) {
	if pointer == "" {
		return v, true
	}
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		switch in := v.(type) {
		case map[string]any:
			next, ok := in[unescapeToken(token)]
			if !ok {
				return nil, false
			}
			v = next
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(in) {
				return nil, false
			}
			v = in[i]
		default:
			return nil, false
		}
	}
	return v, true
}
