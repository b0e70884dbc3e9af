package memory

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// Due implements office.Store.
func (s *Store) Due(ctx context.Context, at time.Time) ([]string, error) {
	if err := live(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for name, p := range s.programmes {
		if len(p.unsent) > 0 || !p.wake.IsZero() && !p.wake.After(at) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

// Sleep implements office.Store. Of a programme that is not there it changes nothing.
func (s *Store) Sleep(ctx context.Context, name string, seq int, wake time.Time) error {
	if err := live(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.programmes[name]; p.seq() > 0 && p.seq() == seq {
		p.wake = wake
	}
	return nil
}

// Outbox implements office.Store.
func (s *Store) Outbox(ctx context.Context, name string) ([]office.Row, error) {
	if err := live(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.programmes[name]
	if p == nil {
		return nil, nil
	}
	rows := make([]office.Row, len(p.unsent))
	for i, r := range p.unsent {
		rows[i].RowKey = r.key
		if err := json.Unmarshal(r.encoded, &rows[i].Message); err != nil {
			return nil, fault.Wrap(fault.Internal, err, "a message of programme %s cannot be read back", name)
		}
	}
	return rows, nil
}

// Settle implements office.Store. A row that was never written is fault.NotFound.
func (s *Store) Settle(ctx context.Context, name string, key office.RowKey, note string) error {
	if err := live(ctx); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var r *row
	if p := s.programmes[name]; p != nil {
		r = p.rows[key]
	}
	if r == nil {
		return fault.New(fault.NotFound, "programme %s has no message %d/%d", name, key.Seq, key.N)
	}
	if r.settled {
		return nil
	}
	r.settled, r.note = true, note
	p := s.programmes[name]
	p.unsent = slices.DeleteFunc(p.unsent, func(other *row) bool { return other == r })
	return nil
}

// Portfolio implements office.Store.
func (s *Store) Portfolio(ctx context.Context) ([]office.Summary, error) {
	if err := live(ctx); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []office.Summary
	for _, name := range slices.Sorted(maps.Keys(s.programmes)) {
		if p := s.programmes[name]; len(p.entries) > 0 {
			list = append(list, p.summary)
		}
	}
	return list, nil
}
