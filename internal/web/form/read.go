package form

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

// Parts are the parts in which a date is asked for, and the time that a moment has besides.
func Parts() (day, month, year, clock string) { return "-day", "-month", "-year", "-time" }

// Read takes the answers and returns the command, or nil if an answer is wrong: then Faulty says which. An error is a
// problem with no answer of its own. Files have been kept before; their references stand in refs by field.
func (f *Form) Read(given url.Values, refs map[string]handover.FileRef) (handover.Command, error) {
	f.Given = given
	input := map[string]any{}
	for i := range f.Fields {
		field := &f.Fields[i]
		value, err := field.read(given, refs)
		switch {
		case err != "":
			field.Error = err
		case value != nil:
			input[field.Name], field.value = value, value
		case field.Required:
			field.Error = field.missing()
		}
	}
	faulty := len(f.Faulty()) > 0
	raw, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	c, err := intake.CommandJSON(f.Command.Name, "", raw)
	if err != nil {
		err = f.Blame(err)
	}
	if faulty { // what is missing besides is told at once too; what has no field of its own may come from the fault
		return nil, nil
	}
	if err != nil || len(f.Faulty()) > 0 {
		return nil, err
	}
	return c, nil
}

// read gives the value of an answer, nil for none, and what is wrong with it.
func (f *Field) read(given url.Values, refs map[string]handover.FileRef) (value any, wrong string) {
	switch {
	case f.Fixed != "":
		return f.Fixed, ""
	case f.Kind == Upload:
		if ref, ok := refs[f.Name]; ok {
			return ref, ""
		}
		return nil, ""
	case f.Kind == Day || f.Kind == Moment:
		return f.date(given)
	case f.Kind == Many:
		if len(given[f.Name]) == 0 {
			return nil, ""
		}
		return given[f.Name], ""
	}
	text := strings.Join(strings.Fields(given.Get(f.Name)), " ")
	if text == "" {
		return nil, ""
	}
	switch f.Kind {
	case Number:
		n, err := strconv.Atoi(text)
		if err != nil {
			return nil, f.subject() + " must be a whole number, such as 217"
		}
		return n, ""
	case Object:
		object := map[string]any{}
		if err := json.Unmarshal([]byte(given.Get(f.Name)), &object); err != nil {
			return nil, f.subject() + " must be a JSON object: " + err.Error()
		}
		return object, ""
	}
	return text, ""
}

// missing asks for an answer.
func (f *Field) missing() string {
	switch f.Kind {
	case Choice, Pick, Many:
		return "Select " + f.Called
	case Upload:
		return "Choose " + f.Called
	}
	return "Enter " + f.Called
}

// subject begins a sentence about the answer.
func (f *Field) subject() string { return strings.ToUpper(f.Called[:1]) + f.Called[1:] }

// date reads a day from its three parts, and a moment from four.
func (f *Field) date(given url.Values) (value any, wrong string) {
	d, m, y, t := Parts()
	day, month, year := trimmed(given, f.Name+d), trimmed(given, f.Name+m), trimmed(given, f.Name+y)
	clock := trimmed(given, f.Name+t)
	if day+month+year+clock == "" {
		return nil, ""
	}
	numbers := make([]int, 3)
	for i, part := range []string{year, month, day} {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > 9999 {
			return nil, f.subject() + " must be a real date, such as 27 9 2022"
		}
		numbers[i] = n
	}
	text := fmt.Sprintf("%04d-%02d-%02d", numbers[0], numbers[1], numbers[2])
	if _, err := calendar.ParseDate(text); err != nil {
		return nil, f.subject() + " must be a real date, such as 27 9 2022"
	}
	if f.Kind == Day {
		return text, ""
	}
	if len(clock) == 4 && clock[1] == ':' {
		clock = "0" + clock
	}
	text += "T" + clock
	if _, err := calendar.ParseLocal(text); err != nil || len(clock) != 5 {
		return nil, f.subject() + " must have a time that exists in London that day, such as 09:30"
	}
	return text, ""
}

func trimmed(given url.Values, name string) string { return strings.TrimSpace(given.Get(name)) }

// Blame gives what the schema finds, or what a command is refused for, to the answers that it is about, and returns what
// is about none of them.
func (f *Form) Blame(err error) error {
	if err == nil {
		return nil
	}
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	var rest []error
	for _, one := range all {
		var e *fault.Error
		if !errors.As(one, &e) || !f.blame(e) {
			rest = append(rest, one)
		}
	}
	return errors.Join(rest...)
}

func (f *Form) blame(e *fault.Error) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(e.Pointer, "/"), "/")
	for i := range f.Fields {
		field := &f.Fields[i]
		lacks := name == "" && strings.Contains(e.Problem, strconv.Quote(field.Name))
		if field.Fixed != "" || field.Name != name && !lacks && !field.answered(e) {
			continue
		}
		if field.Error == "" {
			field.Error = field.fault(e, lacks)
		}
		return true
	}
	return false
}

// answered reports whether an error is about the answer: it has the answer's value, or is about the file that was chosen.
func (f *Field) answered(e *fault.Error) bool {
	switch value := f.value.(type) {
	case string:
		return e.Value != "" && e.Value == fault.Show(value)
	case handover.FileRef:
		return e.File != "" && e.File == value.Name
	}
	return false
}

// fault says what is wrong with an answer, or that there is none.
func (f *Field) fault(e *fault.Error, missing bool) string {
	switch {
	case missing:
		return f.missing()
	case e.Pointer == "" && e.File == "":
		return Upper(advised(e)) // a refusal is a sentence of its own
	case f.Kind == Upload && e.Line > 0:
		return fmt.Sprintf("%s, line %d%s: %s", f.subject(), e.Line, column(e.Pointer), advised(e))
	case f.Kind == Upload:
		return f.subject() + column(e.Pointer) + ": " + advised(e)
	}
	return f.subject() + ": " + advised(e)
}

// column names the column of an extract that an error is about.
func column(name string) string {
	if name == "" {
		return ""
	}
	return ", column " + name
}

// advised is what is wrong and how to mend it.
func advised(e *fault.Error) string {
	if e.Mend == "" {
		return e.Problem
	}
	return e.Problem + "; " + e.Mend
}
