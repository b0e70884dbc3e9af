package local

import (
	"fmt"
	"time"
)

// fan is a Parallel or a Map at work.
type fan struct {
	owner   *thread
	items   []any // of a Map; nil for a Parallel
	data    any   // effective input
	results []any
	threads []*thread // by slot; nil before it starts and once it is done
	started int
	open    int // not yet done
}

// parallel performs a Parallel: every branch gets the same input.
func (e *Engine) parallel(th *thread, data any, now time.Time) {
	input, f := e.fill(th, th.st.parameters, "Parameters", data)
	if f == nil && size(input, maxData) > maxData {
		th.x.events += eventsVerdict
		f = th.st.tooLarge("payload")
	}
	if f != nil {
		e.fail(th, f, now)
		return
	}
	e.fanOut(th, &fan{data: input}, len(th.st.branches), now)
}

// mapItems performs a Map: its processor gets every item, at most so many at the same time.
func (e *Engine) mapItems(th *thread, data any, now time.Time) {
	s := scene{e: e, th: th, data: data}
	v, found := s.find(th.st.items)
	if !found {
		e.fail(th, th.st.missingPath("ItemsPath", th.st.items), now)
		return
	}
	items, ok := v.([]any)
	if !ok {
		e.fail(th, runtimeFailure("state %q: there is no array at %s", th.st.name, th.st.items.text), now)
		return
	}
	e.fanOut(th, &fan{data: data, items: items}, len(items), now)
}

// fanOut starts a fan-out of n lines.
func (e *Engine) fanOut(th *thread, fn *fan, n int, now time.Time) {
	th.x.events += eventsFan
	fn.owner, fn.open = th, n
	fn.results, fn.threads = make([]any, n), make([]*thread, n)
	th.fan = fn
	if n == 0 {
		e.fanDone(fn, now)
		return
	}
	most := n
	if th.st.typ == typeMap {
		most = min(n, th.st.most)
	}
	for range most {
		if f := e.startNext(fn, now); f != nil {
			e.fanFailed(fn, f, now)
			return
		}
	}
}

// startNext starts the next line of a fan-out.
func (e *Engine) startNext(fn *fan, now time.Time) *failure {
	slot, owner := fn.started, fn.owner
	child := &thread{x: owner.x, up: fn, slot: slot}
	input, start := fn.data, owner.st.branches[0].start
	if owner.st.typ == typeMap {
		owner.x.events += eventsItem
		input = fn.items[slot]
		if t := owner.st.itemSelector; t != nil {
			s := scene{e: e, th: owner, data: fn.data, index: slot, item: input}
			v, missing := t.fill(&s)
			if missing != nil {
				return owner.st.missingPath("ItemSelector", missing)
			}
			input = v
		}
		if size(input, maxData) > maxData {
			return owner.st.tooLarge(fmt.Sprintf("item %d", slot))
		}
	} else {
		start = owner.st.branches[slot].start
	}
	fn.started++
	fn.threads[slot] = child
	e.enter(child, start, input, now)
	return nil
}

// branchDone takes the output of a line that is done, and starts one that had to wait for it.
func (e *Engine) branchDone(th *thread, output any, now time.Time) {
	fn := th.up
	fn.results[th.slot], fn.threads[th.slot] = output, nil
	fn.open--
	if fn.owner.st.typ == typeMap {
		th.x.events += eventsItem
	}
	if fn.open == 0 {
		e.fanDone(fn, now)
		return
	}
	if fn.started < len(fn.threads) {
		if f := e.startNext(fn, now); f != nil {
			e.fanFailed(fn, f, now)
		}
	}
}

// fanDone ends a fan-out with the outputs of all its lines.
func (e *Engine) fanDone(fn *fan, now time.Time) {
	owner := fn.owner
	owner.fan = nil
	owner.x.events += eventsVerdict
	if size(fn.results, maxData) > maxData {
		e.fail(owner, owner.st.tooLarge("result"), now)
		return
	}
	e.complete(owner, fn.results, now)
}

// branchFailed ends a fan-out because one of its lines failed.
func (e *Engine) branchFailed(th *thread, f *failure, now time.Time) {
	if th.up.owner.st.typ == typeMap {
		th.x.events += eventsItem
	}
	th.up.threads[th.slot] = nil
	e.fanFailed(th.up, f, now)
}

// fanFailed stops the lines that still run and fails the fan-out's own state with the same failure.
func (e *Engine) fanFailed(fn *fan, f *failure, now time.Time) {
	owner := fn.owner
	for _, child := range fn.threads {
		if child != nil {
			owner.x.events += eventsAborted
		}
	}
	e.kill(owner)
	owner.x.events += eventsVerdict
	e.fail(owner, f, now)
}
