package local

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"example.org/handover/internal/fault"
)

// Status is where an execution stands, in the words of Step Functions.
type Status string

// The statuses.
const (
	Running   Status = "RUNNING"
	Succeeded Status = "SUCCEEDED"
	Failed    Status = "FAILED"
	TimedOut  Status = "TIMED_OUT"
	Aborted   Status = "ABORTED"
)

// Execution is what is known of one execution.
type Execution struct {
	Name        string
	Status      Status
	Started     time.Time
	Stopped     time.Time // zero while it runs
	Input       []byte    // JSON
	Output      []byte    // JSON; nil unless it succeeded
	Error       string    // name; empty unless it failed, timed out or was stopped with one
	Cause       string
	Transitions int // states entered, and attempts again, as Step Functions bills them
	Events      int // of the history as Step Functions would write it, in good approximation
}

// run is one execution inside the engine.
type run struct {
	name              string
	seq               uint64 // order of start
	status            Status
	started, stopped  time.Time
	input             any
	inputText, output []byte
	failure           failure
	transitions       int
	events            int
	root              *thread
	deadline          *timer
	deadlineAt        time.Time
	tokens            []string // every token issued
}

// view copies a run for the outside.
func (x *run) view() Execution {
	return Execution{
		Name: x.name, Status: x.status, Started: x.started, Stopped: x.stopped,
		Input: slices.Clone(x.inputText), Output: slices.Clone(x.output),
		Error: x.failure.name, Cause: x.failure.cause, Transitions: x.transitions, Events: x.events,
	}
}

// Describe tells about an execution; fault.NotFound for one that was never started, or ended 90 days before the last
// Start or Run.
func (e *Engine) Describe(name string) (Execution, error) {
	e.mu.Lock()
	defer e.release()
	x, ok := e.runs[name]
	if !ok {
		return Execution{}, unknownExecution(name)
	}
	return x.view(), nil
}

// Executions tells about every execution that is known, in the order in which they were started.
func (e *Engine) Executions() []Execution {
	e.mu.Lock()
	defer e.release()
	known := slices.SortedFunc(maps.Values(e.runs), func(a, b *run) int { return cmp.Compare(a.seq, b.seq) })
	list := make([]Execution, len(known))
	for i, x := range known {
		list[i] = x.view()
	}
	return list
}

// unknownExecution is the error for a name that the engine does not know.
func unknownExecution(name string) error {
	return fault.New(fault.NotFound, "there is no such execution").With(name)
}

// end ends an execution, and with it whatever of it still waits. An execution with too long a history fails, whatever
// else it came to.
func (e *Engine) end(x *run, status Status, output any, f failure, now time.Time) {
	if x.events >= maxEvents {
		status, f = Failed, *runtimeFailure("The execution reached the maximum number of history events (25000).")
	}
	x.events = min(x.events+eventsOverhead, maxEvents)
	x.status, x.stopped, x.failure = status, now, f
	if status == Succeeded {
		x.output = encode(output)
	}
	e.kill(x.root)
	e.unset(x.deadline)
	x.root, x.deadline = nil, nil
	e.closed = append(e.closed, x)
	if e.o.Ended != nil {
		e.ended = append(e.ended, x.view())
	}
}

// forget drops the executions whose names are free again.
func (e *Engine) forget(now time.Time) {
	n := 0
	for n < len(e.closed) && !forgottenAt(e.closed[n].stopped).After(now) {
		x := e.closed[n]
		for _, token := range x.tokens {
			delete(e.tokens, token)
		}
		delete(e.runs, x.name)
		n++
	}
	e.closed = slices.Delete(e.closed, 0, n)
}
