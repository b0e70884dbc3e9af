package local_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/local"
)

func TestStartIsIdempotent(t *testing.T) {
	r := newRig(t, states(`"A":{`+gate+`,`+end+`}`))
	r.start("x", `{"a":1,"b":2}`)
	r.start("x", ` {"b":2, "a":1} `)
	if len(r.tokens) != 1 {
		t.Errorf("%d tokens, want 1", len(r.tokens))
	}
	wantKind(t, r.e.Start(r.ctx, "x", []byte(`{"a":1}`), t0), fault.Conflict)
	r.resume(r.tokens[0], `1`, t0)
	r.start("x", `{"a":1,"b":2}`)
	r.wantOutput("x", `1`)
}

func TestStartRefuses(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Succeed"}`))
	for _, name := range []string{"", "a b", "a/b", "a:b", "a\tb", "a#", "\xff", strings.Repeat("x", 81)} {
		wantKind(t, r.e.Start(r.ctx, name, []byte(`{}`), t0), fault.Invalid)
	}
	for _, input := range []string{``, `{`, `{}{}`, `nil`} {
		wantKind(t, r.e.Start(r.ctx, "x", []byte(input), t0), fault.Invalid)
	}
	if err := r.e.Start(r.ctx, strings.Repeat("é", 80), []byte(`{}`), t0); err != nil {
		t.Error(err)
	}
}

func TestNamesAreForgotten(t *testing.T) {
	r := newRig(t, states(`"A":{`+gate+`,`+end+`}`))
	r.start("x", `1`)
	r.resume(r.tokens[0], `1`, t0)
	free := t0.AddDate(0, 0, 90)
	r.run(free.Add(-1))
	r.wantStatus("x", local.Succeeded, "")
	r.run(free)
	_, err := r.e.Describe("x")
	wantKind(t, err, fault.NotFound)
	wantKind(t, r.e.Resume(r.ctx, r.tokens[0], []byte(`1`), free), fault.NotFound)
	if err := r.e.Start(r.ctx, "x", []byte(`2`), free); err != nil {
		t.Error(err)
	}
}

func TestStop(t *testing.T) {
	r := newRig(t, states(`"A":{`+gate+`,"TimeoutSeconds":9,`+end+`}`))
	wantKind(t, r.e.Stop(r.ctx, "x", "", t0), fault.NotFound)
	r.start("x", `{}`)
	for range 2 {
		if err := r.e.Stop(r.ctx, "x", "replaced", t0.Add(time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	want := local.Execution{Name: "x", Status: local.Aborted, Started: t0, Stopped: t0.Add(time.Second),
		Input: []byte(`{}`), Cause: "replaced", Transitions: 1, Events: 6}
	if diff := cmp.Diff([]local.Execution{want}, r.ended); diff != "" {
		t.Error(diff)
	}
	wantKind(t, r.e.Resume(r.ctx, r.tokens[0], []byte(`1`), t0), fault.Conflict)
	if _, ok := r.e.NextTimer(); ok {
		t.Error("a timer is left")
	}
}

func TestStopBeforeTheFirstStep(t *testing.T) {
	r := newRig(t, states(`"A":{`+gate+`,`+end+`}`))
	if err := errors.Join(r.e.Start(r.ctx, "x", []byte(`{}`), t0), r.e.Stop(r.ctx, "x", "", t0)); err != nil {
		t.Fatal(err)
	}
	if n := r.run(t0); n != 0 || len(r.tokens) != 0 {
		t.Errorf("%d steps, %d tokens", n, len(r.tokens))
	}
}

func TestDeadlines(t *testing.T) {
	a := `"StartAt":"A","States":{"A":{` + gate + `,"Retry":[{"ErrorEquals":["States.ALL"]}],` + end + `}}}`
	for definition, due := range map[string]time.Time{
		`{"TimeoutSeconds":100,` + a:      t0.Add(100 * time.Second),
		`{` + a:                           time.Date(2027, 3, 2, 9, 0, 0, 0, time.UTC),
		`{"TimeoutSeconds":99999999,` + a: time.Date(2027, 3, 2, 9, 0, 0, 0, time.UTC),
	} {
		r := newRig(t, definition)
		r.start("x", `{}`)
		r.wantTimer(due)
		r.run(due.Add(-1))
		r.wantStatus("x", local.Running, "")
		wantKind(t, r.e.Resume(r.ctx, r.tokens[0], []byte(`1`), due), fault.Conflict)
		r.run(due)
		r.wantStatus("x", local.TimedOut, "States.Timeout")
	}
}

func TestHistoryLimit(t *testing.T) {
	loop := `{"Type":"Pass","Next":"A"}`
	for name, definition := range map[string]string{
		"main line": states(`"A":` + loop),
		"branch": states(`"P":{"Type":"Parallel","Branches":[{"StartAt":"Q","States":{"Q":{"Type":"Pass","Next":"Q"}}}],` +
			`"Catch":[{"ErrorEquals":["States.ALL"],"Next":"P"}],` + end + `},"A":{"Type":"Pass","Next":"P"}`),
	} {
		r := newRig(t, definition)
		r.start("x", `{}`)
		r.wantStatus("x", local.Failed, "States.Runtime")
		if x := r.describe("x"); x.Events != 25_000 || x.Transitions < 12_000 || x.Transitions > 12_500 {
			t.Errorf("%s: %d events, %d transitions", name, x.Events, x.Transitions)
		}
	}
}

// TestHistoryMayJustBeFull counts a Map's items so that the history ends at its 25,000th event or one above.
func TestHistoryMayJustBeFull(t *testing.T) {
	definition := func(more string) string {
		return states(`"A":{"Type":"Map","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Succeed"}}},"Next":"B"},` +
			more)
	}
	// Start 1, Map 4, items 4 each, B 2, end 1: 8 + 4×6248 = 25,000.
	fits := newRig(t, definition(`"B":{"Type":"Succeed"}`))
	fits.start("x", list(6248))
	fits.wantStatus("x", local.Succeeded, "")
	if x := fits.describe("x"); x.Events != 25_000 {
		t.Errorf("%d events", x.Events)
	}
	over := newRig(t, definition(`"B":{"Type":"Pass","Next":"C"},"C":{"Type":"Succeed"}`))
	over.start("x", list(6248))
	over.wantStatus("x", local.Failed, "States.Runtime")
}

func TestTimersOfOneInstantFireInCreationOrder(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Task","Resource":"${Script}","Parameters":{"n.$":"$$.Execution.Name"},`+
		`"Retry":[{"ErrorEquals":["X"],"BackoffRate":1}],`+end+`}`))
	var want []string
	for i := range 9 {
		r.script = append(r.script, named("X"))
		name := fmt.Sprint("x", i)
		if err := r.e.Start(r.ctx, name, []byte(`{}`), t0); err != nil {
			t.Fatal(err)
		}
		want = append(want, `{"n":"`+name+`"}`)
	}
	r.run(t0)
	r.run(t0.Add(time.Second))
	if diff := cmp.Diff(append(want, want...), r.payloads); diff != "" {
		t.Error(diff)
	}
	var names []string
	for _, x := range r.e.Executions() {
		names = append(names, `{"n":"`+x.Name+`"}`)
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}

func TestInterruptedTaskIsNotJudged(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Task","Resource":"${Odd}",`+end+`}`))
	ctx, cancel := context.WithCancel(r.ctx)
	calls := 0
	r.odd = func(ctx context.Context, _ time.Time, _ []byte) ([]byte, error) {
		if calls++; calls == 1 {
			cancel()
		}
		return []byte(`"done"`), ctx.Err()
	}
	for _, name := range []string{"x", "y"} {
		if err := r.e.Start(ctx, name, []byte(`{}`), t0); err != nil {
			t.Fatal(err)
		}
	}
	n, err := r.e.Run(ctx, t0)
	wantKind(t, err, fault.Unavailable)
	if n != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("%d steps, %v", n, err)
	}
	r.wantStatus("x", local.Running, "")
	r.run(t0)
	r.wantOutput("x", `"done"`)
	r.wantOutput("y", `"done"`)
	if x := r.describe("x"); x.Events != 7 || calls != 3 || r.ended[0].Name != "x" {
		t.Errorf("%d events, %d calls, %s ended first", x.Events, calls, r.ended[0].Name)
	}
}

func TestRunInsideAHandlerReturns(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Task","Resource":"${Odd}",`+end+`}`))
	r.odd = func(ctx context.Context, now time.Time, _ []byte) ([]byte, error) {
		n, err := r.e.Run(ctx, now)
		return fmt.Appendf(nil, "%d", n), err
	}
	r.start("x", `{}`)
	r.wantOutput("x", `0`)
}

func TestEndedMayCallTheEngine(t *testing.T) {
	m := load(t, states(`"A":{"Type":"Succeed"}`))
	var e *local.Engine
	e, err := local.New(m, local.Options{Ended: func(x local.Execution) {
		if x.Name != "last" {
			if err := e.Start(context.Background(), "last", []byte(`{}`), x.Stopped); err != nil {
				t.Error(err)
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if err := e.Start(ctx, "first", []byte(`{}`), t0); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Run(ctx, t0); err != nil {
		t.Fatal(err)
	}
	x, err := e.Describe("last")
	if err != nil || x.Status != local.Succeeded {
		t.Error(x, err)
	}
}

// story runs a machine with retries, gates and a Map to its end and tells everything that can be seen from outside.
func story(t *testing.T, seed string) []string {
	m := load(t, states(`"A":{"Type":"Map","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Task","Resource":`+
		`"${Shaky}","Retry":[{"ErrorEquals":["X"],"MaxAttempts":9,"JitterStrategy":"FULL"}],"Next":"G"},`+
		`"G":{`+gate+`,`+end+`}}},`+end+`}`))
	var told, tokens []string
	failures := 12
	e, err := local.New(m, local.Options{Seed: []byte(seed), Functions: map[string]local.Handler{
		"Shaky": func(_ context.Context, now time.Time, p []byte) ([]byte, error) {
			told = append(told, now.Format(time.StampNano)+string(p))
			if failures--; failures >= 0 {
				return nil, named("X")
			}
			return p, nil
		},
		"Gate": func(_ context.Context, _ time.Time, p []byte) ([]byte, error) {
			tokens = append(tokens, strings.Split(string(p), `"`)[3])
			return nil, nil
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, now := context.Background(), t0
	if err := e.Start(ctx, "x", []byte(list(5)), now); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		if _, err := e.Run(ctx, now); err != nil {
			t.Fatal(err)
		}
		for _, token := range tokens {
			told = append(told, token)
			if err := e.Resume(ctx, token, []byte(`1`), now); err != nil {
				t.Fatal(err)
			}
		}
		tokens = nil
		if at, ok := e.NextTimer(); ok && at.Before(t0.AddDate(0, 1, 0)) {
			now = at
		}
	}
	x, err := e.Describe("x")
	if err != nil || x.Status != local.Succeeded {
		t.Fatalf("%+v, %v", x, err)
	}
	return append(told, x.Stopped.Format(time.StampNano))
}

func TestSameSeedSameStory(t *testing.T) {
	once := story(t, "a")
	if diff := cmp.Diff(once, story(t, "a")); diff != "" {
		t.Error(diff)
	}
	if cmp.Equal(once, story(t, "b")) {
		t.Error("another seed tells the same story")
	}
	if cmp.Equal(story(t, ""), story(t, "")) {
		t.Error("without a seed the tokens can be guessed")
	}
}

func TestConcurrentUse(t *testing.T) {
	m := load(t, states(`"A":{`+gate+`,`+end+`}`))
	var e *local.Engine
	e, err := local.New(m, local.Options{Functions: map[string]local.Handler{
		"Gate": func(ctx context.Context, now time.Time, p []byte) ([]byte, error) {
			return nil, e.Resume(ctx, strings.Split(string(p), `"`)[3], []byte(`1`), now)
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := range 50 {
				name := fmt.Sprintf("%d-%d", worker, i)
				if err := e.Start(context.Background(), name, []byte(`{}`), t0); err != nil {
					t.Error(err)
				}
				if _, err := e.Run(context.Background(), t0); err != nil {
					t.Error(err)
				}
				if x, err := e.Describe(name); err != nil || x.Status != local.Succeeded {
					t.Error(x, err)
				}
				e.Executions()
				e.NextTimer()
			}
		})
	}
	all.Wait()
	if n := len(e.Executions()); n != 200 {
		t.Errorf("%d executions, want 200", n)
	}
}

// TestEveryExecutionEndsOnce drives gates at random: whatever happens, every execution ends exactly once, no timer of
// an ended one is left, and no token works twice.
func TestEveryExecutionEndsOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newRig(t, states(
			`"A":{"Type":"Map","MaxConcurrency":2,"Catch":[{"ErrorEquals":["E"],"Next":"B"}],"ItemProcessor":`+
				`{"StartAt":"G","States":{"G":{`+gate+`,"TimeoutSeconds":60,"Retry":[{"ErrorEquals":["States.Timeout"],`+
				`"MaxAttempts":2}],`+end+`}}},`+end+`},"B":{"Type":"Succeed"}`))
		now, used := t0, map[string]bool{}
		r.start("x", list(rapid.IntRange(0, 4).Draw(rt, "items")))
		for r.describe("x").Status == local.Running {
			token := rapid.SampledFrom(r.tokens).Draw(rt, "token")
			var err error
			switch rapid.IntRange(0, 9).Draw(rt, "do") {
			case 0:
				err = r.e.Fail(r.ctx, token, "E", "", now)
			case 1, 2, 3:
				now = now.Add(time.Duration(rapid.IntRange(1, 90).Draw(rt, "seconds")) * time.Second)
				r.run(now)
				continue
			default:
				err = r.e.Resume(r.ctx, token, []byte(`1`), now)
			}
			if err == nil && used[token] {
				rt.Fatalf("a token worked twice")
			}
			if err != nil && fault.KindOf(err) != fault.Conflict {
				rt.Fatal(err)
			}
			used[token] = used[token] || err == nil
			r.run(now)
		}
		if len(r.ended) != 1 {
			rt.Fatalf("it ended %d times", len(r.ended))
		}
		if at, ok := r.e.NextTimer(); ok {
			rt.Fatalf("a timer is left at %v", at)
		}
	})
}
