package memory

import (
	"context"
	"encoding/json"
	"maps"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// Beside implements office.Store.
func (s *Store) Beside(ctx context.Context, name string) (office.Beside, error) {
	if err := live(ctx); err != nil {
		return office.Beside{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.programmes[name]
	if p == nil {
		return office.Beside{}, nil
	}
	b := office.Beside{Gates: maps.Clone(p.gates), Rows: map[office.RowKey]office.WrittenRow{}}
	for key, r := range p.rows {
		w := office.WrittenRow{Settled: r.settled}
		if err := json.Unmarshal(r.encoded, &w.Message); err != nil {
			return b, fault.Wrap(fault.Internal, err, "a message of programme %s cannot be read back", name)
		}
		b.Rows[key] = w
	}
	return b, nil
}
