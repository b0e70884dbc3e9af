package handover

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.org/handover/internal/fault"
)

// Execution is the run of the state machine that is in charge of a programme. It is replaceable: its successor
// fast-forwards through the ledger to where the programme stands.
type Execution struct {
	Number        int       `json:"number"`
	Started       time.Time `json:"started"`
	Seq           int       `json:"seq"`              // of the ledger when it started
	Barren        int       `json:"barren,omitempty"` // replacements in a row without an entry in between
	Stuck         bool      `json:"stuck,omitempty"`
	Interventions int       `json:"interventions,omitempty"`
	Machine       string    `json:"machine,omitempty"` // version of the state machine that it runs
	Retries       int       `json:"retries,omitempty"`
}

// Limits of an execution. Step Functions ends one after a year; we replace it well before. After three replacements
// without a new entry the programme is stuck: an alarm, not a loop.
const (
	executionDays = 300
	mostBarren    = 3
)

// ExecutionName is the current execution's name in every engine.
func (p *Programme) ExecutionName() string {
	return ExecutionName(p.Definition.Programme, p.Execution.Number)
}

// ExecutionName names the n-th execution of a programme.
func ExecutionName(programme string, n int) string { return fmt.Sprintf("%s-%d", programme, n) }

// ParseExecutionName is the reverse of ExecutionName; false if a name is not of its form.
func ParseExecutionName(name string) (programme string, n int, ok bool) {
	i := strings.LastIndexByte(name, '-')
	if i < 1 {
		return "", 0, false
	}
	n, err := strconv.Atoi(name[i+1:])
	return name[:i], n, err == nil && n > 0
}

// Admits refuses the word of an older execution, which Superseded ends quietly.
func (x Execution) Admits(number int) error {
	if number < x.Number {
		return fault.New(fault.Superseded, "execution %d is superseded by %d", number, x.Number)
	}
	if number > x.Number {
		return fault.New(fault.Invalid, "execution %d is not known to the ledger, which stands at %d", number, x.Number)
	}
	return nil
}

func (x Execution) oldAt() time.Time { return x.Started.AddDate(0, 0, executionDays) }

// replaceOld replaces an execution before the engine's own limit of a year would end it, and one that runs an older
// version of the state machine.
func replaceOld(p *Programme, x Context) []Event {
	switch {
	case p.Status.Over() || p.Execution.Stuck:
		return nil
	case !x.Now.Before(p.Execution.oldAt()):
		return []Event{p.succeeded(x, fmt.Sprintf("it is older than %d days", executionDays))}
	case p.otherMachine(x.Rules):
		return []Event{p.succeeded(x, "the state machine changed")}
	}
	return nil
}

// otherMachine reports whether the execution runs another version of the state machine than the one that holds.
func (p *Programme) otherMachine(r Rules) bool {
	return p.Execution.Machine != "" && r.Machine != "" && p.Execution.Machine != r.Machine
}

// Outdated reports whether a programme rests on another table of bank holidays, or on another version of the state
// machine, than those that hold. No instant of its own tells the clock so.
func (p *Programme) Outdated(r Rules) bool {
	return !p.Status.Over() && (p.otherTable(r) || p.otherMachine(r) && !p.Execution.Stuck)
}

// succeeded replaces the current execution by its successor.
func (p *Programme) succeeded(x Context, why string) ExecutionReplaced {
	return ExecutionReplaced{p.Execution.Number + 1, why, x.Rules.Machine}
}

// ReportExecution is the engine's word that an execution has ended, or is not there.
type ReportExecution struct {
	Number int
	Why    string
}

// Name implements Command.
func (ReportExecution) Name() string { return "report-execution" }

func (c ReportExecution) decide(p *Programme, x Context) ([]Event, error) {
	if c.Number != p.Execution.Number || p.Status.Over() || p.Execution.Stuck {
		return nil, nil
	}
	if p.Execution.Seq == p.Seq && p.Execution.Barren >= mostBarren {
		return one(Stuck(c))
	}
	return one(p.succeeded(x, c.Why))
}

// ExecutionReplaced is recorded before the successor starts: from here on only its word counts.
type ExecutionReplaced struct {
	Number  int    `json:"number"`
	Why     string `json:"why"`
	Machine string `json:"machine,omitempty"`
}

// Kind implements Event.
func (ExecutionReplaced) Kind() string { return "execution-replaced" }

func (v ExecutionReplaced) apply(p *Programme, e Entry) {
	x := &p.Execution
	barren := 0
	if x.Seq == p.Seq {
		barren = x.Barren + 1
	}
	x.Number, x.Started, x.Seq, x.Barren, x.Machine = v.Number, e.At, e.Seq, barren, v.Machine
	if p.Gates["Intervene"].Open() {
		delete(p.Gates, "Intervene") // its execution is gone; the successor asks for help itself, should it need any
	}
}

func (v ExecutionReplaced) line(*Programme) (Line, bool) {
	return Line{What: fmt.Sprintf("Workflow execution %d takes over", v.Number), Why: v.Why}, true
}

// Stuck is recorded when executions fail one after the other without getting anywhere.
type Stuck struct {
	Number int    `json:"number"`
	Why    string `json:"why"`
}

// Kind implements Event.
func (Stuck) Kind() string { return "stuck" }

func (v Stuck) apply(p *Programme, _ Entry) { p.Execution.Stuck = true }

func (v Stuck) line(*Programme) (Line, bool) {
	return Line{What: "The workflow is STUCK and needs the office: retry once the cause is mended", Why: v.Why}, true
}

// Retry lets the workflow go on after an intervention, or a stuck programme start again.
type Retry struct{}

// Name implements Command.
func (Retry) Name() string { return "retry" }

func (c Retry) decide(p *Programme, x Context) ([]Event, error) {
	if p.Execution.Stuck {
		return []Event{Retried{}, p.succeeded(x, "the office retries")}, nil
	}
	if !p.Gates["Intervene"].Open() {
		return nil, refuse("the workflow waits for no intervention")
	}
	return one(Retried{})
}

// Retried is recorded when the office lets the workflow try again.
type Retried struct{}

// Kind implements Event.
func (Retried) Kind() string { return "retried" }

// apply counts the retry against the intervention that waits for it. A stuck programme has none waiting: counted, its
// retry would let the next intervention pass unseen.
func (Retried) apply(p *Programme, _ Entry) {
	if !p.Execution.Stuck {
		p.Execution.Retries++
	}
	p.Execution.Stuck = false
}

func (Retried) line(*Programme) (Line, bool) {
	return Line{State: "Intervene", What: "The office lets the workflow try again"}, true
}

func interventions(p *Programme, _ string) int { return p.Execution.Interventions + 1 }

func retried(p *Programme, _ string) (Outcome, bool) {
	return Passed, p.Execution.Retries > p.Execution.Interventions
}
