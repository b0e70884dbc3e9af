package handover_test

import (
	"slices"
	"testing"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// TestOlderExecutionsAreSuperseded gives every step by the word of an execution that is replaced, and by one that
// nobody knows.
func TestOlderExecutionsAreSuperseded(t *testing.T) {
	d := newDesk(t)
	d.until("decided")
	d.system(handover.ReportExecution{Number: 1, Why: "it failed"})
	steps := func(n int) []handover.Command {
		return []handover.Command{handover.Plan{Execution: n}, handover.Replan{Execution: n},
			handover.DraftNotice{Execution: n},
			handover.SendInvitations{Execution: n, Window: "staff"}, handover.RecordRun{Execution: n, Dataset: "cases"},
			handover.ProbeChecks{Execution: n}, handover.ComposeEvidence{Execution: n}, handover.ProveCutOver{Execution: n},
			handover.RollBack{Execution: n}, handover.OpenGate{Execution: n, State: "Decide"},
			handover.BringIntoEffect{Execution: n},
			handover.Close{Execution: n}, handover.StandDown{Execution: n}}
	}
	for i, c := range steps(1) {
		if _, err := d.try("system", c); fault.KindOf(err) != fault.Superseded {
			t.Errorf("%s of the old execution: %v, want Superseded", c.Name(), err)
		}
		if _, err := d.try("system", steps(3)[i]); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s of an unknown execution: %v, want Invalid", c.Name(), err)
		}
	}
}

// TestWhatIsDoneIsNotDoneAgain gives every step a second time.
func TestWhatIsDoneIsNotDoneAgain(t *testing.T) {
	d := newDesk(t)
	d.until("effective")
	for _, c := range []handover.Command{handover.Plan{Execution: 1},
		handover.DraftNotice{Execution: 1, Letters: []handover.FileRef{file("x")}},
		handover.SendInvitations{Execution: 1, Window: "staff"}, handover.RecordRun{Execution: 1, Dataset: "cases", Round: 1},
		handover.RecordRun{Execution: 1, Dataset: "cases", Live: true, Round: 1}, handover.ProbeChecks{Execution: 1},
		handover.ComposeEvidence{Execution: 1}, handover.ProveCutOver{Execution: 1}, handover.RollBack{Execution: 1},
		handover.Replan{Execution: 1}, handover.BringIntoEffect{Execution: 1}, handover.OpenGate{Execution: 1,
			State: "TakeEffect"}} {
		if entries := d.do("system", c); len(entries) != 0 {
			t.Errorf("%s again gives %v", c.Name(), kinds(entries))
		}
	}
	if _, outcome, passed := d.p.Answer("TakeEffect", ""); !passed || outcome != handover.Passed {
		t.Errorf("the gate answers %q, %v", outcome, passed)
	}
}

// TestGatesOfNothing refuses gates that the machine does not have, and items that the programme does not have.
func TestGatesOfNothing(t *testing.T) {
	d := newDesk(t)
	d.until("planned")
	for _, c := range []struct {
		state, item string
		want        fault.Kind
	}{
		{"Plan", "", fault.Invalid}, {"OpenWindow", "x", fault.NotFound}, {"OpenWindow", "", fault.NotFound},
		{"SignOffLive", "x", fault.NotFound}, {"Review", "x", fault.NotFound}, {"Decide", "cases", fault.NotFound},
	} {
		if _, err := d.try("system", handover.OpenGate{Execution: 1, State: c.state,
			Item: c.item}); fault.KindOf(err) != c.want {
			t.Errorf("gate %s of %q: %v, want %s", c.state, c.item, err, c.want)
		}
	}
	if _, err := d.try("system", handover.RecordRun{Execution: 1, Dataset: "x"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a run of an unknown dataset: %v, want NotFound", err)
	}
	if _, _, err := d.p.Reconciliation("x", false); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the reconciliation of an unknown dataset: %v, want NotFound", err)
	}
	if _, err := d.try("system", handover.SendInvitations{Execution: 1,
		Window: "x"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("invitations to an unknown window: %v, want NotFound", err)
	}
}

// TestStuckAfterThreeBarrenReplacements lets executions fail one after the other without an entry in between.
func TestStuckAfterThreeBarrenReplacements(t *testing.T) {
	d := newDesk(t)
	d.until("planned")
	for n := 1; n <= 4; n++ { // the first of them made entries
		d.system(handover.ReportExecution{Number: n, Why: "it failed"})
		if d.p.Execution.Number != n+1 || d.p.Execution.Stuck {
			t.Fatalf("after failure %d: execution %d, stuck %v", n, d.p.Execution.Number, d.p.Execution.Stuck)
		}
	}
	d.system(handover.ReportExecution{Number: 5, Why: "it failed"})
	if !d.p.Execution.Stuck || d.p.Execution.Number != 5 {
		t.Fatalf("execution %d, stuck %v", d.p.Execution.Number, d.p.Execution.Stuck)
	}
	if entries := d.do("system", handover.ReportExecution{Number: 5, Why: "it failed"}); len(entries) != 0 {
		t.Errorf("a stuck programme reports %v", kinds(entries))
	}
	if rag := d.p.StatusAt(d.now).RAG; rag != handover.Red {
		t.Errorf("a stuck programme is %s", rag)
	}
	d.now = d.now.AddDate(1, 0, 0)
	d.tick()
	if n := d.p.Execution.Number; n != 5 {
		t.Errorf("the clock started execution %d of a stuck programme", n)
	}
	if wake := d.p.Wake(d.rules, d.now); !wake.IsZero() && !wake.After(d.now) {
		t.Errorf("the clock looks again at %v, which is past", wake)
	}
	d.do("office-1", handover.Retry{})
	if d.p.Execution.Stuck || d.p.Execution.Number != 6 {
		t.Errorf("after the retry: execution %d, stuck %v", d.p.Execution.Number, d.p.Execution.Stuck)
	}
	d.system(handover.OpenGate{Execution: 6, State: "Intervene", Problem: "Internal"})
	if d.passed("Intervene") {
		t.Error("the retry of the stuck programme let a later intervention pass unseen")
	}
}

// TestOtherReportsChangeNothing holds that only the current execution's end counts.
func TestOtherReportsChangeNothing(t *testing.T) {
	d := newDesk(t)
	d.until("planned")
	for _, n := range []int{0, 2, 99} {
		if entries := d.do("system", handover.ReportExecution{Number: n}); len(entries) != 0 {
			t.Errorf("the end of execution %d gives %v", n, kinds(entries))
		}
	}
	d.system(handover.ReportExecution{Number: 1})
	d.do("office-1", handover.SubmitEvidence{Check: "D-1", Evidence: "E"})
	d.system(handover.ReportExecution{Number: 2})
	if d.p.Execution.Barren != 0 {
		t.Errorf("barren %d after an entry in between", d.p.Execution.Barren)
	}
}

// TestOldExecutionIsReplaced holds the limit of 300 days, and that the successor fast-forwards.
func TestOldExecutionIsReplaced(t *testing.T) {
	d := newDesk(t)
	d.until("effective")
	d.now = d.p.Execution.Started.Add(300*24*time.Hour - time.Second)
	d.tick()
	if d.p.Execution.Number != 1 {
		t.Fatal("replaced before its time")
	}
	d.now = d.now.Add(time.Second)
	d.tick()
	if d.p.Execution.Number != 2 {
		t.Fatalf("execution %d is in charge after 300 days", d.p.Execution.Number)
	}
	for _, state := range []string{"AuthoriseNotice", "ServeNotice", "NoticeExpires", "SatisfyChecks", "Decide",
		"ConfirmGo", "TakeEffect"} {
		if _, _, passed := d.p.Answer(state, ""); !passed {
			t.Errorf("gate %s does not answer the successor", state)
		}
	}
}

// TestAnInterventionOfAReplacedExecutionIsOver holds that nobody waits at the gate of an execution that is gone.
func TestAnInterventionOfAReplacedExecutionIsOver(t *testing.T) {
	d := newDesk(t)
	d.until("planned")
	d.system(handover.OpenGate{Execution: 1, State: "Intervene", Problem: "Internal"})
	if !slices.ContainsFunc(d.p.Needs(), func(n handover.Need) bool { return n.Command == "retry" }) {
		t.Error("nobody is asked to retry")
	}
	d.system(handover.ReportExecution{Number: 1, Why: "it failed"})
	if d.p.Gates["Intervene"].Open() {
		t.Error("the intervention of the old execution still waits")
	}
	entries := d.do("system", handover.OpenGate{Execution: 2, State: "Intervene", Problem: "NotFound"})
	if len(ofKind[handover.GateOpened](entries)) != 1 {
		t.Errorf("the successor's intervention gives %v", kinds(entries))
	}
}

// TestStopAtEveryStage stops after each leg: every gate is moot, each further one passes at once, and the office can
// still mend a workflow that fails on its way out.
func TestStopAtEveryStage(t *testing.T) {
	for _, l := range journey {
		if l.name == "effective" {
			break
		}
		t.Run(l.name, func(t *testing.T) {
			d := newDesk(t)
			d.until(l.name)
			d.do("sro", handover.Stop{Reason: "policy"})
			for name, g := range d.p.Gates {
				if g.Open() {
					t.Errorf("gate %s still waits", name)
				}
			}
			d.gate("TakeEffect", "")
			if g := d.p.Gates["TakeEffect"]; g.Outcome != handover.Halt {
				t.Errorf("a gate reached later answers %q", g.Outcome)
			}
			if d.p.Outcome() != handover.Halt || d.p.CutOverVerdict() != handover.Halt {
				t.Error("the workflow is not told to stand down")
			}
			d.system(handover.ReportExecution{Number: 1, Why: "it failed"})
			d.system(handover.OpenGate{Execution: 2, State: "Intervene"})
			d.system(handover.StandDown{Execution: 2})
			if last := d.ledger[len(d.ledger)-1].Event.Kind(); d.p.Status != handover.Stopped || last != "stood-down" {
				t.Errorf("the programme is %s, its last entry %s", d.p.Status, last)
			}
			if entries := d.do("system", handover.BringIntoEffect{Execution: 2}); len(entries) > 0 {
				t.Errorf("a stopped programme: %v", kinds(entries))
			}
		})
	}
}

// TestAStuckStopCanBeRetried holds that a stop whose workflow got stuck is no dead end.
func TestAStuckStopCanBeRetried(t *testing.T) {
	d := newDesk(t)
	d.until("planned")
	d.do("sro", handover.Stop{Reason: "policy"})
	for n := 1; n <= 5; n++ {
		d.system(handover.ReportExecution{Number: n, Why: "it failed"})
	}
	if !d.p.Execution.Stuck || len(d.p.Needs()) != 1 {
		t.Fatalf("stuck %v, needs %v", d.p.Execution.Stuck, d.p.Needs())
	}
	if _, err := d.try("office-1", handover.SubmitEvidence{Check: "D-1",
		Evidence: "E"}); fault.KindOf(err) != fault.Refused {
		t.Errorf("other commands while it stops: %v, want Refused", err)
	}
	d.do("office-1", handover.Retry{})
	if d.p.Execution.Stuck || d.p.Execution.Number != 6 {
		t.Errorf("execution %d, stuck %v", d.p.Execution.Number, d.p.Execution.Stuck)
	}
}

// TestManualStages holds the first gate of each stage until the office triggers it.
func TestManualStages(t *testing.T) {
	d := &desk{t: t, rules: smallRules(), def: smallDefinition(), p: new(handover.Programme)}
	d.def.Stages = allStages(handover.Manual)
	d.begin()
	d.until("planned")
	d.tickTo("2022-07-20T09:00")
	for gate, stage := range map[string]handover.Stage{"AuthoriseNotice": "notice", "OpenWindow/staff": "consultation"} {
		if d.passed(gate) {
			t.Errorf("%s passed before the office triggered %s", gate, stage)
		}
		d.do("office-1", handover.Trigger{Stage: stage})
		if !d.passed(gate) {
			t.Errorf("%s waits although %s is triggered", gate, stage)
		}
		if _, err := d.try("office-1", handover.Trigger{Stage: stage}); fault.KindOf(err) != fault.Refused {
			t.Errorf("triggering %s twice: %v, want Refused", stage, err)
		}
	}
	_, err := d.try("lead", handover.ReceiveExtract{Dataset: "cases", Source: file("a"), Target: file("b")})
	if fault.KindOf(err) != fault.Refused {
		t.Errorf("extracts before the stage: %v, want Refused", err)
	}
}
