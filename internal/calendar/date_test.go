package calendar_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// anyDate draws a date in the years of the published table and a little around them.
func anyDate(t *rapid.T, label string) calendar.Date {
	return calendar.MustDate("2018-06-01").AddDays(rapid.IntRange(0, 4200).Draw(t, label))
}

func TestParseDate(t *testing.T) {
	for text, mend := range map[string]string{
		"2022-02-30":  "from 1 to 28",
		"2023-02-29":  "from 1 to 28",
		"2022-13-01":  "from 1 to 12",
		"2022-00-10":  "from 1 to 12",
		"2022-09-00":  "from 1 to 30",
		"1899-12-31":  "from 1900 to 2200",
		"2201-01-01":  "from 1900 to 2200",
		"":            "YYYY-MM-DD",
		"30/09/2022":  "YYYY-MM-DD",
		"2022-9-30":   "YYYY-MM-DD",
		"2022-09-30 ": "YYYY-MM-DD",
		"+022-09-30":  "YYYY-MM-DD",
		"2022-09-3٠":  "YYYY-MM-DD",
	} {
		d, err := calendar.ParseDate(text)
		f := asFault(t, err)
		if f.Kind != fault.Invalid || !strings.Contains(f.Mend, mend) || !d.IsZero() {
			t.Errorf("ParseDate(%q) = %q, %v, want Invalid with a mend of %q", text, d, err, mend)
		}
	}
	for _, text := range []string{"1900-01-01", "2024-02-29", "2000-02-29", "2200-12-31"} {
		if d, err := calendar.ParseDate(text); err != nil || d.String() != text {
			t.Errorf("ParseDate(%q) = %q, %v", text, d, err)
		}
	}
}

func TestAddMonths(t *testing.T) {
	for _, c := range []struct {
		from   string
		months int
		want   string
	}{
		{"2022-04-02", 6, "2022-10-02"},
		{"2022-11-30", 3, "2023-02-28"},
		{"2023-11-30", 3, "2024-02-29"},
		{"2022-08-31", 1, "2022-09-30"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2022-03-31", -1, "2022-02-28"},
		{"2022-01-15", -1, "2021-12-15"},
		{"2022-01-15", -13, "2020-12-15"},
		{"2022-12-31", 2, "2023-02-28"},
		{"2022-06-10", 0, "2022-06-10"},
	} {
		if got := calendar.MustDate(c.from).AddMonths(c.months); got.String() != c.want {
			t.Errorf("%s and %d months is %s, want %s", c.from, c.months, got, c.want)
		}
	}
}

func TestDateWords(t *testing.T) {
	d := calendar.MustDate("2022-09-30")
	if got := d.Long(); got != "Friday 30 September 2022" {
		t.Errorf("Long() = %q", got)
	}
	if d.Weekday() != time.Friday || d.AddDays(2).Weekday() != time.Sunday || d.AddDays(1).Weekday() != time.Saturday {
		t.Errorf("30 September 2022 is %s, the days after are %s and %s",
			d.Weekday(), d.AddDays(1).Weekday(), d.AddDays(2).Weekday())
	}
	if got := d.DaysUntil(calendar.MustDate("2022-10-30")); got != 30 {
		t.Errorf("30 days until 30 October, got %d", got)
	}
	if got := calendar.MustDate("2022-03-26").AddDays(2).String(); got != "2022-03-28" {
		t.Errorf("two days over the clock change: %s", got)
	}
}

func TestNoDate(t *testing.T) {
	var none calendar.Date
	if !none.IsZero() || none.String() != "" || none.Long() != "" || !none.At(9, 0).IsZero() {
		t.Errorf("no date prints as %q and %q", none, none.Long())
	}
	if got := none.AddDays(3); !got.IsZero() {
		t.Errorf("no date and three days is %s", got)
	}
	if got := none.AddMonths(3); !got.IsZero() {
		t.Errorf("no date and three months is %s", got)
	}
	if !calendar.DateOf(time.Time{}).IsZero() {
		t.Error("the zero instant has a date")
	}
	if !none.Before(calendar.MustDate("1900-01-01")) {
		t.Error("no date is not before every date")
	}
}

func TestDateJSON(t *testing.T) {
	type dates struct {
		Due  calendar.Date            `json:"due"`
		None calendar.Date            `json:"none"`
		Gone calendar.Date            `json:"gone,omitzero"`
		By   map[calendar.Date]string `json:"by"`
	}
	due := calendar.MustDate("2022-09-30")
	text, err := json.Marshal(dates{Due: due, By: map[calendar.Date]string{due: "transfer"}})
	if want := `{"due":"2022-09-30","none":"","by":{"2022-09-30":"transfer"}}`; err != nil || string(text) != want {
		t.Fatalf("got %s, %v, want %s", text, err, want)
	}
	var back dates
	err = json.Unmarshal(text, &back)
	if err != nil || back.Due != due || !back.None.IsZero() || back.By[due] != "transfer" {
		t.Errorf("read back %+v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"due":"30 September"}`), &back); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a date in words gives %v, want Invalid", err)
	}
}

func TestDatesKeepToTheirLimits(t *testing.T) {
	const most = int(^uint(0) >> 1)
	d := calendar.MustDate("2022-09-30")
	if got := d.AddDays(most).String(); got != "9999-12-31" {
		t.Errorf("the last day is %s", got)
	}
	if got := d.AddDays(-most).String(); got != "0001-01-01" {
		t.Errorf("the first day is %s", got)
	}
	if got := d.AddMonths(most).String(); got != "9999-12-31" {
		t.Errorf("the last month ends on %s", got)
	}
	if got := d.AddMonths(-most).String(); got != "0001-01-01" {
		t.Errorf("the first month begins on %s", got)
	}
}

func TestDatesAgreeWithTheTimePackage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, n := anyDate(t, "start"), rapid.IntRange(-60_000, 60_000).Draw(t, "days")
		y, m, day := start.Civil()
		want := time.Date(y, m, day+n, 12, 0, 0, 0, time.UTC)
		got := start.AddDays(n)
		if got.String() != want.Format(time.DateOnly) || got.Weekday() != want.Weekday() || got.Year() != want.Year() {
			t.Fatalf("%s and %d days is %s, a %s; want %s", start, n, got, got.Weekday(), want)
		}
		if start.DaysUntil(got) != n || (start.Compare(got) < 0) != (n > 0) || start.Equal(got) != (n == 0) {
			t.Fatalf("%s and %s are not %d days apart in order", start, got, n)
		}
	})
}

func TestMonthsNeverOvershoot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, n := anyDate(t, "start"), rapid.IntRange(-600, 600).Draw(t, "months")
		y, m, day := start.Civil()
		gy, gm, gd := start.AddMonths(n).Civil()
		if gy*12+int(gm) != y*12+int(m)+n {
			t.Fatalf("%s and %d months lands in %s %d", start, n, gm, gy)
		}
		last := gd == time.Date(gy, gm+1, 0, 0, 0, 0, 0, time.UTC).Day()
		if gd > day || gd < day && !last {
			t.Fatalf("%s and %d months is day %d", start, n, gd)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2022-09-30", "2022-02-30", "2022-9-30", "", "2022-09-30T00:01"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := calendar.ParseDate(text); err == nil && d.String() != text {
			t.Errorf("ParseDate(%q) prints as %q", text, d)
		}
	})
}
