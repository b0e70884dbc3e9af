package calendar_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

func TestParsePrints(t *testing.T) {
	for text, want := range map[string]string{
		"28 clear days before 2022-03-30":                                          "",
		"5 clear working days before transfer":                                     "",
		"at least 28 days before transfer":                                         "",
		"at least 4 weeks before window.staff-2.closes":                            "",
		"20 working days after notice.deemed":                                      "",
		"30 days beginning with 2022-09-30":                                        "",
		"1  June before transfer":                                                  "1 June before transfer",
		"28 February after 2022-03-01 or next working day":                         "",
		"1 years after transfer":                                                   "1 year after transfer",
		"  1  days\tafter\n2022-06-01 ":                                            "1 day after 2022-06-01",
		"28 day before transfer":                                                   "28 days before transfer",
		"2022-09-30T00:01:00":                                                      "2022-09-30T00:01",
		"2022-09-29T23:59:59":                                                      "",
		"transfer or next working day":                                             "",
		"transfer as known on 2022-09-08 in scotland":                              "transfer in scotland as known on 2022-09-08",
		"transfer in uk-any or previous working day":                               "transfer or previous working day in uk-any",
		"deemed service by dx sent notice.sent under cpr-6.26":                     "",
		"deemed service by hand sent x and dx sent y and dx sent x under cpr-6.26": "",
		"deemed service by  email  sent 2022-04-14T16:00:00 and hand\nsent b under cpr-6.26": "" +
			"deemed service by email sent 2022-04-14T16:00 and hand sent b under cpr-6.26",
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
		if again := parse(t, e.String()); !again.Equal(e) {
			t.Errorf("%q printed and parsed is %q", text, again)
		}
	}
}

// TestExpressionsAreEqualWhereverTheirWordsStand holds that places matter to errors only.
func TestExpressionsAreEqualWhereverTheirWordsStand(t *testing.T) {
	for a, b := range map[string]string{
		"28 days before x": "  28   day\tbefore\n x ",
		"deemed service by dx sent a and fax sent b under cpr-6.26": " deemed service by dx  sent a and fax   sent b under cpr-6.26",
	} {
		if !parse(t, a).Equal(parse(t, b)) {
			t.Errorf("%q and %q differ", a, b)
		}
	}
	for a, b := range map[string]string{
		"28 days before x": "28 days before y", "28 days after x": "29 days after x", "x": "2022-09-30",
		"deemed service by dx sent a and fax sent b under cpr-6.26": "deemed service by fax sent b and dx sent a under cpr-6.26",
	} {
		if parse(t, a).Equal(parse(t, b)) {
			t.Errorf("%q and %q are equal", a, b)
		}
	}
}

func TestAnchors(t *testing.T) {
	for text, want := range map[string]string{
		"28 days before window.staff.closes":                                       "window.staff.closes",
		"deemed service by email sent notice.sent under cpr-6.26":                  "notice.sent",
		"28 days before 2022-03-30":                                                "",
		"deemed service by hand sent x and dx sent y and dx sent x under cpr-6.26": "x y",
	} {
		if got := strings.Join(parse(t, text).Anchors(), " "); got != want {
			t.Errorf("the anchors of %q are %q, want %q", text, got, want)
		}
		name, ok := parse(t, text).Follows()
		if alone := want != "" && !strings.Contains(text, " and "); ok != alone || ok && name != want {
			t.Errorf("%q follows %q, %t", text, name, ok)
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
		"5 April after POINT", "28 February before POINT",
		"at least N days before POINT", "at least N clear working days after POINT",
		"deemed service by hand sent POINT under practical-style",
		"deemed service by hand sent POINT and first-class-post sent 2022-04-14 under practical-style",
		"deemed service by dx sent 2022-04-14 and email sent 2022-04-14T16:00 and first-class-post sent POINT under cpr-6.26",
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
		if again := parse(t, e.String()); !again.Equal(e) {
			t.Fatalf("%q prints as %q, which parses to %q", text, e, again)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"28 clear days before 2022-03-30", "at least 4 weeks before transfer in scotland", "30 days beginning with a.b-c",
		"deemed service by email sent 2022-04-08T16:30:00 under dfe-grant-style as known on 2022-09-08",
		"6 months after x or previous working day", "at", "1", "30/09/2022", "28 days before x in in", strings.Repeat("ü", 402),
		"10000 years before 1900-01-01", "29 February before x", "1 June before 1900-01-01", "\u00a028 days",
	} {
		f.Add(seed)
	}
	ctx := transferOn("2022-09-30")
	f.Add("deemed service by hand sent transfer and dx sent 2200-12-31 under cpr-6.26 or next working day")
	f.Fuzz(func(t *testing.T, text string) {
		e, err := calendar.Parse(text)
		if err != nil {
			helps(t, text, asFault(t, err))
			return
		}
		if again := parse(t, e.String()); !again.Equal(e) || !utf8.ValidString(e.String()) {
			t.Errorf("%q prints as %q, which parses to %q", text, e, again)
		}
		r, err := e.Eval(ctx)
		if err != nil {
			helps(t, text, asFault(t, err))
			return
		}
		if y := r.Date.Year(); y < 1900 || y > 2200 || len(r.Explanation.Sentence()) > 3000 {
			t.Errorf("%q is %s: %s", text, r.Date, r.Explanation.Sentence())
		}
	})
}

// TestParsedOnceAndAgain holds that an expression which was read before is the same one, for many readers at once and
// beyond what is kept.
func TestParsedOnceAndAgain(t *testing.T) {
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			for n := 1; n <= 3000; n++ {
				text := strconv.Itoa(n) + " days before transfer"
				for range 2 {
					if e, err := calendar.Parse(text); err != nil || e.String() != text && n > 1 {
						t.Errorf("%s: %v, %v", text, e, err)
					}
				}
			}
		})
	}
	readers.Wait()
}
