package sfn_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	awssfn "github.com/aws/aws-sdk-go-v2/service/sfn"
	gocmp "github.com/google/go-cmp/cmp"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/sfn"
)

// The state machine of these tests, and how the ARNs of its executions begin.
const (
	machine   = "arn:aws:states:eu-west-2:123456789012:stateMachine:handover"
	execution = "arn:aws:states:eu-west-2:123456789012:execution:handover:park-"
)

// Answers of Step Functions.
var (
	started = awstest.Answer{
		Body: `{"executionArn":"arn:aws:states:eu-west-2:123456789012:execution:handover:park-2","startDate":1}`,
	}
	done      = awstest.Answer{Body: `{}`}
	runs      = awstest.Answer{Body: `{"status":"RUNNING"}`}
	succeeded = awstest.Answer{Body: `{"status":"SUCCEEDED"}`}
)

func canned(t *testing.T, answers ...awstest.Answer) (*sfn.Workflow, *awstest.Canned) {
	c := awstest.NewCanned(t, answers...)
	return sfn.New(awssfn.NewFromConfig(c.Config()), machine), c
}

func failed(code string) awstest.Answer { return awstest.Failed(400, code) }

// TestKinds is for the errors of Step Functions, in its own words.
func TestKinds(t *testing.T) {
	start := func(t *testing.T, w *sfn.Workflow) error { return w.Start(t.Context(), "park", 2) }
	resume := func(t *testing.T, w *sfn.Workflow) error { return w.Resume(t.Context(), "token", handover.Go) }
	stop := func(t *testing.T, w *sfn.Workflow) error { return w.Stop(t.Context(), "park", 2, "why") }
	running := func(want bool) func(t *testing.T, w *sfn.Workflow) error {
		return func(t *testing.T, w *sfn.Workflow) error {
			got, err := w.Running(t.Context(), "park", 2)
			if got != want {
				t.Errorf("running: got %v, want %v", got, want)
			}
			return err
		}
	}
	for name, c := range map[string]struct {
		call    func(t *testing.T, w *sfn.Workflow) error
		answers []awstest.Answer
		want    fault.Kind
	}{
		"started":              {start, []awstest.Answer{started}, ""},
		"name taken and runs":  {start, []awstest.Answer{failed("ExecutionAlreadyExists"), runs}, ""},
		"name taken and ended": {start, []awstest.Answer{failed("ExecutionAlreadyExists"), succeeded}, fault.Conflict},
		"name taken, no answer": {start, []awstest.Answer{failed("ExecutionAlreadyExists"), {Err: io.ErrUnexpectedEOF}},
			fault.Unavailable},
		"name refused":           {start, []awstest.Answer{failed("InvalidName")}, fault.Invalid},
		"too many executions":    {start, []awstest.Answer{failed("ExecutionLimitExceeded")}, fault.Unavailable},
		"no state machine":       {start, []awstest.Answer{failed("StateMachineDoesNotExist")}, fault.Unavailable},
		"input refused":          {start, []awstest.Answer{failed("InvalidExecutionInput")}, fault.Internal},
		"resumed":                {resume, []awstest.Answer{done}, ""},
		"task over":              {resume, []awstest.Answer{failed("TaskTimedOut")}, fault.Conflict},
		"task unknown":           {resume, []awstest.Answer{failed("TaskDoesNotExist")}, fault.NotFound},
		"token of nobody":        {resume, []awstest.Answer{failed("InvalidToken")}, fault.NotFound},
		"resume throttled":       {resume, []awstest.Answer{failed("ThrottlingException")}, fault.Unavailable},
		"stopped":                {stop, []awstest.Answer{done}, ""},
		"ended already":          {stop, []awstest.Answer{failed("ValidationException"), succeeded}, ""},
		"cannot be stopped":      {stop, []awstest.Answer{failed("ValidationException"), runs}, fault.Internal},
		"nothing to stop":        {stop, []awstest.Answer{failed("ExecutionDoesNotExist")}, ""},
		"stop denied":            {stop, []awstest.Answer{failed("AccessDeniedException")}, fault.Unavailable},
		"is running":             {running(true), []awstest.Answer{runs}, ""},
		"is running no more":     {running(false), []awstest.Answer{succeeded}, ""},
		"never ran":              {running(false), []awstest.Answer{failed("ExecutionDoesNotExist")}, ""},
		"nobody knows if it ran": {running(false), []awstest.Answer{awstest.Failed(503, "ServiceUnavailable")}, fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			w, aws := canned(t, c.answers...)
			err := c.call(t, w)
			if got := fault.KindOf(err); got != c.want {
				t.Errorf("got kind %q (%v), want %q", got, err, c.want)
			}
			if len(aws.Requests) != len(c.answers) {
				t.Errorf("asked %d times, want %d", len(aws.Requests), len(c.answers))
			}
		})
	}
}

// TestRequests holds what is asked, and that ids are all that is handed over.
func TestRequests(t *testing.T) {
	w, aws := canned(t, started, done, done, runs)
	if err := w.Start(t.Context(), "park", 2); err != nil {
		t.Fatal(err)
	}
	if err := w.Resume(t.Context(), "a token", handover.Defer); err != nil {
		t.Fatal(err)
	}
	if err := w.Stop(t.Context(), "park", 12, strings.Repeat("é", 501)); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Running(t.Context(), "park", 2); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{
		{"op": "StartExecution", "stateMachineArn": machine, "name": "park-2", "input": `{"programme":"park","execution":2}`},
		{"op": "SendTaskSuccess", "taskToken": "a token", "output": `{"outcome":"defer"}`},
		{"op": "StopExecution", "executionArn": execution + "12", "cause": strings.Repeat("é", 500)},
		{"op": "DescribeExecution", "executionArn": execution + "2"},
	}
	for i, r := range aws.Requests {
		got := map[string]any{"op": r.Operation}
		if err := json.Unmarshal([]byte(r.Body), &got); err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want[i], got); diff != "" {
			t.Errorf("request %d (-want +got):\n%s", i, diff)
		}
	}
}

// TestMachineNames is for the ARNs that a template may hand over, and for what is none.
func TestMachineNames(t *testing.T) {
	for name, c := range map[string]struct{ machine, execution string }{
		"machine": {machine, execution + "1"},
		"alias":   {machine + ":live", execution + "1"},
		"version": {machine + ":7", execution + "1"},
		"other":   {"arn:aws-cn:states:cn-north-1:1:stateMachine:x", "arn:aws-cn:states:cn-north-1:1:execution:x:park-1"},
		"empty":   {"", ""},
		"name":    {"handover", ""},
		"lambda":  {"arn:aws:lambda:eu-west-2:123456789012:function:handover", ""},
	} {
		t.Run(name, func(t *testing.T) {
			aws := awstest.NewCanned(t, runs)
			w := sfn.New(awssfn.NewFromConfig(aws.Config()), c.machine)
			_, err := w.Running(t.Context(), "park", 1)
			if c.execution == "" {
				if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "set STATE_MACHINE_ARN") {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil || !strings.Contains(aws.Requests[0].Body, `"`+c.execution+`"`) {
				t.Errorf("got %v for %+v, want %s", err, aws.Requests, c.execution)
			}
		})
	}
}
