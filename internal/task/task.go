// Package task turns what the state machine sends to a function into a use case, and the errors of the domain into the
// names that the state machine catches. It is the same on Lambda and in the embedded engine.
package task

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
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

// Function is one function that the state machine calls: one for each set of rights.
type Function struct {
	Name  string
	Steps func() map[string]office.Step // of the states that it serves; nil for the gate, which serves every gate
}

// The functions. A program that names one of them links what that one needs.

// Plan fixes obligations and dates.
func Plan() Function { return Function{"plan", office.PlanSteps} }

// Notice drafts the letters of notice.
func Notice() Function { return Function{"notice", office.NoticeSteps} }

// Consultation drafts invitations and the measures letter.
func Consultation() Function { return Function{"consultation", office.ConsultationSteps} }

// Migration reconciles extracts and proves the cut-over.
func Migration() Function { return Function{"migration", office.MigrationSteps} }

// Golive runs the automatic checks and composes the evidence.
func Golive() Function { return Function{"golive", office.GoliveSteps} }

// Transfer brings the transfer into effect, and closes or stands down the programme.
func Transfer() Function { return Function{"transfer", office.TransferSteps} }

// Gate takes the workflow's arrival at any gate.
func Gate() Function { return Function{Name: "gate"} }

// all lists the functions in the order of their names.
func all() []Function {
	return []Function{Consultation(), Gate(), Golive(), Migration(), Notice(), Plan(), Transfer()}
}

// Functions lists the names of the functions that the state machine calls.
func Functions() []string {
	var names []string
	for _, f := range all() {
		names = append(names, f.Name)
	}
	return names
}

// named is the function of a name; one that serves no state where there is none.
func named(name string) Function {
	for _, f := range all() {
		if f.Name == name {
			return f
		}
	}
	return Function{name, func() map[string]office.Step { return nil }}
}

// States lists the states that a function serves; none for the gate function, which serves every gate.
func States(function string) []string {
	f := named(function)
	if f.Steps == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(f.Steps()))
}

// Handler serves one function: a payload of the state machine in, its result out.
type Handler func(ctx context.Context, payload []byte) ([]byte, error)

// For returns the handler of the function of a name.
func For(o *office.Office, function string) Handler { return named(function).On(o) }

// On returns the handler of a function over an office. Its errors are *Error.
func (f Function) On(o *office.Office) Handler {
	var steps map[string]office.Step
	if f.Steps != nil {
		steps = f.Steps()
	}
	return func(ctx context.Context, payload []byte) ([]byte, error) {
		var c office.Call
		if err := json.Unmarshal(payload, &c); err != nil {
			return nil, Named(fault.Wrap(fault.Invalid, err, "the payload of the state machine cannot be read"))
		}
		if f.Steps == nil {
			if err := o.Gate(ctx, c); err != nil {
				return nil, Named(err)
			}
			return []byte("null"), nil
		}
		step := steps[c.State]
		if step == nil {
			return nil, Named(fault.New(fault.Invalid, "function %s does not serve state %q", f.Name, c.State))
		}
		result, err := step(o, ctx, c)
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
