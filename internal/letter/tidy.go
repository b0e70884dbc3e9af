package letter

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"

	"example.org/handover/internal/fault"
)

// tidied returns a copy of v in which every string is one line of printable characters. A definition is written
// elsewhere: a line break, a terminal's control character or a mark that turns the direction of writing must not let
// it forge a line of a letter. It goes through JSON, the form of snapshots, so that no field can be forgotten.
func tidied[T any](v T) (clean T, err error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return clean, fault.Wrap(fault.Internal, err, "the programme cannot be written as JSON")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var tree any
	if err = d.Decode(&tree); err == nil {
		raw, err = json.Marshal(tidyTree(tree))
	}
	if err == nil {
		err = json.Unmarshal(raw, &clean)
	}
	if err != nil {
		return clean, fault.Wrap(fault.Internal, err, "the programme cannot be read from its JSON")
	}
	return clean, nil
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
