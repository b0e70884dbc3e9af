package rulebook_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/rulebook"
)

// worked is a rule applied to a programme, worked out by hand. Want is the last lawful day, or of a note the first on
// which something is permitted; "note" if the rule states a check. Expected dates of Doncaster and Reading are those of
// their timelines; the others were counted on paper with the bank holidays as published.
type worked struct {
	pack, id, world  string
	stated, transfer string // circumstances and figures; a day of transfer instead of the world's own
	want, target     string
	known            string // the calendar as known on this day
	source           string // on whose authority the rule is, see cited
}

// days are the rules that say by when.
func days() []worked {
	const core, children, generic, lgr = "england-council-core", "children-services", "generic-insourcing", "lgr-vesting-day"
	return []worked{
		// Decision. Doncaster: 28 clear days before 30 March are 2 to 29 March.
		{pack: core, id: "D-02", world: "doncaster", stated: "route-key-decision", want: "2022-03-01"},
		{pack: core, id: "D-02", world: "refuse", stated: "route-key-decision", want: "2025-12-23"},
		{pack: core, id: "D-03a", world: "doncaster", stated: "private-meeting", want: "2022-03-01"},
		{pack: core, id: "D-03b", world: "doncaster", stated: "private-meeting", want: "2022-03-24"}, // a Thursday: 25 to 29 are clear
		{pack: core, id: "D-04", world: "doncaster", stated: "route-general-exception", want: "2022-03-22"},
		{pack: core, id: "D-05", world: "doncaster", stated: "route-special-urgency", want: "2022-03-30"},
		{pack: core, id: "D-06", world: "doncaster", want: "2022-03-22"},
		{pack: core, id: "D-06", world: "reading", want: "2025-01-20"}, // Monday; 21 to 24 and 27 January are clear
		{pack: core, id: "D-07", world: "doncaster", want: "2022-04-08"},
		// Notice. Posted on Friday 8 April it counts from Tuesday 12 April.
		{pack: core, id: "N-01", world: "doncaster", want: "2022-04-08"},
		{pack: core, id: "N-07", world: "doncaster", want: "2022-07-12"},
		// Staff.
		{pack: core, id: "C-01", world: "doncaster", want: "2022-04-01"},
		{pack: core, id: "T-08", world: "doncaster", want: "2022-09-29"},
		{pack: core, id: "T-08", world: "reading", want: "2025-07-07"},
		{pack: core, id: "T-09", world: "doncaster", want: "2022-04-29"},
		{pack: core, id: "T-14a", world: "doncaster", want: "2022-05-13"}, // Good Friday, Easter Monday and 2 May do not count
		{pack: core, id: "T-14a", world: "vesting", want: "2026-08-26"},
		{pack: core, id: "T-06", world: "doncaster", want: "2022-08-31"},
		{pack: core, id: "T-07", world: "doncaster", want: "2022-08-24"}, // a week before T-06
		{pack: core, id: "T-07", world: "reading", want: "2025-08-25"},
		{pack: core, id: "T-04", world: "doncaster", want: "2022-09-02", target: "2022-09-01"},
		{pack: core, id: "T-04", world: "doncaster", transfer: "2022-09-01", want: "2022-08-04", target: "2022-08-03"},
		{pack: core, id: "T-04", world: "reading", want: "2025-09-03", target: "2025-09-02"},
		{pack: core, id: "T-04", world: "doncaster", transfer: "2012-10-01", want: "2012-09-03", target: "2012-09-02"},
		{pack: core, id: "T-14b", world: "doncaster", want: "2022-09-01"},
		{pack: core, id: "T-14b", world: "doncaster", known: "2022-09-08", want: "2022-09-02"}, // before 19 September was a holiday
		{pack: core, id: "T-14b", world: "doncaster", transfer: "2022-09-01", want: "2022-08-03"},
		{pack: core, id: "T-14b", world: "vesting", want: "2027-03-02"}, // Good Friday 26 and Easter Monday 29 March do not count
		{pack: core, id: "T-12a", world: "doncaster", stated: "proposed-dismissals 20", want: "2022-10-02"},
		{pack: core, id: "T-12a", world: "doncaster", stated: "proposed-dismissals 99", want: "2022-10-02"},
		{pack: core, id: "T-12b", world: "doncaster", stated: "proposed-dismissals 100", want: "2022-09-17"},
		// Pensions.
		{pack: core, id: "P-03", world: "doncaster", stated: "lgps-employer", want: "2022-04-29"},
		{pack: core, id: "P-01", world: "doncaster", stated: "lgps-employer", want: "2023-03-30"},
		{pack: core, id: "P-01", world: "doncaster", stated: "lgps-employer", transfer: "2022-09-01", want: "2023-03-01"},
		// Data.
		{pack: core, id: "DP-02", world: "doncaster", stated: "residual-high-risk", want: "2022-03-11"}, // 98 days before 17 June
		{pack: core, id: "DP-03", world: "doncaster", want: "2022-05-27"},
		{pack: core, id: "DP-01", world: "doncaster", want: "2022-06-16"},
		{pack: core, id: "M-01", world: "doncaster", want: "2022-06-17"},
		{pack: core, id: "M-02", world: "doncaster", want: "2022-08-19"},
		{pack: core, id: "M-03", world: "doncaster", want: "2022-09-28"},
		{pack: core, id: "M-03", world: "doncaster", transfer: "2022-09-01", want: "2022-08-30"},
		{pack: core, id: "M-04", world: "doncaster", want: "2022-09-29"},
		// Go-live and transfer.
		{pack: core, id: "G-01", world: "doncaster", want: "2022-09-15"},
		{pack: core, id: "G-01", world: "doncaster", known: "2022-09-08", want: "2022-09-16"},
		{pack: core, id: "G-01", world: "vesting", want: "2027-03-16"},
		{pack: core, id: "G-02", world: "doncaster", want: "2022-09-23"},
		{pack: core, id: "G-02", world: "doncaster", transfer: "2022-09-01", want: "2022-08-24"},
		{pack: core, id: "G-03", world: "doncaster", want: "2022-09-29"},
		{pack: core, id: "transfer", world: "doncaster", want: "2022-09-30"},
		// Afterwards.
		{pack: core, id: "PR-01", world: "refuse", stated: "procurement-act-2023", want: "2026-10-30"},
		{pack: core, id: "PR-01", world: "reading", stated: "procurement-act-2023", transfer: "2025-02-24", want: "2025-03-25"},
		{pack: core, id: "TX-01", world: "doncaster", want: "2022-10-30", target: "2022-10-28"}, // a Sunday; Friday
		{pack: core, id: "TX-01", world: "doncaster", transfer: "2022-09-01", want: "2022-10-01", target: "2022-09-30"},
		{pack: core, id: "R-01", world: "doncaster", want: "2022-10-30"},
		// Children's services.
		{pack: children, id: "CS-03", world: "doncaster", stated: "registered-homes", want: "2022-04-29", target: "2022-03-30"},
		{pack: children, id: "CS-05a", world: "doncaster", want: "2022-07-31", target: "2022-07-29"}, // a Sunday; Friday
		{pack: children, id: "CS-05a", world: "reading", want: "2025-07-31"},
		// Made-up services.
		{pack: generic, id: "GI-02", world: "refuse", stated: "regulated-service", want: "2026-02-20"}, // the prudent 1 April is later
		{pack: generic, id: "GI-03", world: "refuse", stated: "goods-vehicles", want: "2026-07-09"},    // 84 days before 1 October
		{pack: lgr, id: "LG-03", world: "vesting", want: "2026-10-01"},
		{pack: lgr, id: "LG-04", world: "vesting", want: "2027-03-04"},
		{pack: lgr, id: "LG-05", world: "vesting", stated: "billing-authority", want: "2027-03-10"}, // before 11 March
	}
}

// notes are the rules that state a check or a permission, each with what makes it apply.
func notes() []worked {
	const core, children, generic, lgr = "england-council-core", "children-services", "generic-insourcing", "lgr-vesting-day"
	all := []worked{
		{pack: core, id: "D-01", world: "reading", stated: "route-not-key"},
		{pack: core, id: "D-07b", world: "doncaster", stated: "called-in"},
		{pack: core, id: "N-08", world: "doncaster", want: "2022-04-12"},
		{pack: core, id: "N-10", world: "doncaster", stated: "termination-by-deed"},
		{pack: core, id: "N-11", world: "doncaster", stated: "no-notices-clause"},
		{pack: core, id: "T-09b", world: "doncaster", stated: "no-recognised-union"},
		{pack: core, id: "P-02", world: "doncaster", stated: "lgps-employer"},
		{pack: core, id: "T-03", world: "doncaster", want: "2023-09-30"},
		{pack: core, id: "T-03", world: "doncaster", transfer: "2022-09-01", want: "2023-09-01"},
		{pack: core, id: "CO-01", world: "doncaster", stated: "authority-owned-provider", want: "2022-12-30"},
		{pack: core, id: "CO-01", world: "doncaster", stated: "authority-owned-provider", transfer: "2022-09-01", want: "2022-12-01"},
		{pack: children, id: "CS-02", world: "doncaster", stated: "statutory-direction"},
		{pack: children, id: "CS-03b", world: "reading", stated: "fostering-or-adoption-service"},
		{pack: children, id: "CS-04", world: "reading", stated: "fostering-or-adoption-service"},
		{pack: children, id: "CS-05b", world: "doncaster"},
		{pack: generic, id: "GI-01", world: "refuse", transfer: "2027-04-01"},
		{pack: lgr, id: "LG-02", world: "vesting", stated: "section-24-direction"},
		{pack: lgr, id: "LG-06", world: "vesting", stated: "divided-area"},
	}
	always := map[string][]string{
		core:     {"D-09", "N-09", "T-01", "T-02", "T-05", "T-11", "DP-04", "DP-05", "EX-01", "EX-02", "EX-03", "PR-02", "TX-02"},
		children: {"CS-01", "CS-06", "CS-07", "DP-06"}, generic: {"GI-04"}, lgr: {"T-01", "LG-01", "LG-07"},
	}
	world := map[string]string{core: "doncaster", children: "doncaster", generic: "refuse", lgr: "vesting"}
	for pack, ids := range always {
		for _, id := range ids {
			all = append(all, worked{pack: pack, id: id, world: world[pack]})
		}
	}
	const few = "no-representatives, employees 49, transferring-employees 30"
	const tiny = "no-representatives, employees 9"
	return append(all,
		// Reg 13A came on 31 July 2014 for fewer than 10 employees, and on 1 July 2024 for fewer than 50 or 10 who transfer.
		worked{pack: core, id: "T-10", world: "doncaster", stated: tiny, transfer: "2014-07-30"},
		worked{pack: core, id: "T-10", world: "doncaster", stated: tiny, transfer: "2014-07-31"},
		worked{pack: core, id: "T-10", world: "doncaster", stated: tiny, transfer: "2024-06-30"},
		worked{pack: core, id: "T-10", world: "reading", stated: few, transfer: "2024-07-01"},
		worked{pack: core, id: "T-10", world: "reading", stated: "no-representatives, employees 5000, transferring-employees 9"},
		// The cap doubled on 6 April 2026.
		worked{pack: core, id: "T-13", world: "reading", stated: "proposed-dismissals 20", transfer: "2026-04-05"},
		worked{pack: core, id: "T-13", world: "refuse", stated: "proposed-dismissals 20", transfer: "2026-04-06"},
	)
}

// book is a pack by itself, without what it extends, so that each rule is tested where it stands.
func book(t *testing.T, name string) rulebook.Book {
	t.Helper()
	p, err := rulebook.Library{}.Pack(name)
	if err != nil {
		t.Fatal(err)
	}
	return rulebook.Book{Name: name, Rules: p.Rules}
}

func (w worked) name() string {
	return strings.TrimRight(fmt.Sprintf("%s of %s, %s %s %s", w.id, w.pack, w.world, w.transfer, w.stated), " ")
}

func date(text string) (d calendar.Date) {
	if text != "" {
		d = calendar.MustDate(text)
	}
	return d
}

func TestWorkedDays(t *testing.T) {
	for _, w := range days() {
		at := worlds()[w.world]
		all, err := book(t, w.pack).Obligations(at.facts(t, w.transfer, w.stated), at.context(t, w.transfer, w.known))
		if err != nil {
			t.Fatal(err)
		}
		all = slices.DeleteFunc(all, func(o rulebook.Obligation) bool { id, _, _ := strings.Cut(o.ID, "/"); return id != w.id })
		if len(all) != 1 {
			t.Errorf("%s: %d obligations", w.name(), len(all))
			continue
		}
		if o := all[0]; o.Due != date(w.want) || o.Target != date(w.target) {
			t.Errorf("%s: %s, target %s; want %s and %s", w.name(), o.Due, o.Target, w.want, w.target)
		}
	}
}

func TestWorkedNotes(t *testing.T) {
	for _, w := range notes() {
		at := worlds()[w.world]
		all, err := book(t, w.pack).Notes(at.facts(t, w.transfer, w.stated), at.context(t, w.transfer, w.known))
		if err != nil {
			t.Fatal(err)
		}
		all = slices.DeleteFunc(all, func(n rulebook.Note) bool { return n.ID != w.id })
		if len(all) != 1 {
			t.Errorf("%s: %d notes", w.name(), len(all))
			continue
		}
		if n := all[0]; n.NotBefore != date(w.want) || len(n.Missing) > 0 || n.Clash != nil {
			t.Errorf("%s: %+v, want from %s", w.name(), n, w.want)
		}
	}
}

// TestEveryRuleHasAnExample holds that each rule of each pack, variants included, is worked out above.
func TestEveryRuleHasAnExample(t *testing.T) {
	shown := map[string]bool{}
	for _, w := range cited(append(days(), notes()...)) {
		if w.source == "" {
			t.Errorf("%s has no source", w.name())
		}
		f := worlds()[w.world].facts(t, w.transfer, w.stated)
		for _, r := range book(t, w.pack).Rules {
			if r.ID == w.id && (r.From == nil || !f.Transfer.Before(*r.From)) && (r.To == nil || !f.Transfer.After(*r.To)) {
				shown[variant(w.pack, r)] = true
				if !strings.Contains(r.Source.Cite, w.source) {
					t.Errorf("%s cites %q, want %q", w.name(), r.Source.Cite, w.source)
				}
			}
		}
	}
	for _, name := range rulebook.Names() {
		for _, r := range book(t, name).Rules {
			if !shown[variant(name, r)] {
				t.Errorf("%s has no worked example", variant(name, r))
			}
		}
	}
}

func variant(pack string, r rulebook.Rule) string {
	if r.From == nil {
		return pack + " " + r.ID
	}
	return pack + " " + r.ID + " from " + r.From.String()
}
