package document

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"example.org/handover/internal/fault"
)

// maxListed bounds how many allowed values or fields a message lists.
const maxListed = 20

// show renders a JSON value for Error.Value: text in quotes, a number as written, an object or list by its size alone,
// since what is in it may be personal.
func show(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return fault.Show(v)
	case bool:
		return strconv.FormatBool(v)
	case json.Number:
		return literal(v.String())
	case json.RawMessage:
		return fault.Show(string(v))
	case []any:
		return "a list of " + count(len(v), "item")
	case map[string]any:
		return "an object with " + count(len(v), "field")
	default:
		return "a value"
	}
}

// literal shortens the literal of a number for display, as fault.Show does, but without quotes.
func literal(text string) string {
	return strings.Trim(fault.Show(text), `"`)
}

// plainType names a JSON type for a person.
func plainType(name string) string {
	switch name {
	case "string":
		return "text"
	case "integer":
		return "a whole number"
	case "number":
		return "a number"
	case "boolean":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "an object"
	default:
		return name
	}
}

// howToWrite tells how a JSON type is written.
func howToWrite(name string) string {
	switch name {
	case "string":
		return "write text in double quotes"
	case "integer", "number":
		return "write it with digits and without quotes"
	case "boolean":
		return "write true or false, without quotes"
	case "array":
		return "write a list, [ … ]"
	case "object":
		return "write an object, { … }"
	default:
		return "write " + name
	}
}

// typeOf names the JSON type of a decoded value.
func typeOf(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case json.Number:
		return "number"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	default:
		return "null"
	}
}

// wrongType is the fault of a value of one JSON type where others, named in want, are expected.
func wrongType(v any, want []string) *fault.Error {
	var names, ways []string
	for _, w := range want {
		if w != "null" {
			names, ways = append(names, plainType(w)), append(ways, howToWrite(w))
		}
	}
	if slices.Contains(want, "null") {
		names, ways = append(names, "null"), append(ways, "write null")
	}
	got := typeOf(v)
	f := fault.New(fault.Invalid, "%s is expected here, not %s", alternatives(names), plainType(got))
	if v != nil {
		f.Value = show(v)
	}
	if got == "number" && slices.Contains(want, "integer") {
		f.Problem = alternatives(names) + " is expected here, not a fraction"
		return f.To("write it without a decimal point and without an exponent")
	}
	return f.To("%s", strings.Join(ways, ", or "))
}

// alternatives joins words as "a, b or c".
func alternatives(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// quoted puts names in quotes and joins them by commas, the first maxListed of them.
func quoted(names []string) string {
	shown := make([]string, 0, maxListed)
	for _, name := range names[:min(len(names), maxListed)] {
		shown = append(shown, fault.Show(name))
	}
	return listed(shown, len(names))
}

// listed joins what is shown of a longer list and says how many are left out.
func listed(shown []string, total int) string {
	text := strings.Join(shown, ", ")
	if left := total - len(shown); left > 0 {
		text += " and " + strconv.Itoa(left) + " more"
	}
	return text
}
