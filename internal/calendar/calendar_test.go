package calendar_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
)

// england returns the published working days of England and Wales.
func england(extra ...calendar.Closure) *calendar.Calendar {
	return calendar.Published().Calendar(calendar.EnglandAndWales, calendar.Date{}, extra...)
}

func TestHolidaysOfEnglandAndWales(t *testing.T) {
	want := map[int]string{
		2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
		2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
		2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
		2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
		2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
		2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
		2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
		2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
		2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
	}
	got := map[int][]string{}
	for _, h := range calendar.Published().Holidays(calendar.EnglandAndWales) {
		got[h.Date.Year()] = append(got[h.Date.Year()], h.Date.String()[5:])
	}
	for year, days := range want {
		if g := strings.Join(got[year], " "); g != days {
			t.Errorf("%d: got %s, want %s", year, g, days)
		}
	}
}

func TestEasterIsClosed(t *testing.T) {
	for _, sunday := range []string{
		"2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16",
	} {
		easter := calendar.MustDate(sunday)
		for _, n := range []int{-2, 1} {
			if england().IsWorkingDay(easter.AddDays(n)) {
				t.Errorf("%s is a working day, %+d days from Easter", easter.AddDays(n), n)
			}
		}
	}
}

func TestWorkingDaysOfAYear(t *testing.T) {
	for i, want := range []int{253, 250, 251, 254, 253, 253, 253, 252} {
		first := calendar.MustDate("2021-01-01").AddMonths(12 * i)
		if got := england().Count(first, first.AddMonths(12).AddDays(-1)); got != want {
			t.Errorf("%d has %d working days, want %d", first.Year(), got, want)
		}
	}
	if got := england().Count(calendar.MustDate("2022-09-30"), calendar.MustDate("2022-09-29")); got != 0 {
		t.Errorf("a span that ends before it begins has %d working days", got)
	}
}

func TestClosedSaysWhy(t *testing.T) {
	none := calendar.Date{}
	closures := []calendar.Closure{
		{Date: calendar.MustDate("2022-12-28"), Title: "Christmas closure"},
		{Date: calendar.MustDate("2022-12-26"), Title: "Christmas closure"},
	}
	for _, c := range []struct {
		jurisdiction calendar.Jurisdiction
		known        calendar.Date
		date, why    string
	}{
		{calendar.EnglandAndWales, none, "2022-09-19", "State Funeral of Queen Elizabeth II"},
		{calendar.EnglandAndWales, calendar.MustDate("2022-09-10"), "2022-09-19", "State Funeral of Queen Elizabeth II"},
		{calendar.EnglandAndWales, calendar.MustDate("2022-09-09"), "2022-09-19", ""},
		{calendar.EnglandAndWales, none, "2022-09-24", "weekend"},
		{calendar.EnglandAndWales, none, "2022-05-30", ""},
		{calendar.EnglandAndWales, none, "2020-05-04", ""},
		{calendar.EnglandAndWales, none, "2022-12-28", "Christmas closure"},
		{calendar.EnglandAndWales, none, "2022-12-26", "Boxing Day"},
		{"", none, "2022-04-15", "Good Friday"},
		{calendar.Scotland, none, "2022-01-04", "2nd January (substitute day)"},
		{calendar.Scotland, none, "2022-04-18", ""},
		{calendar.NorthernIreland, none, "2022-07-12", "Battle of the Boyne (Orangemen's Day)"},
		{calendar.EnglandAndWales, none, "2022-07-12", ""},
		{calendar.UKAny, none, "2022-08-01", "Summer bank holiday (Scotland)"},
		{calendar.UKAny, none, "2022-11-30", "St Andrew's Day (Scotland)"},
		{calendar.UKAny, none, "2022-04-18", "Easter Monday (England and Wales; Northern Ireland)"},
		{calendar.UKAny, none, "2022-04-15", "Good Friday"},
		{calendar.UKAny, none, "2026-06-15", "World Cup bank holiday (Scotland)"},
	} {
		cal := calendar.Published().Calendar(c.jurisdiction, c.known, closures...)
		why, closed := cal.Closed(calendar.MustDate(c.date))
		if why != c.why || closed != (c.why != "") {
			t.Errorf("%s in %q as known on %q: %q, %t, want %q", c.date, c.jurisdiction, c.known, why, closed, c.why)
		}
	}
	if england().IsWorkingDay(none) {
		t.Error("no date is a working day")
	}
}

func TestNearestWorkingDay(t *testing.T) {
	for _, c := range []struct{ date, before, after string }{
		{"2022-09-30", "2022-09-30", "2022-09-30"},
		{"2022-10-30", "2022-10-28", "2022-10-31"},
		{"2022-04-15", "2022-04-14", "2022-04-19"},
		{"2021-12-26", "2021-12-24", "2021-12-29"},
	} {
		d := calendar.MustDate(c.date)
		if got := england().OnOrBefore(d).String(); got != c.before {
			t.Errorf("on or before %s is %s, want %s", d, got, c.before)
		}
		if got := england().OnOrAfter(d).String(); got != c.after {
			t.Errorf("on or after %s is %s, want %s", d, got, c.after)
		}
	}
}

func TestProvisional(t *testing.T) {
	for date, want := range map[string]bool{
		"2011-12-31": true, "2012-01-01": false, "2028-12-31": false, "2029-01-01": true,
	} {
		for _, j := range calendar.Jurisdictions() {
			if got := calendar.Published().Calendar(j, calendar.Date{}).Provisional(calendar.MustDate(date)); got != want {
				t.Errorf("%s in %s: provisional is %t, want %t", date, j, got, want)
			}
		}
	}
	unknown := calendar.Published().Calendar("wales", calendar.Date{})
	if !unknown.Provisional(calendar.MustDate("2022-09-30")) {
		t.Error("a jurisdiction without holidays is not provisional")
	}
}

func TestThereAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendar.Published().Calendar(rapid.SampledFrom(calendar.Jurisdictions()).Draw(t, "in"), calendar.Date{})
		start, n := c.OnOrAfter(anyDate(t, "start")), rapid.IntRange(-300, 300).Draw(t, "n")
		there := c.Add(start, n)
		if back := c.Add(there, -n); back != start || !c.IsWorkingDay(there) {
			t.Fatalf("%s and %d working days is %s, and back is %s", start, n, there, back)
		}
		low, high := start, there
		if n < 0 {
			low, high = there, start
		}
		if got := c.Count(low, high) - 1; got != max(n, -n) {
			t.Fatalf("from %s to %s are %d working days, want %d", low, high, got, n)
		}
	})
}

func TestAMoreClosedCalendarOnlyPushesAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		extra := calendar.Closure{Date: anyDate(t, "closure"), Title: "proclaimed"}
		start, n := anyDate(t, "start"), rapid.IntRange(1, 300).Draw(t, "n")
		if got, want := england(extra).Add(start, n), england().Add(start, n); got.Before(want) {
			t.Fatalf("closing %s moves %d working days after %s from %s to %s", extra.Date, n, start, want, got)
		}
		if got, want := england(extra).Add(start, -n), england().Add(start, -n); got.After(want) {
			t.Fatalf("closing %s moves %d working days before %s from %s to %s", extra.Date, n, start, want, got)
		}
	})
}

func TestAnywhereIsEverywhereTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, known := anyDate(t, "date"), anyDate(t, "known")
		open := func(j calendar.Jurisdiction) bool { return calendar.Published().Calendar(j, known).IsWorkingDay(d) }
		all := !slices.ContainsFunc(calendar.Jurisdictions()[:3], func(j calendar.Jurisdiction) bool { return !open(j) })
		if open(calendar.UKAny) != all {
			t.Fatalf("%s as known on %s: uk-any is open %t, all three %t", d, known, open(calendar.UKAny), all)
		}
	})
}

func TestCalendarSaysWhatItIs(t *testing.T) {
	known := calendar.MustDate("2022-09-08")
	c := calendar.Published().Calendar(calendar.Scotland, known)
	if c.Jurisdiction() != calendar.Scotland || c.Known() != known || c.Version() != calendar.Published().Version() {
		t.Errorf("the calendar is of %s, known on %s, version %s", c.Jurisdiction(), c.Known(), c.Version())
	}
	if got := england().Add(calendar.MustDate("2200-12-31").AddMonths(12*7798), 1000).String(); got != "9999-12-31" {
		t.Errorf("past the last day is %s", got)
	}
}
