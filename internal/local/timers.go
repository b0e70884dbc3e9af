package local

import (
	"container/heap"
	"slices"
	"time"
)

// timer calls a function of the engine for a thread at an instant.
type timer struct {
	at    time.Time
	seq   uint64 // creation order, for equal instants
	th    *thread
	fire  action
	index int // in the heap; -1 once out of it
	// failed marks the retry of what failed. A task that took its time is called again too, but nothing is wrong with it.
	failed bool
}

// action is something the engine does next for a thread.
type action func(e *Engine, th *thread, now time.Time)

// timers is a heap of timers, the earliest on top.
type timers []*timer

// Len implements heap.Interface.
func (t timers) Len() int { return len(t) }

// Less implements heap.Interface: of two timers of one instant the older comes first.
func (t timers) Less(i, j int) bool {
	if t[i].at.Equal(t[j].at) {
		return t[i].seq < t[j].seq
	}
	return t[i].at.Before(t[j].at)
}

// Swap implements heap.Interface.
func (t timers) Swap(i, j int) {
	t[i], t[j] = t[j], t[i]
	t[i].index, t[j].index = i, j
}

// Push implements heap.Interface.
func (t *timers) Push(v any) {
	added := v.(*timer)
	added.index = len(*t)
	*t = append(*t, added)
}

// Pop implements heap.Interface.
func (t *timers) Pop() any {
	last := len(*t) - 1
	out := (*t)[last]
	(*t)[last] = nil
	*t = (*t)[:last]
	out.index = -1
	return out
}

// set adds a timer.
func (e *Engine) set(at time.Time, th *thread, fire action) *timer {
	e.created++
	t := &timer{at: at, seq: e.created, th: th, fire: fire}
	heap.Push(&e.timers, t)
	return t
}

// unset takes a timer away; nil and one that has fired are let pass.
func (e *Engine) unset(t *timer) {
	if t != nil && t.index >= 0 {
		heap.Remove(&e.timers, t.index)
	}
}

// fire runs the actions of every timer that is due.
func (e *Engine) fire(now time.Time) (fired int) {
	for len(e.timers) > 0 && !e.timers[0].at.After(now) {
		t := heap.Pop(&e.timers).(*timer)
		t.fire(e, t.th, now)
		fired++
	}
	return fired
}

// NextTimer is the earliest instant at which a retry, a task's timeout or an execution's deadline is due. It reports
// false where nothing waits for time.
func (e *Engine) NextTimer() (time.Time, bool) {
	e.mu.Lock()
	defer e.release()
	if len(e.timers) == 0 {
		return time.Time{}, false
	}
	return e.timers[0].at, true
}

// Failing reports whether something failed and waits to be tried again.
func (e *Engine) Failing() bool {
	e.mu.Lock()
	defer e.release()
	return slices.ContainsFunc(e.timers, func(t *timer) bool { return t.failed })
}
