package task_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/post"
	"example.org/handover/internal/task"
)

// broken is a store whose disk has failed, with words that are nobody's business outside.
type broken struct{ *memory.Store }

// Load fails.
func (broken) Load(context.Context, string) (office.Snapshot, error) {
	return office.Snapshot{}, errors.New("password hunter2 refused by 10.0.0.7")
}

// opened gives an office in which the sample programme has just been started.
func opened(t *testing.T) *office.Office {
	t.Helper()
	o := &office.Office{Store: memory.New(), Files: &files.Memory{}, Post: post.None{}, Rules: intake.Rules, Rehearsal: true,
		Clock:  func() time.Time { return time.Date(2022, time.March, 22, 9, 0, 0, 0, time.UTC) },
		Secret: func(context.Context, string) ([]byte, error) { return []byte("0123456789abcdef"), nil }}
	sample, err := os.Open("../../events/programmes/doncaster.json")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sample.Close() }()
	d, err := intake.Definition("doncaster.json", sample)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Start(t.Context(), d, "office-1"); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestHandlersAnswerTheMachine(t *testing.T) {
	o := opened(t)
	const lists = `{"windows":["staff","unions"],"datasets":["children","episodes"],` +
		`"reviews":["30-days","100-days","6-months","12-months"]}`
	for _, c := range []struct{ name, function, payload, want string }{
		{"plan", "plan", `{"programme":"doncaster","execution":1,"state":"Plan"}`, lists},
		{"plan again", "plan", `{"programme":"doncaster","execution":1,"state":"Plan"}`, lists},
		{"gate", "gate", `{"programme":"doncaster","execution":1,"state":"ServeNotice","token":"t"}`, "null"},
		{"letters", "notice", `{"programme":"doncaster","execution":1,"state":"DraftNotice"}`, `{"outcome":"passed"}`},
	} {
		got, err := task.For(o, c.function)(t.Context(), []byte(c.payload))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: got %s, %v, want %s", c.name, got, err, c.want)
		}
	}
}

func TestErrorsHaveTheNamesThatTheMachineCatches(t *testing.T) {
	failing := opened(t)
	failing.Store = broken{memory.New()}
	for _, c := range []struct {
		name, function, payload string
		broken                  bool
		want                    task.Error
	}{
		{"no JSON", "plan", `{`, false, task.Error{Name: "Invalid", Message: "the payload of the state machine cannot be read"}},
		{"wrong types", "gate", `{"execution":"one"}`, false,
			task.Error{Name: "Invalid", Message: "the payload of the state machine cannot be read"}},
		{"another function's state", "notice", `{"programme":"doncaster","execution":1,"state":"Plan"}`, false,
			task.Error{Name: "Invalid", Message: `function notice does not serve state "Plan"`}},
		{"a gate that is none", "gate", `{"programme":"doncaster","execution":1,"state":"Plan"}`, false,
			task.Error{Name: "Invalid", Message: `state "Plan" of the machine is no gate`}},
		{"an older execution", "plan", `{"programme":"doncaster","execution":0,"state":"Plan"}`, false,
			task.Error{Name: "Superseded", Message: "execution 0 is superseded by 1"}},
		{"not ours", "plan", `{"programme":"doncaster","execution":1,"state":"Outcome"}`, true,
			task.Error{Name: "Internal", Message: "the function failed; its log says why"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := failing
			if !c.broken {
				o = opened(t)
			}
			_, err := task.For(o, c.function)(t.Context(), []byte(c.payload))
			var got *task.Error
			if !errors.As(err, &got) || got.Name != c.want.Name || got.Message != c.want.Message {
				t.Errorf("got %v, want %v", err, &c.want)
			}
		})
	}
}

// TestErrorIsOutermost holds that nothing wraps the error: Lambda names an error after its outermost type.
func TestErrorIsOutermost(t *testing.T) {
	_, err := task.For(opened(t), "gate")(t.Context(), []byte(`{"programme":"nowhere","execution":1,"state":"Decide"}`))
	if e, ok := err.(*task.Error); !ok || e.Name != "NotFound" { //nolint:errorlint // the outermost type is what is tested
		t.Errorf("got %T %v", err, err)
	}
}

func TestNamesAreClosed(t *testing.T) {
	if got, want := len(task.Errors()), len(fault.Kinds()); got != want {
		t.Errorf("%d error names for %d kinds", got, want)
	}
	want := []string{"consultation", "gate", "golive", "migration", "notice", "plan", "transfer"}
	if got := task.Functions(); !slices.Equal(got, want) {
		t.Errorf("functions are %q, want %q", got, want)
	}
	if got := task.States("gate"); got != nil {
		t.Errorf("the gate function serves %q, want no state of its own", got)
	}
}
