package cloud_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda/messages"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/awstest"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/memory"
)

// environment is what template.yaml gives to a function that has every part.
func environment(change map[string]string) func(string) string {
	env := map[string]string{
		"STACK": "handover", "REHEARSAL": "false", "TABLE": "ledgers", "BUCKET": "documents", "EXTRACTS": "extracts",
		"REPORT_KEY": "alias/reports", "CHECKPOINT_KEY": "alias/checkpoints",
		"STATE_MACHINE_ARN": "arn:aws:states:eu-west-2:000000000000:stateMachine:handover-workflow",
		"SENDER":            "handover@handover.invalid", "BUS": "milestones",
		"DUTY_TOPIC": "arn:aws:sns:eu-west-2:000000000000:duty",
	}
	for name, value := range change {
		env[name] = value
	}
	return func(name string) string { return env[name] }
}

// app wires parts over what AWS answers.
func app(t *testing.T, canned *awstest.Canned, change map[string]string, parts ...cloud.Part) (*cloud.App, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	a, err := cloud.New(environment(change), canned.Config(), slog.New(slog.NewTextHandler(&log, nil)), parts...)
	if err != nil {
		t.Fatal(err)
	}
	a.Metrics = io.Discard
	return a, &log
}

// inMemory is an App over a store in memory, at an instant.
func inMemory(t *testing.T, now time.Time) (*cloud.App, *bytes.Buffer) {
	t.Helper()
	a, log := app(t, awstest.NewCanned(t), nil)
	a.Office.Store = memory.New()
	a.Office.Clock = func() time.Time { return now }
	return a, log
}

// begin starts the sample.
func begin(t *testing.T, a *cloud.App) {
	t.Helper()
	if _, err := a.Office.Start(t.Context(), doncaster(t), "office-1"); err != nil {
		t.Fatal(err)
	}
}

func doncaster(t *testing.T) handover.Definition {
	t.Helper()
	return sample(t, "doncaster")
}

// started is the planned first day of the sample.
func started() time.Time { return time.Date(2022, 3, 22, 9, 0, 0, 0, time.UTC) }

// serve lets a service serve one event, and returns its answer or the error as Lambda reports it.
func serve(t *testing.T, a *cloud.App, s cloud.Service, event string) (answer string, failed messages.InvokeResponse_Error) {
	t.Helper()
	out, err := a.Serving(s)(t.Context(), json.RawMessage(event))
	if err != nil {
		var ok bool
		if failed, ok = err.(messages.InvokeResponse_Error); !ok { //nolint:errorlint // Lambda looks no deeper
			t.Fatalf("the error is a %T, which Lambda names after its type: %v", err, err)
		}
	}
	return string(out), failed
}

const programmes = "../../../events/programmes"
