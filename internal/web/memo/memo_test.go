package memo_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"example.org/handover/internal/web/memo"
)

// asked counts how often the answers were worked out.
type asked struct{ n atomic.Int32 }

func (a *asked) work(answer string, err error) func() (string, error) {
	return func() (string, error) { a.n.Add(1); return answer, err }
}

func TestAnAnswerIsWorkedOutOnce(t *testing.T) {
	m, a := memo.Memo[int, string]{Most: 10}, new(asked)
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if got, err := m.Get(1, a.work("one", nil)); got != "one" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	all.Wait()
	if n := a.n.Load(); n != 1 {
		t.Errorf("worked out %d times", n)
	}
}

func TestAFailureIsNotKept(t *testing.T) {
	m, a := memo.Memo[int, string]{Most: 1}, new(asked)
	broken := errors.New("broken")
	if _, err := m.Get(1, a.work("", broken)); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if got, err := m.Get(1, a.work("one", nil)); got != "one" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestItBeginsAnewWhenItIsFull(t *testing.T) {
	for name, c := range map[string]struct {
		size func(string) int
		most int
	}{"by number": {nil, 3}, "by size": {func(s string) int { return len(s) }, 9}} {
		t.Run(name, func(t *testing.T) {
			m, a := memo.Memo[int, string]{Most: c.most, Size: c.size}, new(asked)
			ask := func(key int) {
				if got, err := m.Get(key, a.work("one", nil)); got != "one" || err != nil {
					t.Errorf("%q, %v", got, err)
				}
			}
			for _, key := range []int{1, 2, 3, 1, 2, 3} {
				ask(key)
			}
			if n := a.n.Load(); n != 3 {
				t.Fatalf("three answers were worked out %d times", n)
			}
			ask(4) // is too much, so that the others go
			ask(1)
			if n := a.n.Load(); n != 5 {
				t.Errorf("worked out %d times in all, want 5", n)
			}
		})
	}
}
