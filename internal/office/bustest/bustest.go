// Package bustest is the suite that every office.Bus has to pass, sentence by sentence of the contract.
package bustest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Bench is a bus under test with what other systems have heard over it.
type Bench struct {
	Bus office.Bus
	// Heard returns the milestones that another system has heard so far, in any order, as it reads them.
	Heard func(t *testing.T) []office.Event
	// Rung returns what the office on duty has been told so far; nil if this bus tells none.
	Rung func(t *testing.T) []string
	// Broken is a bus of the same sort that leads nowhere.
	Broken office.Bus
}

// Run runs the suite. open returns a bench for one test; nothing was told over it yet.
func Run(t *testing.T, open func(t *testing.T) Bench) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(f *fixture)
	}{
		{"a milestone comes whole", whole},
		{"text comes as it was", texts},
		{"many at once all come", crowd},
		{"telling again is success, under the same id", again},
		{"an urgent one, and no other, calls the office on duty", urgent},
		{"what can never be told is invalid, and is not told", never},
		{"what cannot be told now may be told later", later},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(&fixture{t, open(t)}) })
	}
}

// fixture is a bench under test.
type fixture struct {
	*testing.T
	bench Bench
}

// held is a milestone as the outbox gives it, the n-th of an entry.
func held(n int) office.Event {
	return office.Event{ID: fmt.Sprintf("park/41/%d", n), Programme: "park", Sequence: 41,
		At: time.Date(2026, time.September, 29, 23, 1, 0, 0, time.UTC),
		Milestone: handover.Milestone{Kind: "gate-passed/OpenWindow", Stage: handover.ConsultationStage, Item: "staff",
			What: "The window has opened"}}
}

func (f *fixture) tells(e office.Event) {
	f.Helper()
	if err := f.bench.Bus.Publish(f.Context(), e); err != nil {
		f.Fatalf("unexpected error: %v", err)
	}
}

// patience is how long a milestone may be under way.
const patience = 10 * time.Second

// wants waits until as many milestones have been heard, and holds that they are these, in the order of their ids.
func (f *fixture) wants(want ...office.Event) {
	f.Helper()
	var got []office.Event
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if got = f.bench.Heard(f.T); len(got) >= len(want) || time.Now().After(end) {
			break
		}
	}
	slices.SortFunc(got, func(a, b office.Event) int { return strings.Compare(a.ID, b.ID) })
	if diff := gocmp.Diff(want, got); diff != "" {
		f.Errorf("milestones (-want +got):\n%s", diff)
	}
}

func whole(f *fixture) {
	f.tells(held(0))
	f.wants(held(0))
}

func texts(f *fixture) {
	e := held(0)
	e.What = "“Schlüssel” – £5 = 100 % <b>&amp;</b> \\ \"quoted\"\nand a second line; " + strings.Repeat("a long text ", 300)
	f.tells(e)
	f.wants(e)
}

func crowd(f *fixture) {
	var all []office.Event
	var tellers sync.WaitGroup
	for n := range 10 { // their ids have one order as texts and as numbers
		all = append(all, held(n))
		tellers.Go(func() {
			if err := f.bench.Bus.Publish(f.Context(), held(n)); err != nil {
				f.Errorf("unexpected error: %v", err)
			}
		})
	}
	tellers.Wait()
	f.wants(all...)
}

func again(f *fixture) {
	f.tells(held(0))
	f.tells(held(0))
	f.wants(held(0), held(0))
}

func urgent(f *fixture) {
	calm, alarm := held(0), held(1)
	alarm.Urgent, alarm.What = true, "The transfer is held"
	f.tells(calm)
	f.wants(calm)
	if f.bench.Rung == nil {
		f.tells(alarm) // whoever listens sees that it is urgent
		f.wants(calm, alarm)
		return
	}
	if got := f.bench.Rung(f.T); len(got) > 0 {
		f.Errorf("the office on duty was told of what is not urgent: %q", got)
	}
	f.tells(alarm)
	f.wants(calm, alarm)
	var got []string
	for end := time.Now().Add(patience); len(got) == 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		got = f.bench.Rung(f.T)
	}
	if len(got) != 1 || !strings.Contains(got[0], alarm.What) || !strings.Contains(got[0], alarm.ID) {
		f.Errorf("the office on duty was told %q", got)
	}
}

func never(f *fixture) {
	e := held(0)
	e.At = time.Date(10_000, time.January, 1, 0, 0, 0, 0, time.UTC) // no date of JSON has five digits
	if err := f.bench.Bus.Publish(f.Context(), e); fault.KindOf(err) != fault.Invalid {
		f.Errorf("got kind %q (%v), want %q", fault.KindOf(err), err, fault.Invalid)
	}
	f.tells(held(1))
	f.wants(held(1))
}

func later(f *fixture) {
	if err := f.bench.Broken.Publish(f.Context(), held(0)); fault.KindOf(err) != fault.Unavailable {
		f.Errorf("got kind %q (%v), want %q", fault.KindOf(err), err, fault.Unavailable)
	}
	f.tells(held(1))
	f.wants(held(1))
}
