package memory

import (
	"context"
	"encoding/json"
	"slices"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// Commit implements office.Store. A commit whose entries do not follow on from After is fault.Internal.
func (s *Store) Commit(ctx context.Context, c office.Commit) error {
	if err := live(ctx); err != nil {
		return err
	}
	rows, err := encode(c)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.programmes[c.Programme]; p.seq() != c.After {
		if p.landed(c) {
			return nil
		}
		return fault.New(fault.Conflict, "programme %s stands at entry %d, not %d", c.Programme, p.seq(), c.After)
	}
	s.open(c.Programme).write(c, rows)
	return nil
}

// Entries implements office.Store. Of a programme that is not there it returns none.
func (s *Store) Entries(ctx context.Context, name string, from, limit int) ([]handover.Entry, error) {
	records, err := s.Records(ctx, name, from, limit)
	if err != nil {
		return nil, err
	}
	entries, err := ledger.Entries(records)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "an entry of programme %s cannot be read back", name)
	}
	return entries, nil
}

// Records implements office.Store.
func (s *Store) Records(ctx context.Context, name string, from, limit int) ([]ledger.Record, error) {
	if err := live(ctx); err != nil {
		return nil, err
	}
	return s.slice(name, from, limit), nil
}

// slice returns the kept entries from..from+limit-1. Entries never change, so that they are decoded outside the lock.
func (s *Store) slice(name string, from, limit int) []ledger.Record {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.programmes[name]
	first := max(from-1, 0)
	if p == nil || first >= len(p.entries) {
		return nil
	}
	last := len(p.entries)
	if limit > 0 {
		last = min(last, first+limit)
	}
	return slices.Clip(p.entries[first:last])
}

func (p *programme) seq() int {
	if p == nil {
		return 0
	}
	return len(p.entries)
}

// landed reports whether c is an earlier try of the caller's own that reached the ledger: its first entry's place is
// taken by an entry of the same request.
func (p *programme) landed(c office.Commit) bool {
	return c.ID != "" && c.After < p.seq() && ledger.RequestOf(p.entries[c.After].Raw) == c.ID
}

func (p *programme) write(c office.Commit, rows []*row) {
	for _, r := range c.Entries {
		r.Raw, r.Hashes = slices.Clone(r.Raw), slices.Clone(r.Hashes)
		p.entries = append(p.entries, r)
	}
	p.state, p.edge = c.Snapshot.State, slices.Clone(c.Snapshot.Edge)
	p.wake = c.Wake
	p.summary = c.Summary
	for _, g := range c.Passed {
		gate := p.gates[g.Key]
		gate.Passed, gate.Outcome = true, g.Outcome
		p.gates[g.Key] = gate
	}
	for _, r := range rows {
		p.rows[r.key] = r
		p.unsent = append(p.unsent, r)
	}
	if c.Request != nil {
		p.requests[c.Request.Key] = *c.Request
	}
}

func encode(c office.Commit) ([]*row, error) {
	if !c.Follows() {
		return nil, malformed(c)
	}
	rows := make([]*row, len(c.Outbox))
	for i, r := range c.Outbox {
		encoded, err := json.Marshal(r.Message)
		if err != nil {
			return nil, fault.Wrap(fault.Internal, err, "message %d/%d of programme %s cannot be kept",
				r.Seq, r.N, c.Programme)
		}
		rows[i] = &row{key: r.RowKey, encoded: encoded}
	}
	return rows, nil
}

func malformed(c office.Commit) error {
	return fault.New(fault.Internal, "the entries of programme %s do not follow on from %d up to its snapshot",
		c.Programme, c.After)
}
