package local

import (
	"context"
	"time"

	"example.org/handover/internal/fault"
)

// insideKey marks the context of a handler with the engine that called it.
type insideKey struct{ e *Engine }

// Run does everything that is runnable and every timer that is due at now or before, until all waits, and returns how
// many steps that took. Runnable work goes in the order in which it became runnable, timers by instant and then by
// creation. A second Run waits for the first to finish. It stops early, between two steps, with fault.Unavailable
// when ctx is done; a task whose handler failed meanwhile is not judged but called again by the next Run.
func (e *Engine) Run(ctx context.Context, now time.Time) (steps int, err error) {
	if ctx.Value(insideKey{e}) != nil {
		return 0, nil
	}
	select {
	case e.running <- struct{}{}:
		defer func() { <-e.running }()
	case <-ctx.Done():
		return 0, interrupted(ctx)
	}
	inside := context.WithValue(ctx, insideKey{e}, true)
	for {
		if ctx.Err() != nil {
			return steps, interrupted(ctx)
		}
		n := e.step(inside, now)
		if n == 0 {
			return steps, nil
		}
		steps += n
	}
}

// step fires the timers that are due and does the first piece of ready work. It returns how much it did.
func (e *Engine) step(ctx context.Context, now time.Time) int {
	e.mu.Lock()
	defer e.release()
	e.forget(now)
	n := e.fire(now)
	th, ok := e.ready.pop()
	if !ok {
		return n
	}
	e.perform(ctx, th, now)
	if x := th.x; x.status == Running && x.events >= maxEvents {
		e.end(x, Failed, nil, failure{}, now)
	}
	return n + 1
}

// interrupted is the error of a Run whose context is done.
func interrupted(ctx context.Context) error {
	return fault.Wrap(fault.Unavailable, ctx.Err(), "the engine was interrupted").To("run it again")
}
