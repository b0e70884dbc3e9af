// Package workflowtest is the suite that every office.Workflow has to pass, sentence by sentence of the contract. An
// engine may be shared: the suite uses programmes of its own.
package workflowtest

import (
	"encoding/json"
	"fmt"
	"testing"

	"example.org/handover/internal/office"
)

// Bench is a workflow under test, over an engine that runs the machine of Definition.
type Bench struct {
	Workflow office.Workflow
	// Arrivals returns the gates that an execution has reached so far, in order. An engine that does not move by itself
	// does what it can before the answer.
	Arrivals func(t *testing.T, programme string, n int) []Arrival
	// Lacks says which capabilities the engine does not have, and why. What it lacks the suite holds it to not having,
	// where that shows every time: a capability that is there after all has to be taken from the list.
	Lacks map[Capability]string
}

// Arrival is a gate that was reached, with the token with which the engine waits there.
type Arrival struct {
	State string
	Token string
	Input json.RawMessage // of the state
}

// Definition is the machine that the suite runs: two gates one after the other, the outcome of the first in the input
// of the second. resource and parameters, each as JSON, are those of the gates: they have to hand over State.Name,
// Task.Token and the state's input.
func Definition(resource, parameters string) []byte {
	const gate = `{"Type": "Task", "Resource": %s, "Parameters": %s, "TimeoutSeconds": 600, "ResultPath": %q, "Next": %q}`
	const machine = `{"StartAt": "First", "States": {"First": ` + gate + `, "Second": ` + gate + `,
		"Done": {"Type": "Succeed"}}}`
	return fmt.Appendf(nil, machine,
		resource, parameters, "$.first", "Second", resource, parameters, "$.second", "Done")
}

// Capability is what Step Functions does and an engine that stands in for it may not do.
type Capability string

// The capabilities.
const (
	// UsedTokens: a token that was used is a Conflict. Without it the engine forgets the token, which is NotFound.
	UsedTokens Capability = "used tokens"
	// TokensEnd: a token ends with its execution. Without it a token can be used after a stop, to no effect.
	TokensEnd Capability = "tokens end"
	// OneResumeWins: of several who resume one gate at once, one succeeds. Without it several may.
	OneResumeWins Capability = "one resume wins"
)

// Run runs the suite. open returns a bench for one test.
func Run(t *testing.T, open func(t *testing.T) Bench) {
	t.Helper()
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"Start", startTests},
		{"Resume", resumeTests},
		{"Stop", stopTests},
		{"Running", runningTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.tests {
				t.Run(c.name, func(t *testing.T) { c.run(newFixture(t, open(t))) })
			}
		})
	}
}

// test is one sentence of the contract.
type test struct {
	name string
	run  func(f *fixture)
}
