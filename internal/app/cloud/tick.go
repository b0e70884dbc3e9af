package cloud

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// clockEvent is what the clock hears: the beat of the scheduler, the time of a rehearsal, or the end of an execution.
type clockEvent struct {
	Now        *time.Time `json:"now"`
	DetailType string     `json:"detail-type"`
	Detail     struct {
		Name   string `json:"name"`
		Status string `json:"status"`
	} `json:"detail"`
}

// executionChanged is the detail type under which Step Functions tells of executions.
const executionChanged = "Step Functions Execution Status Change"

// Clock serves the clock function: it looks at what is due, sends what is unsent, and reports executions that ended
// badly. Only a rehearsal is told the time.
func Clock(a *App) Handler {
	return func(ctx context.Context, event json.RawMessage) (json.RawMessage, error) {
		var e clockEvent
		if err := json.Unmarshal(event, &e); err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "the event of the clock cannot be read")
		}
		if e.DetailType == executionChanged {
			return done, a.ended(ctx, e.Detail.Name, e.Detail.Status)
		}
		if err := a.setTime(ctx, e.Now); err != nil {
			return nil, err
		}
		now := a.Office.Clock()
		if now.IsZero() {
			return done, nil // a rehearsal that has not begun
		}
		return done, errors.Join(a.sweep(ctx), a.measure(ctx, now))
	}
}

// sweep lets the office look at what is due. What is unavailable for one programme, such as the post, fails no beat: the
// next one tries again, and what lasts is measured as late or unsent, with an alarm of its own. A beat that failed for it
// would be called again and end in the queue of failures, minute by minute. Other kinds do fail the beat, since no
// repetition mends them; and so do the sweep itself and the rounds, of which no measure tells.
func (a *App) sweep(ctx context.Context) error {
	failures, err := a.Office.Sweep(ctx)
	all := []error{err}
	for _, f := range failures {
		for _, one := range a.tell(ctx, f.Programme, f.Err) {
			if fault.KindOf(one) != fault.Unavailable {
				all = append(all, one)
			}
		}
	}
	return errors.Join(all...)
}

// tell logs, one by one, what has failed for a programme, and returns it so: each has a kind of its own. An error around
// several has one.
func (a *App) tell(ctx context.Context, programme string, err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []error
		for _, one := range joined.Unwrap() {
			all = append(all, a.tell(ctx, programme, one)...)
		}
		return all
	}
	a.Log.ErrorContext(ctx, "failed", "programme", programme, "kind", fault.KindOf(err), "causes", causes(err))
	return []error{err}
}

// done is the answer of what has none.
var done = json.RawMessage("null")

func (a *App) setTime(ctx context.Context, now *time.Time) error {
	switch {
	case now == nil:
		return nil
	case a.watch == nil:
		return fault.New(fault.Refused, "the time is the machine's").At("", "/now").With(now.Format(time.RFC3339)).
			To("leave out the time, or deploy a stack with Rehearsal=true")
	}
	return a.watch.set(ctx, *now)
}

// ended reports an execution that failed, timed out or was aborted. The ledger knows whether it still was in charge.
func (a *App) ended(ctx context.Context, name, status string) error {
	programme, n, ok := handover.ParseExecutionName(name)
	if !ok {
		return fault.New(fault.Invalid, "an execution of a foreign name has ended").With(name)
	}
	return a.Office.Report(ctx, programme, n, fmt.Sprintf("it ended as %s", status))
}
