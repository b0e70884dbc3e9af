// Package memory keeps the ledgers in this process: for rehearsals and tests. It holds the same contract as the
// durable stores, and like them it keeps entries and messages encoded, so that whatever would not survive the way to a
// disk and back does not survive here either. States it keeps as they come, for nobody changes them.
package memory

import (
	"context"
	"slices"
	"sync"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// Store is an office.Store in memory. It is safe for concurrent use.
type Store struct {
	mu         sync.Mutex
	programmes map[string]*programme
}

var _ office.Store = (*Store)(nil)

// programme is all that is kept under one name. One whose gate was registered before its first commit has no entries.
type programme struct {
	entries  []ledger.Record
	state    office.State
	edge     ledger.Edge
	wake     time.Time
	summary  office.Summary
	gates    map[handover.GateKey]office.Gate
	requests map[string]office.Request
	rows     map[office.RowKey]*row
	unsent   []*row // in the order of their writing
}

type row struct {
	key     office.RowKey
	encoded []byte // the message
	settled bool
	note    string // why it failed for good; empty for a row that was sent
}

// New returns an empty store.
func New() *Store { return &Store{programmes: map[string]*programme{}} }

// Load implements office.Store.
func (s *Store) Load(ctx context.Context, name string) (office.Snapshot, error) {
	if err := live(ctx); err != nil {
		return office.Snapshot{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.programmes[name]
	if p == nil || len(p.entries) == 0 {
		return office.Snapshot{}, office.NoProgramme(name)
	}
	return office.Snapshot{Seq: len(p.entries), State: p.state, Edge: slices.Clone(p.edge)}, nil
}

// Request implements office.Store.
func (s *Store) Request(ctx context.Context, name, key string) (office.Request, error) {
	if err := live(ctx); err != nil {
		return office.Request{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.programmes[name]; p != nil {
		if r, ok := p.requests[key]; ok {
			return r, nil
		}
	}
	return office.Request{}, fault.New(fault.NotFound, "programme %s has answered no request of that key", name).With(key)
}

// open returns what is kept under a name, making room for it if need be. The caller holds the lock.
func (s *Store) open(name string) *programme {
	p := s.programmes[name]
	if p == nil {
		p = &programme{
			gates:    map[handover.GateKey]office.Gate{},
			requests: map[string]office.Request{},
			rows:     map[office.RowKey]*row{},
		}
		s.programmes[name] = p
	}
	return p
}

// live refuses work for a caller who has given up, as a store across a network would.
func live(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the request was given up before the store was asked")
	}
	return nil
}
