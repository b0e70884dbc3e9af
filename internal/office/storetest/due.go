package storetest

import (
	"time"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

var dueTests = []test{
	{"by wake, and not before", func(f *fixture) {
		f.wakes("a", 0, start())
		f.awaitsDue(start(), "a")
		f.awaitsDue(start().Add(-time.Nanosecond))
		f.awaitsDue(start().Add(time.Nanosecond), "a")
		f.awaitsDue(start().AddDate(30, 0, 0), "a")
		f.awaitsDue(start().AddDate(-1, 0, 0))
	}},
	{"without wake, never", func(f *fixture) {
		f.ledger(f.name("a"), 2)
		f.awaitsDue(start().AddDate(50, 0, 0))
	}},
	{"instants compare across zones and parts of a second", func(f *fixture) {
		london := time.FixedZone("BST", 3600)
		f.wakes("a", 0, time.Date(2026, time.June, 1, 9, 0, 0, 0, london)) // 08:00 UTC
		f.wakes("b", 0, time.Date(2026, time.June, 1, 8, 0, 0, 500, time.UTC))
		f.wakes("c", 0, time.Date(2026, time.June, 1, 8, 30, 0, 0, time.UTC))
		f.awaitsDue(time.Date(2026, time.June, 1, 7, 59, 59, 999999999, time.UTC))
		f.awaitsDue(time.Date(2026, time.June, 1, 8, 0, 0, 0, time.UTC), "a")
		f.awaitsDue(time.Date(2026, time.June, 1, 9, 0, 0, 499, london), "a")
		f.awaitsDue(time.Date(2026, time.June, 1, 9, 0, 0, 500, london), "a", "b")
		f.awaitsDue(time.Date(2026, time.June, 1, 8, 30, 0, 0, time.UTC), "a", "b", "c")
	}},
	{"in the order of names", func(f *fixture) {
		for i, last := range []string{"b", "a-b", "a", "ab", "c"} {
			f.wakes(last, 0, start().Add(-time.Duration(i)*time.Hour))
		}
		f.awaitsDue(start(), "a", "a-b", "ab", "b", "c")
		f.awaitsDue(start().Add(-2*time.Hour), "a", "ab", "c")
	}},
	{"the next commit moves wake, either way", func(f *fixture) {
		f.wakes("a", 0, start())
		f.wakes("a", 1, start().AddDate(0, 0, 3))
		f.awaitsDue(start().AddDate(0, 0, 2))
		f.awaitsDue(start().AddDate(0, 0, 3), "a")
		f.wakes("a", 2, start().AddDate(0, 0, -3))
		f.awaitsDue(start().AddDate(0, 0, -3), "a")
		f.awaitsDue(start().AddDate(0, 0, -4))
	}},
	{"the next commit clears wake", func(f *fixture) {
		f.wakes("a", 0, start())
		f.wakes("a", 1, time.Time{})
		f.awaitsDue(start().AddDate(50, 0, 0))
		f.wakes("a", 2, start())
		f.awaitsDue(start(), "a")
	}},
	{"by unsent rows, until the last is settled", dueByUnsent},
	{"once, for both reasons", func(f *fixture) {
		c := f.commit(f.name("a"), 0, 1, "r")
		c.Wake = start()
		c.Outbox = []office.Row{mailRow(1, 0, "One"), mailRow(1, 1, "Two")}
		f.commits(c)
		f.awaitsDue(start(), "a")
		f.awaitsDue(start().AddDate(-1, 0, 0), "a")
	}},
}

// awaitsDue waits until those of this test's programmes are due that are named by their last part.
func (f *fixture) awaitsDue(at time.Time, want ...string) {
	f.Helper()
	f.awaits("due at "+at.String(), want, func() (any, error) {
		names, err := f.store.Due(f.Context(), at)
		var due []string
		for _, name := range names {
			if last, ok := f.own(name); ok {
				due = append(due, last)
			}
		}
		return due, err
	})
}

// wakes commits an entry with a wake.
func (f *fixture) wakes(last string, after int, wake time.Time) {
	f.Helper()
	c := f.commit(f.name(last), after, 1, "r-"+wake.String())
	c.Wake = wake
	f.commits(c)
}

func dueByUnsent(f *fixture) {
	name, early := f.name("a"), start().AddDate(-1, 0, 0)
	c := f.commit(name, 0, 1, "r")
	c.Outbox = []office.Row{mailRow(1, 0, "One"), mailRow(1, 1, "Two")}
	f.commits(c)
	f.awaitsDue(early, "a")
	f.commits(f.commit(name, 1, 1, "next")) // writes no row and settles none
	f.awaitsDue(early, "a")
	f.settles(name, 1, 0)
	f.awaitsDue(early, "a")
	f.ok(f.store.Settle(f.Context(), name, office.RowKey{Seq: 1, N: 1}, "no such address"))
	f.awaitsDue(early)
}

var sleepTests = []test{
	{"sleep moves wake, either way", func(f *fixture) {
		f.wakes("a", 0, start())
		f.sleeps("a", 1, start().AddDate(0, 0, 2))
		f.awaitsDue(start().AddDate(0, 0, 1))
		f.awaitsDue(start().AddDate(0, 0, 2), "a")
		f.sleeps("a", 1, start().AddDate(0, 0, -2))
		f.awaitsDue(start().AddDate(0, 0, -2), "a")
	}},
	{"sleep clears and sets wake", func(f *fixture) {
		f.wakes("a", 0, start())
		f.sleeps("a", 1, time.Time{})
		f.awaitsDue(start().AddDate(50, 0, 0))
		f.sleeps("a", 1, start())
		f.awaitsDue(start(), "a")
	}},
	{"sleep changes nothing when the ledger has moved on", func(f *fixture) {
		f.wakes("a", 0, start())
		f.wakes("a", 1, start().AddDate(0, 0, 1))
		f.sleeps("a", 1, start().AddDate(0, 0, 9))
		f.sleeps("a", 1, time.Time{})
		f.sleeps("a", 3, start().AddDate(0, 0, -9))
		f.awaitsDue(start())
		f.awaitsDue(start().AddDate(0, 0, 1), "a")
	}},
	{"the next commit decides about wake again", func(f *fixture) {
		f.wakes("a", 0, start())
		f.sleeps("a", 1, start().AddDate(0, 0, 5))
		f.wakes("a", 1, start().AddDate(0, 0, 1))
		f.awaitsDue(start().AddDate(0, 0, 1), "a")
		f.awaitsDue(start())
	}},
	{"sleep touches nothing else", func(f *fixture) {
		c := f.full(f.name("a"), 0, "r")
		f.commits(c)
		f.sleeps("a", 2, start().AddDate(0, 0, -1))
		f.shows(c, "a")
		f.commits(f.commit(c.Programme, 2, 1, "next")) // no conflict
	}},
	{"nothing starts by sleeping", func(f *fixture) {
		f.ok(f.store.Sleep(f.Context(), f.name("nobody"), 0, start()))
		f.awaitsDue(start())
		f.awaitsPortfolio()
	}},
}

func (f *fixture) sleeps(last string, seq int, wake time.Time) {
	f.Helper()
	f.ok(f.store.Sleep(f.Context(), f.name(last), seq, wake))
}

func (f *fixture) settles(programme string, seq, n int) {
	f.Helper()
	f.ok(f.store.Settle(f.Context(), programme, office.RowKey{Seq: seq, N: n}, ""))
}

func mailRow(seq, n int, subject string) office.Row {
	return office.Row{RowKey: office.RowKey{Seq: seq, N: n}, Message: handover.Message{Kind: handover.SendMail,
		Mail: &handover.Mail{To: []handover.Role{handover.ProgrammeOffice, handover.SRO}, Subject: subject,
			Body: "Line one\nline two: <&> – “ü”\n"}}}
}
