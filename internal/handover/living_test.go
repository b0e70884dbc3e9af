package handover_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// refused gives a command that must be refused for a reason, and changes nothing.
func (d *desk) refused(by string, c handover.Command, kind fault.Kind, why string) {
	d.t.Helper()
	before := asJSON(d.t, d.p)
	_, err := d.try(by, c)
	if fault.KindOf(err) != kind || !strings.Contains(err.Error(), why) {
		d.t.Fatalf("%s by %s: %v, want %s with %q", c.Name(), by, err, kind, why)
	}
	if asJSON(d.t, d.p) != before {
		d.t.Fatalf("the refused %s changed something", c.Name())
	}
}

// folds holds that the ledger, written and read again, folds to the state.
func (d *desk) folds() {
	d.t.Helper()
	var ledger []handover.Entry
	if err := json.Unmarshal([]byte(asJSON(d.t, d.ledger)), &ledger); err != nil {
		d.t.Fatalf("%v", err)
	}
	p, _, err := handover.Replay(ledger)
	if err != nil {
		d.t.Fatalf("%v", err)
	}
	if diff := cmp.Diff(asJSON(d.t, d.p), asJSON(d.t, p)); diff != "" {
		d.t.Fatalf("the fold of the ledger is another state: %s", diff)
	}
}

func TestNothingGoesOnByItselfWhilePaused(t *testing.T) {
	d := newDesk(t)
	d.until("consulting")
	d.do("sro", handover.PauseProgramme{Reason: "elections"})
	d.refused("sro", handover.PauseProgramme{Reason: "again"}, fault.Refused, "paused already: elections")
	d.refused("hr", handover.ResumeProgramme{}, fault.Forbidden, "may not resume")
	before := len(d.ledger)
	d.tickTo("2022-08-16T10:00")
	if got := kinds(d.ledger[before:]); len(got) != 0 {
		t.Fatalf("while it was paused: %v", got)
	}
	if d.passed("NoticeExpires") {
		t.Error("a gate passed while the programme was paused")
	}
	d.do("hr", handover.RecordRepresentation{Window: "staff", ID: "R1", Reference: "D/1"}) // people still record
	v := d.p.StatusAt(d.now)
	if v.RAG != handover.Red || !strings.HasSuffix(v.RAGWhy, "paused: elections") || v.BlockedBy[0].Command != "resume" ||
		v.BlockedBy[0].Overdue {
		t.Errorf("paused, the programme is rated %s: %s; blocked by %+v", v.RAG, v.RAGWhy, v.BlockedBy[0])
	}
	d.do("office-1", handover.ResumeProgramme{})
	if !d.passed("NoticeExpires") {
		t.Error("the notice period ended meanwhile, but its gate has not passed")
	}
	d.tickTo("2022-08-17T10:00")
	for _, r := range ofKind[handover.ReminderRaised](d.ledger[before:]) {
		if r.Rung != "overdue" {
			t.Errorf("a reminder that fell into the pause went out late: %+v", r)
		}
	}
	if raised := ofKind[handover.ReminderRaised](d.ledger[before:]); len(raised) == 0 {
		t.Error("what became overdue while the programme was paused is not called overdue")
	}
	d.refused("sro", handover.ResumeProgramme{}, fault.Refused, "not paused")
	d.folds()
}

// TestAPauseOverTheTransferHoldsIt keeps a service from moving at an hour that nobody planned.
func TestAPauseOverTheTransferHoldsIt(t *testing.T) {
	d := newDesk(t)
	d.until("midnight")
	d.do("sro", handover.PauseProgramme{Reason: "flood"})
	d.tickTo("2022-10-03T10:00")
	entries := d.do("sro", handover.ResumeProgramme{})
	if told := handover.Messages(d.p, entries[1]); entries[1].Event.Kind() != "transfer-held" || len(told) == 0 {
		t.Fatalf("nobody is told that it is held: %v, %v", kinds(entries), told)
	}
	if d.passed("TakeEffect") || !slices.Contains(d.p.Held, "the programme was paused at the instant of transfer") {
		t.Fatalf("held: %v", d.p.Held)
	}
	if b := d.p.StatusAt(d.now).BlockedBy; len(b) != 1 || b[0].What != "Release the transfer, which is held" {
		t.Errorf("it waits for %+v", b)
	}
	d.do("office-1", handover.Trigger{Stage: handover.TransferStage})
	if !d.passed("TakeEffect") || !d.p.EffectiveInstant().Equal(london(t, "2022-10-03T10:00")) {
		t.Errorf("released, it takes effect at %v", d.p.EffectiveInstant())
	}
	d.folds()
}

func TestFactsSayWhenTheyOccurred(t *testing.T) {
	d := newDesk(t)
	d.until("consulting")
	spec, err := handover.LookUp("report-obligation")
	if err != nil || !spec.Dated() {
		t.Fatal("report-obligation says not when it occurred")
	}
	c, err := spec.Decode([]byte(`{"obligation":"X-01","reference":"D/1","occurred":"2022-07-07T10:00"}`))
	if err != nil {
		t.Fatal(err)
	}
	e := d.do("hr", c)[0]
	want := london(t, "2022-07-07T10:00")
	if !e.Occurred.Equal(want) || !e.At.Equal(d.now) || !d.obligation("X-01").Met.Equal(want) {
		t.Errorf("entry %+v, met %v", e, d.obligation("X-01").Met)
	}
	future, _ := spec.Decode([]byte(`{"obligation":"X-01","reference":"D/1","occurred":"2030-07-07T10:00"}`))
	d.refused("hr", future, fault.Refused, "before it occurred")
	if _, err := spec.Decode([]byte(`{"obligation":"X-01","reference":"D/1","occurred":"2022-10-30T01:30"}`)); err == nil {
		t.Error("a wall-clock time that occurs twice is taken")
	}
	d.folds()
}

// TestAPauseTakesARelease holds a transfer that was released before the pause and not let through: the office releases it
// again, at an hour that it chooses.
func TestAPauseTakesARelease(t *testing.T) {
	d := newDesk(t)
	d.until("final")
	d.tickTo("2022-09-30T00:01")
	d.do("office-1", handover.Trigger{Stage: handover.TransferStage})
	d.do("sro", handover.PauseProgramme{Reason: "flood"})
	d.at("2022-10-01T03:00")
	d.do("sro", handover.ResumeProgramme{})
	if d.p.Triggered[handover.TransferStage] || d.p.Halt() != handover.HaltHeld {
		t.Errorf("after the pause it is %q, released %v", d.p.Halt(), d.p.Triggered[handover.TransferStage])
	}
	d.folds()
}

// TestNothingOccursBeforeTheProgramme holds what is said to have occurred between the beginning and now.
func TestNothingOccursBeforeTheProgramme(t *testing.T) {
	for _, c := range []struct{ command, input, why string }{
		{"report-obligation", `{"obligation":"X-01","reference":"D/1","occurred":"2022-07-03T10:00"}`, "begins on Monday 4 July 2022"},
		{"record-representation", `{"window":"staff","id":"R1","reference":"D/1","occurred":"2022-07-10T10:00"}`,
			"opened on Monday 11 July 2022"},
	} {
		d := newDesk(t)
		d.until("consulting")
		spec, err := handover.LookUp(c.command)
		if err != nil {
			t.Fatal(err)
		}
		command, err := spec.Decode([]byte(c.input))
		if err != nil {
			t.Fatal(err)
		}
		d.refused("hr", command, fault.Refused, c.why)
	}
}

func TestReassign(t *testing.T) {
	d := newDesk(t)
	d.until("consulting")
	d.refused("office-1", handover.Reassign{From: "nobody", To: "hr-2"}, fault.NotFound, "nobody of that id")
	d.refused("office-1", handover.Reassign{From: "hr", To: "hr-2"}, fault.Invalid, "does not know hr-2 yet")
	d.refused("office-1", handover.Reassign{From: "hr", To: "legal", Email: "new@council.example"}, fault.Refused, "/email")
	d.refused("office-1", handover.Reassign{From: "owner", To: "lead"}, fault.Invalid, "would have to sign them")
	d.refused("office-1", handover.Reassign{From: "hr", To: "hr"}, fault.Refused, "already")
	d.refused("office-1", handover.Reassign{From: "hr", To: "legal", Roles: []handover.Role{"data-lead"}}, fault.Refused,
		"does not hold")
	d.refused("office-1", handover.Reassign{From: "approver-1", To: "office-1"}, fault.Forbidden, "may not change who is approver")
	d.do("office-1", handover.Reassign{From: "hr", To: "hr-2", Email: "hr-2@council.example", Reason: "she left"})
	d.def = d.p.Definition
	d.refused("hr", handover.RecordRepresentation{Window: "staff", ID: "R1", Reference: "D/1"}, fault.Forbidden, "hr may not")
	d.do("hr-2", handover.RecordRepresentation{Window: "staff", ID: "R1", Reference: "D/1"})
	if _, ok := d.p.Definition.Person("hr"); ok {
		t.Error("who has no duties is still on the list")
	}
	d.do("sro", handover.Reassign{From: "approver-1", To: "approver-3", Email: "a@council.example", Reason: "illness"})
	d.do("sro", handover.Reassign{From: "approver-2", To: "approver-3", Reason: "illness"})
	d.def = d.p.Definition
	d.refused("sro", handover.Reassign{From: "approver-3", To: "legal"}, fault.Invalid, "only 1 approvers own no evidence")
	d.folds()
}
