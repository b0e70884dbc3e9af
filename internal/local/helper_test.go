package local_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/local"
)

// t0 is when the executions of these tests start.
var t0 = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// rig is an engine with functions that the tests look into.
type rig struct {
	t        *testing.T
	e        *local.Engine
	ctx      context.Context
	payloads []string          // of every call of Echo, Gate and Script, in order
	tokens   []string          // handed to Gate, in order
	called   []time.Time       // when Script was called
	script   []error           // what Script answers, call by call; then it echoes
	hook     func()            // called inside Gate
	ended    []local.Execution // told to Options.Ended
	odd      local.Handler     // the function Odd
}

// load loads a definition that has to be right.
func load(t testing.TB, definition string) *local.Machine {
	t.Helper()
	m, err := local.Load([]byte(definition))
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return m
}

// states wraps states into a definition that starts at A.
func states(inner string) string { return `{"StartAt":"A","States":{` + inner + `}}` }

// newRig makes an engine for a definition.
func newRig(t *testing.T, definition string) *rig {
	t.Helper()
	r := &rig{t: t, ctx: context.Background()}
	e, err := local.New(load(t, definition), local.Options{
		Seed: []byte("rig"), Name: "rig",
		Functions: map[string]local.Handler{
			"Echo": r.echo, "Gate": r.gate, "Script": r.scripted,
			"Odd": func(ctx context.Context, now time.Time, p []byte) ([]byte, error) { return r.odd(ctx, now, p) },
		},
		Ended: func(x local.Execution) { r.ended = append(r.ended, x) },
	})
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	r.e = e
	return r
}

func (r *rig) echo(_ context.Context, _ time.Time, payload []byte) ([]byte, error) {
	r.payloads = append(r.payloads, string(payload))
	return payload, nil
}

func (r *rig) gate(_ context.Context, _ time.Time, payload []byte) ([]byte, error) {
	var p struct{ Token string }
	if err := json.Unmarshal(payload, &p); err != nil || p.Token == "" {
		r.t.Errorf("Gate got no token: %s", payload)
	}
	r.payloads, r.tokens = append(r.payloads, string(payload)), append(r.tokens, p.Token)
	if r.hook != nil {
		r.hook()
	}
	return []byte(`"ignored"`), nil
}

func (r *rig) scripted(_ context.Context, now time.Time, payload []byte) ([]byte, error) {
	r.called = append(r.called, now)
	r.payloads = append(r.payloads, string(payload))
	if len(r.script) > 0 {
		err := r.script[0]
		r.script = r.script[1:]
		if err != nil {
			return nil, err
		}
	}
	return payload, nil
}

// start starts an execution and runs the engine at the same instant.
func (r *rig) start(name, input string) {
	r.t.Helper()
	if err := r.e.Start(r.ctx, name, []byte(input), t0); err != nil {
		r.t.Fatalf("Start: %v", err)
	}
	r.run(t0)
}

func (r *rig) run(now time.Time) int {
	r.t.Helper()
	n, err := r.e.Run(r.ctx, now)
	if err != nil {
		r.t.Fatalf("Run: %v", err)
	}
	return n
}

func (r *rig) resume(token, output string, now time.Time) {
	r.t.Helper()
	if err := r.e.Resume(r.ctx, token, []byte(output), now); err != nil {
		r.t.Fatalf("Resume: %v", err)
	}
	r.run(now)
}

func (r *rig) describe(name string) local.Execution {
	r.t.Helper()
	x, err := r.e.Describe(name)
	if err != nil {
		r.t.Fatalf("Describe: %v", err)
	}
	return x
}

// wantOutput holds that an execution succeeded with an output.
func (r *rig) wantOutput(name, output string) {
	r.t.Helper()
	x := r.describe(name)
	if x.Status != local.Succeeded || string(x.Output) != output {
		r.t.Errorf("execution %s: %s %s %q\n got %s\nwant %s", name, x.Status, x.Error, x.Cause, x.Output, output)
	}
}

// wantStatus holds how an execution stands and by which error it got there.
func (r *rig) wantStatus(name string, status local.Status, errorName string) {
	r.t.Helper()
	if x := r.describe(name); x.Status != status || x.Error != errorName {
		r.t.Errorf("execution %s: got %s %q (%s), want %s %q", name, x.Status, x.Error, x.Cause, status, errorName)
	}
}

// wantTimer holds when the next timer is due.
func (r *rig) wantTimer(want time.Time) {
	r.t.Helper()
	if got, ok := r.e.NextTimer(); !ok || !got.Equal(want) {
		r.t.Errorf("next timer: got %v %v, want %v", got, ok, want)
	}
}

// wantKind holds the kind of an error.
func wantKind(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); got != want {
		t.Errorf("got kind %q (%v), want %q", got, err, want)
	}
}

// named is a handler's error with a name of its own.
func named(name string) error { return local.FunctionError{Type: name, Message: "on purpose"} }

// errPlain is a handler's error without one.
var errPlain = errors.New("plain")
