//go:build aws

package cloud_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"example.org/handover/internal/app/cloud/cloudtest"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// theatre is a deployed stack on which one programme is played: people come through the door, time through the clock
// function.
type theatre struct {
	stack
	store     office.Store // read only: to see when everything has come to rest
	workflows *sfn.Client
	post      *sesv2.Client
	requests  int
	watch     *cloudtest.Watch
}

func newTheatre(s stack) *theatre {
	watch := cloudtest.NewWatch(s.Stack)
	return &theatre{stack: s, store: watch.Store, workflows: sfn.NewFromConfig(s.conf), post: sesv2.NewFromConfig(s.conf),
		watch: watch}
}

// start enters a programme.
func (y *theatre) start(ctx context.Context, d handover.Definition, by string) error {
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return y.call(ctx, http.MethodPost, "/api/programmes", by, body, nil)
}

// do gives a command as a person.
func (y *theatre) do(ctx context.Context, programme, command, by string, input []byte) error {
	return y.call(ctx, http.MethodPost, "/api/programmes/"+programme+"/commands/"+command, by, input, nil)
}

// keep hands a document in, whose name begins with the programme's.
func (y *theatre) keep(ctx context.Context, name, by string, content []byte) (ref handover.FileRef, err error) {
	programme, rest, _ := strings.Cut(name, "/")
	err = y.call(ctx, http.MethodPut, "/api/programmes/"+programme+"/files/"+rest, by, content, &ref)
	return ref, err
}

// ledger asks for every entry of a programme.
func (y *theatre) ledger(ctx context.Context, programme string) ([]handover.Entry, error) {
	var log struct {
		Entries []handover.Entry `json:"entries"`
	}
	err := y.call(ctx, http.MethodGet, "/api/programmes/"+programme+"/log?from=1", "", nil, &log)
	return log.Entries, err
}

// clock tells the clock function of a rehearsal the time.
func (y *theatre) clock(ctx context.Context, now time.Time) error {
	return y.Tell(ctx, now)
}

// call asks the API as a person, each time with a new idempotency key, and reads its answer.
func (y *theatre) call(ctx context.Context, method, path, person string, body []byte, answer any) error {
	y.requests++
	return y.repeat(ctx, fmt.Sprintf("act-%d", y.requests), method, path, person, body, answer)
}

// repeat asks the API under an idempotency key. A refusal comes back as the fault that it was.
func (y *theatre) repeat(ctx context.Context, key, method, path, person string, body []byte, answer any) error {
	header := map[string]string{"Handover-Person": person, "Idempotency-Key": key}
	got, err := y.send(ctx, "execute-api", method, y.door()+path, body, header)
	if err != nil {
		return err
	}
	if got.status >= http.StatusMultipleChoices {
		var problem struct {
			Title  fault.Kind `json:"title"`
			Detail string     `json:"detail"`
		}
		if err := json.Unmarshal(got.body, &problem); err != nil || problem.Title == "" {
			return fmt.Errorf("%s %s: %d %s", method, path, got.status, got.body)
		}
		return fault.New(problem.Title, "%s", problem.Detail)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(got.body, answer)
}

// status asks Step Functions after the execution in charge of a programme.
func (y *theatre) status(ctx context.Context, p *handover.Programme) (string, error) {
	x, err := y.workflows.DescribeExecution(ctx, &sfn.DescribeExecutionInput{
		ExecutionArn: aws.String(y.execution(p.Definition.Programme, p.Execution.Number))})
	if err != nil {
		return "", err
	}
	return string(x.Status), nil
}

// atLatest is how long a stack may take to come to rest.
const atLatest = 60 * time.Second

// until asks again and again, until it is so.
func until(t *testing.T, what string, atMost time.Duration, so func() (bool, error)) {
	t.Helper()
	for end := time.Now().Add(atMost); ; time.Sleep(cloudtest.Look) {
		ok, err := so()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if ok {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s: not within %s", what, atMost)
		}
	}
}
