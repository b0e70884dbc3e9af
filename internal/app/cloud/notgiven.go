package cloud

import (
	"context"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// NotGiven stands for what a function is not given. Using it is a defect: the function's main.go, its role and what it
// does have come apart.
type NotGiven struct{}

var (
	_ office.Workflow = NotGiven{}
	_ office.Post     = NotGiven{}
	_ office.Files    = NotGiven{}
)

func missing(part string) error {
	return fault.New(fault.Internal, "this function is not given %s", part).
		To("name the part in its main.go, and give its role in infra/rights.yaml the right to it")
}

// Start implements office.Workflow.
func (NotGiven) Start(context.Context, string, int) error { return missing("the workflow") }

// Resume implements office.Workflow.
func (NotGiven) Resume(context.Context, string, handover.Outcome) error {
	return missing("the workflow's answers")
}

// Stop implements office.Workflow.
func (NotGiven) Stop(context.Context, string, int, string) error { return missing("the workflow") }

// Running implements office.Workflow.
func (NotGiven) Running(context.Context, string, int) (bool, error) {
	return false, missing("the workflow")
}

// Send implements office.Post.
func (NotGiven) Send(context.Context, office.Mail) error { return missing("the post") }

// Put implements office.Files.
func (NotGiven) Put(context.Context, string, []byte) (handover.FileRef, error) {
	return handover.FileRef{}, missing("the documents")
}

// Get implements office.Files.
func (NotGiven) Get(context.Context, handover.FileRef) ([]byte, error) {
	return nil, missing("the documents")
}

func (NotGiven) secret(context.Context, string) ([]byte, error) { return nil, missing("the key") }
