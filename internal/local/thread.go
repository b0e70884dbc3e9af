package local

import (
	"time"
)

// thread is one line of an execution: its main line, a branch of a Parallel or an item of a Map. At any time it has a
// turn in the queue, or waits for a timer or a token, or for its own branches.
type thread struct {
	x        *run
	up       *fan // the fan-out that it belongs to; nil for the main line
	slot     int  // its place there
	st       *state
	raw      any // the input of the state, before InputPath
	entered  time.Time
	attempts []int64 // spent, of each retrier of the state
	retried  int     // in all, since the state was entered
	turn     uint64  // changes whenever what the thread waits for is over
	timer    *timer  // the retry or the timeout that it waits for
	token    string
	fan      *fan // its branches
}

// retire ends whatever a thread waits for: its turn, its timer and its token.
func (e *Engine) retire(th *thread) {
	th.turn++
	e.unset(th.timer)
	th.timer = nil
	if th.token != "" {
		e.tokens[th.token] = nil
		th.token = ""
	}
}

// kill retires a thread with all its branches.
func (e *Engine) kill(th *thread) {
	e.retire(th)
	if th.fan == nil {
		return
	}
	for _, child := range th.fan.threads {
		if child != nil {
			e.kill(child)
		}
	}
	th.fan = nil
}

// enter brings a thread into a state; the state is performed at the thread's turn.
func (e *Engine) enter(th *thread, st *state, input any, now time.Time) {
	th.st, th.raw, th.entered, th.attempts, th.retried = st, input, now, nil, 0
	th.x.transitions++
	th.x.events += eventsEnter
	e.ready.push(th)
}

// leave takes a thread out of its state: to the next one, or to the end of its line where that is nil.
func (e *Engine) leave(th *thread, output any, to *state, now time.Time) {
	e.retire(th)
	th.x.events += eventsExit
	switch {
	case to != nil:
		e.enter(th, to, output, now)
	case th.up != nil:
		e.branchDone(th, output, now)
	default:
		e.end(th.x, Succeeded, output, failure{}, now)
	}
}
