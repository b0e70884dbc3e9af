package letter

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"

	"example.org/handover/internal/fault"
)

// tidied returns v with every string one line of printable characters: v itself if it is so already, as most programmes
// are, else a copy. A definition is written elsewhere: a line break, a terminal's control character or a mark that turns
// the direction of writing must not let it forge a line of a letter. It goes through JSON, the form of snapshots, so that
// no field can be forgotten.
func tidied[T any](v T) (T, error) {
	var raw bytes.Buffer
	e := json.NewEncoder(&raw)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return v, fault.Wrap(fault.Internal, err, "the programme cannot be written as JSON")
	}
	if tidy(strings.TrimSuffix(raw.String(), "\n")) {
		return v, nil
	}
	clean, err := tidyCopy[T](raw.Bytes())
	if err != nil {
		return v, fault.Wrap(fault.Internal, err, "the programme cannot be read from its JSON")
	}
	return clean, nil
}

// tidy reports whether every string of a JSON text without blanks between its parts is surely tidy. A backslash may stand
// for anything.
func tidy(text string) bool {
	var before rune
	for _, r := range text {
		edge := r == ' ' && (before == ' ' || before == '"') || r == '"' && before == ' '
		if edge || r == '\\' || !unicode.IsPrint(r) {
			return false
		}
		before = r
	}
	return true
}

func tidyCopy[T any](raw []byte) (clean T, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var tree any
	if err = d.Decode(&tree); err == nil {
		raw, err = json.Marshal(tidyTree(tree))
	}
	if err == nil {
		err = json.Unmarshal(raw, &clean)
	}
	return clean, err
}

func tidyTree(v any) any {
	switch v := v.(type) {
	case string:
		return tidyLine(v)
	case []any:
		for i := range v {
			v[i] = tidyTree(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = tidyTree(v[k])
		}
	}
	return v
}

// tidyLine makes white space single blanks and drops what does not print.
func tidyLine(s string) string {
	printable := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(printable), " ")
}
