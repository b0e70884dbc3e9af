package handover_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

func TestCheckFindsNothingInTheSample(t *testing.T) {
	d := smallDefinition()
	if found := d.Check(smallRules()); len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

// TestCheck breaks the sample in one way each and wants exactly the pointers named.
func TestCheck(t *testing.T) {
	without := func(d *handover.Definition, role handover.Role) {
		for i := range d.People {
			d.People[i].Roles = slices.DeleteFunc(d.People[i].Roles, func(r handover.Role) bool { return r == role })
		}
	}
	for _, c := range []struct {
		name     string
		change   func(d *handover.Definition)
		pointers []string
		says     string
	}{
		{"the name of the checkpoints' folder", func(d *handover.Definition) { d.Programme = "checkpoints" },
			[]string{"/programme"}, "checkpoints"},
		{"a window twice", func(d *handover.Definition) { d.Windows = append(d.Windows, d.Windows[0]) },
			[]string{"/windows/1/id"}, "staff"},
		{"a dataset twice", func(d *handover.Definition) { d.Datasets = append(d.Datasets, d.Datasets[0]) },
			[]string{"/datasets/1/id"}, "cases"},
		{"a review twice", func(d *handover.Definition) {
			d.Ringfence.Reviews = append(d.Ringfence.Reviews, d.Ringfence.Reviews[0])
		}, []string{"/ringfence/reviews/1/id"}, "first"},
		{"a person twice", func(d *handover.Definition) { d.People = append(d.People, d.People[3]) },
			[]string{"/people/9/id"}, "hr"},
		{"an addressee twice", func(d *handover.Definition) {
			d.Contract.Addressees = append(d.Contract.Addressees, d.Contract.Addressees[0])
		}, []string{"/contract/addressees/1/id"}, "company"},
		{"an hour that never is", func(d *handover.Definition) { d.Transfer = "2023-03-26T01:30" }, []string{"/transfer"},
			"01:30"},
		{"an hour that is twice", func(d *handover.Definition) { d.Transfer = "2022-10-30T01:30" }, []string{"/transfer"},
			"01:30"},
		{"both times wrong, always in this order", func(d *handover.Definition) {
			d.Transfer, d.Contract.ServeOn = "2023-03-26T01:30", "2022-13-01T10:00"
		}, []string{"/transfer", "/contract/serveOn"}, ""},
		{"published before it is made", func(d *handover.Definition) { d.Decision.Published = date("2022-07-03") },
			[]string{"/decision/published"}, "2022-07-03"},
		{"started after the transfer", func(d *handover.Definition) { d.Start = date("2022-09-30") }, []string{"/start"},
			"2022-09-30"},
		{"dry runs out of order", func(d *handover.Definition) {
			d.Datasets[0].DryRuns = []calendar.Date{date("2022-08-12"), date("2022-08-01")}
		}, []string{"/datasets/0/dryRuns"}, "cases"},
		{"no such service profile", func(d *handover.Definition) { d.Contract.ServiceProfile = "pigeon" },
			[]string{"/contract/serviceProfile"}, "pigeon"},
		{"a method without a rule", func(d *handover.Definition) {
			d.Contract.Addressees[0].Methods = []calendar.Method{"hand", "carrier-pigeon"}
		}, []string{"/contract/addressees/0/methods/1"}, "carrier-pigeon"},
		{"nobody is legal lead", func(d *handover.Definition) { without(d, handover.LegalLead) }, []string{"/people"},
			"legal-lead"},
		{"nobody signs", func(d *handover.Definition) { d.Contract.Signatory = "mayor" }, []string{"/people"}, "mayor"},
		{"too few approvers", func(d *handover.Definition) { d.Quorum = 4 }, []string{"/quorum"}, "4"},
		{"an office of one", func(d *handover.Definition) { d.People = slices.Delete(d.People, 1, 2) }, []string{"/people"},
			"programme-office"},
		{"not an expression", func(d *handover.Definition) { d.Windows[0].Opens = "soon!" }, []string{"/windows/0/opens"},
			"soon!"},
		{"not an expression to close", func(d *handover.Definition) { d.Windows[0].Closes = "2 days later" },
			[]string{"/windows/0/closes"}, "2 days later"},
		{"not an expression for a review", func(d *handover.Definition) { d.Ringfence.Reviews[0].Due = "one day" },
			[]string{"/ringfence/reviews/0/due"}, "one day"},
		{"not an expression for the call-in", func(d *handover.Definition) { d.Decision.Implementable = "5 days" },
			[]string{"/decision/implementable"}, "5 days"},
		{"counted from nothing", func(d *handover.Definition) { d.Windows[0].Opens = "1 day after the-flood" },
			[]string{"/windows/0/opens"}, "the-flood"},
		{"closed before it opens", func(d *handover.Definition) { d.Windows[0].Closes = "2022-07-10" },
			[]string{"/windows/0/closes"},
			"before it opens on Monday 11 July 2022"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := smallDefinition()
			c.change(&d)
			var pointers, texts []string
			for _, e := range d.Check(smallRules()) {
				pointers, texts = append(pointers, e.Pointer), append(texts, e.Error())
				if e.Kind != fault.Invalid || e.Mend == "" {
					t.Errorf("%v is %s and its mend %q", e, e.Kind, e.Mend)
				}
			}
			if !slices.Equal(pointers, c.pointers) {
				t.Errorf("found at %q, want %q: %q", pointers, c.pointers, texts)
			}
			if !strings.Contains(strings.Join(texts, "\n"), c.says) {
				t.Errorf("%q do not say %q", texts, c.says)
			}
		})
	}
}
