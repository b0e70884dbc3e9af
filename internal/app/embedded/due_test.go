package embedded_test

import (
	"testing"
	"time"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/handover"
)

// TestAHalfFinishedTickIsFinishedAtItsTime lets a process die between the two commits of one tick: more reminders are due
// at 09:00 than one command raises. The next process raises the rest at that instant, before time goes on.
func TestAHalfFinishedTickIsFinishedAtItsTime(t *testing.T) {
	d := doncaster(t)
	for stage := range d.Stages {
		d.Stages[stage] = handover.Manual
	}
	const half, end = "2022-09-16T09:00", "2022-09-20T09:00"
	play := func(dies bool) []string {
		h := newHouse(t)
		theatre := embedded.Theatre{App: h.app(), Watch: h.watch}
		if err := theatre.Start(t.Context(), d.Start.At(9, 0), d, "office-1"); err != nil {
			t.Fatal(err)
		}
		if dies {
			if err := theatre.Pass(t.Context(), handover.Local(half).Instant().AddDate(0, 0, -1)); err != nil {
				t.Fatal(err)
			}
			h.watch.Set(handover.Local(half).Instant())
			if _, err := theatre.App.Office.Do(t.Context(), d.Programme, handover.Tick{}, handover.TheSystem(), ""); err != nil {
				t.Fatal(err)
			}
			theatre.App = h.app()
		}
		if err := theatre.Pass(t.Context(), handover.Local(end).Instant()); err != nil {
			t.Fatal(err)
		}
		return h.ledger()
	}
	same(t, play(true), play(false))
}

// TestAStopEndsAfterALongPause lets time leap over the thirty days after which a gate asks anew, and to the very instant:
// a programme that is stopped then stands down at once, since nothing is left to wait for a clock that stands still.
func TestAStopEndsAfterALongPause(t *testing.T) {
	const timeout = 30 * 24 * time.Hour // of the gates in the state machine file
	d := doncaster(t)
	for _, slept := range []time.Duration{timeout - time.Second, timeout, timeout + time.Second, 44 * 24 * time.Hour,
		2 * timeout, 300 * 24 * time.Hour} {
		t.Run(slept.String(), func(t *testing.T) {
			h := newHouse(t)
			theatre := embedded.Theatre{App: h.app(), Watch: h.watch}
			begin := d.Start.At(9, 0)
			do := func(command string, at time.Time) {
				if err := theatre.Do(t.Context(), at, d.Programme, command, "sro", []byte(`{"reason": "elections"}`)); err != nil {
					t.Fatal(err)
				}
			}
			if err := theatre.Start(t.Context(), begin, d, "office-1"); err != nil {
				t.Fatal(err)
			}
			do("pause", begin)
			if err := theatre.Pass(t.Context(), begin.Add(slept)); err != nil {
				t.Fatal(err)
			}
			do("stop", begin.Add(slept))
			p, err := theatre.State(t.Context(), d.Programme)
			if err != nil || p.Status != handover.Stopped {
				t.Errorf("after %s it is %s, %v", slept, p.Status, err)
			}
		})
	}
}
