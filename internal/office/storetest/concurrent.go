package storetest

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

var concurrentTests = []test{
	{"fifty writers lose nothing", fiftyWriters},
	{"writers and readers see one order of things", func(f *fixture) { f.linearizable(10, 5) }},
	{"one of many first commits starts the programme", onlyOneStarts},
	{"token and passing at once: one of the two sees both", racingGate},
	{"readers see whole commits", wholeCommits},
}

// together runs f(0..n-1) at once and fails on the first error.
func (f *fixture) together(n int, run func(i int) error) {
	f.Helper()
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { errs[i] = run(i) })
	}
	group.Wait()
	for _, err := range errs {
		f.ok(err)
	}
}

// retried loads, decides and commits until there is no conflict. The snapshot counts the commits, so that one decided
// on an old state would show.
func (f *fixture) retried(programme, request string) error {
	for {
		s, err := f.store.Load(f.Context(), programme)
		if err != nil {
			return err
		}
		data, err := s.Data()
		if err != nil {
			return err
		}
		count, err := strconv.Atoi(string(data))
		if err != nil {
			return err
		}
		c := f.commit(programme, s.Seq, 1, request)
		c.Snapshot.State = office.Encoded(strconv.Itoa(count + 1))
		c.Outbox = []office.Row{mailRow(s.Seq+1, 0, request)}
		c.Request = &office.Request{Key: request, Seq: s.Seq + 1}
		if err := f.store.Commit(f.Context(), c); fault.KindOf(err) != fault.Conflict {
			return err
		}
		time.Sleep(rand.N(2 * time.Millisecond))
	}
}

func fiftyWriters(f *fixture) {
	const writers = 50
	name := f.name("a")
	first := f.commit(name, 0, 1, "first")
	first.Snapshot.State = office.Encoded("0")
	f.commits(first)
	f.together(writers, func(i int) error { return f.retried(name, fmt.Sprintf("writer-%d", i)) })

	want := snapshot(writers+1, "")
	want.State = office.Encoded("50")
	f.same("snapshot", f.loaded(name), want)
	list, rows := f.entries(name, 2, 0), f.outbox(name)
	f.same("entries and rows", []int{len(list), len(rows)}, []int{writers, writers})
	seen := map[string]bool{}
	for i, e := range list {
		f.same("entry", e, entry(i+2, e.Request))
		f.same("row", rows[i], mailRow(i+2, 0, e.Request))
		answer, err := f.store.Request(f.Context(), name, e.Request)
		f.ok(err)
		f.same("answer", answer, office.Request{Key: e.Request, Seq: i + 2})
		seen[e.Request] = true
	}
	f.same("writers seen", len(seen), writers)
}

// Linearizable lets fifty writers give a store twenty commands each at once, on one programme, and looks for an order that
// explains every answer. It is for stores that take a thousand commits in a few seconds.
func Linearizable(t *testing.T, store office.Store) { newFixture(t, store).linearizable(50, 20) }

func (f *fixture) linearizable(writers, commands int) {
	name, h := f.name("a"), new(History)
	first := f.commit(name, 0, 1, "first")
	first.Snapshot.State = office.Encoded("0")
	f.commits(first)
	f.together(writers, func(i int) error {
		for n := range commands {
			request := fmt.Sprintf("writer-%d-%d", i, n)
			if err := h.Append(i, func() (int, error) { return f.landed(name, request) }); err != nil {
				return err
			}
			if err := h.Read(i, func() (int, error) {
				s, err := f.store.Load(f.Context(), name)
				return s.Seq, err
			}); err != nil {
				return err
			}
		}
		return nil
	})
	f.ok(h.Check(1))
	f.same("entries", len(f.entries(name, 1, 0)), 1+writers*commands)
}

// landed commits a request as retried does, and returns the number of its entry.
func (f *fixture) landed(programme, request string) (int, error) {
	if err := f.retried(programme, request); err != nil {
		return 0, err
	}
	answer, err := f.store.Request(f.Context(), programme, request)
	return answer.Seq, err
}

func onlyOneStarts(f *fixture) {
	const writers = 10
	name := f.name("a")
	var mu sync.Mutex
	var started []string
	f.together(writers, func(i int) error {
		request := fmt.Sprintf("writer-%d", i)
		err := f.store.Commit(f.Context(), f.commit(name, 0, 2, request))
		if fault.KindOf(err) == fault.Conflict {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		started = append(started, request)
		return err
	})
	f.same("how many started it", len(started), 1)
	f.same("entries", f.entries(name, 1, 0), []handover.Entry{entry(1, started[0]), entry(2, started[0])})
}

// racingGate: whoever writes second resumes the workflow, so that at least one of the two must see the other's part.
func racingGate(f *fixture) {
	name := f.name("a")
	f.ledger(name, 1)
	for round := 1; round <= 20; round++ {
		key := handover.GateKey{State: "Decide", Round: round}
		var seen [2]bool
		f.together(2, func(i int) error {
			if i == 0 {
				g, err := f.store.RegisterToken(f.Context(), name, key, "token", 1)
				seen[i] = g.Passed
				return err
			}
			c := f.commit(name, round, 1, fmt.Sprintf("round-%d", round))
			c.Passed = []office.PassedGate{{Key: key, Outcome: handover.Go}}
			if err := f.store.Commit(f.Context(), c); err != nil {
				return err
			}
			g, err := f.store.Gate(f.Context(), name, key)
			seen[i] = g.Token != ""
			return err
		})
		if !seen[0] && !seen[1] {
			f.Fatalf("round %d: neither the token's writer nor the passing's saw the other", round)
		}
		f.stands(name, key, office.Gate{Token: "token", Execution: 1, Passed: true, Outcome: handover.Go})
	}
}

// wholeCommits reads while somebody writes: a snapshot that can be read has all its entries and rows.
func wholeCommits(f *fixture) {
	const commits = 30
	name := f.name("a")
	f.commits(f.commit(name, 0, 3, "first"))
	f.together(4, func(i int) error {
		for n := 1; n <= commits; n++ {
			if i > 0 {
				if err := f.whole(name); err != nil {
					return err
				}
				continue
			}
			c := f.commit(name, 3*n, 3, fmt.Sprintf("commit-%d", n))
			if err := f.store.Commit(f.Context(), c); err != nil {
				return err
			}
		}
		return nil
	})
	f.same("seq", f.loaded(name).Seq, 3*(commits+1))
}

func (f *fixture) whole(programme string) error {
	s, err := f.store.Load(f.Context(), programme)
	if err != nil {
		return err
	}
	list, err := f.store.Entries(f.Context(), programme, 1, 0)
	if err == nil && (s.Seq%3 != 0 || len(list) < s.Seq) {
		err = fmt.Errorf("a snapshot at %d stands beside %d entries", s.Seq, len(list))
	}
	return err
}
