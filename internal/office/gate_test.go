package office_test

import (
	"slices"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// office1 is a call of the first execution at a gate.
func office1(name, state, token string) office.Call {
	return office.Call{Programme: name, Execution: 1, State: state, Token: token}
}

func (b *bench) serve(name string) {
	b.Helper()
	for _, c := range []handover.Command{hand, mail} {
		if _, err := b.give(name, c, "legal", ""); err != nil {
			b.Fatal(err)
		}
	}
}

// TestTokenFirst lets the workflow wait before the gate passes.
func TestTokenFirst(t *testing.T) {
	b := newBench(t)
	b.atServeNotice("one")
	b.wait("t-serve")
	b.ok(b.Gate(t.Context(), office1("one", "ServeNotice", "t-serve")))
	if _, answered := b.workflow.answers["t-serve"]; answered {
		t.Fatal("answered before the notice was served")
	}
	b.serve("one")
	b.relay("one")
	if got := b.workflow.answers["t-serve"]; got != handover.Passed {
		t.Errorf("answered %q, want passed", got)
	}
}

// TestPassFirst lets the gate pass in a round before the workflow comes back to it with another token.
func TestPassFirst(t *testing.T) {
	b := newBench(t)
	b.atServeNotice("one")
	b.wait("t-1", "t-2")
	b.ok(b.Gate(t.Context(), office1("one", "ServeNotice", "t-1")))
	b.serve("one")
	before := len(b.ledger("one"))
	b.ok(b.Gate(t.Context(), office1("one", "ServeNotice", "t-2")))
	if got := b.workflow.answers["t-2"]; got != handover.Passed {
		t.Errorf("answered %q, want passed at once", got)
	}
	if got := b.kinds("one", before); len(got) != 0 {
		t.Errorf("coming back to the gate recorded %v", got)
	}
	b.relay("one") // the row of the passing finds the token used up, which means done
	if left := b.unsent("one"); len(left) != 0 {
		t.Errorf("left in the outbox: %+v", left)
	}
}

// TestNobodyWaitsYet passes a gate whose token is not registered: the row is settled, and the token is answered later.
func TestNobodyWaitsYet(t *testing.T) {
	b := newBench(t)
	b.atServeNotice("one")
	_, err := b.Do(t.Context(), "one", handover.OpenGate{Execution: 1, State: "ServeNotice"}, handover.TheSystem(), "")
	b.ok(err)
	b.serve("one")
	b.relay("one")
	if left := b.unsent("one"); len(left) != 0 {
		t.Errorf("left in the outbox: %+v", left)
	}
	b.wait("t-late")
	b.ok(b.Gate(t.Context(), office1("one", "ServeNotice", "t-late")))
	if got := b.workflow.answers["t-late"]; got != handover.Passed {
		t.Errorf("answered %q, want passed", got)
	}
}

// TestTokensOfOlderExecutions holds that the ledger's execution alone speaks, and that a token which an older one left
// behind never replaces the current one.
func TestTokensOfOlderExecutions(t *testing.T) {
	b := newBench(t)
	b.atServeNotice("one")
	b.ok(b.Gate(t.Context(), office1("one", "ServeNotice", "t-old"))) // nobody waits with it any more
	b.ok(b.Report(t.Context(), "one", 1, "it failed"))
	if err := b.Gate(t.Context(), office1("one", "ServeNotice", "t-older")); kindOf(err) != fault.Superseded {
		t.Errorf("a gate of the old execution: %v, want Superseded", err)
	}
	if _, err := office.Steps()["Plan"](b.Office, t.Context(), office1("one", "Plan",
		"")); kindOf(err) != fault.Superseded {
		t.Errorf("a step of the old execution: %v, want Superseded", err)
	}
	b.serve("one")
	b.relay("one")
	p, err := b.Load(t.Context(), "one")
	b.ok(err)
	if p.Execution.Number != 2 || len(b.unsent("one")) != 0 {
		t.Errorf("execution %d is in charge, %d rows are left", p.Execution.Number, len(b.unsent("one")))
	}
	b.wait("t-new")
	c := office1("one", "ServeNotice", "t-new")
	c.Execution = 2
	b.ok(b.Gate(t.Context(), c))
	if got := b.workflow.answers["t-new"]; got != handover.Passed {
		t.Errorf("the successor is answered %q, want passed", got)
	}
}

// TestALostExecutionIsReplaced answers a token that the engine does not know, of an execution that does not run.
func TestALostExecutionIsReplaced(t *testing.T) {
	b := newBench(t)
	b.atServeNotice("one")
	b.ok(b.Gate(t.Context(), office1("one", "ServeNotice", "t-lost")))
	b.workflow.running["one-1"] = false
	b.serve("one")
	b.relay("one")
	b.relay("one")
	p, err := b.Load(t.Context(), "one")
	b.ok(err)
	if p.Execution.Number != 2 {
		t.Fatalf("execution %d is in charge, want its successor", p.Execution.Number)
	}
	calls := b.workflow.calls
	stop, start := slices.Index(calls, "stop one-1"), slices.Index(calls, "start one-2")
	if stop < 0 || start < stop {
		t.Errorf("calls %v, want the old one stopped and then the new one started", calls)
	}
}

// TestARunningExecutionIsNotReplaced answers a token that the engine does not know while the execution runs: two
// senders had the same row, and the other was quicker.
func TestARunningExecutionIsNotReplaced(t *testing.T) {
	b := newBench(t)
	b.atServeNotice("one")
	b.ok(b.Gate(t.Context(), office1("one", "ServeNotice", "t-used")))
	b.serve("one")
	b.relay("one")
	p, err := b.Load(t.Context(), "one")
	b.ok(err)
	if p.Execution.Number != 1 || len(b.unsent("one")) != 0 {
		t.Errorf("execution %d, %d rows left", p.Execution.Number, len(b.unsent("one")))
	}
}

// TestAUsedTokenIsDone holds that a second answer is no reason to replace anything.
func TestAUsedTokenIsDone(t *testing.T) {
	b := newBench(t)
	b.atServeNotice("one")
	b.wait("t")
	b.workflow.waiting["t"] = false
	b.ok(b.Gate(t.Context(), office1("one", "ServeNotice", "t")))
	b.serve("one")
	b.relay("one")
	p, err := b.Load(t.Context(), "one")
	b.ok(err)
	if p.Execution.Number != 1 || len(b.unsent("one")) != 0 {
		t.Errorf("execution %d, %d rows left", p.Execution.Number, len(b.unsent("one")))
	}
}

// TestGateOfNothing refuses what the machine cannot mean.
func TestGateOfNothing(t *testing.T) {
	b := newBench(t)
	b.begin("one")
	for state, want := range map[string]fault.Kind{"Plan": fault.Invalid, "OpenWindow": fault.NotFound} {
		if err := b.Gate(t.Context(), office1("one", state, "t")); kindOf(err) != want {
			t.Errorf("gate %s: %v, want %s", state, err, want)
		}
	}
	if err := b.Gate(t.Context(), office1("nobody", "Decide", "t")); kindOf(err) != fault.NotFound {
		t.Errorf("a gate of an unknown programme: %v, want NotFound", err)
	}
}
