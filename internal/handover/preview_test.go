package handover_test

import (
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// findings previews a changed sample and gives its findings by id.
func findings(t *testing.T, change func(d *handover.Definition)) map[string]handover.Finding {
	t.Helper()
	d := smallDefinition()
	change(&d)
	view, err := handover.PreviewOf(d, smallRules(), calendar.Date{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]handover.Finding{}
	for _, f := range view.Findings {
		found[f.ID] = f
	}
	return found
}

// served8April gives the sample the dates of Doncaster: served on Friday 8 April 2022 by post, deemed on Tuesday 12
// April.
func served8April(d *handover.Definition) {
	d.Start, d.Decision.Made, d.Decision.Published = date("2022-03-22"), date("2022-03-30"), date("2022-03-31")
	d.Decision.Implementable = "5 clear working days after decision.published"
	d.Contract.ServeOn = "2022-04-08T14:00"
}

// TestSixMonthsDoNotFit holds the counterfactual of the sample by hand: six months from 12 April end on 12 October;
// to end on 29 September the notice must be deemed served on 29 March, so posted on Friday 25 March.
func TestSixMonthsDoNotFit(t *testing.T) {
	f, ok := findings(t, func(d *handover.Definition) {
		served8April(d)
		d.Contract.NoticePeriod = handover.Period{Count: 6, Unit: "months"}
	})["notice-too-short"]
	if !ok || f.Severity != "blocking" {
		t.Fatalf("found %+v", f)
	}
	for _, want := range []string{"12 October 2022, at 24:00", "30 September 2022 at 00:01"} {
		if !strings.Contains(f.Problem, want) {
			t.Errorf("problem %q, want %q in it", f.Problem, want)
		}
	}
	for _, want := range []string{"deemed served on Tuesday 29 March 2022", "by first-class post on Friday 25 March 2022"} {
		if !strings.Contains(f.Mend, want) {
			t.Errorf("mend %q, want %q in it", f.Mend, want)
		}
	}
}

// TestBoundaryOfTheNoticePeriod ends the period on the day before the transfer: at 00:01 it is over, at 00:00 it is
// not.
func TestBoundaryOfTheNoticePeriod(t *testing.T) {
	for transfer, blocked := range map[handover.Local]bool{
		"2022-08-08T12:00": true, "2022-08-09T00:00": true, "2022-08-09T00:01": false, "2022-08-10T00:00": false} {
		found := findings(t, func(d *handover.Definition) { d.Transfer, d.Windows[0].Closes = transfer, "2022-08-01" })
		if _, got := found["notice-too-short"]; got != blocked {
			t.Errorf("a transfer at %s is blocked: %v, want %v", transfer, got, blocked)
		}
	}
}

// TestUnitsOfThePeriod ends 8 July plus each unit by hand.
func TestUnitsOfThePeriod(t *testing.T) {
	for _, c := range []struct {
		period handover.Period
		last   string // the last day on which the notice runs
	}{
		{handover.Period{Count: 30, Unit: "days"}, "7 August 2022"}, {handover.Period{Count: 4, Unit: "weeks"},
			"5 August 2022"},
		{handover.Period{Count: 1, Unit: "months"}, "8 August 2022"}, {handover.Period{Count: 12, Unit: "months"},
			"8 July 2023"},
	} {
		f := findings(t, func(d *handover.Definition) {
			d.Contract.NoticePeriod, d.Transfer, d.Windows[0].Closes = c.period, "2022-08-01T00:01", "2022-07-20"
		})["notice-too-short"]
		if !strings.Contains(f.Problem, c.last) {
			t.Errorf("%d %s: %q, want %s", c.period.Count, c.period.Unit, f.Problem, c.last)
		}
	}
}

func TestFindings(t *testing.T) {
	for _, c := range []struct {
		name, id, severity string
		change             func(d *handover.Definition)
	}{
		{"served within the call-in", "notice-too-early", "blocking",
			func(d *handover.Definition) { d.Contract.ServeOn = "2022-07-05T14:00" }},
		{"a window that ends with the day of the transfer", "window-after-transfer/staff", "blocking",
			func(d *handover.Definition) { d.Windows[0].Closes = "2022-09-30" }},
		{"a window that ends at the transfer", "window-after-transfer/staff", "blocking",
			func(d *handover.Definition) { d.Transfer = "2022-09-30T00:00" }},
		{"a window within the call-in", "window-before-decision/staff", "warning",
			func(d *handover.Definition) { d.Windows[0].Opens = "2022-07-05" }},
		{"a deadline before the start", "due-before-start/M-01/cases", "warning",
			func(d *handover.Definition) { d.Datasets[0].DryRuns[0] = date("2022-07-01") }},
		{"beyond the published holidays", "provisional/A-1", "warning",
			func(d *handover.Definition) { d.Transfer = "2028-12-20T00:01" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, there := findings(t, func(*handover.Definition) {})[c.id]; there {
				t.Fatalf("%s is found in the sample itself", c.id)
			}
			f, ok := findings(t, c.change)[c.id]
			if !ok || f.Severity != c.severity || f.Mend == "" || f.Source == "" {
				t.Errorf("found %+v, want a %s one with mend and source", f, c.severity)
			}
		})
	}
}

// TestAPlanThatCannotWorkIsRefused holds that the workflow fixes no such plan.
func TestAPlanThatCannotWorkIsRefused(t *testing.T) {
	d := &desk{t: t, rules: smallRules(), def: smallDefinition(), p: new(handover.Programme)}
	d.def.Contract.NoticePeriod = handover.Period{Count: 6, Unit: "months"}
	d.begin()
	if _, err := d.try("system", handover.Plan{Execution: 1}); err == nil || !strings.Contains(err.Error(),
		"the plan cannot work") {
		t.Errorf("planned: %v", err)
	}
	d.now = london(t, "2022-09-30T10:00")
	d.tick() // a programme without a plan ticks all the same
	if needs := d.p.Needs(); len(needs) != 0 {
		t.Errorf("a programme without a plan needs %v", needs)
	}
}

// TestTheLatestSafeDay holds both readings of a period that must be over before the transfer, by hand. Six months from 30
// and from 31 March end on 30 September alike.
func TestTheLatestSafeDay(t *testing.T) {
	for _, c := range []struct {
		name, id, latest, other string
		change                  func(d *handover.Definition)
	}{
		{"six months before 00:01", "notice-too-short", "2022-03-29", "2022-03-31", func(d *handover.Definition) {
			d.Contract.NoticePeriod = handover.Period{Count: 6, Unit: "months"}
		}},
		{"six months before midnight", "notice-too-short", "2022-03-28", "2022-03-31", func(d *handover.Definition) {
			d.Contract.NoticePeriod, d.Transfer = handover.Period{Count: 6, Unit: "months"}, "2022-09-30T00:00"
		}},
		{"months that end short", "notice-too-short", "2021-08-31", "2021-09-01", func(d *handover.Definition) {
			d.Contract.NoticePeriod, d.Transfer = handover.Period{Count: 18, Unit: "months"}, "2023-03-01T00:01"
		}},
		{"a window before 00:01", "window-after-transfer/staff", "2022-09-29", "2022-09-30",
			func(d *handover.Definition) { d.Windows[0].Closes = "2022-09-30" }},
		{"a window before midnight", "window-after-transfer/staff", "2022-09-28", "2022-09-30", func(d *handover.Definition) {
			d.Windows[0].Closes, d.Transfer = "2022-09-30", "2022-09-30T00:00"
		}},
	} {
		f := findings(t, c.change)[c.id]
		if f.Safe == nil || f.Safe.Latest != date(c.latest) || f.Safe.Other != date(c.other) {
			t.Errorf("%s: %+v, want %s and %s", c.name, f.Safe, c.latest, c.other)
			continue
		}
		for _, want := range []string{f.Safe.Latest.Long(), f.Safe.Other.Long(), "24:00 of its last day"} {
			if !strings.Contains(f.Safe.String(), want) {
				t.Errorf("%s: %q does not say %s", c.name, f.Safe, want)
			}
		}
	}
}

// TestClearDaysAreSafe holds that a period before an event that begins too early says both readings of its length, and
// one of working days none.
func TestClearDaysAreSafe(t *testing.T) {
	rules := smallRules()
	due := map[string]string{"L-1": "at least 28 days before decision.made", "L-2": "10 working days before decision.made",
		"L-3": "28 clear days before decision.made"}
	for id, text := range due {
		r := rules.Book.Rules[4]
		r.ID, r.Due = id, text
		rules.Book.Rules = append(rules.Book.Rules, r)
	}
	view, err := handover.PreviewOf(smallDefinition(), rules, calendar.Date{})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range view.Findings {
		switch f.ID {
		case "due-before-start/L-1": // 28 days before Monday 4 July
			if found++; f.Safe == nil || f.Safe.Other != date("2022-06-06") || f.Safe.Latest != date("2022-06-05") {
				t.Errorf("%s: %+v", f.ID, f.Safe)
			}
		case "due-before-start/L-2", "due-before-start/L-3":
			if found++; f.Safe != nil {
				t.Errorf("%s: %+v, though readers do not differ", f.ID, f.Safe)
			}
		}
	}
	if found != 3 {
		t.Errorf("%d of 3 are found", found)
	}
}
