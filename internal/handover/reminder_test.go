package handover_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/handover"
)

func reminders(entries []handover.Entry) []string {
	var list []string
	for _, r := range ofKind[handover.ReminderRaised](entries) {
		list = append(list, fmt.Sprintf("%s %s %s", r.Obligation, r.Rung, r.Due))
	}
	return list
}

// TestRungs holds the ladder of one obligation by hand: X-01 is due on Friday 2 September 2022; a week before is 26
// August, the working day after it Monday 5 September, and each goes out at nine in London.
func TestRungs(t *testing.T) {
	d := newDesk(t)
	d.until("expired")
	for _, look := range []struct{ at, want string }{
		{"2022-08-26T08:59", ""}, {"2022-08-26T09:00", "X-01 -7 2022-09-02"},
		{"2022-09-01T08:59", ""}, {"2022-09-01T09:00", "X-01 -1 2022-09-02"},
		{"2022-09-05T08:59", ""}, {"2022-09-05T09:00", "X-01 overdue 2022-09-02"},
		{"2022-09-09T23:59", ""},
	} {
		d.at(look.at)
		got := slices.DeleteFunc(reminders(d.tick()), func(r string) bool { return r[:4] != "X-01" })
		if look.want == "" && len(got) > 0 || look.want != "" && !slices.Equal(got, []string{look.want}) {
			t.Errorf("at %s: %q, want %q", look.at, got, look.want)
		}
	}
}

// TestRemindersSayHowFarTheDayIs reads the mails of the same ladder: no rung, no digits of a date, but the days that are
// left and the day in words.
func TestRemindersSayHowFarTheDayIs(t *testing.T) {
	d := newDesk(t)
	d.until("expired")
	for at, want := range map[string]string{
		"2022-08-26T09:00": "[small] Reminder: X-01 is due in 7 days, on Friday 2 September 2022: ",
		"2022-09-01T09:00": "[small] Reminder: X-01 is due tomorrow, on Friday 2 September 2022: ",
		"2022-09-05T09:00": "[small] OVERDUE: X-01 was due on Friday 2 September 2022: ",
	} {
		d := newDesk(t)
		d.until("expired")
		d.at(at)
		found := false
		for {
			entries := d.tick()
			for _, e := range entries {
				for _, m := range handover.Messages(d.p, e) {
					if _, reminds := e.Event.(handover.ReminderRaised); reminds && m.Mail != nil {
						found = found || strings.HasPrefix(m.Mail.Subject, want)
					}
				}
			}
			if len(entries) == 0 {
				break
			}
		}
		if !found {
			t.Errorf("at %s nobody is told %q", at, want)
		}
	}
	for day, want := range map[string]string{"2022-09-02": "X-01 is due today, on Friday 2 September 2022: ",
		"2022-09-05": "X-01 is overdue: "} {
		d.at(day + "T08:00")
		if why := d.p.StatusAt(d.now).RAGWhy; !strings.HasPrefix(why, want) {
			t.Errorf("on %s the rating is explained by %q", day, why)
		}
	}
}

// TestRemindersAfterAnOutage lets the clock see only some of its instants, and finds the same reminders and the same
// dates as a clock that never stopped. Nobody does anything, so that all of it is the clock's.
func TestRemindersAfterAnOutage(t *testing.T) {
	undisturbed := newDesk(t)
	undisturbed.until("consulting")
	undisturbed.tickTo("2022-12-31T12:00")
	want := reminders(undisturbed.ledger)
	for _, looks := range [][]string{
		{"2022-12-31T12:00"},
		{"2022-09-14T12:00", "2022-12-31T12:00"}, // over the news of 10 September and a reminder that it moved
		{"2022-08-24T12:00", "2022-09-14T08:00", "2022-09-14T12:00", "2022-09-30T00:05", "2022-12-31T12:00"},
	} {
		d := newDesk(t)
		d.until("consulting")
		for _, look := range looks {
			d.at(look)
			d.tick()
		}
		got := reminders(d.ledger)
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("looking at %v: reminders\n%q, want\n%q", looks, got, want)
		}
		if now, then := asJSON(t, d.p.Dates), asJSON(t, undisturbed.p.Dates); now != then {
			t.Errorf("looking at %v: dates\n%s, want\n%s", looks, now, then)
		}
	}
	if len(want) == 0 || len(want) != len(slices.Compact(slices.Sorted(slices.Values(want)))) {
		t.Errorf("%d reminders, some of them twice: %q", len(want), want)
	}
}

// TestADateThatMovesBack is overdue anew: the transfer that X-01 counts from is put a week later, and back again. People were
// told that the date had moved away; nothing but another reminder tells them that it is back.
func TestADateThatMovesBack(t *testing.T) {
	d := newDesk(t)
	d.until("expired")
	moved := func(day string, transfer handover.Local, due string) {
		t.Helper()
		d.tickTo(day)
		to := d.p.Definition
		to.Transfer = transfer
		d.do("office-1", handover.Amend{Definition: to, Reason: "why"})
		if o := d.obligation("X-01"); o.Due != date(due) {
			t.Fatalf("X-01 is due %s, want %s", o.Due, due)
		}
	}
	moved("2022-09-06T10:00", "2022-10-07T00:01", "2022-09-09")
	moved("2022-09-07T10:00", "2022-09-30T00:01", "2022-09-02")
	d.tickTo("2022-09-09T23:59")
	got := slices.DeleteFunc(reminders(d.ledger), func(r string) bool { return !strings.HasPrefix(r, "X-01") })
	want := []string{"X-01 -7 2022-09-02", "X-01 -1 2022-09-02", "X-01 overdue 2022-09-02", "X-01 overdue 2022-09-02"}
	if !slices.Equal(got, want) {
		t.Errorf("reminders %q, want %q", got, want)
	}
}

// TestAPeriodThatHasNotBegunIsNotLate asks for service alone while the notice has not gone out: the end of its period, as it
// was planned, says nothing any more.
func TestAPeriodThatHasNotBegunIsNotLate(t *testing.T) {
	d := newDesk(t)
	d.until("drafted")
	d.tickTo("2022-08-20T10:00")
	if got := reminders(d.ledger); slices.ContainsFunc(got, func(r string) bool { return strings.HasPrefix(r, "N-07") }) {
		t.Errorf("reminders %q", got)
	}
	v := d.p.StatusAt(d.now)
	if o := d.obligation("N-07"); d.p.Late(o, date("2022-08-20")) || !d.p.Late(d.obligation("N-01"), date("2022-08-20")) ||
		slices.ContainsFunc(v.Next, func(l handover.Deadline) bool { return l.ID == "N-07" }) {
		t.Errorf("N-07 is %+v; next %+v", o, v.Next)
	}
}

// TestOvertaken holds which reminders that wait to be sent are needless, and which of them wait for a later one: X-01 is due
// on Friday 2 September 2022, with rungs on 26 August, 1 and 5 September.
func TestOvertaken(t *testing.T) {
	week := handover.ReminderRaised{Obligation: "X-01", Rung: "-7", Role: handover.HRLead, Due: date("2022-09-02")}
	for name, c := range map[string]struct {
		raised, now       string
		change            func(*desk)
		awaits, overtaken bool
	}{
		"the only one":              {"2022-08-26T09:00", "2022-09-01T08:59", nil, false, false},
		"the next is due":           {"2022-08-26T09:00", "2022-09-01T09:00", nil, true, false},
		"the next was raised":       {"2022-09-01T09:00", "2022-09-01T09:00", nil, false, true},
		"so was the last":           {"2022-09-05T09:00", "2022-12-31T09:00", nil, false, true},
		"met meanwhile":             {"2022-08-26T09:00", "2022-09-01T09:00", reportX01, false, false},
		"paused before the next":    {"2022-08-26T09:00", "2022-09-01T09:00", pause, false, false},
		"owed no more":              {"2022-08-26T09:00", "2022-09-01T09:00", drop, false, false},
		"moved":                     {"2022-08-26T09:00", "2022-08-26T09:00", moveX01(), false, false},
		"moved, and raised anew":    {"2022-08-26T09:00", "2022-08-26T09:00", moveX01("-7"), false, true},
		"moved, and another raised": {"2022-08-26T09:00", "2022-09-01T09:00", moveX01("-1"), false, true},
	} {
		d := newDesk(t)
		d.until("expired")
		d.tickTo(c.raised)
		if c.change != nil {
			c.change(d)
		}
		d.at(c.now)
		if awaits, overtaken := d.p.RemindersDue(d.rules, d.now)["X-01"], week.Overtaken(d.p); awaits != c.awaits ||
			overtaken != c.overtaken {
			t.Errorf("%s: awaits a later one %v, overtaken %v", name, awaits, overtaken)
		}
	}
}

func reportX01(d *desk) { d.do("hr", handover.ReportObligation{Obligation: "X-01", Reference: "D/1"}) }
func pause(d *desk)     { d.do("sro", handover.PauseProgramme{Reason: "why"}) }
func drop(d *desk) {
	d.p.Obligations = slices.DeleteFunc(d.p.Obligations, func(o handover.Obligation) bool { return o.ID == "X-01" })
}

// moveX01 makes X-01 due a week later, with rungs of that date that have been raised.
func moveX01(raised ...string) func(*desk) {
	return func(d *desk) {
		i := slices.IndexFunc(d.p.Obligations, func(o handover.Obligation) bool { return o.ID == "X-01" })
		d.p.Obligations[i].Due, d.p.Obligations[i].Raised = date("2022-09-09"), raised
	}
}

// TestNews lets the bank holiday of 19 September 2022 become known on the 10th: what is open moves, what is met does
// not.
func TestNews(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	d.do("hr", handover.ReportObligation{Obligation: "X-01", Reference: "D/7"})
	d.tickTo("2022-09-09T23:59")
	before := map[string]handover.Obligation{}
	for _, o := range d.p.Obligations {
		before[o.ID] = o
	}
	d.tickTo("2022-09-10T00:00")
	moved := ofKind[handover.ObligationsMoved](d.ledger)
	last := moved[len(moved)-1]
	const want = "Monday 19 September 2022 (State Funeral of Queen Elizabeth II) became known as a bank holiday"
	if last.Because != want {
		t.Errorf("moved because %q, want %q", last.Because, want)
	}
	if d.p.Known != date("2022-09-10") {
		t.Errorf("the dates are those known on %s", d.p.Known)
	}
	for _, o := range d.p.Obligations {
		if !before[o.ID].Open() && o.Due != before[o.ID].Due {
			t.Errorf("%s was met and moved from %s to %s", o.ID, before[o.ID].Due, o.Due)
		}
	}
	if o := d.obligation("X-01"); o.Due != date("2022-09-02") {
		t.Errorf("X-01, met, is due %s", o.Due)
	}
	if entries := d.tick(); len(entries) != 0 {
		t.Errorf("the same news again: %v", kinds(entries))
	}
}

// TestNewsMovesWhatIsOpen moves twenty working days before 30 September from the 2nd to the 1st, into the past;
// somebody who opens what was met finds it on the date that holds then.
func TestNewsMovesWhatIsOpen(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	d.tickTo("2022-09-10T00:00")
	if o := d.obligation("X-01"); o.Due != date("2022-09-01") || len(o.Raised) != 0 {
		t.Errorf("X-01 is due %s with %v raised", o.Due, o.Raised)
	}
	if o := d.obligation("G-01"); o.Due != date("2022-09-16") {
		t.Errorf("G-01, met before the news, is due %s", o.Due)
	}
	d.do("sro", handover.WaiveCheck{Check: "D-1", Reason: "why", Until: date("2022-09-12")})
	d.tickTo("2022-09-13T00:00")
	if o := d.obligation("D-1"); !o.Open() || o.Due != date("2022-09-15") {
		t.Errorf("D-1 is open: %v, due %s, want 2022-09-15", o.Open(), o.Due)
	}
}

// TestAWaiverThatEndsInAnOutage opens what it covered on the date that holds by then, found late as it is.
func TestAWaiverThatEndsInAnOutage(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	d.do("sro", handover.WaiveCheck{Check: "D-1", Reason: "why", Until: date("2022-09-12")})
	d.at("2022-09-14T12:00")
	found := d.tick()
	if o := d.obligation("D-1"); !o.Open() || o.Due != date("2022-09-15") || !o.Since.Before(london(t,
		"2022-09-13T00:01")) {
		t.Errorf("D-1 is open: %v, due %s, since %v", o.Open(), o.Due, o.Since)
	}
	if got := reminders(found); !slices.Contains(got, "D-1 -1 2022-09-15") {
		t.Errorf("reminders %q, want the one of that morning among them", got)
	}
}

// TestEvidenceHandedInAgainIsOwedAgain holds that a check whose accepted evidence is replaced is owed until it is
// judged.
func TestEvidenceHandedInAgainIsOwedAgain(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	if d.obligation("D-1").Open() {
		t.Fatal("D-1 is accepted and still owed")
	}
	d.do("legal", handover.SubmitEvidence{Check: "D-1", Evidence: "E/2"})
	if !d.obligation("D-1").Open() {
		t.Error("D-1 is to be judged anew and not owed")
	}
	d.do("office-1", handover.AcceptCheck{Check: "D-1"})
	if d.obligation("D-1").Open() {
		t.Error("D-1 is accepted again and still owed")
	}
}

// TestNothingAfterTheEnd keeps the clock looking long after a programme ended with a waiver still running.
func TestNothingAfterTheEnd(t *testing.T) {
	for name, end := range map[string]func(d *desk){
		"closed": func(d *desk) {
			d.until("effective")
			d.do("sro", handover.WaiveCheck{Check: "A-1", Reason: "why", Until: date("2022-11-30")})
			d.from("effective", "closed")
		},
		"stopped": func(d *desk) {
			d.until("reconciled")
			d.do("sro", handover.WaiveCheck{Check: "D-1", Reason: "why", Until: date("2022-08-30")})
			d.do("sro", handover.Stop{Reason: "policy"})
			d.at("2022-09-15T10:00")
			if entries := d.tick(); len(entries) != 0 {
				t.Errorf("while it stops: %v", kinds(entries))
			}
			if wake := d.p.Wake(d.rules, d.now); !wake.After(d.now) {
				t.Errorf("the clock looks again at %v, which is past", wake)
			}
			d.system(handover.StandDown{Execution: 1})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			end(d)
			d.now = d.now.Add(400 * 24 * time.Hour)
			if entries := d.tick(); len(entries) != 0 {
				t.Errorf("after the end: %v", kinds(entries))
			}
			if wake := d.p.Wake(d.rules, d.now); !wake.IsZero() {
				t.Errorf("the clock looks again at %v", wake)
			}
		})
	}
}
