// Package memo keeps what is costly to work out and cannot change, since its key says all that it depends on.
package memo

import "sync"

// Memo keeps answers by their keys, until they are too much: then it begins anew. Nobody changes what it returns. It is
// safe for concurrent use.
type Memo[K comparable, V any] struct {
	Most int         // how much it keeps at the most
	Size func(V) int // how much an answer counts for; nil: one

	mu   sync.Mutex
	kept map[K]*once[V]
	size int
}

// once is an answer that is worked out by the first who asks, while the others wait.
type once[V any] struct {
	sync.Once
	value V
	err   error
}

// Get returns what work gives for a key. A failure is not kept.
func (m *Memo[K, V]) Get(key K, work func() (V, error)) (V, error) {
	o := m.slot(key)
	o.Do(func() {
		o.value, o.err = work()
		m.done(key, o)
	})
	return o.value, o.err
}

// slot is where the answer for a key stands, or will stand.
func (m *Memo[K, V]) slot(key K) *once[V] {
	m.mu.Lock()
	defer m.mu.Unlock()
	o, ok := m.kept[key]
	if ok {
		return o
	}
	if m.kept == nil || m.size >= m.Most {
		m.kept, m.size = map[K]*once[V]{}, 0
	}
	o = new(once[V])
	m.kept[key] = o
	if m.Size == nil {
		m.size++
	}
	return o
}

// done counts an answer for what it is, or forgets a failure.
func (m *Memo[K, V]) done(key K, o *once[V]) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.kept[key] != o: // it has begun anew meanwhile
	case o.err != nil:
		delete(m.kept, key)
		if m.Size == nil {
			m.size--
		}
	case m.Size != nil:
		m.size += m.Size(o.value)
	}
}
