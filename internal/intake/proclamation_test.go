package intake_test

import (
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

// knownOn plans the sample with the calendar as known on a day, by id.
func knownOn(t *testing.T, day string) map[string]handover.PlannedObligation {
	t.Helper()
	d := doncaster(t)
	rules, err := intake.Rules(d.Pack)
	if err != nil {
		t.Fatal(err)
	}
	view, err := handover.Ask(d, rules, handover.Question{Known: calendar.MustDate(day)})
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]handover.PlannedObligation{}
	for _, o := range view.Obligations {
		byID[o.ID] = o
	}
	return byID
}

// funeral is the bank holiday that was proclaimed in the middle of the sample, published on Saturday 10 September 2022.
var funeral = calendar.MustDate("2022-09-19")

// crosses reports whether the working days that an obligation counts lie on both sides of the proclaimed day.
func crosses(o handover.PlannedObligation) bool {
	x := o.Explanation
	switch x.Mode {
	case calendar.ModeWorkingDays, calendar.ModeClearWorkingDays, calendar.ModeDeemed:
		from, to := x.Inputs[0].Date, o.Due
		if to.Before(from) {
			from, to = to, from
		}
		return from.Before(funeral) && to.After(funeral)
	}
	return o.Due == funeral && !x.RolledFrom.IsZero()
}

// TestTheProclamationMovesWhatCrossesIt holds that the plans of Thursday 8 and Monday 12 September 2022 differ in every
// date whose count crosses 19 September, and in no other.
func TestTheProclamationMovesWhatCrossesIt(t *testing.T) {
	before, after := knownOn(t, "2022-09-08"), knownOn(t, "2022-09-12")
	moved := 0
	for id, o := range after {
		if was := before[id].Due; (was != o.Due) != crosses(o) {
			t.Errorf("%s was due on %s and is due on %s; crossing the day: %t: %s", id, was, o.Due, crosses(o), o.Why)
		} else if was != o.Due {
			moved++
		}
	}
	if len(before) != len(after) || moved == 0 || moved == len(after) {
		t.Errorf("%d of %d obligations move; there were %d", moved, len(after), len(before))
	}
}

// TestTheProclamationByHand holds dates counted on a wall calendar.
func TestTheProclamationByHand(t *testing.T) {
	before, after := knownOn(t, "2022-09-08"), knownOn(t, "2022-09-12")
	for id, want := range map[string][2]string{
		"T-14b":    {"2022-09-02", "2022-09-01"}, // 20 working days before
		"G-01":     {"2022-09-16", "2022-09-15"}, // 10
		"GOV-1":    {"2022-09-16", "2022-09-15"}, // with it
		"G-02":     {"2022-09-23", "2022-09-23"}, // 5: after the day
		"T-04":     {"2022-09-02", "2022-09-02"}, // 28 days, not working days
		"T-14a":    {"2022-05-13", "2022-05-13"}, // long before
		"PEO-7":    {"2022-10-28", "2022-10-28"}, // 20 working days after the transfer
		"transfer": {"2022-09-30", "2022-09-30"},
	} {
		if got := [2]string{before[id].Due.String(), after[id].Due.String()}; got != want {
			t.Errorf("%s is due on %v, want %v", id, got, want)
		}
	}
}

// TestThreeDaysOfKnowledge holds when the plan changes: with the day of publication, a Saturday.
func TestThreeDaysOfKnowledge(t *testing.T) {
	for day, want := range map[string]string{"2022-09-09": "2022-09-16", "2022-09-10": "2022-09-15", "2022-09-11": "2022-09-15"} {
		if got := knownOn(t, day)["G-01"].Due.String(); got != want {
			t.Errorf("as known on %s the readiness review is due on %s, want %s", day, got, want)
		}
	}
}
