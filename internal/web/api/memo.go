package api

import (
	"sync"

	"example.org/handover/internal/calendar"
)

// mostMemos is how many answers a memo keeps; then it begins anew.
const mostMemos = 64

// memo keeps what is costly to work out and cannot change, since its key says all that it depends on. Nobody changes
// what it returns. The zero value is ready; it is safe for concurrent use.
type memo[K comparable, V any] struct {
	mu   sync.Mutex
	kept map[K]*once[V]
}

// once is an answer that is worked out by the first who asks, while the others wait.
type once[V any] struct {
	sync.Once
	value V
	err   error
}

// get returns what work gives for a key. A failure is not kept.
func (m *memo[K, V]) get(key K, work func() (V, error)) (V, error) {
	m.mu.Lock()
	o, ok := m.kept[key]
	if !ok {
		if m.kept == nil || len(m.kept) >= mostMemos {
			m.kept = map[K]*once[V]{}
		}
		o = new(once[V])
		m.kept[key] = o
	}
	m.mu.Unlock()
	o.Do(func() { o.value, o.err = work() })
	if o.err != nil {
		m.mu.Lock()
		if m.kept[key] == o {
			delete(m.kept, key)
		}
		m.mu.Unlock()
	}
	return o.value, o.err
}

// moment is a programme's state as its ledger had it at an entry, on a day.
type moment struct {
	programme string
	latest    int // the entry at which the ledger stood when it was asked
	seq       int // the entry of the state; 0 where the day says it
	day       calendar.Date
}
