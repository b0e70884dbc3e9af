package letter

import (
	"fmt"
	"html/template"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// words are the functions with which templates put values into words.
func words() template.FuncMap {
	return template.FuncMap{
		"by": handover.By, "period": period, "count": count, "sentence": sentence, "office": spaced[string],
		"role": spaced[handover.Role], "status": spaced[handover.CheckStatus], "phase": spaced[handover.Phase],
	}
}

// period says a length, "3 months".
func period(n handover.Period) string { return count(n.Count, strings.TrimSuffix(n.Unit, "s")) }

// count says how many of something there are, "1 check", "2 checks".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// spaced writes a name of the definition's language in words: a role becomes "senior responsible owner".
func spaced[S ~string](name S) string { return strings.ReplaceAll(string(name), "-", " ") }

// sentence begins a phrase with a capital letter.
func sentence(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}

// holder says who an id is, "sro (senior responsible owner, approver)".
func holder(d *handover.Definition, id string) string {
	if id == "" || id == string(handover.System) {
		return "the system itself"
	}
	person, ok := d.Person(id)
	if !ok || len(person.Roles) == 0 {
		return id
	}
	var roles []string
	for _, r := range person.Roles {
		roles = append(roles, spaced(r))
	}
	return id + " (" + strings.Join(roles, ", ") + ")"
}

// moment says an instant as London's clocks show it, "00:01 on Friday 30 September 2022 (London time)".
func moment(t time.Time) string {
	clock := t.In(calendar.London())
	layout := "15:04"
	if clock.Second() != 0 {
		layout = time.TimeOnly
	}
	return clock.Format(layout) + " on " + calendar.DateOf(t).Long() + " (London time)"
}
