package rulebook_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"example.org/handover/internal/rulebook"
)

// TestExposures works sums out on paper: 450 × £500 = £225,000; 85 × £620 × 13 = £685,100; 24 × £620 × 90 / 7 =
// £191,314.29, rounded up to the penny, and twice that for 180 days.
func TestExposures(t *testing.T) {
	f := rulebook.Facts{Figures: map[string]int{"staff": 450, "gardeners": 85, "clerks": 24, "nobody": 0,
		rulebook.WeeklyPay: 62000}}
	for _, c := range []struct {
		exposure rulebook.Exposure
		pence    int64
		words    string
	}{
		{rulebook.Exposure{Of: "staff", Pence: 50000, AtLeast: true}, 22_500_000, "at least £225,000: £500 for each of 450 staff"},
		{rulebook.Exposure{Of: "gardeners", WeeksPay: 13}, 68_510_000, "at most £685,100: 13 weeks' pay for each of 85 gardeners"},
		{rulebook.Exposure{Of: "clerks", DaysPay: 90}, 19_131_429, "at most £191,314.29: 90 days' pay for each of 24 clerks"},
		{rulebook.Exposure{Of: "clerks", DaysPay: 180}, 38_262_858, "at most £382,628.58: 180 days' pay for each of 24 clerks"},
		{rulebook.Exposure{Of: "nobody", WeeksPay: 13}, 0, "at most £0: 13 weeks' pay for each of 0 nobody"},
	} {
		got := c.exposure.For(f)
		if got.Pence != c.pence || got.Words != c.words || got.Missing != nil {
			t.Errorf("%+v:\ngot  %+v\nwant %d, %s", c.exposure, got, c.pence, c.words)
		}
	}
}

func TestExposuresSayWhatIsMissing(t *testing.T) {
	const staff = "transferring-employees"
	for _, c := range []struct {
		figures map[string]int
		missing []string
		words   string
	}{
		{nil, []string{staff, rulebook.WeeklyPay}, "at most 13 weeks' pay for each of the transferring employees; " +
			"state transferring-employees and average-weekly-pay-pence under figures to see the sum"},
		{map[string]int{staff: 450}, []string{rulebook.WeeklyPay}, "at most 13 weeks' pay for each of 450 transferring employees; " +
			"state average-weekly-pay-pence under figures to see the sum"},
	} {
		got := rulebook.Exposure{Of: staff, WeeksPay: 13}.For(rulebook.Facts{Figures: c.figures})
		if got.Pence != 0 || got.Words != c.words || !slices.Equal(got.Missing, c.missing) {
			t.Errorf("got  %+v\nwant %s", got, c.words)
		}
	}
}

func TestPounds(t *testing.T) {
	for pence, want := range map[int64]string{0: "£0", 1: "£0.01", 99: "£0.99", 100: "£1", 99_999: "£999.99", 100_000: "£1,000",
		123_456_789: "£1,234,567.89", 1_800_000_000_000_000_000: "£18,000,000,000,000,000"} {
		if got := rulebook.Pounds(pence); got != want {
			t.Errorf("%d pence: got %s, want %s", pence, got, want)
		}
	}
}

// TestExposuresNeverOverflow holds that within the bounds of figures and schema a sum is right to the penny.
func TestExposuresNeverOverflow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := rapid.IntRange(0, rulebook.MostFigure).Draw(t, "people")
		pay := rapid.IntRange(0, rulebook.MostFigure).Draw(t, "pay")
		f := rulebook.Facts{Figures: map[string]int{"staff": people, rulebook.WeeklyPay: pay}}
		week := rulebook.Exposure{Of: "staff", WeeksPay: 1}.For(f).Pence
		if week != int64(people)*int64(pay) {
			t.Fatalf("a week of %d at %d is %d", people, pay, week)
		}
		for _, days := range []int{7, 3650} {
			got := rulebook.Exposure{Of: "staff", DaysPay: days}.For(f).Pence
			if whole := week / 7 * int64(days); got < whole || got > whole+int64(days) {
				t.Fatalf("%d days come to %d pence, a week to %d", days, got, week)
			}
		}
	})
}
