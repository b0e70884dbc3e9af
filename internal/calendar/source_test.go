package calendar_test

import (
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
)

// TestEveryCountHasItsSource holds each way of counting to say on whose authority it is counted so, and each date that is
// written out to say so.
func TestEveryCountHasItsSource(t *testing.T) {
	for text, want := range map[string]string{
		"2022-09-30":                             "nothing is counted",
		"28 days before 2022-09-30":              "Lester v Garland",
		"at least 4 weeks before 2022-09-30":     "Lester v Garland",
		"28 clear days before 2022-03-30":        "the day of the event, as CPR 2.8(3) defines",
		"20 working days after 2022-04-12":       "Our assumption",
		"5 clear working days before 2022-03-30": "Our assumption: clear days as in CPR 2.8(3)",
		"6 months after 2022-04-12":              "corresponding date rule: Dodds v Walker [1981] 1 WLR 1027 (HL)",
		"75 years after 2022-04-12":              "Dodds v Walker",
		"30 days beginning with 2022-09-30":      "Zoan v Rouamba",
		"1 June before 2022-07-30":               "The day as named",

		"deemed service by first-class-post sent 2022-04-14 under cpr-6.26": "CPR 6.26 and, for the business day, CPR 6.2(b)",
	} {
		x := eval(t, text, calendar.Context{}).Explanation
		if !strings.Contains(x.Source, want) {
			t.Errorf("the source of %q is %q, want %q", text, x.Source, want)
		}
		if x.Inputs[0].Origin != "the expression" || strings.Contains(x.Sentence(), "the expression") {
			t.Errorf("the date in %q comes from %q: %s", text, x.Inputs[0].Origin, x.Sentence())
		}
	}
	x := eval(t, "28 days before transfer", transferOn("2022-09-30")).Explanation
	if x.Inputs[0].Origin != "the deed" {
		t.Errorf("the transfer comes from %q", x.Inputs[0].Origin)
	}
	got, err := profile(t, "cpr-6.26").Deemed(england(), calendar.DX, local(t, "2022-04-14T12:00"))
	if err != nil || got.Explanation.Inputs[0].Origin != "the time of sending" {
		t.Errorf("a notice sent comes from %+v, %v", got.Explanation.Inputs, err)
	}
}
