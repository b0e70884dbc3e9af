package local_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/local"
)

func TestFunctionErrors(t *testing.T) {
	type problem struct{}
	for _, c := range []struct {
		name    string
		odd     func() ([]byte, error)
		want    string
		message string
	}{
		{"named", func() ([]byte, error) { return nil, local.FunctionError{Type: "Superseded", Message: "m"} },
			"Superseded", "m"},
		{"plain", func() ([]byte, error) { return nil, errPlain }, "Internal", "plain"},
		{"wrapped as Lambda sees it", func() ([]byte, error) { return nil, fmt.Errorf("w: %w", named("Superseded")) },
			"Internal", "w: Superseded: on purpose"},
		{"without a type", func() ([]byte, error) { return nil, local.FunctionError{Message: "m"} }, "Internal", "m"},
		{"panic with text", func() ([]byte, error) { panic("boo") }, "string", "boo"},
		{"panic with an error", func() ([]byte, error) { panic(errPlain) }, "errorString", "plain"},
		{"panic with a struct", func() ([]byte, error) { panic(problem{}) }, "problem", "{}"},
		{"no JSON", func() ([]byte, error) { return []byte(`{`), nil }, "Internal", "the function's answer is not JSON"},
		{"broken text", func() ([]byte, error) { return nil, errors.New("a\xffb\n") }, "Internal", `ab\u000a`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, states(`"A":{"Type":"Task","Resource":"${Odd}","Catch":[{"ErrorEquals":["`+c.want+
				`"],"Next":"B"}],`+end+`},"B":{"Type":"Succeed"}`))
			r.odd = func(context.Context, time.Time, []byte) ([]byte, error) { return c.odd() }
			r.start("x", `{}`)
			cause := `{\"errorMessage\":\"` + strings.ReplaceAll(c.message, `\`, `\\`) + `\",\"errorType\":\"` + c.want + `\"}`
			r.wantOutput("x", `{"Cause":"`+cause+`","Error":"`+c.want+`"}`)
		})
	}
}

func TestEmptyAnswerIsNull(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Task","Resource":"${Odd}",`+end+`}`))
	r.odd = func(context.Context, time.Time, []byte) ([]byte, error) { return nil, nil }
	r.start("x", `{}`)
	r.wantOutput("x", `null`)
}

func TestLongCauseIsCut(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Task","Resource":"${Odd}",`+end+`}`))
	r.odd = func(context.Context, time.Time, []byte) ([]byte, error) {
		return nil, errors.New(strings.Repeat("x", 1<<20))
	}
	r.start("x", `{}`)
	if n := len(r.describe("x").Cause); n > 32<<10 {
		t.Errorf("the cause has %d bytes", n)
	}
}

func TestTokenTask(t *testing.T) {
	r := newRig(t, states(`"A":{`+gate+`,"ResultPath":"$.gate",`+end+`}`))
	r.start("x", `{"a":1}`)
	r.wantStatus("x", local.Running, "")
	if len(r.tokens) != 1 {
		t.Fatalf("%d calls, want 1", len(r.tokens))
	}
	wantKind(t, r.e.Resume(r.ctx, r.tokens[0], []byte(`{`), t0), fault.Invalid)
	wantKind(t, r.e.Resume(r.ctx, r.tokens[0]+"x", []byte(`1`), t0), fault.NotFound)
	r.resume(r.tokens[0], `{"passed":1.0}`, t0.AddDate(0, 6, 0))
	r.wantOutput("x", `{"a":1,"gate":{"passed":1.0}}`)
	wantKind(t, r.e.Resume(r.ctx, r.tokens[0], []byte(`2`), t0), fault.Conflict)
	wantKind(t, r.e.Fail(r.ctx, r.tokens[0], "E", "c", t0), fault.Conflict)
}

func TestTokenTaskFails(t *testing.T) {
	catch := `,"Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"B"}],` + end + `},"B":{"Type":"Succeed"}`
	r := newRig(t, states(`"A":{`+gate+catch))
	r.start("x", `{"a":1}`)
	if err := r.e.Fail(r.ctx, r.tokens[0], "Refused", "why", t0); err != nil {
		t.Fatal(err)
	}
	r.run(t0)
	r.wantOutput("x", `{"Cause":"why","Error":"Refused"}`)

	failing := newRig(t, states(`"A":{`+strings.Replace(gate, "Gate", "Odd", 1)+catch))
	failing.odd = func(context.Context, time.Time, []byte) ([]byte, error) { return nil, named("Superseded") }
	failing.start("x", `{}`)
	failing.wantOutput("x",
		`{"Cause":"{\"errorMessage\":\"on purpose\",\"errorType\":\"Superseded\"}","Error":"Superseded"}`)
}

func TestResumeInsideTheHandler(t *testing.T) {
	r := newRig(t, states(`"A":{`+gate+`,"TimeoutSeconds":5,`+end+`}`))
	r.hook = func() {
		if err := r.e.Resume(r.ctx, r.tokens[0], []byte(`"at once"`), t0); err != nil {
			t.Error(err)
		}
	}
	r.start("x", `{}`)
	r.wantOutput("x", `"at once"`)
	if at, ok := r.e.NextTimer(); ok {
		t.Errorf("a timer is left at %v", at)
	}
}

func TestTimeoutAndFreshToken(t *testing.T) {
	r := newRig(t, states(`"A":{`+gate+`,"TimeoutSeconds":60,"Retry":[{"ErrorEquals":["States.Timeout"],`+
		`"IntervalSeconds":10,"MaxAttempts":1}],`+end+`}`))
	r.start("x", `{}`)
	due := t0.Add(time.Minute)
	r.wantTimer(due)
	if n := r.run(due.Add(-1)); n != 0 {
		t.Errorf("%d steps before anything was due", n)
	}
	wantKind(t, r.e.Resume(r.ctx, r.tokens[0], []byte(`1`), due), fault.Conflict)
	r.run(due)
	wantKind(t, r.e.Resume(r.ctx, r.tokens[0], []byte(`1`), due), fault.Conflict)
	r.wantTimer(due.Add(10 * time.Second))
	r.run(due.Add(10 * time.Second))
	if len(r.tokens) != 2 || r.tokens[0] == r.tokens[1] {
		t.Fatalf("tokens %q, want two that differ", r.tokens)
	}
	r.run(due.Add(70 * time.Second))
	r.wantStatus("x", local.Failed, "States.Timeout")
}

func TestStopInsideTheHandler(t *testing.T) {
	r := newRig(t, states(`"A":{`+gate+`,`+end+`}`))
	r.hook = func() {
		r.hook = nil
		if err := r.e.Stop(r.ctx, "x", "replaced", t0); err != nil {
			t.Error(err)
		}
		if err := r.e.Start(r.ctx, "y", []byte(`{}`), t0); err != nil {
			t.Error(err)
		}
	}
	r.start("x", `{}`)
	r.wantStatus("x", local.Aborted, "")
	r.wantStatus("y", local.Running, "")
	if x := r.describe("x"); x.Cause != "replaced" || len(r.ended) != 1 || r.ended[0].Name != "x" {
		t.Errorf("cause %q, ended %v", x.Cause, r.ended)
	}
}
