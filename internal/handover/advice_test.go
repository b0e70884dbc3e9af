package handover_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rulebook"
)

// advising is the small book with rules that have something to say beside their dates.
func advising() handover.Rules {
	r := smallRules()
	source := rulebook.Source{Kind: "statute", Cite: "Some Act, section 1"}
	r.Book.Rules = append(slices.Clone(r.Book.Rules),
		rulebook.Rule{ID: "X-1", Title: "Staff informed", Owner: "hr-lead", Stage: "consultation", MetBy: "report", Source: source,
			Due: "at least 30 days before transfer", Warning: "The law fixes no number."},
		rulebook.Rule{ID: "X-2", Title: "Dismissals consulted", Owner: "hr-lead", Stage: "consultation", MetBy: "report",
			Source: source, Due: "at least 30 days before stated.first-dismissal", When: "dismissals >= 20", Blocking: true,
			IfMissed: "An award."},
		rulebook.Rule{ID: "X-3", Title: "No freeze in spring", Owner: "data-lead", Stage: "migration", Source: source,
			IfMissed: "The return is late.",
			Avoid:    &rulebook.Avoid{Day: "transfer", From: "30 days before stated.returns", To: "stated.returns"}},
		rulebook.Rule{ID: "X-4", Title: "Terms may be renegotiated", Owner: "hr-lead", Stage: "ringfence", Source: source,
			NotBefore: "12 months after transfer", When: "company"})
	return r
}

// advised plans the small programme with facts stated, and gives findings and notes by id.
func advised(t *testing.T, change func(*handover.Definition)) (
	map[string]handover.Finding, map[string]rulebook.Note, handover.View) {
	t.Helper()
	d := smallDefinition()
	change(&d)
	view, err := handover.PreviewOf(d, advising(), calendar.Date{})
	if err != nil {
		t.Fatal(err)
	}
	findings, notes := map[string]handover.Finding{}, map[string]rulebook.Note{}
	for _, f := range view.Findings {
		findings[f.ID] = f
	}
	for _, n := range view.Notes {
		notes[n.ID] = n
	}
	return findings, notes, view
}

func TestPlansWarnOfWhatNoDateShows(t *testing.T) {
	found, _, view := advised(t, func(*handover.Definition) {})
	f := found["uncertain/X-1"]
	if want := "Staff informed, by Wednesday 31 August 2022. The law fixes no number"; f.Problem != want || f.Severity != "warning" {
		t.Errorf("got %+v, want %s", f, want)
	}
	i := slices.IndexFunc(view.Obligations, func(o handover.PlannedObligation) bool { return o.ID == "X-1" })
	if i < 0 || view.Obligations[i].Warning != "The law fixes no number." {
		t.Errorf("the obligation does not carry its warning")
	}
}

// TestWhatNobodyStatedIsNeverAssumed lets a rule whose figure or date is missing give a warning, and no obligation.
func TestWhatNobodyStatedIsNeverAssumed(t *testing.T) {
	for name, c := range map[string]struct {
		figures map[string]int
		dates   map[string]calendar.Date
		missing []string
		due     string
	}{
		"nothing stated": {nil, nil, []string{"dismissals", "first-dismissal"}, ""},
		"no day stated":  {map[string]int{"dismissals": 20}, nil, []string{"first-dismissal"}, ""},
		"no number":      {nil, map[string]calendar.Date{"first-dismissal": date("2022-11-01")}, []string{"dismissals"}, ""},
		"too few":        {map[string]int{"dismissals": 19}, nil, nil, ""},
		"all stated": {map[string]int{"dismissals": 20}, map[string]calendar.Date{"first-dismissal": date("2022-11-01")}, nil,
			"2022-10-02"},
	} {
		found, notes, view := advised(t, func(d *handover.Definition) { d.Figures, d.Dates = c.figures, c.dates })
		if !slices.Equal(notes["X-2"].Missing, c.missing) {
			t.Errorf("%s: %q missing, want %q", name, notes["X-2"].Missing, c.missing)
		}
		f, warned := found["undecided/X-2"]
		if warned != (c.missing != nil) || !strings.Contains(f.Problem, strings.Join(c.missing, " and ")) {
			t.Errorf("%s: %+v", name, f)
		}
		var due string
		for _, o := range view.Obligations {
			if o.ID == "X-2" {
				due = o.Due.String()
			}
		}
		if due != c.due {
			t.Errorf("%s: due %q, want %q", name, due, c.due)
		}
	}
}

func TestPlansWarnOfClashes(t *testing.T) {
	for returns, want := range map[string]string{
		"2022-09-29": "", "2022-10-31": "", // 30 September is the day after the span, or the one before it
		"2022-09-30": "Friday 30 September 2022 lies between Wednesday 31 August 2022 and Friday 30 September 2022",
		"2022-10-30": "Friday 30 September 2022 lies between Friday 30 September 2022 and Sunday 30 October 2022",
	} {
		found, _, _ := advised(t, func(d *handover.Definition) { d.Dates = map[string]calendar.Date{"returns": date(returns)} })
		f, ok := found["clash/X-3"]
		if ok != (want != "") || !strings.Contains(f.Problem, want) {
			t.Errorf("returns on %s: %+v", returns, f)
		}
	}
}

func TestPermissionsAreNotes(t *testing.T) {
	_, notes, _ := advised(t, func(d *handover.Definition) { d.Circumstances = append(d.Circumstances, "company") })
	if n := notes["X-4"]; n.NotBefore != date("2023-09-30") || n.Explanation == nil {
		t.Errorf("got %+v", n)
	}
	if _, notes, _ := advised(t, func(*handover.Definition) {}); slices.Contains(slices.Collect(maps.Keys(notes)), "X-4") {
		t.Errorf("the circumstance is not stated")
	}
}

// TestFactsThatNoRuleAsksFor are refused: most are misspelt.
func TestFactsThatNoRuleAsksFor(t *testing.T) {
	d := smallDefinition()
	stated := len(d.Circumstances)
	d.Circumstances = append(d.Circumstances, "companies", "company")
	d.Figures = map[string]int{"dismissals": 0, "dismissal-count": 1}
	d.Dates = map[string]calendar.Date{"returns": date("2022-07-31"), "dismissal-day": date("2022-11-01")}
	rules := advising()
	rules.Book.Rules = slices.DeleteFunc(rules.Book.Rules, func(r rulebook.Rule) bool { return r.ID == "X-1" })
	got := map[string]string{}
	for _, f := range d.Check(rules) {
		if strings.Contains(f.Problem, "no rule of the pack asks for this") {
			got[f.Pointer] = f.Mend
		}
	}
	want := map[string]string{
		"/circumstances/" + string(rune('0'+stated)): "company",
		"/figures/dismissal-count":                   "dismissals",
		"/dates/dismissal-day":                       "first-dismissal",
	}
	for pointer, name := range want {
		if !strings.Contains(got[pointer], name) {
			t.Errorf("%s: mend %q, want %s in it", pointer, got[pointer], name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
}
