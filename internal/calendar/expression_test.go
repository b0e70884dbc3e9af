package calendar_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

func TestParsePrints(t *testing.T) {
	for text, want := range map[string]string{
		"28 clear days before 2022-03-30":                      "",
		"5 clear working days before transfer":                 "",
		"at least 28 days before transfer":                     "",
		"at least 4 weeks before window.staff-2.closes":        "",
		"20 working days after notice.deemed":                  "",
		"30 days beginning with 2022-09-30":                    "",
		"1 years after transfer":                               "1 year after transfer",
		"  1  days\tafter\n2022-06-01 ":                        "1 day after 2022-06-01",
		"28 day before transfer":                               "28 days before transfer",
		"2022-09-30T00:01:00":                                  "2022-09-30T00:01",
		"2022-09-29T23:59:59":                                  "",
		"transfer or next working day":                         "",
		"transfer as known on 2022-09-08 in scotland":          "transfer in scotland as known on 2022-09-08",
		"transfer in uk-any or previous working day":           "transfer or previous working day in uk-any",
		"deemed service by dx sent notice.sent under cpr-6.26": "",
		"deemed service by email sent 2022-04-08T16:30:00 under dfe-grant-style in scotland or next working day": "" +
			"deemed service by email sent 2022-04-08T16:30 under dfe-grant-style or next working day in scotland",
	} {
		if want == "" {
			want = text
		}
		e := parse(t, text)
		if e.String() != want {
			t.Errorf("%q prints as %q, want %q", text, e, want)
		}
		if again := parse(t, e.String()); again != e || !again.Equal(e) {
			t.Errorf("%q printed and parsed is %q", text, again)
		}
	}
}

// parseErrors are texts and what is wrong with them.
var parseErrors = map[string]string{
	"":                                 "column 1: expected a number, a date or an anchor",
	"   ":                              "column 4: expected a number, a date or an anchor",
	"Transfer":                         "column 1: expected a number, a date or an anchor",
	"before transfer":                  "column 1: expected a number, a date or an anchor",
	"a..b":                             "column 1: expected a number, a date or an anchor",
	"a.-b":                             "column 1: expected a number, a date or an anchor",
	"28":                               "column 3: expected “days”, “clear days”",
	"28 sleeps before transfer":        "column 4: expected “days”, “clear days”",
	"28 clear weeks before transfer":   "column 10: expected “days”",
	"28 working clear days before x":   "column 12: expected “days”",
	"28 days":                          "column 8: expected “before”, “after” or “beginning with”",
	"28 clear days beginning with x":   "column 15: expected “before” or “after”",
	"at least 2 days beginning with x": "column 17: expected “before” or “after”",
	"2 weeks beginning with x":         "column 9: expected “before” or “after”",
	"28 days beginning 2022-03-30":     "column 19: expected “with”",
	"28 days before":                   "column 15: expected a date or an anchor",
	"28 days before before transfer":   "column 16: expected a date or an anchor",
	"28 days before 2022-02-30":        "column 16: expected a date or an anchor: not a date: there is no day 30",
	"28 days before 2022-03-27T01:30":  "column 16: expected a date or an anchor: the clocks go forward",
	"0 days before transfer":           "column 1: expected a number from 1 to 10000",
	"028 days before transfer":         "column 1: expected a number from 1 to 10000",
	"10001 days before transfer":       "column 1: expected a number from 1 to 10000",
	"99999999999999999999 days before transfer":          "column 1: expected a number from 1 to 10000",
	"at most 28 days before transfer":                    "column 4: expected “least”",
	"at least days before transfer":                      "column 10: expected a number from 1 to 10000",
	"transfer in wales":                                  "column 13: expected a jurisdiction: not a jurisdiction",
	"transfer in":                                        "column 12: expected a jurisdiction",
	"transfer in scotland in uk-any":                     "column 22: “in …” stands here a second time",
	"transfer as of 2022-09-08":                          "column 13: expected “known”",
	"transfer as known on friday":                        "column 22: expected a date: not a date",
	"transfer or nearest working day":                    "column 13: expected “previous” or “next”",
	"transfer or next day":                               "column 18: expected “working”",
	"transfer transfer":                                  "column 10: expected “in”, “as known on”",
	"ünder transfer":                                     "column 1: expected a number, a date or an anchor",
	"28 days before ünder":                               "column 16: expected a date or an anchor",
	"transfer ü x":                                       "column 10: expected “in”",
	"deemed by post":                                     "column 8: expected “service”",
	"deemed service by post sent x under cpr-6.26":       "column 19: expected a method of service: not a method",
	"deemed service by email under cpr-6.26":             "column 25: expected “sent”",
	"deemed service by email sent x":                     "column 31: expected “under”",
	"deemed service by email sent x under cpr":           "column 38: expected a service profile: not a service profile",
	"deemed service by fax sent x under dfe-grant-style": "column 19: expected a method that dfe-grant-style allows",
	strings.Repeat("x", 401):                             "by column 401",
}

func TestParseErrors(t *testing.T) {
	for text, want := range parseErrors {
		_, err := calendar.Parse(text)
		f := asFault(t, err)
		if f.Kind != fault.Invalid || !strings.Contains(f.Problem, want) {
			t.Errorf("Parse(%q): %v, want %q", text, err, want)
		}
		mendParses(t, f.Mend)
	}
}

// mendParses holds that the example in an error is correct.
func mendParses(t *testing.T, mend string) {
	t.Helper()
	_, rest, _ := strings.Cut(mend, "“")
	example, _, ok := strings.Cut(rest, "”")
	if _, err := calendar.Parse(example); !ok || err != nil {
		t.Errorf("the example in %q does not parse: %v", mend, err)
	}
}

func TestAnchors(t *testing.T) {
	for text, want := range map[string]string{
		"28 days before window.staff.closes":                      "window.staff.closes",
		"deemed service by email sent notice.sent under cpr-6.26": "notice.sent",
		"28 days before 2022-03-30":                               "",
	} {
		if got := strings.Join(parse(t, text).Anchors(), " "); got != want {
			t.Errorf("the anchors of %q are %q, want %q", text, got, want)
		}
	}
}

func TestExpressionJSON(t *testing.T) {
	type rule struct {
		Due  calendar.Expression `json:"due"`
		None calendar.Expression `json:"none"`
	}
	text, err := json.Marshal(rule{Due: parse(t, "28 day before transfer")})
	if want := `{"due":"28 days before transfer","none":""}`; err != nil || string(text) != want {
		t.Fatalf("got %s, %v, want %s", text, err, want)
	}
	var back rule
	err = json.Unmarshal(text, &back)
	if err != nil || back.Due.String() != "28 days before transfer" || !back.None.IsZero() {
		t.Errorf("read back %+v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"due":"soon after"}`), &back); fault.KindOf(err) != fault.Invalid {
		t.Errorf("got %v, want Invalid", err)
	}
}

// anyExpression draws the text of a correct expression.
func anyExpression(t *rapid.T) string {
	point := rapid.OneOf(
		rapid.Custom(func(t *rapid.T) string { return anyDate(t, "date").String() }),
		rapid.Custom(func(t *rapid.T) string { return anyDate(t, "date").String() + "T09:15:07" }),
		rapid.StringMatching(`x[a-z0-9]{0,6}(-[0-9a-z]{1,4})?(\.[0-9a-z]{1,4}){0,2}`),
	).Draw(t, "point")
	core := rapid.SampledFrom([]string{
		"POINT", "N days before POINT", "N clear days after POINT", "N working days before POINT", "N weeks after POINT",
		"N clear working days before POINT", "N months after POINT", "N years before POINT", "N days beginning with POINT",
		"at least N days before POINT", "at least N clear working days after POINT",
		"deemed service by hand sent POINT under practical-style",
	}).Draw(t, "core")
	parts := []string{core}
	order := rapid.Permutation([]string{
		" in scotland", " as known on 2022-09-08", " or next working day",
	}).Draw(t, "order")
	parts = append(parts, order[:rapid.IntRange(0, 3).Draw(t, "suffixes")]...)
	n := rapid.StringMatching(`[1-9][0-9]{0,2}`).Draw(t, "n")
	return strings.NewReplacer("POINT", point, "N", n).Replace(strings.Join(parts, ""))
}

func TestWhatIsPrintedParsesToTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyExpression(t)
		e := parse(t, text)
		if again := parse(t, e.String()); again != e {
			t.Fatalf("%q prints as %q, which parses to %q", text, e, again)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"28 clear days before 2022-03-30", "at least 4 weeks before transfer in scotland", "30 days beginning with a.b-c",
		"deemed service by email sent 2022-04-08T16:30:00 under dfe-grant-style as known on 2022-09-08",
		"6 months after x or previous working day", "at", "1", "10000 years before 1900-01-01", "\u00a028 days",
	} {
		f.Add(seed)
	}
	ctx := transferOn("2022-09-30")
	f.Fuzz(func(t *testing.T, text string) {
		e, err := calendar.Parse(text)
		if err != nil {
			if got := asFault(t, err); !strings.Contains(got.Problem, "column ") || got.Mend == "" {
				t.Errorf("Parse(%q): %v", text, err)
			}
			return
		}
		if again := parse(t, e.String()); again != e || !utf8.ValidString(e.String()) {
			t.Errorf("%q prints as %q, which parses to %q", text, e, again)
		}
		r, err := e.Eval(ctx)
		if err != nil {
			asFault(t, err)
			return
		}
		if y := r.Date.Year(); y < 1900 || y > 2200 || len(r.Explanation.Sentence()) > 3000 {
			t.Errorf("%q is %s: %s", text, r.Date, r.Explanation.Sentence())
		}
	})
}
