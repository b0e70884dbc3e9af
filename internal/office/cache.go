package office

import (
	"sync"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// mostCached bounds the states that are kept decoded: some 200 KB each.
const mostCached = 64

// cache keeps the decoded state of programmes by sequence number, so that a state that has not moved is not decoded
// again. The store alone says which sequence number is current; what is cached is never changed. The zero value is
// ready.
type cache struct {
	mu     sync.Mutex
	states map[string]*handover.Programme
	wakes  map[string]wake
}

func (c *cache) get(programme string, seq int) (*handover.Programme, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.states[programme]
	return p, p != nil && p.Seq == seq
}

func (c *cache) put(p *handover.Programme) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.states == nil || len(c.states) >= mostCached {
		c.states = map[string]*handover.Programme{}
	}
	c.states[p.Definition.Programme] = p
}

// wake is when a state wakes, and all that this depends on.
type wake struct {
	seq   int
	table *calendar.Table
	book  string
	now   time.Time
	at    time.Time
}

// wake keeps for each programme when it wakes. In virtual time the store, the clock and the rehearsal ask for the same at
// the same instant; on a machine's clock nobody does.
func (c *cache) wake(p *handover.Programme, r handover.Rules, now time.Time) time.Time {
	name := p.Definition.Programme
	c.mu.Lock()
	w := c.wakes[name]
	c.mu.Unlock()
	if w.seq == p.Seq && w.table == r.Table && w.book == r.Book.Version && w.now.Equal(now) {
		return w.at
	}
	w = wake{p.Seq, r.Table, r.Book.Version, now, p.Wake(r, now)}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.wakes == nil || len(c.wakes) >= mostCached {
		c.wakes = map[string]wake{}
	}
	c.wakes[name] = w
	return w.at
}
