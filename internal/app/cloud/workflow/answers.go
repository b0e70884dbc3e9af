package workflow

import (
	"context"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// answersOnly is a workflow that is answered and asked after, but not started or stopped.
type answersOnly struct {
	cloud.NotGiven
	Workflow office.Workflow
}

// Resume implements office.Workflow.
func (a answersOnly) Resume(ctx context.Context, token string, outcome handover.Outcome) error {
	return a.Workflow.Resume(ctx, token, outcome)
}

// Running implements office.Workflow.
func (a answersOnly) Running(ctx context.Context, programme string, n int) (bool, error) {
	return a.Workflow.Running(ctx, programme, n)
}
