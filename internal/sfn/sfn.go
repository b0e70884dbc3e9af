// Package sfn runs executions of the state machine on AWS Step Functions.
package sfn

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"example.org/handover/internal/awsfault"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Workflow is an office.Workflow on one standard state machine. It is safe for concurrent use.
type Workflow struct {
	client  *sfn.Client
	machine string
	fault   awsfault.Resource
}

var _ office.Workflow = (*Workflow)(nil)

// New returns the workflow of a state machine, which its ARN names, or the ARN of one of its versions or aliases. It
// asks nothing of AWS yet.
func New(client *sfn.Client, stateMachineARN string) *Workflow {
	return &Workflow{client, stateMachineARN, awsfault.Resource{Name: "state machine", Setting: setting}}
}

// Start implements office.Workflow. Step Functions itself counts the same name with the same input as one start while
// the execution runs; where an engine refuses the name, the execution is asked how it stands.
func (w *Workflow) Start(ctx context.Context, programme string, n int) error {
	input, err := json.Marshal(office.Call{Programme: programme, Execution: n})
	if err != nil {
		return fault.Wrap(fault.Internal, err, "the input of execution %d of programme %s cannot be written", n, programme)
	}
	name := handover.ExecutionName(programme, n)
	_, err = w.client.StartExecution(ctx, &sfn.StartExecutionInput{
		StateMachineArn: &w.machine, Name: &name, Input: aws.String(string(input)),
	})
	if bad := new(types.InvalidName); errors.As(err, &bad) {
		return fault.Wrap(fault.Invalid, err, "this cannot be the name of an execution").With(name).
			To("shorten the programme's name")
	}
	if taken := new(types.ExecutionAlreadyExists); !errors.As(err, &taken) {
		return w.fault.Of(err)
	}
	running, err := w.Running(ctx, programme, n)
	if err == nil && !running {
		err = fault.New(fault.Conflict, "execution %s has ended", name)
	}
	return err
}

// Resume implements office.Workflow.
func (w *Workflow) Resume(ctx context.Context, token string, outcome handover.Outcome) error {
	output, err := json.Marshal(office.Verdict{Outcome: outcome})
	if err != nil {
		return fault.Wrap(fault.Internal, err, "the outcome %s cannot be written", outcome)
	}
	_, err = w.client.SendTaskSuccess(ctx, &sfn.SendTaskSuccessInput{
		TaskToken: &token, Output: aws.String(string(output)),
	})
	switch awsfault.Code(err) {
	case "TaskTimedOut": // also what Step Functions says once the task is over in any other way
		return fault.Wrap(fault.Conflict, err, "the task of this token is over").To("do nothing: it went on without this")
	case "TaskDoesNotExist", "InvalidToken":
		return fault.Wrap(fault.NotFound, err, "no task waits with this token")
	}
	return w.fault.Of(err)
}

// mostCause is how many bytes of a cause are handed on; Step Functions takes 32 KiB.
const mostCause = 1000

// Stop implements office.Workflow.
func (w *Workflow) Stop(ctx context.Context, programme string, n int, cause string) error {
	execution, err := w.execution(programme, n)
	if err != nil {
		return err
	}
	_, err = w.client.StopExecution(ctx, &sfn.StopExecutionInput{
		ExecutionArn: &execution, Cause: aws.String(shorten(cause, mostCause)),
	})
	switch awsfault.Code(err) {
	case "ExecutionDoesNotExist":
		return nil
	case "ValidationException": // what an engine may say to the stop of an execution that has ended
		if running, asked := w.Running(ctx, programme, n); asked == nil && !running {
			return nil
		}
	}
	return w.fault.Of(err)
}

// Running implements office.Workflow. The answer may lag a start or an end by a moment.
func (w *Workflow) Running(ctx context.Context, programme string, n int) (bool, error) {
	execution, err := w.execution(programme, n)
	if err != nil {
		return false, err
	}
	x, err := w.client.DescribeExecution(ctx, &sfn.DescribeExecutionInput{ExecutionArn: &execution})
	if unknown := new(types.ExecutionDoesNotExist); errors.As(err, &unknown) {
		return false, nil
	}
	if err != nil {
		return false, w.fault.Of(err)
	}
	return x.Status == types.ExecutionStatusRunning, nil
}
