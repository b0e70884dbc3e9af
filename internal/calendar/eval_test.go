package calendar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// evaluated are expressions and their dates, for a transfer on 30 September 2022.
var evaluated = map[string]string{
	"transfer":                                               "2022-09-30",
	"2022-03-30":                                             "2022-03-30",
	"28 days before transfer":                                "2022-09-02",
	"at least 28 days before transfer":                       "2022-09-02",
	"28 clear days before transfer":                          "2022-09-01",
	"4 weeks before transfer":                                "2022-09-02",
	"28 days after transfer":                                 "2022-10-28",
	"5 clear days after 2022-03-31":                          "2022-04-06",
	"5 clear working days after 2022-03-31":                  "2022-04-08",
	"5 clear working days before 2022-03-30":                 "2022-03-22",
	"1 working day after 2022-06-01":                         "2022-06-06",
	"20 working days after 2022-04-12":                       "2022-05-13",
	"20 working days before transfer":                        "2022-09-01",
	"20 working days before 2022-09-01":                      "2022-08-03",
	"20 working days before 2025-10-01":                      "2025-09-03",
	"30 days beginning with transfer":                        "2022-10-29",
	"1 day beginning with transfer":                          "2022-09-30",
	"1 June before 2022-07-31":                               "2022-06-01",
	"1 June before 2022-07-30":                               "2022-06-01",
	"1 June before 2022-06-01":                               "2021-06-01",
	"31 March after transfer":                                "2023-03-31",
	"30 September after transfer":                            "2023-09-30",
	"29 September before transfer":                           "2022-09-29",
	"31 December before transfer or previous working day":    "2021-12-31",
	"3 months after 2022-04-12":                              "2022-07-12",
	"6 months after 2022-04-12":                              "2022-10-12",
	"6 months before 2022-08-31":                             "2022-02-28",
	"75 years after 2022-02-28":                              "2097-02-28",
	"1 year after 2024-02-29":                                "2025-02-28",
	"30 days after transfer":                                 "2022-10-30",
	"1 working day before 2022-04-19 in scotland":            "2022-04-18",
	"1 working day before 2022-04-19":                        "2022-04-14",
	"1 working day after 2022-07-29":                         "2022-08-01",
	"1 working day after 2022-07-29 in uk-any":               "2022-08-02",
	"30 days after transfer or previous working day":         "2022-10-28",
	"30 days after transfer or next working day":             "2022-10-31",
	"transfer or previous working day":                       "2022-09-30",
	"20 working days before transfer as known on 2022-09-09": "2022-09-02",
	"20 working days before transfer as known on 2022-09-10": "2022-09-01",
	"2022-09-18 or next working day as known on 2022-09-08":  "2022-09-19",
	"2022-09-18 or next working day":                         "2022-09-20",
}

func TestEval(t *testing.T) {
	for text, want := range evaluated {
		if got := eval(t, text, transferOn("2022-09-30")).Date.String(); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestEvalByTheContext(t *testing.T) {
	friday := calendar.MustDate("2022-09-30")
	ctx := transferOn("2022-09-30")
	ctx.Known = calendar.MustDate("2022-09-08")
	ctx.Closures = []calendar.Closure{{Date: friday.AddDays(-1), Title: "audit day"}}
	for text, want := range map[string]string{
		"10 working days before transfer":                        "2022-09-15",
		"10 working days before transfer as known on 2022-09-10": "2022-09-14",
		"1 working day before transfer":                          "2022-09-28",
	} {
		if got := eval(t, text, ctx).Date.String(); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
	ctx.Table = tableOf(t, "england-and-wales,2022-09-28,Handover Day,2022-09-08\n")
	if got := eval(t, "1 working day before transfer", ctx).Date.String(); got != "2022-09-27" {
		t.Errorf("with another table it is %s, want 2022-09-27", got)
	}
}

// tableOf returns a table of a few holidays.
func tableOf(t *testing.T, rows string) *calendar.Table {
	t.Helper()
	table, err := calendar.ReadTable("t.csv", strings.NewReader(tableHead+rows))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestEvalRefuses(t *testing.T) {
	for _, c := range []struct {
		text    string
		ctx     calendar.Context
		kind    fault.Kind
		pointer string
	}{
		{"28 days before window.staff.closes", transferOn("2022-09-30"), fault.Refused, "window.staff.closes"},
		{"28 days before transfer", calendar.Context{}, fault.Refused, "transfer"},
		{"28 days before transfer", calendar.Context{Anchor: func(string) (calendar.Anchor, bool) {
			return calendar.Anchor{}, true
		}}, fault.Refused, "transfer"},
		{"10000 months after transfer", transferOn("2022-09-30"), fault.Refused, ""},
		{"200 years before 2022-09-30", calendar.Context{}, fault.Refused, ""},
		{"transfer", calendar.Context{Jurisdiction: "wales"}, fault.Invalid, ""},
		{"deemed service by email sent 2022-04-08 under cpr-6.26", calendar.Context{}, fault.Refused, ""},
	} {
		_, err := parse(t, c.text).Eval(c.ctx)
		if f := asFault(t, err); f.Kind != c.kind || f.Pointer != c.pointer || f.Mend == "" {
			t.Errorf("%q: got %s at %q: %v", c.text, f.Kind, f.Pointer, err)
		}
	}
	if _, err := (calendar.Expression{}).Eval(calendar.Context{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no expression: %v, want Invalid", err)
	}
}

func TestEvalKeepsAnAnchorsInstant(t *testing.T) {
	ctx := transferOn("2022-09-30")
	midnight := time.Date(2022, 9, 29, 23, 1, 0, 0, time.UTC)
	if got := eval(t, "transfer", ctx); got.At != midnight || got.Explanation.At != midnight {
		t.Errorf("transfer is at %s, want %s", got.At, midnight)
	}
	if got := eval(t, "2022-09-30T00:01", ctx).At; got != midnight {
		t.Errorf("the time written out is %s, want %s", got, midnight)
	}
	for _, text := range []string{"1 day before transfer", "2022-10-01T09:00 or next working day", "2022-09-30"} {
		if got := eval(t, text, ctx); !got.At.IsZero() {
			t.Errorf("%q has the instant %s", text, got.At)
		}
	}
}

func TestProvisionalResults(t *testing.T) {
	for text, want := range map[string]bool{
		"19 working days after 2028-11-30":                                   false,
		"20 working days after 2028-11-30":                                   true,
		"5 working days before 2029-01-02":                                   true,
		"5 working days before 2011-12-31":                                   true,
		"30 days after 2028-12-01":                                           false,
		"60 days after 2028-12-01":                                           true,
		"28 days after 2029-01-20":                                           true,
		"28 days before 2029-01-20":                                          false, // the day is in a published year
		"28 clear days after 2028-12-02":                                     false,
		"28 clear days after 2028-12-03":                                     true,
		"1 month after 2028-12-01":                                           true,
		"1 year after 2027-12-31":                                            false,
		"2 weeks after 2028-12-18":                                           true,
		"30 days beginning with 2028-12-02":                                  false,
		"30 days beginning with 2028-12-03":                                  true,
		"2028-12-31":                                                         false,
		"2029-01-01":                                                         true,
		"2011-12-30":                                                         false,
		"2028-12-31 or previous working day":                                 false,
		"2029-01-01 or previous working day in scotland":                     true,
		"60 days after 2028-12-01 or next working day":                       true,
		"deemed service by first-class-post sent 2028-12-29 under cpr-6.26":  true,
		"deemed service by first-class-post sent 2028-12-27 under cpr-6.26":  false,
		"deemed service by hand sent 2028-12-30T12:00 under practical-style": false,
		"deemed service by hand sent 2030-01-03T12:00 under practical-style": true,
		"deemed service by hand sent 2028-12-27T12:00 and dx sent 2028-12-29 under cpr-6.26": true,
		"deemed service by hand sent 2028-12-27T12:00 and dx sent 2028-12-26 under cpr-6.26": false,
		"deemed service by email sent 2030-01-03T12:00 under practical-style":                true,
	} {
		got := eval(t, text, calendar.Context{})
		if got.Provisional != want || got.Explanation.Provisional != want {
			t.Errorf("%q is %s, provisional %t, want %t", text, got.Date, got.Provisional, want)
		}
	}
}

func TestClearDaysAreOneMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t, "event"), rapid.IntRange(1, 400).Draw(t, "n")
		on := func(format string) calendar.Date {
			return eval(t, fmt.Sprintf(format, n, d), calendar.Context{}).Date
		}
		if clear, least := on("%d clear days before %s"), on("at least %d days before %s"); clear != least.AddDays(-1) {
			t.Fatalf("%d clear days before %s is %s, at least %s", n, d, clear, least)
		}
		if first, last := on("%d clear days after %s"), on("%d days beginning with %s"); first != last.AddDays(2) {
			t.Fatalf("%d clear days after %s is %s, the last of as many beginning with it %s", n, d, first, last)
		}
		clear, closed := on("%d clear working days before %s"), england()
		if got := closed.Count(clear.AddDays(1), d.AddDays(-1)); got != n {
			t.Fatalf("between %s and %s are %d working days, want %d clear", clear, d, got, n)
		}
	})
}

func TestALateHolidayNeverHelps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, n := anyDate(t, "event"), rapid.IntRange(1, 400).Draw(t, "n")
		early, late := anyDate(t, "known"), anyDate(t, "known later")
		if late.Before(early) {
			early, late = late, early
		}
		on := func(format string, known calendar.Date) calendar.Date {
			return eval(t, fmt.Sprintf(format, n, d), calendar.Context{Known: known}).Date
		}
		for _, format := range []string{"%d working days after %s", "%d clear working days after %s"} {
			if was, is := on(format, early), on(format, late); is.Before(was) {
				t.Fatalf(format+" moved from %s to %s", n, d, was, is)
			}
		}
		for _, format := range []string{"%d working days before %s", "%d clear working days before %s"} {
			if was, is := on(format, early), on(format, late); is.After(was) {
				t.Fatalf(format+" moved from %s to %s", n, d, was, is)
			}
		}
	})
}
