//go:build aws

package cloud_test

import (
	"context"
	"sync"
	"time"
)

// metronome keeps the plays on one stack in time, for the stack has one clock, which never goes back. A play that wants
// to act waits until no other wants to act earlier; those of one instant act beside each other.
type metronome struct {
	tell func(ctx context.Context, now time.Time) error // tells the stack the time

	mu      sync.Mutex
	turn    sync.Cond
	acting  int
	waiting map[string]time.Time
	failed  error
}

// newMetronome is a metronome for so many plays, each of which comes to wait and in the end leaves.
func newMetronome(plays int, tell func(ctx context.Context, now time.Time) error) *metronome {
	m := &metronome{tell: tell, acting: plays, waiting: map[string]time.Time{}}
	m.turn.L = &m.mu
	return m
}

// wait returns when the stack's clock stands at the instant at which a play wants to act.
func (m *metronome) wait(ctx context.Context, play string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.acting--
	m.waiting[play] = at
	m.beat(ctx)
	for _, still := m.waiting[play]; still; _, still = m.waiting[play] {
		m.turn.Wait()
	}
	return m.failed
}

// leave lets the others go on without a play.
func (m *metronome) leave(ctx context.Context) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.acting--
	m.beat(ctx)
}

// beat moves the clock on once everybody waits.
func (m *metronome) beat(ctx context.Context) {
	if m.acting > 0 || len(m.waiting) == 0 {
		return
	}
	var first time.Time
	for _, at := range m.waiting {
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	if err := m.tell(ctx, first); err != nil {
		m.failed = err
	}
	for play, at := range m.waiting {
		if at.Equal(first) {
			delete(m.waiting, play)
			m.acting++
		}
	}
	m.turn.Broadcast()
}
