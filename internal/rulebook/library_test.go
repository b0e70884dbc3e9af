package rulebook_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/rulebook"
	"example.org/handover/internal/rulebook/packfile"
)

// first is the first fault of what Open gives.
func first(t *testing.T, err error) *fault.Error {
	t.Helper()
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) && len(joined.Unwrap()) > 0 {
		err = joined.Unwrap()[0]
	}
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("no fault: %v", err)
	}
	return f
}

// read reads a pack whose text a test writes; body follows the title.
func read(t *testing.T, name, body string) rulebook.Pack {
	t.Helper()
	text := fmt.Sprintf("{\"pack\": %q, \"version\": \"7\", \"title\": \"x\"%s}", name, body)
	p, err := packfile.Read(name+".json", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func ruleOf(b rulebook.Book, id string) (rulebook.Rule, bool) {
	i := slices.IndexFunc(b.Rules, func(r rulebook.Rule) bool { return r.ID == id })
	if i < 0 {
		return rulebook.Rule{}, false
	}
	return b.Rules[i], true
}

// stricter has its own T-06: 45 days instead of 30.
const stricter = `,
"extends": ["children-services"],
"without": [{"id": "T-06", "because": "our recognition agreement says 45 days"}],
"ladder": {"daysBefore": [14, 3], "overdue": false},
"rules": [{"id": "T-06", "stage": "consultation", "title": "Representatives informed", "owner": "hr-lead",
	"due": "at least 45 days before transfer", "metBy": "report", "blocking": true, "ifMissed": "A grievance.",
	"source": {"kind": "contract", "cite": "Recognition agreement, clause 4"}}]`

func TestACouncilPutsItsOwnRuleInThePlaceOfAnother(t *testing.T) {
	own := read(t, "ours", stricter)
	b, err := rulebook.Library{}.With(own).Open("ours")
	if err != nil {
		t.Fatal(err)
	}
	if r, ok := ruleOf(b, "T-06"); !ok || r.Due != "at least 45 days before transfer" || r.Source.Kind != "contract" {
		t.Errorf("T-06 is %+v", r)
	}
	if want := "england-council-core@2+children-services@2+ours@7"; b.Version != want || b.Name != "ours" {
		t.Errorf("book %s %s, want %s", b.Name, b.Version, want)
	}
	if !slices.Equal(b.Ladder.DaysBefore, []int{14, 3}) || b.Ladder.Overdue {
		t.Errorf("ladder %+v", b.Ladder)
	}
	base, err := rulebook.Open("children-services")
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Rules) != len(base.Rules) || len(b.Checks) != len(base.Checks) {
		t.Errorf("%d rules and %d checks, below %d and %d", len(b.Rules), len(b.Checks), len(base.Rules), len(base.Checks))
	}
	// Doncaster: 45 days before 30 September 2022 are 16 August.
	w := worlds()["doncaster"]
	all, err := b.Obligations(w.facts(t, "", ""), w.context(t, "", ""))
	i := slices.IndexFunc(all, func(o rulebook.Obligation) bool { return o.ID == "T-06" })
	if err != nil || i < 0 || all[i].Due != calendar.MustDate("2022-08-16") {
		t.Errorf("%v: %v", err, all)
	}
}

func TestALibraryIsNeverChanged(t *testing.T) {
	one := rulebook.Library{}.With(read(t, "ours", stricter))
	two := one.With(read(t, "theirs", stricter))
	if slices.Contains(one.Names(), "theirs") || !slices.Contains(two.Names(), "ours") ||
		slices.Contains(rulebook.Names(), "ours") {
		t.Errorf("%q, then %q", one.Names(), two.Names())
	}
}

// TestAFileTakesThePlaceOfAPack lets a council's file stand for a pack of the product, for those too that build on it.
func TestAFileTakesThePlaceOfAPack(t *testing.T) {
	core, err := rulebook.Library{}.Pack("england-council-core")
	if err != nil {
		t.Fatal(err)
	}
	core.Version = "99"
	b, err := rulebook.Library{}.With(core).Open("children-services")
	if err != nil || b.Version != "england-council-core@99+children-services@2" {
		t.Errorf("%s: %v", b.Version, err)
	}
}

// TestABaseComesOnce lets two packs build on the same one.
func TestABaseComesOnce(t *testing.T) {
	lib := rulebook.Library{}.With(read(t, "ours", `, "extends": ["children-services", "generic-insourcing"],
		"without": [{"id": "REG-1", "because": "both have one"}]`))
	_, err := lib.Open("ours")
	f := first(t, err)
	if f.File != "generic-insourcing.json" || !strings.Contains(f.Problem, "pack children-services has this id already") {
		t.Errorf("got %v", err)
	}
	lib = rulebook.Library{}.With(read(t, "ours", `, "extends": ["england-council-core", "children-services"]`))
	b, err := lib.Open("ours")
	if err != nil || b.Version != "england-council-core@2+children-services@2+ours@7" || len(b.Checks) != 46 {
		t.Errorf("%s with %d checks: %v", b.Version, len(b.Checks), err)
	}
}

// TestVariants lets rules share an id as long as no transfer falls to two of them.
func TestVariants(t *testing.T) {
	rule := func(dates string) string {
		return `{"id": "OWN-1", "stage": "notice", "title": "x", "owner": "hr-lead", "blocking": true, "ifMissed": "x",` + dates +
			`"source": {"kind": "contract", "cite": "Recognition agreement"}}`
	}
	for _, c := range []struct {
		first, second string
		fits          bool
	}{
		{`"to": "2026-04-05",`, `"from": "2026-04-06",`, true},
		{`"from": "2026-04-06",`, `"to": "2026-04-05",`, true},
		{`"to": "2026-04-06",`, `"from": "2026-04-06",`, false},
		{`"from": "2020-01-01", "to": "2021-12-31",`, `"from": "2022-01-01", "to": "2022-12-31",`, true},
		{`"from": "2020-01-01", "to": "2022-12-31",`, `"from": "2021-01-01", "to": "2021-12-31",`, false},
		{``, `"from": "2026-04-06",`, false},
		{``, ``, false},
	} {
		p := read(t, "ours", `, "extends": ["england-council-core"], "rules": [`+rule(c.first)+",\n"+rule(c.second)+"]")
		_, err := rulebook.Library{}.With(p).Open("ours")
		if c.fits != (err == nil) {
			t.Errorf("%s then %s: %v", c.first, c.second, err)
		}
		if err != nil {
			if f := first(t, err); f.Pointer != "/rules/1/id" || f.Line != 2 || f.Value != `"OWN-1"` {
				t.Errorf("%v", err)
			}
		}
	}
}

// TestPacksThatDoNotFit holds that what is wrong between packs names the file of the one that is wrong.
func TestPacksThatDoNotFit(t *testing.T) {
	const base = `, "extends": ["england-council-core"]`
	check := func(more string) string {
		return base + `, "checks": [{"id": "OWN-1", "title": "x", "evidence": "x", "owner": "hr-lead", "weight": "blocking",
			"phase": "decision", ` + more + `}]`
	}
	without := func(id string) string { return base + `, "without": [{"id": "` + id + `", "because": "x"}]` }
	for _, c := range []struct{ body, file, pointer, says string }{
		{`, "extends": ["england"]`, "ours.json", "/extends/0", "there is no rule pack of that name"},
		{`, "extends": ["england-council-core", "ours"]`, "ours.json", "/extends/1", "the pack extends itself: ours, ours"},
		{`, "extends": ["theirs"]`, "theirs.json", "/extends/0", "the pack extends itself: ours, theirs, ours"},
		{``, "ours.json", "/extends", "the system proves decided-go, but no check asks for it"},
		{without("OWN-9"), "ours.json", "/without/0/id", "no pack that is extended has a rule or check of that id"},
		{without("transfer"), "ours.json", "/without/0/id", "the workflow relies on this"},
		{without("DAT-3"), "ours.json", "/without/0/id", "the workflow relies on this"},
		{without("PEO-1"), "england-council-core.json", "/metBy", "no check PEO-1 names rule T-04"},
		{without("T-04"), "england-council-core.json", "/rule", "rule T-04 is not met by check PEO-1"},
		{check(`"rule": "T-06"`), "ours.json", "/checks/0/rule", "rule T-06 is not met by check OWN-1"},
		{base + `, "checks": [{"id": "GOV-1", "title": "x", "evidence": "x", "owner": "hr-lead", "weight": "blocking",
			"phase": "decision", "due": "transfer"}]`, "ours.json", "/checks/0/id", "pack england-council-core has this id already"},
	} {
		lib := rulebook.Library{}.With(read(t, "ours", c.body), read(t, "theirs", `, "extends": ["ours"]`))
		_, err := lib.Open("ours")
		if err == nil {
			t.Errorf("%s: nothing is wrong", c.says)
			continue
		}
		f := first(t, err)
		located := (f.Line == 0) == strings.Contains(f.File, "core") // of the product's own packs nobody keeps the lines
		if f.Kind != fault.Invalid || f.File != c.file || !strings.HasSuffix(f.Pointer, c.pointer) || !located ||
			f.Mend == "" || !strings.Contains(f.Problem, c.says) {
			t.Errorf("got  %v\nwant %s: %s: %s", err, c.file, c.pointer, c.says)
		}
	}
}

func TestAPackWithoutALadder(t *testing.T) {
	core, err := rulebook.Library{}.Pack("england-council-core")
	if err != nil {
		t.Fatal(err)
	}
	core.Ladder = nil
	_, err = rulebook.Library{}.With(core).Open("england-council-core")
	if f := first(t, err); f.Pointer != "/ladder" || !strings.Contains(f.Problem, "when reminders go out") {
		t.Errorf("got %v", err)
	}
}
