//go:build aws

package cloud_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/local"
)

// door is where the product's clients believe AWS to be: Step Functions is the embedded engine, in the words of its
// wire, and the rest is the local AWS. It keeps what reached the services that reach people.
type frontDoor struct {
	t      *testing.T
	engine *local.Engine
	now    func() time.Time
	aws    *httputil.ReverseProxy

	mu    sync.Mutex
	asked map[string][]string // bodies, by X-Amz-Target or path
}

func newFrontDoor(t *testing.T, endpoint string, now func() time.Time) *frontDoor {
	t.Helper()
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	return &frontDoor{t: t, now: now, aws: httputil.NewSingleHostReverseProxy(target), asked: map[string][]string{}}
}

// ServeHTTP implements http.Handler.
func (d *frontDoor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	target := r.Header.Get("X-Amz-Target")
	operation, states := strings.CutPrefix(target, "AWSStepFunctions.")
	if !states && !d.reachesPeople(r) {
		d.aws.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		d.t.Error(err)
	}
	if states {
		d.states(w, r, operation, body)
		return
	}
	d.mu.Lock()
	d.asked[r.URL.Path+target] = append(d.asked[r.URL.Path+target], string(body))
	d.mu.Unlock()
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	d.aws.ServeHTTP(w, r)
}

// reachesPeople reports whether a request is one of SES, EventBridge or SNS.
func (d *frontDoor) reachesPeople(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/v2/email/") || strings.HasPrefix(r.Header.Get("X-Amz-Target"), "AWSEvents.") ||
		strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
}

// call is what the four operations of Step Functions are asked with.
type call struct {
	Name         string `json:"name"`
	Input        string `json:"input"`
	TaskToken    string `json:"taskToken"`
	Output       string `json:"output"`
	ExecutionArn string `json:"executionArn"`
	Cause        string `json:"cause"`
}

// states answers for Step Functions.
func (d *frontDoor) states(w http.ResponseWriter, r *http.Request, operation string, body []byte) {
	var c call
	if err := json.Unmarshal(body, &c); err != nil {
		d.t.Errorf("%s: %v", operation, err)
	}
	answer, problem := d.perform(r.Context(), operation, c)
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	if problem != "" {
		answer = map[string]any{"__type": problem}
		w.WriteHeader(http.StatusBadRequest)
	}
	if err := json.NewEncoder(w).Encode(answer); err != nil {
		d.t.Logf("%s: %v", operation, err) // the client has gone
	}
}

// perform does an operation and returns its answer, or the name of the exception that Step Functions has for what went
// wrong.
func (d *frontDoor) perform(ctx context.Context, operation string, c call) (answer map[string]any, exception string) {
	name := c.ExecutionArn[strings.LastIndex(c.ExecutionArn, ":")+1:]
	now, seconds := d.now(), float64(d.now().Unix())
	switch operation {
	case "StartExecution":
		if x, err := d.engine.Describe(c.Name); err == nil && x.Status != local.Running {
			return nil, "ExecutionAlreadyExists"
		}
		if err := d.engine.Start(ctx, c.Name, []byte(c.Input), now); err != nil {
			return nil, "ExecutionAlreadyExists"
		}
		return map[string]any{"executionArn": "arn:aws:states:eu-west-2:000000000000:execution:handover:" + c.Name,
			"startDate": seconds}, ""
	case "SendTaskSuccess":
		switch fault.KindOf(d.engine.Resume(ctx, c.TaskToken, []byte(c.Output), now)) {
		case fault.Conflict:
			return nil, "TaskTimedOut"
		case fault.NotFound:
			return nil, "TaskDoesNotExist"
		}
		return map[string]any{}, ""
	case "StopExecution":
		if d.engine.Stop(ctx, name, c.Cause, now) != nil {
			return nil, "ExecutionDoesNotExist"
		}
		return map[string]any{"stopDate": seconds}, ""
	case "DescribeExecution":
		x, err := d.engine.Describe(name)
		if err != nil {
			return nil, "ExecutionDoesNotExist"
		}
		return map[string]any{"executionArn": c.ExecutionArn, "status": string(x.Status), "startDate": seconds}, ""
	}
	d.t.Errorf("Step Functions is asked for %s", operation)
	return nil, "UnknownOperationException"
}
