// Package fault is the closed set of error kinds of the whole product. Every error that reaches a person carries a
// kind, what is wrong, where, and how to mend it. Code acts on the kind, never on the text.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what sort of failure an error is. The set is closed: adapters map it once to HTTP, once to Step Functions
// and once to exit codes.
type Kind string

// The kinds. Internal is what an error without a kind counts as.
const (
	Invalid     Kind = "Invalid"     // the input is malformed: the sender must change it
	Refused     Kind = "Refused"     // well-formed, but the programme's state or a rule does not allow it
	Forbidden   Kind = "Forbidden"   // the actor may not do this
	NotFound    Kind = "NotFound"    // the thing named does not exist
	Conflict    Kind = "Conflict"    // somebody else wrote first, or the name is taken
	Superseded  Kind = "Superseded"  // an older execution speaks; a newer one is in charge
	Unavailable Kind = "Unavailable" // a dependency is out of reach for now; try again
	Internal    Kind = "Internal"    // a defect of ours
)

// Kinds lists every kind, for the tests that hold the mappings complete.
func Kinds() []Kind {
	return []Kind{Invalid, Refused, Forbidden, NotFound, Conflict, Superseded, Unavailable, Internal}
}

// Error is a failure with its kind, its place in the input where there is one, and its mend.
type Error struct {
	Kind    Kind
	File    string // file name as the user gave it, or ""
	Pointer string // JSON pointer, column or field inside the file, or ""
	Line    int    // 1-based line inside the file, or 0
	Value   string // the offending value, shortened by Show; never personal data
	Problem string // what is wrong, a clause without a full stop
	Mend    string // what to do about it, an imperative clause, or ""
	Err     error  // the cause, for errors.Is and As; never shown to users
}

// New returns an error of a kind with a formatted problem.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Problem: fmt.Sprintf(format, args...)}
}

// Wrap returns an error of a kind around a cause: the problem is for people, the cause for errors.Is.
func Wrap(kind Kind, cause error, format string, args ...any) *Error {
	return &Error{Kind: kind, Problem: fmt.Sprintf(format, args...), Err: cause}
}

// At sets the place: a file and a JSON pointer, column or field in it.
func (e *Error) At(file, pointer string) *Error {
	e.File, e.Pointer = file, pointer
	return e
}

// With sets the offending value.
func (e *Error) With(value string) *Error {
	e.Value = Show(value)
	return e
}

// To sets the mend.
func (e *Error) To(format string, args ...any) *Error {
	e.Mend = fmt.Sprintf(format, args...)
	return e
}

// Error renders "file:line: pointer: problem: value; mend", leaving out what is not set.
func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		if e.Line > 0 {
			fmt.Fprintf(&b, ":%d", e.Line)
		}
		b.WriteString(": ")
	}
	if e.Pointer != "" {
		b.WriteString(e.Pointer + ": ")
	}
	b.WriteString(e.Problem)
	if e.Value != "" {
		fmt.Fprintf(&b, " (got %s)", e.Value)
	}
	if e.Mend != "" {
		b.WriteString("; " + e.Mend)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is an Error of the same kind with nothing else set, so that
// errors.Is(err, &fault.Error{Kind: fault.Conflict}) asks for a kind.
func (e *Error) Is(target error) bool {
	var t *Error
	return errors.As(target, &t) && *t == Error{Kind: e.Kind}
}

// KindOf returns the kind of the first Error in err's chain, Internal for any other error, and "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Show quotes a value for an error message and shortens it to 60 runes, so that a hostile input cannot flood a terminal.
func Show(value string) string {
	const most = 60
	if r := []rune(value); len(r) > most {
		value = string(r[:most]) + "…"
	}
	return fmt.Sprintf("%q", value)
}
