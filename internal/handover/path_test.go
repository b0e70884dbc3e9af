package handover_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rulebook"
)

// pathOf is the critical path of the changed sample.
func pathOf(t reporter, change func(d *handover.Definition)) handover.CriticalPath {
	t.Helper()
	d := smallDefinition()
	change(&d)
	view, err := handover.PreviewOf(d, smallRules(), calendar.Date{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	c, err := view.CriticalPath()
	if err != nil {
		t.Fatalf("%v", err)
	}
	return c
}

func as(*handover.Definition) {}

// lines writes steps as "id earliest latest float".
func lines(steps []handover.Step) []string {
	var texts []string
	for _, s := range steps {
		texts = append(texts, fmt.Sprintf("%s %s %s %d", s.ID, s.Earliest, s.Latest, s.Float))
	}
	return texts
}

// TestCriticalPath holds the sample's path, counted on a wall calendar of 2022: the dry run of 1 August is signed by 8
// August, and from the readiness review to the transfer are ten working days.
func TestCriticalPath(t *testing.T) {
	c := pathOf(t, as)
	want := []string{
		"M-01/cases 2022-08-01 2022-09-08 27",
		"dataset.cases.last-run 2022-08-01 2022-09-08 27",
		"M-02/cases 2022-08-08 2022-09-15 27",
		"G-01 2022-08-08 2022-09-15 27",
		"G-02 2022-08-15 2022-09-23 27",
		"M-03/cases 2022-08-18 2022-09-28 27",
		"M-04/cases 2022-08-19 2022-09-29 27",
		"G-03 2022-08-19 2022-09-29 27",
		"transfer 2022-08-20 2022-09-30 28",
	}
	if diff := cmp.Diff(want, lines(c.Chain)); diff != "" {
		t.Errorf("the chain (-want +got):\n%s", diff)
	}
	if c.Possible != date("2022-08-20") || c.Float != 27 {
		t.Errorf("possible on %s with a float of %d", c.Possible, c.Float)
	}
}

// TestEveryFloat holds the rest of the sample. The notice must end by 29 September, so be deemed served by 29 August, a
// bank holiday: posted on Wednesday 24 August it is deemed served on the Friday before.
func TestEveryFloat(t *testing.T) {
	found := map[string]string{}
	for _, s := range pathOf(t, as).Steps {
		found[s.ID] = fmt.Sprintf("%s %s %d after %q", s.Earliest, s.Latest, s.Float, s.After)
	}
	for id, want := range map[string]string{
		"N-01":          `2022-07-06 2022-08-24 35 after "decision.implementable"`,
		"notice.deemed": `2022-07-08 2022-08-26 35 after "N-01"`,
		"N-07":          `2022-08-08 2022-09-29 36 after "notice.deemed"`,
		"C-01/staff":    `2022-07-11 2022-08-30 35 after ""`,
		"T-08/staff":    `2022-08-10 2022-09-29 34 after "C-01/staff"`,
		"X-01":          `2022-07-04 2022-09-01 42 after ""`,
		"D-1":           `2022-07-04 2022-09-15 52 after ""`,
	} {
		if found[id] != want {
			t.Errorf("%s: %s, want %s", id, found[id], want)
		}
	}
	for _, id := range []string{"A-1", "R-01/first", "review.first.due", "start"} {
		if got, there := found[id]; there {
			t.Errorf("%s is no step on the way to the transfer: %s", id, got)
		}
	}
}

// TestANoticeThatIsTooLongDecides holds six months: from 8 July to 8 January 2023, 68 working days after 29 September.
func TestANoticeThatIsTooLongDecides(t *testing.T) {
	c := pathOf(t, func(d *handover.Definition) { d.Contract.NoticePeriod = handover.Period{Count: 6, Unit: "months"} })
	want := []string{
		"decision.published 2022-07-05 2022-03-24 -68",
		"decision.implementable 2022-07-06 2022-03-25 -68",
		"N-01 2022-07-06 2022-03-25 -68",
		"notice.deemed 2022-07-08 2022-03-29 -68",
		"N-07 2023-01-08 2022-09-29 -68",
		"transfer 2023-01-09 2022-09-30 -68",
	}
	if diff := cmp.Diff(want, lines(c.Chain)); diff != "" || c.Float != -68 {
		t.Errorf("float %d; the chain (-want +got):\n%s", c.Float, diff)
	}
}

// TestSlippingByTheFloatIsHarmless moves the dry run to its latest day, and a day further.
func TestSlippingByTheFloatIsHarmless(t *testing.T) {
	for day, want := range map[string]int{"2022-08-01": 27, "2022-09-07": 1, "2022-09-08": 0, "2022-09-09": -1} {
		c := pathOf(t, func(d *handover.Definition) { d.Datasets[0].DryRuns[0] = date(day) })
		if c.Float != want || c.Chain[0].ID != "M-01/cases" {
			t.Errorf("with a dry run on %s the float is %d, want %d; the chain begins with %s", day, c.Float, want, c.Chain[0].ID)
		}
	}
}

func TestThePathFollowsTheTransfer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := date("2022-09-30").AddDays(rapid.IntRange(0, 300).Draw(t, "days later"))
		was, is := pathOf(t, as), pathOf(t, func(d *handover.Definition) { d.Transfer = handover.Local(on.String() + "T00:01") })
		if is.Possible != was.Possible || is.Float < was.Float {
			t.Fatalf("a transfer on %s is possible on %s with a float of %d; before on %s with %d", on, is.Possible, is.Float,
				was.Possible, was.Float)
		}
		for _, s := range is.Steps {
			if s.Float < is.Float {
				t.Fatalf("%s has a float of %d, less than the chain's %d", s.ID, s.Float, is.Float)
			}
		}
	})
}

// manyRules is the small book with so many obligations more, which count in every way.
func manyRules(n int) handover.Rules {
	rules := smallRules()
	ways := []string{"%d working days before transfer", "at least %d days before transfer", "%d clear days before transfer",
		"%d working days after notice.deemed", "%d days after decision.made or previous working day"}
	for i := range n {
		rules.Book.Rules = append(rules.Book.Rules, rulebook.Rule{ID: fmt.Sprint("B-", i), Stage: "golive", Title: "Rule",
			Owner: "legal-lead", Due: fmt.Sprintf(ways[i%len(ways)], 5+i%40), MetBy: "report", IfMissed: "It is late.",
			Source: rulebook.Source{Kind: "assumption", Cite: "Benchmark"}})
	}
	return rules
}

func BenchmarkPlanOfAThousandObligations(b *testing.B) {
	d, rules := smallDefinition(), manyRules(1000)
	b.ReportAllocs()
	for b.Loop() {
		if view, err := handover.PreviewOf(d, rules, calendar.Date{}); err != nil || len(view.Obligations) < 1000 {
			b.Fatal(len(view.Obligations), err)
		}
	}
}

func BenchmarkCriticalPathOfAThousandObligations(b *testing.B) {
	view, err := handover.PreviewOf(smallDefinition(), manyRules(1000), calendar.Date{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := view.CriticalPath(); err != nil {
			b.Fatal(err)
		}
	}
}
