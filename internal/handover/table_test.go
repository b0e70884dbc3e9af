package handover_test

import (
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/calendar/calendartest"
	"example.org/handover/internal/handover"
)

// TestAnotherTable puts another table of bank holidays in the place of the one that a programme was planned by: its open
// dates move with the next tick, whatever day the holidays became known, and those that are met stand.
func TestAnotherTable(t *testing.T) {
	const extra = "england-and-wales,2022-09-20,Extra day,"
	for name, c := range map[string]struct {
		table   *calendar.Table
		because string
		x01     string // twenty working days before the transfer
	}{
		"a row known all along": {calendartest.Published(t, "", extra), ", it has Tuesday 20 September 2022 (Extra day)", "2022-09-01"},
		"a row known before the plan": {calendartest.Published(t, "", extra+"2022-03-01"),
			", it has Tuesday 20 September 2022 (Extra day)", "2022-09-01"},
		"a row gone": {calendartest.Published(t, "2022-08-29"),
			", it has no more Monday 29 August 2022 (Summer bank holiday)", "2022-09-02"},
		"a row elsewhere": {calendartest.Published(t, "", "scotland,2022-09-20,Extra day,"), "", "2022-09-02"},
	} {
		d := newDesk(t)
		d.until("composed")
		d.tickTo("2022-08-26T12:00")
		met := d.obligation("M-01/cases")
		d.rules.Table = c.table
		if !d.p.Outdated(d.rules) {
			t.Errorf("%s: not outdated", name)
		}
		d.tick()
		moved := ofKind[handover.ObligationsMoved](d.ledger)
		last := moved[len(moved)-1]
		if want := "another table of bank holidays holds, " + c.table.Version() + c.because; last.Because != want {
			t.Errorf("%s: moved because %q, want %q", name, last.Because, want)
		}
		if o := d.obligation("X-01"); o.Due != date(c.x01) {
			t.Errorf("%s: X-01 is due %s, want %s", name, o.Due, c.x01)
		}
		if o := d.obligation("M-01/cases"); met.Open() || o.Due != met.Due {
			t.Errorf("%s: M-01/cases, open %v, moved from %s to %s", name, met.Open(), met.Due, o.Due)
		}
		if entries := d.tick(); len(entries) != 0 || d.p.Outdated(d.rules) {
			t.Errorf("%s: the same table again: %v", name, kinds(entries))
		}
	}
}

// TestAnotherTableComesBeforeReminders lets the clock find, after days without it, a reminder and a table that moves its
// date: the reminder says the date that holds.
func TestAnotherTableComesBeforeReminders(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	d.tickTo("2022-08-24T12:00")
	d.at("2022-08-26T09:00") // a week before X-01 is due
	d.rules.Table = calendartest.Published(t, "", "england-and-wales,2022-09-20,Extra day,")
	for _, e := range d.tick() {
		if v, ok := e.Event.(handover.ReminderRaised); ok && v.Obligation == "X-01" && v.Due != date("2022-09-01") {
			t.Errorf("a reminder of X-01, due %s", v.Due)
		}
	}
}

// TestALedgerFromBeforeTablesWereNoted has nothing to say of another table until something moves.
func TestALedgerFromBeforeTablesWereNoted(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	d.tickTo("2022-08-26T12:00")
	d.p.Calendar = ""
	if entries := d.tick(); len(entries) != 0 || d.p.Outdated(d.rules) {
		t.Errorf("the clock finds %v", kinds(entries))
	}
	d.tickTo("2022-09-10T00:00") // 19 September becomes known
	if d.p.Calendar != d.rules.Table.Version() {
		t.Errorf("the dates rest on %q", d.p.Calendar)
	}
}
