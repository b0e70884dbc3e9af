package handover_test

import (
	"slices"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

func deferTo(until handover.Local) handover.Command {
	return handover.DeferTransfer{Until: until, Reason: "the data is late"}
}

func TestDeferTransfer(t *testing.T) {
	release := func(d *desk) { d.tickTo("2022-09-30T00:01") }
	held := func(d *desk) { d.tickTo("2022-09-30T09:00") }
	run(t, []attempt{
		{"once confirmed", "confirmed", nil, "sro", deferTo("2022-11-30T00:01"), "transfer-deferred", "", ""},
		{"within the day", "confirmed", nil, "sro", deferTo("2022-09-30T12:00"), "transfer-deferred", "", ""},
		{"to the same instant", "confirmed", nil, "sro", deferTo("2022-09-30T00:01"), "", fault.Refused, ""},
		{"to an earlier one", "confirmed", nil, "sro", deferTo("2022-09-29T00:01"), "", fault.Refused, ""},
		{"to an hour that never is", "confirmed", nil, "sro", deferTo("2023-03-26T01:30"), "", fault.Invalid, ""},
		{"not by the office", "confirmed", nil, "office-1", deferTo("2022-11-30T00:01"), "", fault.Forbidden, ""},
		{"before it is confirmed", "final", nil, "sro", deferTo("2022-11-30T00:01"), "", fault.Refused, ""},
		{"while it is held", "final", held, "sro", deferTo("2022-11-30T00:01"), "transfer-deferred", "", ""},
		{"into the past, while it is held", "final", held, "sro", deferTo("2022-09-30T08:00"), "", fault.Refused, ""},
		{"once its gate has passed", "midnight", release, "sro", deferTo("2022-11-30T00:01"), "", fault.Refused, ""},
		{"once in effect", "effective", nil, "sro", deferTo("2022-11-30T00:01"), "", fault.Refused, ""},
	})
}

// TestNothingIsTransferredUnasked holds that the workflow alone brings nothing into effect.
func TestNothingIsTransferredUnasked(t *testing.T) {
	for _, after := range []string{"started", "planned", "confirmed", "midnight"} {
		d := newDesk(t)
		d.until(after)
		if _, err := d.try("system", handover.BringIntoEffect{Execution: 1}); fault.KindOf(err) != fault.Internal {
			t.Errorf("after %s: %v, want Internal", after, err)
		}
		if _, err := d.try("system", handover.Close{Execution: 1}); fault.KindOf(err) != fault.Internal {
			t.Errorf("closing after %s: %v, want Internal", after, err)
		}
	}
}

// TestHeldTransfer plays a transfer that is held because one check is open, mended and released by the office.
func TestHeldTransfer(t *testing.T) {
	d := newDesk(t)
	d.until("confirmed")
	d.do("lead", handover.SubmitEvidence{Check: "F-3", Evidence: "E/4"})
	d.tickTo("2022-09-30T00:00")
	d.gate("TakeEffect", "")
	d.tickTo("2022-09-30T00:01")
	if want := []string{"check F-3 is evidence submitted",
		"go is not confirmed over the final evidence"}; !slices.Equal(d.p.Held, want) {
		t.Fatalf("held because %q, want %q", d.p.Held, want)
	}
	d.at("2022-09-30T09:00")
	d.do("office-2", handover.AcceptCheck{Check: "F-3"})
	d.vote("approver-1", handover.FinalPhase, handover.Go)
	d.vote("approver-2", handover.FinalPhase, handover.Go)
	d.tickTo("2022-09-30T10:00")
	if d.passed("TakeEffect") {
		t.Fatal("what was held went on by itself")
	}
	if b := d.p.StatusAt(d.now).BlockedBy; len(b) != 1 || b[0].What != "Release the transfer, which is held" {
		t.Errorf("what is mended is still in the way: %+v", b)
	}
	d.do("office-1", handover.Trigger{Stage: handover.TransferStage})
	if !d.passed("TakeEffect") {
		t.Fatal("the office released the transfer and it did not go on")
	}
	d.at("2022-09-30T10:05")
	d.system(handover.BringIntoEffect{Execution: 1, Certificate: file("g")})
	if want := london(t, "2022-09-30T10:00"); !d.p.Effective.Equal(want) || len(d.p.Held) != 0 {
		t.Errorf("effective %v and held %q, want the moment of release, %v", d.p.Effective, d.p.Held, want)
	}
	if n := len(ofKind[handover.TransferHeld](d.ledger)); n != 1 {
		t.Errorf("held %d times, want once", n)
	}
}

// TestAnOutageOverMidnightHoldsNothing stops the clock from the afternoon before the transfer until the morning after:
// the window that ended meanwhile is no reason to hold it.
func TestAnOutageOverMidnightHoldsNothing(t *testing.T) {
	for _, first := range []func(d *desk){
		func(d *desk) { d.tick() },
		func(d *desk) { d.do("hr", handover.ReportObligation{Obligation: "X-01", Reference: "D/7"}) },
		// somebody was up before the clock
	} {
		d := newDesk(t)
		d.until("confirmed")
		d.at("2022-09-30T08:00")
		first(d)
		d.tick()
		if len(d.p.Held) > 0 {
			t.Fatalf("held because %q", d.p.Held)
		}
		d.gate("TakeEffect", "")
		d.system(handover.BringIntoEffect{Execution: 1, Certificate: file("g")})
		if !d.p.Effective.Equal(london(t, "2022-09-30T00:01")) {
			t.Errorf("effective %v, want the planned instant", d.p.Effective)
		}
	}
}

// again plays the deferral of a confirmed transfer at its gate, and the workflow's way back to it in the second round.
func again(d *desk, until handover.Local) {
	d.until("midnight")
	d.do("sro", deferTo(until))
	d.system(handover.Replan{Execution: 1})
	d.gate("ReceiveExtract", "cases")
	d.do("lead", handover.ReceiveExtract{Dataset: "cases", Source: file("k"), Target: file("l")})
	d.system(handover.RecordRun{Execution: 1, Dataset: "cases", Round: 2, Passed: true, Report: file("m")})
	d.do("owner", handover.SignRun{Dataset: "cases", Report: file("m").SHA256})
	d.gate("SignOffDryRun", "cases")
	d.gate("SatisfyChecks", "")
	d.system(handover.ComposeEvidence{Execution: 1})
	d.gate("Decide", "")
	d.vote("approver-1", handover.DecisionPhase, handover.Go)
	d.vote("approver-2", handover.DecisionPhase, handover.Go)
	d.do("lead", handover.ReceiveExtract{Dataset: "cases", Source: file("n"), Target: file("o")})
	d.system(handover.RecordRun{Execution: 1, Dataset: "cases", Live: true, Round: 2, Passed: true, Report: file("q")})
	d.do("owner", handover.SignRun{Dataset: "cases", Report: file("q").SHA256})
	d.system(handover.ProveCutOver{Execution: 1})
	d.vote("approver-1", handover.FinalPhase, handover.Go)
	d.vote("approver-2", handover.FinalPhase, handover.Go)
}

// TestDeferredTransferBeginsAnew holds what a deferral asks again and what it leaves done.
func TestDeferredTransferBeginsAnew(t *testing.T) {
	d := newDesk(t)
	d.until("midnight")
	d.do("sro", deferTo("2022-11-30T00:01"))
	if g := d.p.Gates["TakeEffect"]; g.Outcome != handover.Defer {
		t.Fatalf("the gate answers %q, want defer", g.Outcome)
	}
	d.tickTo("2022-09-30T00:01")
	if len(d.p.Held) > 0 {
		t.Error("a transfer that is put off was held")
	}
	d.system(handover.Replan{Execution: 1})
	if n := len(ofKind[handover.Replanned](d.ledger)); n != 1 || d.p.Round != 2 {
		t.Errorf("replanned %d times into round %d", n, d.p.Round)
	}
	if entries := d.do("system", handover.Replan{Execution: 1}); len(entries) != 0 {
		t.Errorf("replanning again gives %v", kinds(entries))
	}
	for id, open := range map[string]bool{"N-01": false, "N-07": false, "T-08/staff": false, "M-01/cases": true,
		"M-02/cases": true,
		"M-03/cases": true, "M-04/cases": true, "G-01": true, "G-02": true, "G-03": true, "transfer": true} {
		if d.obligation(id).Open() != open {
			t.Errorf("%s open: %v, want %v", id, !open, open)
		}
	}
	if got := d.obligation("G-01").Due; got != date("2022-11-16") { // ten working days before 30 November
		t.Errorf("G-01 is due %s, want 2022-11-16", got)
	}
	for id, met := range map[string]bool{"D-1": true, "D-2": true, "D-3": false, "F-1": false, "F-2": false, "F-3": true} {
		if d.check(id).Met() != met {
			t.Errorf("check %s met: %v, want %v", id, !met, met)
		}
	}
}

// TestTheSecondRoundStandsAlone defers again in the second round, and holds what is amiss in it: the gate that
// passed in the first round says nothing about either.
func TestTheSecondRoundStandsAlone(t *testing.T) {
	d := newDesk(t)
	again(d, "2022-11-30T00:01")
	if _, err := d.try("sro", deferTo("2022-12-15T00:01")); err != nil {
		t.Errorf("putting off the second transfer: %v", err)
	}
	d = newDesk(t)
	again(d, "2022-11-30T00:01")
	d.do("lead", handover.SubmitEvidence{Check: "F-3", Evidence: "E/8"})
	d.tickTo("2022-11-30T00:01")
	if len(d.p.Held) == 0 {
		t.Error("the second transfer was not held although a check is open")
	}
}

// TestTransferPutOffWithinItsDay moves the instant and nothing else.
func TestTransferPutOffWithinItsDay(t *testing.T) {
	d := newDesk(t)
	again(d, "2022-09-30T12:00")
	if o := d.obligation("transfer"); !o.At.Equal(london(t, "2022-09-30T12:00")) || o.Due != date("2022-09-30") {
		t.Errorf("the transfer is due %s at %v", o.Due, o.At)
	}
	d.gate("ConfirmGo", "")
	d.gate("TakeEffect", "")
	d.tickTo("2022-09-30T11:59")
	if d.passed("TakeEffect") {
		t.Fatal("the transfer took effect at its old instant")
	}
	d.tickTo("2022-09-30T12:00")
	if !d.passed("TakeEffect") {
		t.Error("the transfer did not take effect at noon")
	}
}

// TestHeldBeforeTheDecision puts a transfer off whose delivery never came so far: the workflow is let out of each
// gate of the round that is over.
func TestHeldBeforeTheDecision(t *testing.T) {
	for _, c := range []struct {
		after, state, item string
	}{
		{"consulting", "ReceiveExtract", "cases"},
		{"reconciled", "SignOffDryRun", "cases"},
		{"signed", "SatisfyChecks", ""},
		{"composed", "Decide", ""},
		{"decided", "FreezeAndExtract", "cases"},
	} {
		d := newDesk(t)
		d.until(c.after)
		d.tickTo("2022-09-30T00:01")
		if len(d.p.Held) == 0 {
			t.Fatalf("after %s: the transfer is not held", c.after)
		}
		d.do("sro", deferTo("2022-12-15T00:01"))
		if g := d.p.Gates[gateOf(c.state, c.item)]; g.Outcome != handover.Defer {
			t.Errorf("after %s: gate %s answers %q, want defer", c.after, c.state, g.Outcome)
		}
		if _, v, err := d.p.Reconciliation("cases", false); v != handover.Defer || err != nil {
			t.Errorf("after %s: the reconciliation answers %q, %v, want defer", c.after, v, err)
		}
		if v := d.p.CutOverVerdict(); v != handover.Defer {
			t.Errorf("after %s: the cut-over answers %q, want defer", c.after, v)
		}
		d.system(handover.ProveCutOver{Execution: 1})
		d.system(handover.RollBack{Execution: 1})
		d.system(handover.ComposeEvidence{Execution: 1})
		d.gate("Decide", "")
		if g := d.p.Gates["Decide"]; g.Passed.IsZero() || g.Outcome == "" {
			t.Errorf("after %s: the workflow waits at the decision of the old round", c.after)
		}
		d.system(handover.Replan{Execution: 1})
		if d.p.Round != 2 || len(d.p.Held) != 0 || d.p.CutOver.Proved {
			t.Errorf("after %s: round %d, held %q, proved %v", c.after, d.p.Round, d.p.Held, d.p.CutOver.Proved)
		}
	}
}

func gateOf(state, item string) string {
	if item == "" {
		return state
	}
	return state + "/" + item
}

// TestRollBack refuses the live run: it is decided anew, the dry runs stand.
func TestRollBack(t *testing.T) {
	d := newDesk(t)
	d.until("decided")
	d.do("lead", handover.ReceiveExtract{Dataset: "cases", Source: file("d"), Target: file("e")})
	d.system(handover.RecordRun{Execution: 1, Dataset: "cases", Live: true, Round: 1, Passed: true, Report: file("f")})
	d.gate("SignOffLive", "cases")
	d.do("owner", handover.RefuseRun{Dataset: "cases", Reason: "a name is wrong"})
	if g := d.p.Gates["SignOffLive/cases"]; g.Outcome != handover.Again {
		t.Fatalf("the gate answers %q, want again", g.Outcome)
	}
	d.system(handover.ProveCutOver{Execution: 1})
	if v := d.p.CutOverVerdict(); v != handover.Rollback || d.p.CutOver.Proved {
		t.Fatalf("verdict %q, proved %v, want rollback", v, d.p.CutOver.Proved)
	}
	d.system(handover.RollBack{Execution: 1})
	if entries := d.do("system", handover.RollBack{Execution: 1}); len(entries) > 0 {
		t.Errorf("rolling back again gives %v", kinds(entries))
	}
	if d.p.Decision.Outcome != "" || d.p.Datasets[0].Live.Round != 2 || d.p.Datasets[0].Dry.SignedBy != "owner" {
		t.Errorf("decision %q, live round %d, dry run signed by %q", d.p.Decision.Outcome, d.p.Datasets[0].Live.Round,
			d.p.Datasets[0].Dry.SignedBy)
	}
	if d.check("F-1").Met() || !d.obligation("G-02").Open() || !d.obligation("M-03/cases").Open() ||
		d.obligation("M-02/cases").Open() {
		t.Error("what the roll-back undoes is not open again, or more than that")
	}
}
