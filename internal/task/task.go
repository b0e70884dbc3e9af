// Package task turns what the state machine sends to a function into a use case, and the errors of the domain into the
// names that the state machine catches. It is the same on Lambda and in the embedded engine.
package task

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// Error is a failure as Step Functions sees it: the name that Retry and Catch match, and a message for the operator.
type Error struct {
	Name    string
	Message string
	Err     error // the failure itself, for the log
}

// Error implements error.
func (e *Error) Error() string { return e.Name + ": " + e.Message }

// Unwrap returns the failure itself.
func (e *Error) Unwrap() error { return e.Err }

// Errors lists every error name that a function can give, for the policy test of the state machine.
func Errors() []string {
	var names []string
	for _, k := range fault.Kinds() {
		names = append(names, string(k))
	}
	return names
}

// functions says which states of the machine each function serves: one function for each set of rights.
var functions = map[string][]string{
	"plan":         {"Plan", "Replan", "ReplanDelivery", "Outcome"},
	"notice":       {"DraftNotice"},
	"consultation": {"InviteRepresentatives"},
	"migration":    {"ReconcileDry", "ReconcileLive", "ProveCutOver", "RollBack"},
	"golive":       {"ProbeChecks", "ComposeEvidence"},
	"transfer":     {"Transfer", "Close", "StandDown"},
}

// GateFunction serves every gate.
const GateFunction = "gate"

// Functions lists the functions that the state machine calls.
func Functions() []string {
	names := []string{GateFunction}
	for name := range functions {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// States lists the states that a function serves; none for the gate function, which serves every gate.
func States(function string) []string { return functions[function] }

// Handler serves one function: a payload of the state machine in, its result out.
type Handler func(ctx context.Context, payload []byte) ([]byte, error)

// For returns the handler of a function over an office. Its errors are *Error.
func For(o *office.Office, function string) Handler {
	steps := office.Steps()
	return func(ctx context.Context, payload []byte) ([]byte, error) {
		var c office.Call
		if err := json.Unmarshal(payload, &c); err != nil {
			return nil, Named(fault.Wrap(fault.Invalid, err, "the payload of the state machine cannot be read"))
		}
		if function == GateFunction {
			if err := o.Gate(ctx, c); err != nil {
				return nil, Named(err)
			}
			return []byte("null"), nil
		}
		if !slices.Contains(functions[function], c.State) {
			return nil, Named(fault.New(fault.Invalid, "function %s does not serve state %q", function, c.State))
		}
		result, err := steps[c.State](o, ctx, c)
		if err != nil {
			return nil, Named(err)
		}
		return json.Marshal(result)
	}
}

// Named gives an error its name for the state machine. What is not ours stays unsaid: the log has it, not the ledger.
func Named(err error) *Error {
	message := "the function failed; its log says why"
	var known *fault.Error
	if errors.As(err, &known) {
		message = known.Error()
	}
	return &Error{string(fault.KindOf(err)), message, err}
}
