package local

import (
	"context"
	"encoding/json"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Workflow is the engine as the office's port: executions of programmes, at the time that a clock tells.
type Workflow struct {
	Engine *Engine
	Clock  office.Clock
}

var _ office.Workflow = Workflow{}

// Start implements office.Workflow.
func (w Workflow) Start(ctx context.Context, programme string, n int) error {
	input, err := json.Marshal(office.Call{Programme: programme, Execution: n})
	if err != nil {
		return err
	}
	name := handover.ExecutionName(programme, n)
	if x, err := w.Engine.Describe(name); err == nil && x.Status != Running {
		return fault.New(fault.Conflict, "execution %s has ended", name)
	}
	return w.Engine.Start(ctx, name, input, w.Clock())
}

// Resume implements office.Workflow.
func (w Workflow) Resume(ctx context.Context, token string, outcome handover.Outcome) error {
	output, err := json.Marshal(office.Verdict{Outcome: outcome})
	if err != nil {
		return err
	}
	return w.Engine.Resume(ctx, token, output, w.Clock())
}

// Stop implements office.Workflow.
func (w Workflow) Stop(ctx context.Context, programme string, n int, cause string) error {
	err := w.Engine.Stop(ctx, handover.ExecutionName(programme, n), cause, w.Clock())
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// Running implements office.Workflow.
func (w Workflow) Running(_ context.Context, programme string, n int) (bool, error) {
	x, err := w.Engine.Describe(handover.ExecutionName(programme, n))
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	return x.Status == Running, err
}
