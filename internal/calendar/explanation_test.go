package calendar_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
)

var update = flag.Bool("update", false, "write the golden files")

// sentences are expressions and their explanations, for a transfer on 30 September 2022 and a closure at Christmas.
var sentences = map[string]string{
	"5 working days before 2022-09-30": "5 working days before Friday 30 September 2022; " +
		"24 and 25 September are a weekend",
	"28 clear days before transfer": "28 clear days before transfer (Friday 30 September 2022, the deed)",
	"transfer":                      "transfer (Friday 30 September 2022 at 00:01, the deed)",
	"20 working days before 2022-09-30": "20 working days before Friday 30 September 2022; 4 weekends do not count; " +
		"19 September (State Funeral of Queen Elizabeth II, announced by 10 September 2022) is a bank holiday",
	"10 working days before 2022-09-30 as known on 2022-09-08": "10 working days before Friday 30 September 2022; " +
		"17 and 18 September, 24 and 25 September are weekends; as known on Thursday 8 September 2022, " +
		"when 19 September was not yet a bank holiday (State Funeral of Queen Elizabeth II)",
	"5 working days before 2022-09-30 as known on 2022-09-08": "5 working days before Friday 30 September 2022; " +
		"24 and 25 September are a weekend",
	"2 working days after 2022-04-30": "2 working days after Saturday 30 April 2022; 1 May is at a weekend; " +
		"2 May (Early May bank holiday) is a bank holiday",
	"5 working days after 2022-04-27": "5 working days after Wednesday 27 April 2022; " +
		"30 April and 1 May are a weekend; 2 May (Early May bank holiday) is a bank holiday",
	"3 working days after 2022-12-22": "3 working days after Thursday 22 December 2022; " +
		"24 and 25 December are a weekend; 26 December (Boxing Day) and 27 December (Christmas Day (substitute day)) " +
		"are bank holidays; 28 December (Christmas closure) is a closed day",
	"5 working days after 2022-12-23": "5 working days after Friday 23 December 2022; 24 and 25 December 2022, " +
		"31 December 2022 and 1 January 2023 are weekends; 26 December 2022 (Boxing Day), 27 December 2022 " +
		"(Christmas Day (substitute day)) and 2 January 2023 (New Year's Day (substitute day)) are bank holidays; " +
		"28 December 2022 (Christmas closure) is a closed day",
	"30 days after 2022-09-30 or previous working day in scotland": "30 days after Friday 30 September 2022; " +
		"29 and 30 October are a weekend; moved from Sunday 30 October 2022 to Friday 28 October 2022, a working day; " +
		"bank holidays of Scotland",
	"1 working day after 2022-03-16 in northern-ireland": "1 working day after Wednesday 16 March 2022; 17 March " +
		"(St Patrick's Day) is a bank holiday; bank holidays of Northern Ireland",
	"1 working day after 2022-11-29 in uk-any": "1 working day after Tuesday 29 November 2022; 30 November (St Andrew's " +
		"Day (Scotland)) is a bank holiday; bank holidays of any part of the United Kingdom",
	"1 working day after 2028-12-29": "1 working day after Friday 29 December 2028; 30 and 31 December 2028 are a " +
		"weekend; provisional, since bank holidays are published only to Sunday 31 December 2028",
	"28 days after 2029-01-20": "28 days after Saturday 20 January 2029; provisional: the day is fixed, but bank holidays " +
		"are published only to Sunday 31 December 2028",
	"31 days after 2029-01-20": "31 days after Saturday 20 January 2029; provisional: the day is fixed, but whether it is a " +
		"working day is not yet known, since bank holidays are published only to Sunday 31 December 2028",
	"31 days after 2029-01-20 or next working day": "31 days after Saturday 20 January 2029; provisional, since bank holidays " +
		"are published only to Sunday 31 December 2028",
	"2029-01-02 in scotland": "Tuesday 2 January 2029; provisional: the day is fixed, but whether it is a working day is not " +
		"yet known, since bank holidays are published only to Sunday 31 December 2028",
	"deemed service by hand sent 2030-01-03T12:00 under practical-style": "notice by hand of Thursday 3 January 2030 at 12:00 " +
		"counts as served on receipt (business-hours clause); provisional: the day is fixed, but whether it is a working day " +
		"is not yet known, since bank holidays are published only to Sunday 31 December 2028",
	"deemed service by first-class-post sent 2022-04-14 and email sent 2022-04-14T16:00:00 under cpr-6.26": "notice by first " +
		"class post of Thursday 14 April 2022 counts as served 2 days after sending or, if that is not a working day, the " +
		"next working day (Civil Procedure Rules, rule 6.26); 16 and 17 April are a weekend; 18 April (Easter Monday) is a " +
		"bank holiday; the latest of 2 ways of service and so the safe day; by email of Thursday 14 April 2022 at 16:00 it " +
		"may be claimed from Thursday 14 April 2022",
	"deemed service by hand sent 2022-04-08T15:00 and email sent 2022-04-08T16:00 under cpr-6.26": "notice by hand of Friday " +
		"8 April 2022 at 15:00 counts as served the same day if sent before 16:30 on a working day, else the next working day " +
		"(Civil Procedure Rules, rule 6.26); each of 2 ways of service gives this day",
	"deemed service by first-class-post sent 2022-04-14 under cpr-6.26": "notice by first class post of " +
		"Thursday 14 April 2022 counts as served 2 days after sending or, if that is not a working day, the next " +
		"working day (Civil Procedure Rules, rule 6.26); 16 and 17 April are a weekend; 18 April (Easter Monday) is " +
		"a bank holiday",
	"deemed service by email sent 2022-04-08T16:30:00 under dfe-grant-style": "notice by email of Friday 8 April 2022 " +
		"at 16:30 counts as served the same day if sent before 17:00 on a working day, else the next working day, in " +
		"both cases not before 09:00 (conditions-of-grant clause)",
}

func TestSentence(t *testing.T) {
	for text, want := range sentences {
		ctx := transferOn("2022-09-30")
		ctx.Closures = []calendar.Closure{{Date: calendar.MustDate("2022-12-28"), Title: "Christmas closure"}}
		if diff := cmp.Diff(want, eval(t, text, ctx).Explanation.Sentence()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestLongCountsMakeShortSentences(t *testing.T) {
	s := eval(t, "10000 working days after 2019-01-01", calendar.Context{}).Explanation.Sentence()
	for _, want := range []string{"weekends do not count", "19 April 2019 (Good Friday)", "more days are bank holidays"} {
		if !strings.Contains(s, want) {
			t.Errorf("%q does not say %q", s, want)
		}
	}
	if len(s) > 1000 {
		t.Errorf("the sentence has %d letters", len(s))
	}
}

func TestExplanationJSON(t *testing.T) {
	ctx := transferOn("2022-09-30")
	ctx.Known = calendar.MustDate("2022-09-12")
	got, err := json.MarshalIndent(eval(t, "20 working days before transfer", ctx).Explanation, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/explanation.json"
	if *update {
		if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
		t.Errorf("the explanation (-want +got):\n%s", diff)
	}
}

func TestExplanationsSurviveJSON(t *testing.T) {
	ctx := calendar.Context{Known: calendar.MustDate("2022-09-08"), Anchor: func(string) (calendar.Anchor, bool) {
		d := calendar.MustDate("2022-09-20")
		return calendar.Anchor{Date: d, At: d.At(9, 0).In(calendar.London()), Origin: "the deed"}, true
	}}
	rapid.Check(t, func(t *rapid.T) {
		r, err := parse(t, anyExpression(t)).Eval(ctx)
		if err != nil {
			t.Skip(err)
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back calendar.Result
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, back); diff != "" {
			t.Fatalf("%s changed (-was +is):\n%s", text, diff)
		}
	})
}

func TestEveryClosedDayIsExplained(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, n := anyDate(t, "start"), rapid.IntRange(1, 200).Draw(t, "n")
		c := england()
		x := eval(t, fmt.Sprintf("%d working days after %s", n, start), calendar.Context{}).Explanation
		closed := 0
		for _, s := range x.Skipped {
			for d := s.From; !d.After(s.To); d = d.AddDays(1) {
				if c.IsWorkingDay(d) {
					t.Fatalf("%s is skipped as %s but is a working day", d, s.Reason)
				}
				closed++
			}
		}
		if got := start.DaysUntil(x.Date) - closed; got != n {
			t.Fatalf("%d days were counted, want %d", got, n)
		}
	})
}
