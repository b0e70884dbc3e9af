package rulebook_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/rulebook"
)

// applied lists what a rule comes to: "id due", "id note", "id? figure and date" where nobody can tell, "id clash".
func applied(t *testing.T, w worked) []string {
	t.Helper()
	at := worlds()[w.world]
	f, cal := at.facts(t, w.transfer, w.stated), at.context(t, w.transfer, w.known)
	due, err := book(t, w.pack).Obligations(f, cal)
	if err != nil {
		t.Fatal(err)
	}
	notes, err := book(t, w.pack).Notes(f, cal)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, o := range due {
		if strings.HasPrefix(o.ID, w.id) {
			all = append(all, o.ID+" due")
		}
	}
	for _, n := range notes {
		switch {
		case !strings.HasPrefix(n.ID, w.id):
		case len(n.Missing) > 0:
			all = append(all, n.ID+"? "+strings.Join(n.Missing, " and "))
		case n.Clash != nil:
			all = append(all, n.ID+" clash on "+n.Clash.Day.String()+" with "+n.Clash.From.String()+" to "+n.Clash.To.String())
		default:
			all = append(all, n.ID+" note")
		}
	}
	slices.Sort(all)
	return all
}

// TestWhenRulesApply holds the edges: the day before and after a change of the law, one person more or less, a fact that
// nobody stated.
func TestWhenRulesApply(t *testing.T) {
	const core, children = "england-council-core", "children-services"
	one := func(pack, id, world, stated, transfer string, want ...string) {
		t.Helper()
		w := worked{pack: pack, id: id, world: world, stated: stated, transfer: transfer}
		if diff := cmp.Diff(want, applied(t, w)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", w.name(), diff)
		}
	}
	one(core, "D-03", "doncaster", "private-meeting", "", "D-03a due", "D-03b due")
	one(core, "D-03", "doncaster", "", "")
	one(core, "D-06", "doncaster", "route-special-urgency", "")
	one(core, "D-04", "doncaster", "route-key-decision", "")
	one(core, "P-0", "doncaster", "", "")
	one(core, "PR-01", "reading", "procurement-act-2023", "2025-02-23") // the Act came into force on the 24th
	one(core, "PR-01", "reading", "", "")

	one(core, "T-12", "doncaster", "proposed-dismissals 0", "")
	one(core, "T-12", "doncaster", "proposed-dismissals 19", "")
	one(core, "T-12", "doncaster", "proposed-dismissals 20", "", "T-12a due")
	one(core, "T-12", "doncaster", "proposed-dismissals 99", "", "T-12a due")
	one(core, "T-12", "doncaster", "proposed-dismissals 100", "", "T-12b due")
	one(core, "T-12", "doncaster", "", "", "T-12a? proposed-dismissals", "T-12b? proposed-dismissals")
	one(core, "T-12", "reading", "proposed-dismissals 20", "", "T-12a? first-dismissal")
	one(core, "T-13", "reading", "", "", "T-13? proposed-dismissals")
	one(core, "T-13", "reading", "proposed-dismissals 19", "")

	one("generic-insourcing", "GI-01", "refuse", "", "2027-03-31")
	one(children, "CS-03", "doncaster", "", "")
	one(children, "CS-02", "doncaster", "", "")
	// The returns are due on 31 July 2022. Two working days before Friday 1 July are Wednesday 29 June; before Tuesday 7
	// June, with holidays on the 2nd and 3rd, Wednesday 1 June; and before Monday the 6th Tuesday 31 May.
	const span = " with 2022-06-01 to 2022-07-31"
	one(children, "CS-05", "doncaster", "", "2022-07-01", "CS-05a due", "CS-05b clash on 2022-06-29"+span)
	one(children, "CS-05", "doncaster", "", "2022-06-07", "CS-05a due", "CS-05b clash on 2022-06-01"+span)
	one(children, "CS-05", "doncaster", "", "2022-06-06", "CS-05a due", "CS-05b note")
	one(children, "CS-05", "doncaster", "", "", "CS-05a due", "CS-05b note")
	one(children, "CS-05", "refuse", "", "", "CS-05a? statutory-returns", "CS-05b? statutory-returns")
}

// TestNoFreezeFromTheFirstOfJune holds that the span of CS-05b begins on 1 June, whether the returns are due on 31 July or,
// as in 2021, on the 30th.
func TestNoFreezeFromTheFirstOfJune(t *testing.T) {
	for _, returns := range []string{"2022-07-30", "2022-07-31"} {
		at := worlds()["doncaster"]
		at.dates["stated.statutory-returns"] = returns
		for transfer, clashes := range map[string]bool{"2022-06-06": false, "2022-06-07": true} {
			notes, err := book(t, "children-services").Notes(at.facts(t, transfer, ""), at.context(t, transfer, ""))
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(notes, func(n rulebook.Note) bool { return n.ID == "CS-05b" })
			if c := notes[i].Clash; (c != nil) != clashes || clashes && c.From != calendar.MustDate("2022-06-01") {
				t.Errorf("returns due on %s, a transfer on %s: %+v", returns, transfer, c)
			}
		}
	}
}

// TestDirectConsultation holds regulation 13A: not before 31 July 2014, then below 10 employees, and from 1 July 2024 below
// 50, or below 10 who transfer.
func TestDirectConsultation(t *testing.T) {
	const none = "no-representatives, "
	for _, c := range []struct{ stated, transfer, want string }{
		{"employees 3", "2025-10-01", ""}, // they are represented
		{none + "employees 3", "2014-07-30", "No direct consultation"},
		{none + "employees 9", "2014-07-31", "fewer than 10 employees may"},
		{none + "employees 10, transferring-employees 3", "2014-07-31", ""},
		{none + "employees 9", "2022-09-30", "fewer than 10 employees may"},
		{none + "employees 49, transferring-employees 3", "2024-06-30", ""},
		{none + "employees 49, transferring-employees 30", "2024-07-01", "fewer than 50"},
		{none + "employees 50, transferring-employees 10", "2024-07-01", ""},
		{none + "employees 50, transferring-employees 9", "2024-07-01", "fewer than 50"},
		{none + "transferring-employees 9", "2024-07-01", "fewer than 50"}, // whatever the size
	} {
		at := worlds()["reading"]
		all, err := book(t, "england-council-core").Notes(at.facts(t, c.transfer, c.stated), at.context(t, c.transfer, ""))
		all = slices.DeleteFunc(all, func(n rulebook.Note) bool { return n.ID != "T-10" })
		var got string
		if len(all) == 1 {
			got = all[0].Title
		}
		if err != nil || len(all) > 1 || (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s on %s: got %q (%v), want %q", c.stated, c.transfer, got, err, c.want)
		}
	}
	unsure := worked{pack: "england-council-core", id: "T-10", world: "reading", stated: none + "transferring-employees 10"}
	if got := applied(t, unsure); !slices.Equal(got, []string{"T-10? employees"}) {
		t.Errorf("got %q", got)
	}
}

// TestExposuresOfThePacks works out what the samples may cost: Doncaster 450 × £500 = £225,000; 24 people at £620 a week
// 24 × 620 × 90 / 7 = £191,314.29 up to 5 April 2026, and £382,628.58 from the next day on.
func TestExposuresOfThePacks(t *testing.T) {
	for name, c := range map[string]struct {
		of    worked
		pence int64
	}{
		"information missing": {worked{id: "T-05", world: "doncaster", stated: "transferring-employees 450"}, 22_500_000},
		"not consulted": {worked{id: "T-11", world: "refuse",
			stated: "transferring-employees 85, average-weekly-pay-pence 62000"}, 68_510_000},
		"award before": {worked{id: "T-13", world: "reading", transfer: "2026-04-05",
			stated: "proposed-dismissals 24, average-weekly-pay-pence 62000"}, 19_131_429},
		"award after": {worked{id: "T-13", world: "refuse", transfer: "2026-04-06",
			stated: "proposed-dismissals 24, average-weekly-pay-pence 62000"}, 38_262_858},
	} {
		at := worlds()[c.of.world]
		all, err := book(t, "england-council-core").Notes(at.facts(t, c.of.transfer, c.of.stated), at.context(t, c.of.transfer, ""))
		i := slices.IndexFunc(all, func(n rulebook.Note) bool { return n.ID == c.of.id })
		if err != nil || i < 0 || all[i].Exposure == nil || all[i].Exposure.Pence != c.pence {
			t.Errorf("%s: %v, want %d pence", name, err, c.pence)
		}
	}
}

// TestNothingCertifiesWhatTheLawLeavesOpen holds that no rule of that sort passes for a date of the law.
func TestNothingCertifiesWhatTheLawLeavesOpen(t *testing.T) {
	open := map[string][]string{"england-council-core": {"T-06", "T-07"}, "children-services": {"CS-03"},
		"generic-insourcing": {"GI-02"}, "lgr-vesting-day": {"LG-05"}}
	for name, want := range open {
		var got []string
		for _, r := range book(t, name).Rules {
			if r.Warning != "" {
				got = append(got, r.ID)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s warns of %q, want %q", name, got, want)
		}
	}
}

func TestAsks(t *testing.T) {
	b, err := rulebook.Open("children-services")
	if err != nil {
		t.Fatal(err)
	}
	want := rulebook.Known{
		Circumstances: []string{"authority-owned-provider", "called-in", "fostering-or-adoption-service", "lgps-employer",
			"no-notices-clause", "no-recognised-union", "no-representatives", "private-meeting", "procurement-act-2023",
			"registered-homes", "residual-high-risk", "statutory-direction", "termination-by-deed"},
		Figures: []string{"average-weekly-pay-pence", "employees", "proposed-dismissals", "transferring-employees"},
		Stated:  []string{"first-dismissal", "statutory-returns"},
	}
	if diff := cmp.Diff(want, b.Asks()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
