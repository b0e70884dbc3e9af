package document

import (
	"errors"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A textFormat is a value of the keyword "format" that Validate asserts beyond those of the library.
type textFormat struct {
	name    string
	problem string // what is wrong with a value that is not of it
	mend    string
	valid   func(string) bool
}

// ownFormats are the formats with rules of this package. They replace the library's of the same name.
func ownFormats() []textFormat {
	return []textFormat{
		{"date", "not a date of the calendar", "write YYYY-MM-DD", isDate},
		{"date-time", "not a moment with its offset from UTC",
			"write YYYY-MM-DDTHH:MM:SSZ, or +01:00 in place of Z", isDateTime},
		{"local-date-time", "not a local date and time of day", "write YYYY-MM-DDTHH:MM or YYYY-MM-DDTHH:MM:SS",
			isLocalDateTime},
	}
}

// errFormat tells the library that a value is not of a format; the wording is made from the format's name.
var errFormat = errors.New("not of the format")

// asserted adapts a format to the library. Values that are not text have no format (JSON Schema 2020-12, validation
// vocabulary, section 7.1).
func (f textFormat) asserted() *jsonschema.Format {
	return &jsonschema.Format{Name: f.name, Validate: func(v any) error {
		if text, ok := v.(string); ok && !f.valid(text) {
			return errFormat
		}
		return nil
	}}
}

// wordsFor returns problem and mend for a format of this package or of the library.
func wordsFor(format string) (problem, mend string) {
	for _, f := range ownFormats() {
		if f.name == format {
			return f.problem, f.mend
		}
	}
	switch format {
	case "email":
		return "not an e-mail address", "write name@domain"
	case "uri", "uri-reference", "iri", "iri-reference":
		return "not a web address", "write it as https://host/path"
	case "uuid":
		return "not a UUID", "write 32 hexadecimal digits as 8-4-4-4-12"
	case "time":
		return "not a time of day with its offset from UTC", "write HH:MM:SSZ, or +01:00 in place of Z"
	case "duration":
		return "not a duration", "write it as ISO 8601 has it, such as P14D"
	default:
		return "not of the format " + format, "write it in that format"
	}
}

// isDate says whether text is a date of the Gregorian calendar written YYYY-MM-DD (RFC 3339 full-date), from year 1.
func isDate(text string) bool {
	return shaped(text, "0000-00-00") && exists(time.DateOnly, text)
}

// isLocalDateTime says whether text is YYYY-MM-DDTHH:MM or YYYY-MM-DDTHH:MM:SS, without an offset. Which moment it is,
// and whether the clocks of a place show it at all, is not decided here.
func isLocalDateTime(text string) bool {
	return shaped(text, "0000-00-00T00:00") && exists("2006-01-02T15:04", text) ||
		shaped(text, "0000-00-00T00:00:00") && exists("2006-01-02T15:04:05", text)
}

// isDateTime says whether text is a date-time of RFC 3339 section 5.6 with capital T and Z. Leap seconds are refused:
// Go's time has none.
func isDateTime(text string) bool {
	const seconds = len("0000-00-00T00:00:00")
	if len(text) <= seconds || !shaped(text[:seconds], "0000-00-00T00:00:00") {
		return false
	}
	zone := text[seconds:]
	if fraction, ok := strings.CutPrefix(zone, "."); ok {
		zone = strings.TrimLeft(fraction, "0123456789")
		if len(zone) == len(fraction) {
			return false
		}
	}
	return (zone == "Z" || shaped(zone, "+00:00") || shaped(zone, "-00:00")) && exists(time.RFC3339, text)
}

// shaped says whether text is the template with any digit in place of each 0.
func shaped(text, template string) bool {
	if len(text) != len(template) {
		return false
	}
	for i := range len(text) {
		if text[i] != template[i] && (template[i] != '0' || !isDigit(text[i])) {
			return false
		}
	}
	return true
}

// exists says whether text, of the shape of a layout, names a date and time that exist. There is no year 0.
func exists(layout, text string) bool {
	_, err := time.Parse(layout, text)
	return err == nil && !strings.HasPrefix(text, "0000")
}
