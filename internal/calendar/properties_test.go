package calendar_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
)

// proclaimed is a day that becomes closed.
func proclaimed(t *rapid.T) calendar.Closure {
	return calendar.Closure{Date: anyDate(t, "proclaimed"), Title: "Proclaimed"}
}

func TestADateFollowsItsAnchor(t *testing.T) {
	cores := []string{
		"x", "N days before x", "N clear days after x", "N working days before x", "N working days after x",
		"N weeks before x", "N months before x", "N years after x", "N clear working days before x", "N days beginning with x",
		"1 June before x", "31 March after x",
		"deemed service by first-class-post sent x under cpr-6.26",
		"deemed service by first-class-post sent x under second-business-day",
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom(cores).Draw(t, "expression")
		text += rapid.SampledFrom([]string{"", " or previous working day", " or next working day"}).Draw(t, "roll")
		e := parse(t, fmt.Sprintf("%s in %s", replaced(t, text), rapid.SampledFrom(calendar.Jurisdictions()).Draw(t, "in")))
		first := anyDate(t, "anchor")
		later := first.AddDays(rapid.IntRange(0, 40).Draw(t, "days later"))
		on := func(d calendar.Date) calendar.Date {
			anchor := func(string) (calendar.Anchor, bool) { return calendar.Anchor{Date: d}, true }
			r, err := e.Eval(calendar.Context{Anchor: anchor})
			if err != nil {
				t.Skip(err)
			}
			return r.Date
		}
		if a, b := on(first), on(later); b.Before(a) {
			t.Fatalf("%q is %s from %s and %s from %s", e, a, first, b, later)
		}
	})
}

// replaced puts a number for N.
func replaced(t *rapid.T, text string) string {
	if text[0] != 'N' {
		return text
	}
	return fmt.Sprint(rapid.IntRange(1, 300).Draw(t, "n")) + text[1:]
}

func TestAProclaimedHolidayNeverHelpsService(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, m := anyService(t)
		extra := proclaimed(t)
		sent := extra.Date.AddDays(rapid.IntRange(-8, 2).Draw(t, "days after")).At(rapid.IntRange(0, 23).Draw(t, "hour"), 0)
		was, err := p.Deemed(england(), m, sent)
		if err != nil {
			t.Fatal(err)
		}
		is, err := p.Deemed(england(extra), m, sent)
		if err != nil || is.Date.Before(was.Date) || is.At.Before(was.At) {
			t.Fatalf("%s by %s sent %s: closing %s moves service from %s to %s, %v",
				p.Name(), m, sent, extra.Date, was.Date, is.Date, err)
		}
		by := extra.Date.AddDays(rapid.IntRange(0, 8).Draw(t, "by"))
		before, err := p.LatestSending(england(), m, by)
		if err != nil {
			t.Fatal(err)
		}
		after, err := p.LatestSending(england(extra), m, by)
		if err != nil || after.After(before) {
			t.Fatalf("%s by %s by %s: closing %s moves the last sending from %s to %s, %v",
				p.Name(), m, by, extra.Date, before, after, err)
		}
	})
}

func TestAProclaimedHolidayMovesOnlyWhatCrossesIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		extra := proclaimed(t)
		start := extra.Date.AddDays(rapid.IntRange(-60, 60).Draw(t, "days from it"))
		n := rapid.IntRange(1, 40).Draw(t, "n")
		for _, format := range []string{"%d working days after %s", "%d working days before %s"} {
			text := fmt.Sprintf(format, n, start)
			was := eval(t, text, calendar.Context{}).Date
			is := eval(t, text, calendar.Context{Closures: []calendar.Closure{extra}}).Date
			first, last := start, was
			if last.Before(first) {
				first, last = last, first
			}
			between := extra.Date != start && !extra.Date.Before(first) && !extra.Date.After(last)
			crosses := between && england().IsWorkingDay(extra.Date)
			if (was != is) != crosses {
				t.Fatalf("%q was %s and is %s with %s closed, crossing %t", text, was, is, extra.Date, crosses)
			}
		}
	})
}

func TestNoExpressionDependsOnTheMachine(t *testing.T) {
	was := time.Local
	defer func() { time.Local = was }()
	zones := []*time.Location{time.UTC, time.FixedZone("Tokyo", 9*3600), time.FixedZone("Los Angeles", -8*3600)}
	rapid.Check(t, func(t *rapid.T) {
		e, d := parse(t, anyExpression(t)), anyDate(t, "anchor")
		ctx := calendar.Context{Anchor: func(string) (calendar.Anchor, bool) {
			return calendar.Anchor{Date: d, At: d.At(0, 1), Origin: "the deed"}, true
		}}
		var first calendar.Result
		for i, zone := range zones {
			time.Local = zone
			r, err := e.Eval(ctx)
			if err != nil {
				t.Skip(err)
			}
			if i == 0 {
				first = r
			}
			if diff := cmp.Diff(first, r); diff != "" {
				t.Fatalf("%q in the zone %s (-UTC +there):\n%s", e, zone, diff)
			}
		}
	})
}
