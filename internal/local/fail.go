package local

import (
	"math/rand/v2"
	"time"
)

// fail brings a failure to the state of a thread: the first retrier that handles it tries again while it has attempts
// left, else the first catcher that handles it goes on, else the whole line fails.
func (e *Engine) fail(th *thread, f *failure, now time.Time) {
	e.retire(th)
	if r, done := th.retrier(f); r != nil {
		share := 1.0
		if r.jitter {
			share = rand.New(e.random).Float64() //nolint:gosec // a delay is no secret
		}
		th.timer = e.set(now.Add(r.delay(done, share)), th, (*Engine).again)
		th.timer.failed = f.name != errorTimeout
		return
	}
	for i := range th.st.catch {
		if c := &th.st.catch[i]; handles(c.errors, f.name) {
			e.caught(th, c, f, now)
			return
		}
	}
	e.sink(th, f, now)
}

// retrier finds the retrier for a failure and spends one of its attempts; done is how many were spent before. Only the
// first that handles the failure counts, so there is none once that one has no attempts left.
func (th *thread) retrier(f *failure) (r *retrier, done int64) {
	for i := range th.st.retry {
		r := &th.st.retry[i]
		if !handles(r.errors, f.name) {
			continue
		}
		if th.attempts == nil {
			th.attempts = make([]int64, len(th.st.retry))
		}
		done := th.attempts[i]
		if done >= r.attempts {
			return nil, 0
		}
		th.attempts[i]++
		return r, done
	}
	return nil, 0
}

// again gives a thread whose retry is due its turn.
func (e *Engine) again(th *thread, _ time.Time) {
	e.retire(th)
	th.retried++
	th.x.transitions++
	e.ready.push(th)
}

// caught goes on at a catcher, with the failure put into the state's input.
func (e *Engine) caught(th *thread, c *catcher, f *failure, now time.Time) {
	output := th.raw
	if c.result != nil {
		placed, ok := place(th.raw, c.result.steps, map[string]any{"Error": f.name, "Cause": f.cause})
		if !ok {
			e.sink(th, th.st.misplaced(c.result), now)
			return
		}
		output = placed
	}
	if size(output, maxData) > maxData {
		e.sink(th, th.st.tooLarge("output"), now)
		return
	}
	e.leave(th, output, c.next, now)
}

// sink fails a thread's line: the execution, or the fan-out it belongs to.
func (e *Engine) sink(th *thread, f *failure, now time.Time) {
	if th.up == nil {
		e.end(th.x, Failed, nil, *f, now)
		return
	}
	e.branchFailed(th, f, now)
}
