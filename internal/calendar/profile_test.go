package calendar_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// profile returns a profile that must exist.
func profile(t tester, name string) calendar.Profile {
	t.Helper()
	p, err := calendar.LookUpProfile(name)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return p
}

// local returns the instant of a reading of London's clocks that must exist.
func local(t tester, text string) time.Time {
	t.Helper()
	at, err := calendar.ParseLocal(text)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return at
}

func TestPost(t *testing.T) {
	for posted, want := range map[string][3]string{
		"2022-04-08": {"2022-04-11", "2022-04-12", "2022-04-13"},
		"2022-04-14": {"2022-04-19", "2022-04-20", "2022-04-21"},
		"2022-05-31": {"2022-06-06", "2022-06-06", "2022-06-07"},
		"2022-06-01": {"2022-06-06", "2022-06-07", "2022-06-08"},
		"2022-09-16": {"2022-09-20", "2022-09-21", "2022-09-22"},
		"2022-09-17": {"2022-09-20", "2022-09-21", "2022-09-22"},
		"2022-12-23": {"2022-12-28", "2022-12-29", "2022-12-30"},
		"2023-05-05": {"2023-05-09", "2023-05-10", "2023-05-11"},
		"2026-12-24": {"2026-12-29", "2026-12-30", "2026-12-31"},
		"2027-12-24": {"2027-12-29", "2027-12-30", "2027-12-31"},
	} {
		for i, name := range []string{"cpr-6.26", "second-business-day", "three-working-day-post"} {
			got, err := profile(t, name).Deemed(england(), calendar.FirstClassPost, local(t, posted+"T18:00"))
			if err != nil || got.Date.String() != want[i] {
				t.Errorf("posted on %s under %s: %s, %v, want %s", posted, name, got.Date, err, want[i])
			}
		}
	}
	then := calendar.Published().Calendar(calendar.EnglandAndWales, calendar.MustDate("2022-09-08"))
	for name, want := range map[string]string{"cpr-6.26": "2022-09-19", "second-business-day": "2022-09-20"} {
		got, err := profile(t, name).Deemed(then, calendar.FirstClassPost, local(t, "2022-09-16T12:00"))
		if err != nil || got.Date.String() != want {
			t.Errorf("as known on 8 September 2022 under %s: %s, %v, want %s", name, got.Date, err, want)
		}
	}
}

func TestDeemedInstants(t *testing.T) {
	for _, c := range []struct{ profile, method, sent, date, clock string }{
		{"cpr-6.26", "email", "2022-04-08T16:29:59", "2022-04-08", ""},
		{"cpr-6.26", "email", "2022-04-08T16:30", "2022-04-11", ""},
		{"cpr-6.26", "hand", "2022-04-09T10:00", "2022-04-11", ""},
		{"cpr-6.26", "dx", "2022-04-08T10:00", "2022-04-11", ""},
		{"cpr-6.26", "email", "2022-03-25T15:45", "2022-03-25", ""},
		{"cpr-6.26", "fax", "2022-03-28T16:45", "2022-03-29", ""},
		{"second-business-day", "email", "2022-04-08T16:59:59", "2022-04-08", ""},
		{"second-business-day", "hand", "2022-04-08T17:00", "2022-04-11", ""},
		{"practical-style", "hand", "2022-04-09T22:15", "2022-04-09", "22:15:00"},
		{"practical-style", "first-class-post", "2022-04-08T12:00", "2022-04-12", "09:00:00"},
		{"practical-style", "email", "2022-04-08T16:30", "2022-04-08", "16:30:00"},
		{"practical-style", "email", "2022-04-08T06:30", "2022-04-08", "09:00:00"},
		{"practical-style", "email", "2022-04-08T17:00", "2022-04-11", "09:00:00"},
		{"practical-style", "email", "2022-04-10T06:30", "2022-04-11", "09:00:00"},
		{"dfe-grant-style", "email", "2022-04-08T06:30", "2022-04-08", "09:00:00"},
		{"dfe-grant-style", "email", "2022-04-08T17:00", "2022-04-11", "09:00:00"},
		{"dfe-grant-style", "recorded-delivery", "2022-04-08T17:00", "2022-04-12", ""},
		{"three-working-day-post", "recorded-delivery", "2022-04-08T17:00", "2022-04-08", "17:00:00"},
		{"three-working-day-post", "email", "2022-04-14T17:00", "2022-04-19", "09:00:00"},
	} {
		got, err := profile(t, c.profile).Deemed(england(), calendar.Method(c.method), local(t, c.sent))
		clock := ""
		if !got.At.IsZero() {
			clock = got.At.In(calendar.London()).Format(time.TimeOnly)
		}
		if err != nil || got.Date.String() != c.date || clock != c.clock {
			t.Errorf("%s sent %s under %s: %s at %q, %v, want %s at %q",
				c.method, c.sent, c.profile, got.Date, clock, err, c.date, c.clock)
		}
		text := got.Explanation.Expression
		if again := eval(t, text, calendar.Context{}); again.Date != got.Date || again.At != got.At {
			t.Errorf("%q gives %s, not %s", text, again.Date, got.Date)
		}
	}
}

func TestClosuresCountWhereTheProfileSaysSo(t *testing.T) {
	c := england(calendar.Closure{Date: calendar.MustDate("2022-04-12"), Title: "audit day"})
	for name, want := range map[string]string{"cpr-6.26": "2022-04-12", "second-business-day": "2022-04-13"} {
		got, err := profile(t, name).Deemed(c, calendar.Email, local(t, "2022-04-11T18:00"))
		if err != nil || got.Date.String() != want {
			t.Errorf("under %s: %s, %v, want %s", name, got.Date, err, want)
		}
	}
}

func TestServiceExplained(t *testing.T) {
	got, err := profile(t, "cpr-6.26").Deemed(england(), calendar.FirstClassPost, local(t, "2022-04-14T12:00"))
	if err != nil {
		t.Fatal(err)
	}
	s := got.Explanation.Service
	if s == nil || s.Profile != "cpr-6.26" || s.Method != calendar.FirstClassPost ||
		!strings.Contains(s.Source, "CPR 6.26") {
		t.Errorf("the service is explained as %+v", s)
	}
	var skipped []string
	for _, skip := range got.Explanation.Skipped {
		skipped = append(skipped, skip.From.String()+" "+skip.To.String()+" "+skip.Title)
	}
	if want := "2022-04-16 2022-04-17 ,2022-04-18 2022-04-18 Easter Monday"; strings.Join(skipped, ",") != want {
		t.Errorf("skipped %q, want %q", skipped, want)
	}
}

func TestDeemedRefuses(t *testing.T) {
	p := profile(t, "practical-style")
	_, err := p.Deemed(england(), calendar.Fax, local(t, "2022-04-08T12:00"))
	if f := asFault(t, err); f.Kind != fault.Refused || !strings.Contains(f.Mend, "hand, first-class-post") {
		t.Errorf("by fax: %v, want Refused with the methods allowed", err)
	}
	_, err = p.LatestSending(england(), calendar.DX, calendar.MustDate("2022-04-08"))
	if fault.KindOf(err) != fault.Refused {
		t.Errorf("by document exchange: %v, want Refused", err)
	}
	if _, err := p.Deemed(england(), calendar.Hand, time.Time{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("never sent: %v, want Invalid", err)
	}
	if _, err := p.LatestSending(england(), calendar.Hand, calendar.Date{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("by no date: %v, want Invalid", err)
	}
	if _, err := calendar.LookUpProfile("cpr"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown profile: %v, want NotFound", err)
	}
}

func TestLatestSending(t *testing.T) {
	for _, c := range []struct{ profile, method, by, want string }{
		{"cpr-6.26", "first-class-post", "2022-04-12", "2022-04-08"},
		{"cpr-6.26", "first-class-post", "2022-04-11", "2022-04-08"},
		{"cpr-6.26", "first-class-post", "2022-04-10", "2022-04-06"},
		{"second-business-day", "first-class-post", "2022-04-12", "2022-04-08"},
		{"second-business-day", "first-class-post", "2022-04-11", "2022-04-07"},
		{"second-business-day", "email", "2022-04-10", "2022-04-08"},
		{"three-working-day-post", "first-class-post", "2022-09-30", "2022-09-27"},
		{"practical-style", "email", "2022-09-19", "2022-09-16"},
	} {
		got, err := profile(t, c.profile).LatestSending(england(), calendar.Method(c.method), calendar.MustDate(c.by))
		if err != nil || got.String() != c.want {
			t.Errorf("%s under %s for %s: %s, %v, want %s", c.method, c.profile, c.by, got, err, c.want)
		}
	}
}

func TestWhatProfilesSay(t *testing.T) {
	want := "cpr-6.26 second-business-day practical-style dfe-grant-style three-working-day-post"
	if got := strings.Join(calendar.ProfileNames(), " "); got != want {
		t.Errorf("the profiles are %s, want %s", got, want)
	}
	for _, name := range calendar.ProfileNames() {
		p := profile(t, name)
		if p.Name() != name || p.Title() == "" || p.Source() == "" {
			t.Errorf("%s has the name %q, title %q and source %q", name, p.Name(), p.Title(), p.Source())
		}
		for _, m := range p.Methods() {
			if !p.Allows(m) || p.Rule(m) == "" {
				t.Errorf("%s by %s has the rule %q", name, m, p.Rule(m))
			}
		}
	}
	cpr := profile(t, "cpr-6.26")
	if clock, ok := cpr.CutOff(calendar.Email); clock != "16:30" || !ok {
		t.Errorf("email is cut off at %q, %t", clock, ok)
	}
	if _, ok := cpr.CutOff(calendar.FirstClassPost); ok || cpr.Allows(calendar.RecordedDelivery) {
		t.Error("post has a cut-off, or recorded delivery is allowed, under cpr-6.26")
	}
}

// anyService draws a profile and one of its methods.
func anyService(t *rapid.T) (calendar.Profile, calendar.Method) {
	p := profile(t, rapid.SampledFrom(calendar.ProfileNames()).Draw(t, "profile"))
	return p, rapid.SampledFrom(p.Methods()).Draw(t, "method")
}

func TestDeemedFollowsSending(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, m := anyService(t)
		first := anyDate(t, "date").At(rapid.IntRange(0, 23).Draw(t, "hour"), 0)
		second := first.Add(time.Duration(rapid.IntRange(0, 5*24*60).Draw(t, "minutes later")) * time.Minute)
		a, errA := p.Deemed(england(), m, first)
		b, errB := p.Deemed(england(), m, second)
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if a.Date.Before(calendar.DateOf(first)) || !a.At.IsZero() && a.At.Before(first) {
			t.Fatalf("%s under %s sent %s is deemed served before, %s %s", m, p.Name(), first, a.Date, a.At)
		}
		if b.Date.Before(a.Date) || b.At.Before(a.At) {
			t.Fatalf("%s under %s sent %s is deemed %s, but sent %s only %s", m, p.Name(), second, b.Date, first, a.Date)
		}
		if !a.At.IsZero() && calendar.DateOf(a.At) != a.Date {
			t.Fatalf("%s under %s sent %s is deemed on %s at %s", m, p.Name(), first, a.Date, a.At)
		}
		if p.Rule(m) != "on receipt" && !england().IsWorkingDay(a.Date) {
			t.Fatalf("%s under %s sent %s is deemed on %s, not a working day", m, p.Name(), first, a.Date)
		}
	})
}

func TestCPRPostIsNeverLaterThanTheSecondBusinessDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sent := anyDate(t, "date").At(12, 0)
		cpr, errA := profile(t, "cpr-6.26").Deemed(england(), calendar.FirstClassPost, sent)
		second, errB := profile(t, "second-business-day").Deemed(england(), calendar.FirstClassPost, sent)
		if errA != nil || errB != nil || cpr.Date.After(second.Date) {
			t.Fatalf("posted %s: %s, %v by the rule, %s, %v by the clause", sent, cpr.Date, errA, second.Date, errB)
		}
	})
}

func TestLatestSendingIsLatest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, m := anyService(t)
		c := england(calendar.Closure{Date: anyDate(t, "closure"), Title: "closed"})
		by := anyDate(t, "by")
		last, err := p.LatestSending(c, m, by)
		if err != nil || !c.IsWorkingDay(last) {
			t.Fatalf("%s under %s by %s: %s, %v", m, p.Name(), by, last, err)
		}
		if got, err := p.Deemed(c, m, last.At(9, 0)); err != nil || got.Date.After(by) {
			t.Fatalf("sent on %s it is deemed served on %s, %v, after %s", last, got.Date, err, by)
		}
		next := c.Add(last, 1)
		if got, err := p.Deemed(c, m, next.At(9, 0)); err != nil || !got.Date.After(by) {
			t.Fatalf("sent a working day later, %s, it is deemed served on %s, %v, by %s still", next, got.Date, err, by)
		}
	})
}
