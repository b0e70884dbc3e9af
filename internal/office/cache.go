package office

import (
	"sync"

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
