// Package workflow gives a function the state machine, or the right to answer it.
package workflow

import (
	awssfn "github.com/aws/aws-sdk-go-v2/service/sfn"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/sfn"
)

// Answers gives the right to answer the gates at which the workflow waits, and to ask whether it runs.
func Answers(a *cloud.App) error {
	w, err := machine(a, "GateFunction/Environment")
	a.Office.Workflow = answersOnly{Workflow: w}
	return err
}

// Executions gives the workflow: starting and stopping executions, answering gates.
func Executions(a *cloud.App) error {
	w, err := machine(a, cloud.Sending)
	a.Office.Workflow = w
	return err
}

// machine makes the client of the state machine.
func machine(a *cloud.App, place string) (*sfn.Workflow, error) {
	arn, err := a.Setting("STATE_MACHINE_ARN", place)
	return sfn.New(awssfn.NewFromConfig(a.AWS), arn), err
}
