package rulebook_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/rulebook"
)

// domain lists every rule of the law and guidance that the product knows of, and what becomes of it: "computed" by the
// packs (a day, a permission, a sum, or which law holds), "advisory" (a note that states a check), "profile" with the
// service profile that computes it, "product" with what computes it, or "left out" with the reason.
func domain() map[string]string {
	return map[string]string{
		// Service of notice.
		"N-01": "computed", "N-02": "profile cpr-6.26", "N-03": "profile practical-style", "N-04": "profile dfe-grant-style",
		"N-05": "profile three-working-day-post",
		"N-06": "left out because the clause of the Model Services Contract was not found verbatim; " +
			"a contract names the profile that fits",
		"N-07": "computed",
		"N-08": "computed", "N-09": "advisory", "N-10": "advisory", "N-11": "advisory",
		// Decisions of the council.
		"D-01": "advisory", "D-02": "computed", "D-03": "computed", "D-04": "computed", "D-05": "computed", "D-06": "computed",
		"D-07": "computed",
		"D-08": "product: the gate AuthoriseNotice waits for the end of call-in, and a plan that serves earlier is refused",
		"D-09": "advisory",
		// Staff.
		"T-01": "advisory", "T-02": "advisory", "T-03": "computed", "T-04": "computed", "T-05": "computed", "T-06": "computed",
		"T-07": "computed", "T-08": "computed", "T-09": "computed", "T-10": "computed", "T-11": "computed", "T-12": "computed",
		"T-13": "computed", "T-14": "computed",
		// Pensions.
		"P-01": "computed", "P-02": "advisory", "P-03": "computed",
		// Data protection and records.
		"DP-01": "computed", "DP-02": "computed", "DP-03": "computed", "DP-04": "advisory", "DP-05": "advisory", "DP-06": "advisory",
		"DP-07": "left out because it is no rule for a programme but one for this product, which holds no personal data of cases",
		// Children's services.
		"CS-01": "advisory", "CS-02": "advisory", "CS-03": "computed", "CS-04": "advisory", "CS-05": "computed", "CS-06": "advisory",
		"CS-07": "advisory",
		// Procurement, exit, tax, company.
		"PR-01": "computed", "PR-02": "advisory", "EX-01": "advisory", "EX-02": "advisory", "EX-03": "advisory",
		"TX-01": "computed", "TX-02": "advisory", "CO-01": "computed",
	}
}

// base strips the letter of a part: T-14a is a part of T-14.
func base(id string) string { return strings.TrimRight(id, "abcdefghijklmnopqrstuvwxyz") }

// computes says whether a rule gives a day, a sum or a choice between variants, and not a check alone.
func computes(r rulebook.Rule) bool {
	return r.Due != "" || r.NotBefore != "" || r.Avoid != nil || r.Exposure != nil || r.From != nil || r.To != nil
}

func TestEveryRuleOfTheDomainIsPlaced(t *testing.T) {
	all := domain()
	if len(all) != 59 {
		t.Errorf("%d rules, want 59: 11 of notice, 9 of decisions, 14 of staff, 3, 7, 7 and 8", len(all))
	}
	found := map[string]string{}
	for _, name := range []string{"england-council-core", "children-services"} {
		for _, r := range book(t, name).Rules {
			if computes(r) || found[base(r.ID)] == "computed" {
				found[base(r.ID)] = "computed"
			} else {
				found[base(r.ID)] = "advisory"
			}
		}
	}
	for id, place := range all {
		kind, what, _ := strings.Cut(place, " ")
		switch kind {
		case "computed", "advisory":
			if found[id] != kind {
				t.Errorf("%s is %s in the packs, want %s", id, orNone(found[id]), kind)
			}
		case "profile":
			if _, err := calendar.LookUpProfile(what); err != nil {
				t.Errorf("%s: %v", id, err)
			}
		default:
			if found[id] != "" || len(what) < 40 {
				t.Errorf("%s is in the packs (%s), or is left out without a reason: %q", id, found[id], what)
			}
		}
	}
	for id := range found {
		// What is no rule of law but a step of the workflow has its own letters.
		workflow := slices.Contains([]string{"C-01", "M-01", "M-02", "M-03", "M-04", "G-01", "G-02", "G-03", "R-01", "transfer"}, id)
		if _, ok := all[id]; !ok && !workflow && id != "" {
			t.Errorf("the packs have %s, which the list above does not", id)
		}
	}
}

func orNone(s string) string {
	if s == "" {
		return "not"
	}
	return s
}

// checklist are the 46 checks before go-live: B blocks, C blocks if it applies, N does not block.
const checklist = `GOV-1B GOV-2B GOV-3B GOV-4B GOV-5B GOV-6B PEO-1B PEO-2B PEO-3B PEO-4B PEO-5C PEO-6B PEO-7N PAY-1B PAY-2B PEN-1B
	PEN-2N ICT-1B ICT-2B ICT-3B ICT-4B ICT-5N DAT-1B DAT-2B DAT-3B DAT-4B DAT-5N DAT-6B CON-1B CON-2N CON-3C PRO-1B PRO-2N
	FIN-1B FIN-2B FIN-3N FIN-4N SAF-1B SAF-2B SAF-3B SAF-4C REG-1C REG-2N INS-1B COM-1N BCP-1B`

func TestTheChecklistIsWhole(t *testing.T) {
	weights := map[string]string{"blocking": "B", "conditional": "C", "advisory": "N"}
	b, err := rulebook.Open("children-services")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range b.Checks {
		got = append(got, c.ID+weights[c.Weight])
	}
	want := strings.Fields(checklist)
	slices.Sort(got)
	slices.Sort(want)
	if len(want) != 46 || !slices.Equal(got, want) {
		t.Errorf("%d checks:\ngot  %q\nwant %q", len(want), got, want)
	}
}
