package cloud_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/task"
)

func failing(err error) cloud.Service {
	return func(*cloud.App) cloud.Handler {
		return func(context.Context, json.RawMessage) (json.RawMessage, error) { return nil, err }
	}
}

// TestErrorsHaveTheNamesThatTheWorkflowKnows holds that an error keeps its name however it is wrapped, and that what is
// not ours stays in the log.
func TestErrorsHaveTheNamesThatTheWorkflowKnows(t *testing.T) {
	for _, kind := range fault.Kinds() {
		a, log := inMemory(t, started())
		_, failed := serve(t, a, failing(fmt.Errorf("wrapped: %w", fault.New(kind, "no").To("mend it"))), "{}")
		if failed.Type != string(kind) || failed.Message != "no; mend it" {
			t.Errorf("%s: %+v", kind, failed)
		}
		level := "level=ERROR"
		if kind == fault.Superseded {
			level = "level=INFO"
		}
		if !strings.Contains(log.String(), level) {
			t.Errorf("%s: the log says %s", kind, log)
		}
	}
	a, log := inMemory(t, started())
	secret := fault.Wrap(fault.Unavailable, errors.Join(errors.New("address 192.0.2.1"), errors.New("second")), "the store is away")
	for err, message := range map[error]string{
		errors.New("key 0x17"): "the function failed; its log says why", secret: "the store is away",
	} {
		_, failed := serve(t, a, failing(err), "{}")
		if failed.Message != message {
			t.Errorf("%+v, want %q", failed, message)
		}
	}
	for _, want := range []string{"key 0x17", "192.0.2.1", "second"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
}

// TestTasks serves a state of the machine, and refuses one of another function.
func TestTasks(t *testing.T) {
	a, _ := inMemory(t, started())
	begin(t, a)
	answer, failed := serve(t, a, cloud.Task(task.Plan()), `{"programme":"doncaster","execution":1,"state":"Plan"}`)
	want := `{"windows":["staff","unions"],"datasets":["children","episodes"],` +
		`"reviews":["30-days","100-days","6-months","12-months"]}`
	if answer != want || failed.Type != "" {
		t.Errorf("%s %+v", answer, failed)
	}
	for event, name := range map[string]string{
		`{"programme":"doncaster","execution":1,"state":"Transfer"}`: "Invalid",
		`{"programme":"york","execution":1,"state":"Plan"}`:          "NotFound",
		`"plan"`: "Invalid",
	} {
		if _, failed := serve(t, a, cloud.Task(task.Plan()), event); failed.Type != name {
			t.Errorf("%s: %+v, want %s", event, failed, name)
		}
	}
}
