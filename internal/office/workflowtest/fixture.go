package workflowtest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// fixture is a bench under test, with a programme that no other test uses.
type fixture struct {
	*testing.T
	Bench
	programme string
}

func newFixture(t *testing.T, b Bench) *fixture {
	f := &fixture{t, b, "t" + strings.ToLower(rand.Text()[:10])}
	t.Cleanup(func() { // nothing of a test goes on waiting
		for n := 1; n <= 2; n++ {
			if err := b.Workflow.Stop(context.WithoutCancel(t.Context()), f.programme, n, "the test is over"); err != nil {
				t.Errorf("stop execution %d after the test: %v", n, err)
			}
		}
	})
	return f
}

func (f *fixture) fails(err error, want fault.Kind) {
	f.Helper()
	if got := fault.KindOf(err); got != want {
		f.Fatalf("got kind %q (%v), want %q", got, err, want)
	}
}

func (f *fixture) lacks(c Capability) bool {
	_, yes := f.Lacks[c]
	return yes
}

func (f *fixture) starts(n int) {
	f.Helper()
	f.fails(f.Workflow.Start(f.Context(), f.programme, n), "")
}

func (f *fixture) stops(n int) {
	f.Helper()
	f.fails(f.Workflow.Stop(f.Context(), f.programme, n, "the test says so"), "")
}

func (f *fixture) resumes(token string, outcome handover.Outcome) {
	f.Helper()
	f.fails(f.Workflow.Resume(f.Context(), token, outcome), "")
}

// patience is how long an engine may take for what it does by itself.
const patience = 20 * time.Second

// awaits asks until the answer is yes.
func (f *fixture) awaits(what string, ask func() bool) {
	f.Helper()
	deadline := time.Now().Add(patience)
	for pause := time.Millisecond; !ask(); pause = min(2*pause, 200*time.Millisecond) {
		if time.Now().After(deadline) {
			f.Fatalf("after %v: %s", patience, what)
		}
		time.Sleep(pause)
	}
}

// arrives waits until an execution has reached exactly these gates, and returns the token of the last.
func (f *fixture) arrives(n int, states ...string) string {
	f.Helper()
	var all []Arrival
	f.awaits("execution has not reached "+states[len(states)-1], func() bool {
		all = f.Arrivals(f.T, f.programme, n)
		return len(all) >= len(states)
	})
	var got []string
	for _, a := range all {
		got = append(got, a.State)
	}
	if diff := gocmp.Diff(states, got); diff != "" {
		f.Fatalf("gates reached by execution %d (-want +got):\n%s", n, diff)
	}
	return all[len(all)-1].Token
}

// told holds what the last gate that an execution reached was told.
func (f *fixture) told(n int, want map[string]any) {
	f.Helper()
	all := f.Arrivals(f.T, f.programme, n)
	var got map[string]any
	if err := json.Unmarshal(all[len(all)-1].Input, &got); err != nil {
		f.Fatal(err)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		f.Errorf("input of the gate (-want +got):\n%s", diff)
	}
}

func (f *fixture) running(n int) bool {
	f.Helper()
	f.Arrivals(f.T, f.programme, n) // an engine that does not move by itself moves now
	yes, err := f.Workflow.Running(f.Context(), f.programme, n)
	f.fails(err, "")
	return yes
}

// ends waits until an execution has ended.
func (f *fixture) ends(n int) {
	f.Helper()
	f.awaits("execution is still running", func() bool { return !f.running(n) })
}

// plays starts an execution and resumes it to its end.
func (f *fixture) plays(n int) {
	f.Helper()
	f.starts(n)
	f.resumes(f.arrives(n, "First"), handover.Go)
	f.resumes(f.arrives(n, "First", "Second"), handover.Passed)
	f.ends(n)
}

// together calls f at once several times and returns the errors.
func (f *fixture) together(call func() error) []error {
	errs := make([]error, 8)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() { errs[i] = call() })
	}
	group.Wait()
	return errs
}
