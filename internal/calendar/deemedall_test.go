package calendar_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

func TestSafeAndClaimed(t *testing.T) {
	for _, c := range []struct{ profile, ways, safe, claimed string }{
		{"second-business-day", "hand 2022-04-08T14:00, first-class-post 2022-04-08T14:00", "2022-04-12", "2022-04-08"},
		{"second-business-day", "first-class-post 2022-04-08T14:00, hand 2022-04-08T14:00", "2022-04-12", "2022-04-08"},
		{"cpr-6.26", "first-class-post 2022-04-14T12:00, email 2022-04-14T16:00", "2022-04-19", "2022-04-14"},
		{"cpr-6.26", "first-class-post 2022-04-14T12:00, email 2022-04-14T16:30", "2022-04-19", "2022-04-19"},
		{"three-working-day-post", "email 2022-09-16T18:00, first-class-post 2022-09-16T12:00, hand 2022-09-17T10:00",
			"2022-09-22", "2022-09-17"}, // 19 September was a bank holiday
		{"dfe-grant-style", "first-class-post 2022-04-08T12:00", "2022-04-12", "2022-04-12"},
	} {
		var ways []calendar.Way
		for text := range strings.SplitSeq(c.ways, ", ") {
			method, sent, _ := strings.Cut(text, " ")
			ways = append(ways, calendar.Way{Method: calendar.Method(method), Sent: local(t, sent)})
		}
		got, err := profile(t, c.profile).DeemedByAll(england(), ways...)
		if err != nil || got.Safe.Date.String() != c.safe || got.Claimed.Date.String() != c.claimed {
			t.Errorf("%s under %s: safe %s, claimed %s, %v; want %s and %s",
				c.ways, c.profile, got.Safe.Date, got.Claimed.Date, err, c.safe, c.claimed)
			continue
		}
		x := got.Safe.Explanation
		if again := eval(t, x.Expression, calendar.Context{}); again.Date != got.Safe.Date || again.Explanation.Claimed != x.Claimed {
			t.Errorf("%q gives %s, claimed %s", x.Expression, again.Date, again.Explanation.Claimed)
		}
		if several := len(ways) > 1; several && (len(x.Ways) != len(ways) || x.Claimed.String() != c.claimed) ||
			!several && (x.Ways != nil || !x.Claimed.IsZero()) {
			t.Errorf("%s: explained by %+v, claimed %s", c.ways, x.Ways, x.Claimed)
		}
	}
}

func TestSafeAndClaimedRefuse(t *testing.T) {
	p, noon := profile(t, "practical-style"), local(t, "2022-04-08T12:00")
	for _, c := range []struct {
		ways []calendar.Way
		kind fault.Kind
	}{
		{nil, fault.Invalid},
		{[]calendar.Way{{calendar.Hand, noon}, {calendar.Email, time.Time{}}}, fault.Invalid},
		{[]calendar.Way{{calendar.Hand, noon}, {calendar.Fax, noon}}, fault.Refused},
	} {
		if _, err := p.DeemedByAll(england(), c.ways...); fault.KindOf(err) != c.kind || asFault(t, err).Mend == "" {
			t.Errorf("%v: %v, want %s with a mend", c.ways, err, c.kind)
		}
	}
}

// TestSeveralWaysInTheLanguage holds the safe date to be the result and the claimed one to be explained.
func TestSeveralWaysInTheLanguage(t *testing.T) {
	for text, want := range map[string][2]string{
		"first-class-post sent 2022-04-14 and email sent 2022-04-14T16:00:00 under cpr-6.26":          {"2022-04-19", "2022-04-14"},
		"email sent 2022-04-14T16:00 and first-class-post sent 2022-04-14 under cpr-6.26":             {"2022-04-19", "2022-04-14"},
		"dx sent 2022-09-15 and hand sent 2022-09-15T09:00 under cpr-6.26 as known on 2022-09-08":     {"2022-09-19", "2022-09-15"},
		"dx sent 2022-09-16 and hand sent 2022-09-15T09:00 under cpr-6.26":                            {"2022-09-20", "2022-09-15"},
		"hand sent transfer and hand sent 2022-10-01T10:00 under practical-style or next working day": {"2022-10-03", "2022-09-30"},
	} {
		text = "deemed service by " + text
		r := eval(t, text, transferOn("2022-09-30"))
		if got := [2]string{r.Date.String(), r.Explanation.Claimed.String()}; got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestSafeIsTheLatestAndClaimedTheEarliest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, _ := anyService(t)
		var ways []calendar.Way
		var days []calendar.Date
		for range rapid.IntRange(1, 4).Draw(t, "ways") {
			w := calendar.Way{Method: rapid.SampledFrom(p.Methods()).Draw(t, "method"),
				Sent: anyDate(t, "sent").At(rapid.IntRange(0, 23).Draw(t, "hour"), 0)}
			r, err := p.Deemed(england(), w.Method, w.Sent)
			if err != nil {
				t.Fatal(err)
			}
			ways, days = append(ways, w), append(days, r.Date)
		}
		got, err := p.DeemedByAll(england(), ways...)
		slices.SortFunc(days, calendar.Date.Compare)
		if err != nil || got.Claimed.Date != days[0] || got.Safe.Date != days[len(days)-1] {
			t.Fatalf("%v under %s: safe %s, claimed %s, %v; want of %s", ways, p.Name(), got.Safe.Date, got.Claimed.Date, err, days)
		}
	})
}
