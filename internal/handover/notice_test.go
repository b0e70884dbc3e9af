package handover_test

import (
	"testing"

	"example.org/handover/internal/handover"
)

func failByHand(d *desk) {
	d.do("legal", handover.ReportUndelivered{Addressee: "company", Method: "hand", Reason: "the office was shut"})
}

func serveByHand(d *desk, sent handover.Local) {
	d.do("legal", handover.RecordService{Addressee: "company", Method: "hand", Sent: sent, Reference: "R/9"})
}

// TestDeemedService holds the dates of the sample by hand: by post two working days after 6 July is 8 July.
func TestDeemedService(t *testing.T) {
	d := newDesk(t)
	d.until("served")
	got := map[string]string{}
	for _, s := range d.p.Notice.Services {
		got[string(s.Method)] = s.Deemed.String()
	}
	if got["hand"] != "2022-07-06" || got["first-class-post"] != "2022-07-08" {
		t.Errorf("deemed served on %v", got)
	}
	if ends := d.p.Dates["notice.ends"]; ends != date("2022-08-08") {
		t.Errorf("the notice ends on %s, want 2022-08-08", ends)
	}
	d.tickTo("2022-08-08T23:59")
	if d.passed("NoticeExpires") {
		t.Fatal("the notice expired before its last day was over")
	}
	d.tickTo("2022-08-09T00:00")
	if !d.passed("NoticeExpires") || d.obligation("N-07").Open() {
		t.Error("the notice has not expired at the end of its last day")
	}
}

// TestServiceFailsWhileTheNoticeRuns reports a service undelivered, and serves again later: the period runs anew.
func TestServiceFailsWhileTheNoticeRuns(t *testing.T) {
	d := newDesk(t)
	d.until("consulting")
	failByHand(d)
	if d.check("D-2").Met() || !d.obligation("N-01").Open() {
		t.Fatal("the notice still counts as served")
	}
	d.tickTo("2022-08-09T00:00")
	if d.passed("NoticeExpires") {
		t.Fatal("a notice expired that was not served on everybody")
	}
	d.at("2022-08-09T15:00")
	serveByHand(d, "2022-08-09T14:00")
	if d.obligation("N-01").Open() || !d.check("D-2").Met() {
		t.Error("served again, and N-01 or its check is still open")
	}
	d.tickTo("2022-09-10T00:00")
	if !d.passed("NoticeExpires") {
		t.Error("the second period, to 9 September, has not ended")
	}
}

// TestServiceFailsAfterTheNoticeExpired reports it when the workflow is past both gates: what they met is owed again,
// until the new service and the end of its period.
func TestServiceFailsAfterTheNoticeExpired(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	d.vote("approver-1", handover.DecisionPhase, handover.Go)
	failByHand(d)
	if !d.obligation("N-01").Open() || !d.obligation("N-07").Open() || d.check("D-2").Met() {
		t.Fatal("nothing is owed again")
	}
	if len(d.p.Decision.Votes) != 0 {
		t.Error("a vote over the failed service still counts")
	}
	d.at("2022-08-10T15:00")
	serveByHand(d, "2022-08-10T14:00")
	if d.obligation("N-01").Open() || !d.obligation("N-07").Open() {
		t.Errorf("N-01 open: %v, N-07 open: %v", d.obligation("N-01").Open(), d.obligation("N-07").Open())
	}
	if due := d.obligation("N-07").Due; due != date("2022-09-10") {
		t.Errorf("N-07 is due %s, want 2022-09-10", due)
	}
	if wake := d.p.Wake(d.rules, london(t, "2022-09-10T12:00")); wake.After(london(t, "2022-09-11T00:00")) {
		t.Errorf("the clock looks again at %v, after the notice has ended", wake)
	}
	d.tickTo("2022-09-11T00:00")
	if d.obligation("N-07").Open() {
		t.Error("N-07 is still owed after the period has ended")
	}
	for _, r := range ofKind[handover.ReminderRaised](d.ledger) {
		if r.Rung == "overdue" && r.Obligation[0] == 'N' {
			t.Errorf("an overdue reminder of %s, which was met in time", r.Obligation)
		}
	}
}

// TestALateServiceHoldsTheTransfer serves so late that the period ends after the transfer.
func TestALateServiceHoldsTheTransfer(t *testing.T) {
	d := newDesk(t)
	d.until("confirmed")
	failByHand(d)
	d.at("2022-09-28T15:00")
	serveByHand(d, "2022-09-28T14:00")
	if d.check("D-2").Met() {
		t.Error("a notice that ends on 28 October is proved for a transfer on 30 September")
	}
	d.tickTo("2022-09-30T00:01")
	if len(d.p.Held) == 0 || d.p.Held[0] != "the notice period ends on Friday 28 October 2022, not before the transfer" {
		t.Errorf("held because %q", d.p.Held)
	}
}
