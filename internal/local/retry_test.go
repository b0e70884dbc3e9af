package local_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.org/handover/internal/local"
)

// scripted is a state A that calls Script, with fields.
func scripted(fields string) string {
	return states(`"A":{"Type":"Task","Resource":"${Script}",` + fields + `,` + end + `},"B":{"Type":"Succeed"}`)
}

// toTheEnd runs from timer to timer and returns the seconds after t0 at which Script was called.
func (r *rig) toTheEnd() []float64 {
	for r.describe("x").Status == local.Running {
		at, ok := r.e.NextTimer()
		if !ok {
			r.t.Fatal("it waits for nothing")
		}
		r.run(at)
	}
	var seconds []float64
	for _, at := range r.called {
		seconds = append(seconds, at.Sub(t0).Seconds())
	}
	return seconds
}

func TestRetryAndCatch(t *testing.T) {
	catchAll := `"Catch":[{"ErrorEquals":["States.ALL"],"Next":"B"}]`
	for _, c := range []struct {
		name, fields string
		script       []error
		called       []float64
		status       local.Status
		errorName    string
	}{
		{"defaults", `"Retry":[{"ErrorEquals":["X"]}],` + catchAll,
			[]error{named("X"), named("X"), named("X"), named("X")}, []float64{0, 1, 3, 7}, local.Succeeded, ""},
		{"succeeds in time", `"Retry":[{"ErrorEquals":["X"]}],` + catchAll,
			[]error{named("X"), nil}, []float64{0, 1}, local.Succeeded, ""},
		{"capped", `"Retry":[{"ErrorEquals":["X"],"IntervalSeconds":2,"BackoffRate":1.5,"MaxDelaySeconds":4,` +
			`"MaxAttempts":4}],` + catchAll, []error{named("X"), named("X"), named("X"), named("X")},
			[]float64{0, 2, 5, 9, 13}, local.Succeeded, ""},
		{"no attempts", `"Retry":[{"ErrorEquals":["X"],"MaxAttempts":0},{"ErrorEquals":["States.ALL"]}]`,
			[]error{named("X")}, []float64{0}, local.Failed, "X"},
		{"each its own count", `"Retry":[{"ErrorEquals":["X"],"MaxAttempts":1},{"ErrorEquals":["Y"],"MaxAttempts":1,` +
			`"IntervalSeconds":10}]`, []error{named("X"), named("Y"), named("X")}, []float64{0, 1, 11},
			local.Failed, "X"},
		{"other error", `"Retry":[{"ErrorEquals":["X"]}],"Catch":[{"ErrorEquals":["X"],"Next":"B"}]`,
			[]error{named("Y")}, []float64{0}, local.Failed, "Y"},
		{"task failed", `"Retry":[{"ErrorEquals":["States.TaskFailed"],"MaxAttempts":1}],` + catchAll,
			[]error{errPlain, nil}, []float64{0, 1}, local.Succeeded, ""},
		{"task failed is no timeout", `"Retry":[{"ErrorEquals":["States.TaskFailed"],"MaxAttempts":1}],` + catchAll,
			[]error{named("States.Timeout")}, []float64{0}, local.Succeeded, ""},
		{"runtime", `"Retry":[{"ErrorEquals":["States.TaskFailed"]}],` + catchAll,
			[]error{named("States.Runtime")}, []float64{0}, local.Failed, "States.Runtime"},
		{"very long", `"Retry":[{"ErrorEquals":["X"],"IntervalSeconds":99999999,"BackoffRate":1000,"MaxAttempts":2}],` +
			catchAll, []error{named("X")}, []float64{0}, local.TimedOut, "States.Timeout"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, scripted(c.fields+unusedCatch(c.fields)))
			r.script = c.script
			r.start("x", `{}`)
			if diff := cmp.Diff(c.called, r.toTheEnd()); diff != "" {
				t.Error(diff)
			}
			r.wantStatus("x", c.status, c.errorName)
		})
	}
}

// unusedCatch keeps state B reachable where a case has no catcher of its own.
func unusedCatch(fields string) string {
	if strings.Contains(fields, `"Catch"`) {
		return ""
	}
	return `,"Catch":[{"ErrorEquals":["Unheard"],"Next":"B"}]`
}

func TestRetryCount(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Task","Resource":"${Script}","Parameters":{"n.$":"$$.State.RetryCount"},`+
		`"Retry":[{"ErrorEquals":["X"]}],"Next":"B"},"B":{"Type":"Task","Resource":"${Script}","Parameters":`+
		`{"n.$":"$$.State.RetryCount","since.$":"$$.State.EnteredTime"},`+end+`}`))
	r.script = []error{named("X"), named("X")}
	r.start("x", `{}`)
	r.toTheEnd()
	want := []string{`{"n":0}`, `{"n":1}`, `{"n":2}`, `{"n":0,"since":"2026-03-02T09:00:03.000Z"}`}
	if diff := cmp.Diff(want, r.payloads); diff != "" {
		t.Error(diff)
	}
	if x := r.describe("x"); x.Transitions != 4 || x.Events != 1+1+3*3+1+5+1 {
		t.Errorf("transitions %d, events %d", x.Transitions, x.Events)
	}
}

func TestCatchPutsTheErrorIntoTheRawInput(t *testing.T) {
	for _, c := range []struct{ resultPath, input, output, errorName string }{
		{`"$.error"`, `{"a":1}`, `{"a":1,"error":{"Cause":"{\"errorMessage\":\"plain\",\"errorType\":\"Internal\"}",` +
			`"Error":"Internal"}}`, ""},
		{`null`, `{"a":1}`, `{"a":1}`, ""},
		{`"$.a.b"`, `{"a":1}`, ``, "States.ResultPathMatchFailure"},
	} {
		r := newRig(t, scripted(`"InputPath":"$.a","Catch":[{"ErrorEquals":["States.ALL"],"Next":"B","ResultPath":`+
			c.resultPath+`}]`))
		r.script = []error{errPlain}
		r.start("x", c.input)
		if c.output == "" {
			r.wantStatus("x", local.Failed, c.errorName)
			continue
		}
		r.wantOutput("x", c.output)
	}
}

// TestRetryDelayStaysInBounds holds every delay between nothing (with jitter) or its full length, and that length,
// which is never above MaxDelaySeconds; and that a failing task is called once more than its attempts.
func TestRetryDelayStaysInBounds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		interval := rapid.IntRange(1, 100).Draw(rt, "interval")
		attempts := rapid.IntRange(0, 8).Draw(rt, "attempts")
		rate := float64(rapid.IntRange(10, 40).Draw(rt, "rate in tenths")) / 10
		most := interval + rapid.IntRange(1, 1000).Draw(rt, "most above interval")
		jitter := rapid.SampledFrom([]string{"FULL", "NONE"}).Draw(rt, "jitter")
		r := newRig(t, scripted(fmt.Sprintf(`"Retry":[{"ErrorEquals":["X"],"IntervalSeconds":%d,"MaxAttempts":%d,`+
			`"BackoffRate":%g,"MaxDelaySeconds":%d,"JitterStrategy":%q}],"Catch":[{"ErrorEquals":["X"],"Next":"B"}]`,
			interval, attempts, rate, most, jitter)))
		for range attempts + 1 {
			r.script = append(r.script, named("X"))
		}
		r.start("x", `{}`)
		called := r.toTheEnd()
		if len(called) != attempts+1 {
			rt.Fatalf("called %d times, want %d", len(called), attempts+1)
		}
		full := float64(interval)
		for i := 1; i < len(called); i++ {
			delay, top := called[i]-called[i-1], math.Min(full, float64(most))
			if delay > top+1e-9 || jitter == "NONE" && delay < top-0.0011 || delay < 0 {
				rt.Fatalf("delay %d is %g s, the full one %g s", i, delay, top)
			}
			full *= rate
		}
	})
}

func TestJitterSpreads(t *testing.T) {
	r := newRig(t, scripted(`"Retry":[{"ErrorEquals":["X"],"IntervalSeconds":1000,"BackoffRate":1,"MaxAttempts":50,`+
		`"JitterStrategy":"FULL"}],"Catch":[{"ErrorEquals":["X"],"Next":"B"}]`))
	for range 51 {
		r.script = append(r.script, named("X"))
	}
	r.start("x", `{}`)
	called := r.toTheEnd()
	short, long := 0, 0
	for i := 1; i < len(called); i++ {
		switch delay := called[i] - called[i-1]; {
		case delay < 250:
			short++
		case delay > 750:
			long++
		}
	}
	if short < 3 || long < 3 {
		t.Errorf("%d of 50 delays in the first quarter, %d in the last", short, long)
	}
}

func TestRetryOfAFanOut(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Parallel","Branches":[{"StartAt":"I","States":{"I":{"Type":"Task",`+
		`"Resource":"${Script}",`+end+`}}},{"StartAt":"J","States":{"J":{`+gate+`,`+end+`}}}],`+
		`"Retry":[{"ErrorEquals":["X"],"MaxAttempts":1}],`+end+`}`))
	r.script = []error{named("X")}
	r.start("x", `{}`)
	r.run(t0.Add(time.Second))
	if len(r.tokens) != 1 {
		t.Fatalf("%d tokens, want only the second round's: the first round failed before J had its turn", len(r.tokens))
	}
	r.resume(r.tokens[0], `"in"`, t0.Add(time.Minute))
	r.wantOutput("x", `[{},"in"]`)
}
