package calendar_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// The clock changes of gov.uk, 2021 to 2028: always at 01:00 UTC.
var clockChanges = map[string]int{
	"2021-03-28": +1, "2022-03-27": +1, "2023-03-26": +1, "2024-03-31": +1,
	"2025-03-30": +1, "2026-03-29": +1, "2027-03-28": +1, "2028-03-26": +1,
	"2021-10-31": -1, "2022-10-30": -1, "2023-10-29": -1, "2024-10-27": -1,
	"2025-10-26": -1, "2026-10-25": -1, "2027-10-31": -1, "2028-10-29": -1,
}

func TestClockChanges(t *testing.T) {
	for date, change := range clockChanges {
		day := calendar.MustDate(date)
		hours := day.AddDays(1).At(0, 0).Sub(day.At(0, 0)).Hours()
		if want := float64(24 - change); hours != want {
			t.Errorf("%s has %v hours, want %v", date, hours, want)
		}
		if _, err := calendar.ParseLocal(date + "T01:30"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("01:30 on %s: %v, want Invalid", date, err)
		}
		for _, clock := range []string{"T00:59:59", "T02:00"} {
			if _, err := calendar.ParseLocal(date + clock); err != nil {
				t.Errorf("%s%s: %v", date, clock, err)
			}
		}
	}
}

func TestParseLocal(t *testing.T) {
	for text, want := range map[string]string{
		"2022-09-30T00:01":    "2022-09-29T23:01:00Z",
		"2022-03-25T16:29":    "2022-03-25T16:29:00Z",
		"2022-03-28T16:29":    "2022-03-28T15:29:00Z",
		"2022-09-29T23:59:59": "2022-09-29T22:59:59Z",
		"2022-12-31T00:00":    "2022-12-31T00:00:00Z",
	} {
		got, err := calendar.ParseLocal(text)
		if err != nil || got.Format(time.RFC3339) != want || got.Location() != time.UTC {
			t.Errorf("ParseLocal(%q) = %v, %v, want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"2022-03-27T01:30":       "skip this time",
		"2022-10-30T01:30":       "twice, at 00:30:00 and 01:30:00 UTC",
		"2022-09-30":             "not a local date and time",
		"2022-09-30 00:01":       "not a local date and time",
		"2022-09-30T24:00":       "not a local date and time",
		"2022-09-30T00:60":       "not a local date and time",
		"2022-09-30T00:01:60":    "not a local date and time",
		"2022-09-30T00:01Z":      "not a local date and time",
		"2022-09-30T00:01+01:00": "not a local date and time",
		"2022-09-31T00:01":       "there is no day 31",
	} {
		_, err := calendar.ParseLocal(text)
		if f := asFault(t, err); f.Kind != fault.Invalid || !strings.Contains(f.Problem, want) || f.Mend == "" {
			t.Errorf("ParseLocal(%q): %v, want a problem of %q", text, err, want)
		}
	}
}

func TestAt(t *testing.T) {
	for _, c := range []struct {
		date         string
		hour, minute int
		want         string
	}{
		{"2022-09-30", 0, 1, "2022-09-29T23:01:00Z"},
		{"2022-03-27", 1, 30, "2022-03-27T01:30:00Z"}, // skipped: the clocks show 02:30
		{"2022-03-27", 2, 0, "2022-03-27T01:00:00Z"},
		{"2022-10-30", 1, 30, "2022-10-30T00:30:00Z"}, // doubled: the first
		{"2022-10-30", 2, 0, "2022-10-30T02:00:00Z"},
		{"1970-06-01", 9, 0, "1970-06-01T08:00:00Z"}, // British Standard Time, all year
		{"1969-01-01", 9, 0, "1969-01-01T08:00:00Z"},
		{"2100-07-01", 9, 0, "2100-07-01T08:00:00Z"}, // by the rule, beyond the listed changes
	} {
		if got := calendar.MustDate(c.date).At(c.hour, c.minute).Format(time.RFC3339); got != c.want {
			t.Errorf("%s at %02d:%02d is %s, want %s", c.date, c.hour, c.minute, got, c.want)
		}
	}
}

func TestDateOf(t *testing.T) {
	for instant, want := range map[string]string{
		"2022-09-29T23:01:00Z":      "2022-09-30",
		"2022-09-29T22:59:59Z":      "2022-09-29",
		"2022-12-31T23:30:00Z":      "2022-12-31",
		"2022-09-30T12:00:00+13:00": "2022-09-30",
		"2022-09-30T11:00:00+13:00": "2022-09-29",
	} {
		at, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := calendar.DateOf(at); got.String() != want {
			t.Errorf("the date of %s is %s, want %s", instant, got, want)
		}
	}
}

func TestAtAndDateOfAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t, "date")
		h, m := rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")
		at := d.At(h, m)
		if got := calendar.DateOf(at); got != d {
			t.Fatalf("%s at %02d:%02d is %s, which is on %s", d, h, m, at, got)
		}
		text := d.String() + at.In(calendar.London()).Format("T15:04:05")
		if read, err := calendar.ParseLocal(text); err == nil && !read.Equal(at) {
			t.Fatalf("%s reads as %s, want %s", text, read, at)
		}
	})
}

func FuzzParseLocal(f *testing.F) {
	for _, seed := range []string{"2022-09-30T00:01", "2022-10-30T01:30", "2022-03-27T01:30:59", "2022-09-30T", "T"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := calendar.ParseLocal(text)
		if err != nil {
			asFault(t, err)
			return
		}
		if got := at.In(calendar.London()).Format("2006-01-02T15:04:05"); !strings.HasPrefix(got, text) {
			t.Errorf("ParseLocal(%q) shows as %s", text, got)
		}
	})
}
