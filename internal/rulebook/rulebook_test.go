package rulebook_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/rulebook"
)

func TestOpen(t *testing.T) {
	b, err := rulebook.Open("children-services")
	if err != nil {
		t.Fatal(err)
	}
	if want := "england-council-core@2+children-services@2"; b.Version != want {
		t.Errorf("version %s, want %s", b.Version, want)
	}
	if want := (rulebook.Ladder{DaysBefore: []int{28, 7, 1}, Overdue: true}); !cmp.Equal(b.Ladder, want) {
		t.Errorf("ladder %v, want %v", b.Ladder, want)
	}
	if len(b.Checks) != 46 {
		t.Errorf("%d checks, want the 46 of the checklist", len(b.Checks))
	}
	_, err = rulebook.Open("no-such-pack")
	if fault.KindOf(err) != fault.NotFound || !strings.Contains(err.Error(), "use one of children-services, england-council-core") {
		t.Errorf("got %v", err)
	}
	if _, err := rulebook.Open("../packs/children-services"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a path was taken for a name: %v", err)
	}
}

// at is a context in which the service transfers a minute into Friday 30 September 2022.
func at() calendar.Context {
	named := map[string]calendar.Anchor{
		"transfer": {Date: calendar.MustDate("2022-09-30"), At: time.Date(2022, time.September, 29, 23, 1, 0, 0, time.UTC),
			Origin: "the instant of transfer"},
		"window.staff.opens":  {Date: calendar.MustDate("2022-04-01"), Origin: "the definition"},
		"window.unions.opens": {Date: calendar.MustDate("2022-04-04"), Origin: "the definition"},
	}
	return calendar.Context{Anchor: func(name string) (calendar.Anchor, bool) { a, ok := named[name]; return a, ok }}
}

func facts(circumstances ...string) rulebook.Facts {
	return rulebook.Facts{Circumstances: circumstances, Items: map[string][]string{"window": {"staff", "unions"}},
		Transfer: calendar.MustDate("2022-09-30")}
}

func day(text string) *calendar.Date {
	d := calendar.MustDate(text)
	return &d
}

// TestObligations applies one rule or check at a time, and compares what follows with dates worked out by hand.
func TestObligations(t *testing.T) {
	rules := func(r ...rulebook.Rule) rulebook.Book { return rulebook.Book{Rules: r} }
	checks := func(c ...rulebook.Check) rulebook.Book { return rulebook.Book{Checks: c} }
	for name, c := range map[string]struct {
		book  rulebook.Book
		facts rulebook.Facts
		want  []string
	}{
		"counted back": {rules(rulebook.Rule{ID: "T-04", Due: "at least 28 days before transfer", MetBy: "check:PEO-1"}), facts(),
			[]string{"T-04 2022-09-02 check:PEO-1"}},
		"working days": {rules(rulebook.Rule{ID: "G-02", Due: "5 working days before transfer", MetBy: "gate:Decide"}), facts(),
			[]string{"G-02 2022-09-23 gate:Decide"}},
		"the first day counts": {rules(rulebook.Rule{ID: "PR-01", Due: "30 days beginning with transfer", MetBy: "report"}), facts(),
			[]string{"PR-01 2022-10-29 report"}},
		"for each window": {rules(rulebook.Rule{ID: "C-01", Each: "window", Due: "window.{item}.opens",
			MetBy: "gate:OpenWindow/{item}"}),
			facts(), []string{"C-01/staff 2022-04-01 gate:OpenWindow/staff", "C-01/unions 2022-04-04 gate:OpenWindow/unions"}},
		"for each of none": {rules(rulebook.Rule{ID: "M-01", Each: "dataset", Due: "dataset.{item}.first-run"}), facts(), nil},
		"circumstance unstated": {rules(rulebook.Rule{ID: "D-02", When: "route-key-decision", Due: "transfer"}), facts(),
			nil},
		"circumstance stated": {rules(rulebook.Rule{ID: "D-02", When: "route-key-decision", Due: "transfer", MetBy: "report"}),
			facts("route-key-decision"), []string{"D-02 2022-09-30 report"}},
		"in force on its first day": {rules(rulebook.Rule{ID: "R", From: day("2022-09-30"), Due: "transfer", MetBy: "report"}), facts(),
			[]string{"R 2022-09-30 report"}},
		"not yet in force": {rules(rulebook.Rule{ID: "R", From: day("2022-10-01"), Due: "transfer"}), facts(), nil},
		"in force to the end": {rules(rulebook.Rule{ID: "R", To: day("2022-09-30"), Due: "transfer", MetBy: "report"}),
			facts(), []string{"R 2022-09-30 report"}},
		"no longer in force": {rules(rulebook.Rule{ID: "R", To: day("2022-09-29"), Due: "transfer"}), facts(), nil},
		"a check": {checks(rulebook.Check{ID: "PAY-1", Weight: "blocking", Phase: "decision", Due: "10 working days before transfer"}),
			facts(), []string{"PAY-1 2022-09-15 check:PAY-1"}},
		"a check with a rule":        {checks(rulebook.Check{ID: "PEO-1", Rule: "T-04", Weight: "blocking"}), facts(), nil},
		"a check that proves itself": {checks(rulebook.Check{ID: "GOV-6", Proof: "decided-go", Weight: "blocking"}), facts(), nil},
		"a check of no concern": {checks(rulebook.Check{ID: "REG-1", When: "registered-homes", Weight: "conditional"}),
			facts(), nil},
	} {
		t.Run(name, func(t *testing.T) {
			all, err := c.book.Obligations(c.facts, at())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, o := range all {
				got = append(got, o.ID+" "+o.Due.String()+" "+o.MetBy)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestChecksBecomeObligationsOfTheirPhase(t *testing.T) {
	book := rulebook.Book{Checks: []rulebook.Check{
		{ID: "PAY-1", Owner: "payroll-manager", Weight: "blocking", Phase: "decision", Due: "transfer"},
		{ID: "COM-1", Owner: "communications-lead", Weight: "advisory", Phase: "day-one", Due: "transfer"},
	}}
	all, err := book.Obligations(facts(), at())
	if err != nil || len(all) != 2 {
		t.Fatalf("%d obligations, %v", len(all), err)
	}
	if o := all[0]; o.Stage != "golive" || !o.Blocking || o.Owner != "payroll-manager" {
		t.Errorf("PAY-1 is %s, blocking %t, of %s", o.Stage, o.Blocking, o.Owner)
	}
	if o := all[1]; o.Stage != "ringfence" || o.Blocking {
		t.Errorf("COM-1 is %s, blocking %t", o.Stage, o.Blocking)
	}
}

func TestObligationsRefuseUnknownDates(t *testing.T) {
	for due, want := range map[string]fault.Kind{"5 days after christmas": fault.Refused, "soonish or so": fault.Invalid} {
		for _, book := range []rulebook.Book{
			{Rules: []rulebook.Rule{{ID: "R", Due: due}}}, {Checks: []rulebook.Check{{ID: "C", Due: due}}},
		} {
			if all, err := book.Obligations(facts(), at()); fault.KindOf(err) != want || all != nil {
				t.Errorf("%s: got %v, %v, want %s", due, all, err, want)
			}
		}
	}
}

func TestOwners(t *testing.T) {
	book := rulebook.Book{
		Rules: []rulebook.Rule{{Owner: "hr-lead", Due: "transfer"}, {Owner: "tax-lead", When: "vat", Due: "transfer"},
			{Owner: "hr-lead", Due: "transfer"}, {Owner: "nobody"}, {Owner: "actuary", Due: "stated.valuation"}},
		Checks: []rulebook.Check{{Owner: "legal-lead", Proof: "notice-served"}, {Owner: "payroll-manager"},
			{Owner: "responsible-individual", When: "registered-homes"}},
	}
	for _, c := range []struct {
		facts rulebook.Facts
		want  []string
	}{
		{facts(), []string{"hr-lead", "payroll-manager"}},
		{facts("registered-homes", "vat"), []string{"hr-lead", "tax-lead", "payroll-manager", "responsible-individual"}},
	} {
		if got := book.Owners(c.facts); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.facts.Circumstances, got, c.want)
		}
	}
}
