package handover_test

import "testing"

// TestANewStateMachineReachesRunningProgrammes replaces an execution that runs an older version, once.
func TestANewStateMachineReachesRunningProgrammes(t *testing.T) {
	d := newDesk(t)
	d.rules.Machine = "v1"
	d.until("served")
	d.p.Execution.Machine = "v1" // as a programme has it that was started by the office
	if got := kinds(d.tick()); len(got) != 0 {
		t.Fatalf("with the same state machine: %v", got)
	}
	d.rules.Machine = "v2"
	if got := kinds(d.tick()); len(got) != 1 || got[0] != "execution-replaced" {
		t.Fatalf("with another state machine: %v", got)
	}
	if d.p.Execution.Number != 2 || d.p.Execution.Machine != "v2" {
		t.Errorf("execution %+v", d.p.Execution)
	}
	if got := kinds(d.tick()); len(got) != 0 {
		t.Errorf("once replaced: %v", got)
	}
}
