package office_test

import (
	"encoding/json"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// TestSummariesOnLaterDays reads summaries as they are kept, of this version and of one before, on days to come.
func TestSummariesOnLaterDays(t *testing.T) {
	const both = `{"rag": "green", "next": "2022-09-23 G-02: Go", "amberFrom": "2022-09-16", "redFrom": "2022-09-20"}`
	for _, c := range []struct {
		kept, day string
		rag       handover.RAG
		overdue   bool
		amber     string
		red       string
	}{
		{both, "2022-09-15", handover.Green, false, "2022-09-16", "2022-09-20"},
		{both, "2022-09-16", handover.Amber, false, "", "2022-09-20"},
		{both, "2022-09-19", handover.Amber, false, "", "2022-09-20"},
		{both, "2022-09-20", handover.Red, false, "", ""},
		{both, "2022-09-24", handover.Red, true, "", ""},
		{`{"rag": "green", "amberFrom": "2022-09-16"}`, "2023-01-01", handover.Amber, false, "", ""},
		{`{"rag": "amber", "next": "2022-09-23 G-02: Go", "redFrom": "2022-09-24"}`, "2022-09-24", handover.Red, true, "", ""},
		{`{"rag": "amber", "next": "2022-09-23 G-02: Go"}`, "2022-09-23", handover.Amber, false, "", ""},
		{`{"rag": "amber", "next": "2022-09-23 G-02: Go"}`, "2022-09-24", handover.Amber, true, "", ""},
		{`{"rag": "red"}`, "2023-01-01", handover.Red, false, "", ""},
	} {
		var s office.Summary
		if err := json.Unmarshal([]byte(c.kept), &s); err != nil {
			t.Fatal(err)
		}
		s = s.On(calendar.MustDate(c.day))
		if s.RAG != c.rag || s.Overdue != c.overdue || s.AmberFrom.String() != c.amber || s.RedFrom.String() != c.red {
			t.Errorf("%s on %s: %+v", c.kept, c.day, s)
		}
	}
}

// TestARehearsalOfOthersStandsStill holds that an office of real life rates no rehearsal by its own day.
func TestARehearsalOfOthersStandsStill(t *testing.T) {
	kept := []office.Summary{{RAG: handover.Amber, RedFrom: calendar.MustDate("2022-09-24")},
		{RAG: handover.Amber, RedFrom: calendar.MustDate("2022-09-24"), Rehearsal: true}}
	for rehearses, want := range map[bool]handover.RAG{false: handover.Amber, true: handover.Red} {
		o := office.Office{Rehearsal: rehearses, Clock: calendar.MustDate("2022-10-01").At(9, 0).UTC}
		if all := o.Current(kept); all[0].RAG != handover.Red || all[1].RAG != want || kept[0].RAG != handover.Amber {
			t.Errorf("rehearses %t: %+v of %+v", rehearses, all, kept)
		}
	}
}
