package office

import (
	"context"
	"sync"

	"example.org/handover/internal/fault"
)

// turns lets those who have lost a race for a programme try one after the other, within this process: fifty who decide at
// once would throw forty-nine decisions away. Between processes the store decides. The zero value is ready.
type turns struct {
	mu    sync.Mutex
	lines map[string]*line
}

// line is who waits for a programme. The channel holds the one turn.
type line struct {
	turn chan struct{}
	in   int // how many wait or have the turn
}

// take waits for the turn and returns what gives it back. fault.Unavailable if the caller gives up.
func (t *turns) take(ctx context.Context, programme string) (func(), error) {
	l := t.join(programme)
	select {
	case l.turn <- struct{}{}:
		return func() { <-l.turn; t.leave(programme) }, nil
	case <-ctx.Done():
		t.leave(programme)
		return nil, fault.Wrap(fault.Unavailable, ctx.Err(), "the request was given up while others changed programme %s", programme)
	}
}

func (t *turns) join(programme string) *line {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.lines[programme]
	if l == nil {
		l = &line{turn: make(chan struct{}, 1)}
		if t.lines == nil {
			t.lines = map[string]*line{}
		}
		t.lines[programme] = l
	}
	l.in++
	return l
}

func (t *turns) leave(programme string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l := t.lines[programme]; l != nil {
		if l.in--; l.in == 0 {
			delete(t.lines, programme)
		}
	}
}
