package calendar_test

import (
	"errors"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// tester is what testing and rapid have in common.
type tester interface {
	Helper()
	Fatalf(format string, args ...any)
}

// parse returns an expression that must be right.
func parse(tb tester, text string) calendar.Expression {
	tb.Helper()
	e, err := calendar.Parse(text)
	if err != nil {
		tb.Fatalf("Parse(%q): %v", text, err)
	}
	return e
}

// eval returns the result of an expression that must have one.
func eval(tb tester, text string, ctx calendar.Context) calendar.Result {
	tb.Helper()
	r, err := parse(tb, text).Eval(ctx)
	if err != nil {
		tb.Fatalf("Eval(%q): %v", text, err)
	}
	return r
}

// transferOn returns a context in which the anchor transfer is one minute past midnight of a date.
func transferOn(date string) calendar.Context {
	d := calendar.MustDate(date)
	return calendar.Context{Anchor: func(name string) (calendar.Anchor, bool) {
		return calendar.Anchor{Date: d, At: d.At(0, 1), Origin: "the deed"}, name == "transfer"
	}}
}

// asFault returns an error's fault, which it must have.
func asFault(tb tester, err error) *fault.Error {
	tb.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		tb.Fatalf("got error %v, want one with a kind", err)
	}
	return f
}
