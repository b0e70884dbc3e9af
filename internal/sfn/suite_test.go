//go:build aws

package sfn_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	awssfn "github.com/aws/aws-sdk-go-v2/service/sfn"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office/workflowtest"
	"example.org/handover/internal/sfn"
)

// desk is a table in which the gates of the suite's machine leave their tokens. No function is needed: Step Functions
// itself puts the item and waits.
type desk struct {
	client *dynamodb.Client
	table  string
}

func newDesk(t *testing.T, name string) desk {
	t.Helper()
	d := desk{dynamodb.NewFromConfig(awstest.Config(t)), name}
	if _, err := d.client.CreateTable(t.Context(), dynamo.TableDefinition(name)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := d.client.DeleteTable(context.WithoutCancel(t.Context()),
			&dynamodb.DeleteTableInput{TableName: &name}); err != nil {
			t.Error(err)
		}
	})
	return d
}

// machine makes a state machine whose gates write to the desk, and returns its ARN.
func (d desk) machine(t *testing.T, client *awssfn.Client) string {
	t.Helper()
	parameters := fmt.Sprintf(`{"TableName": %q, "Item": {
		"PK": {"S.$": "$$.Execution.Name"}, "SK": {"S.$": "$$.State.Name"},
		"token": {"S.$": "$$.Task.Token"}, "input": {"S.$": "States.JsonToString($)"}}}`, d.table)
	definition := workflowtest.Definition(`"arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken"`, parameters)
	out, err := client.CreateStateMachine(t.Context(), &awssfn.CreateStateMachineInput{Name: &d.table,
		Definition: aws.String(string(definition)), RoleArn: aws.String("arn:aws:iam::000000000000:role/" + d.table)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in := &awssfn.DeleteStateMachineInput{StateMachineArn: out.StateMachineArn}
		if _, err := client.DeleteStateMachine(context.WithoutCancel(t.Context()), in); err != nil {
			t.Error(err)
		}
	})
	return aws.ToString(out.StateMachineArn)
}

// arrivals reads what an execution left, in the order of the states' names, which is theirs in the machine.
func (d desk) arrivals(t *testing.T, programme string, n int) []workflowtest.Arrival {
	t.Helper()
	out, err := d.client.Query(t.Context(), &dynamodb.QueryInput{
		TableName: &d.table, ConsistentRead: aws.Bool(true), KeyConditionExpression: aws.String("PK = :execution"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":execution": &types.AttributeValueMemberS{Value: handover.ExecutionName(programme, n)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var all []workflowtest.Arrival
	for _, raw := range out.Items {
		var item struct {
			State string `dynamodbav:"SK"`
			Token string `dynamodbav:"token"`
			Input string `dynamodbav:"input"`
		}
		if err := attributevalue.UnmarshalMap(raw, &item); err != nil {
			t.Fatal(err)
		}
		all = append(all, workflowtest.Arrival{State: item.State, Token: item.Token, Input: json.RawMessage(item.Input)})
	}
	return all
}

// TestWorkflow runs the suite on one state machine and holds what the adapter asks of Step Functions.
func TestWorkflow(t *testing.T) {
	d := newDesk(t, "test-"+strings.ToLower(rand.Text()[:10]))
	machine := d.machine(t, awssfn.NewFromConfig(awstest.Config(t)))
	var asked awstest.Recorder
	w := sfn.New(awssfn.NewFromConfig(asked.Watch(awstest.Config(t))), machine)
	workflowtest.Run(t, func(*testing.T) workflowtest.Bench {
		return workflowtest.Bench{Workflow: w, Arrivals: d.arrivals, Lacks: workflowtest.Ministack()}
	})
	want := []string{"SFN.DescribeExecution", "SFN.SendTaskSuccess", "SFN.StartExecution", "SFN.StopExecution"}
	if got := asked.Operations(); !slices.Equal(got, want) {
		t.Errorf("asked for %v, want %v", got, want)
	}
}
