package office_test

import (
	"slices"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/calendar/calendartest"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/rulebook"
)

// kindsOf are the kinds of a ledger's entries from one on.
func (b *bench) kindsOf(programme string, from int) []string {
	b.Helper()
	entries, err := b.store.Entries(b.Context(), programme, from, 0)
	b.ok(err)
	var list []string
	for _, e := range entries {
		list = append(list, e.Event.Kind())
	}
	return list
}

// TestANewReleaseFindsWhoSleeps starts processes with another state machine, and with another table of bank holidays, over
// programmes that nothing is due of for weeks: the first sweep finds each of them, once.
func TestANewReleaseFindsWhoSleeps(t *testing.T) {
	b := newBench(t)
	b.Rules = rulesWith("machine 1", calendar.Published())
	programmes := []string{"park", "pool"}
	for _, p := range programmes {
		b.begin(p)
	}
	b.ticks("2022-03-22T09:01")
	due, err := b.store.Due(b.Context(), b.clock())
	b.ok(err)
	if len(due) != 0 {
		t.Fatalf("%v do not sleep", due)
	}
	for _, change := range []struct {
		rules func(string) (handover.Rules, error)
		want  string
	}{
		{rulesWith("machine 2", calendar.Published()), "execution-replaced"},
		{rulesWith("machine 2", calendartest.Published(t, "", "england-and-wales,2022-09-20,Extra day,")), "obligations-moved"},
	} {
		before := map[string]int{}
		for _, p := range programmes {
			before[p] = len(b.kindsOf(p, 1))
		}
		next := b.office()
		next.Rules = change.rules
		for range 2 {
			b.ok(next.Tick(b.Context()))
		}
		for _, p := range programmes {
			if kinds := b.kindsOf(p, before[p]+1); !slices.Equal(kinds, []string{change.want}) {
				t.Errorf("%s after the new release: %v, want %s", p, kinds, change.want)
			}
		}
	}
}

func rulesWith(machine string, table *calendar.Table) func(string) (handover.Rules, error) {
	return func(pack string) (handover.Rules, error) {
		r, err := intake.Rules(pack)
		r.Machine, r.Table = machine, table
		return r, err
	}
}

// TestAnotherBookWakesAtAnotherTime asks twice at the same instant of the same state, by two rule books.
func TestAnotherBookWakesAtAnotherTime(t *testing.T) {
	b := newBench(t)
	b.begin("park")
	b.ticks("2022-03-22T09:01")
	p, err := b.Peek(t.Context(), "park")
	b.ok(err)
	reminds, err := b.Wake(p, b.clock())
	b.ok(err)
	b.Rules = func(pack string) (handover.Rules, error) {
		r, err := intake.Rules(pack)
		r.Book.Version, r.Book.Ladder = "silent", rulebook.Ladder{}
		return r, err
	}
	silent, err := b.Wake(p, b.clock())
	b.ok(err)
	if !reminds.Before(silent) {
		t.Errorf("it wakes at %v, and without reminders at %v", reminds, silent)
	}
}
