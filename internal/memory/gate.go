package memory

import (
	"context"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// RegisterToken implements office.Store.
func (s *Store) RegisterToken(ctx context.Context, name string, key handover.GateKey, token string, execution int) (
	office.Gate, error) {
	if err := live(ctx); err != nil {
		return office.Gate{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.open(name)
	gate := p.gates[key]
	if execution < gate.Execution {
		return office.Gate{}, fault.New(fault.Superseded, "execution %d of programme %s is superseded by %d at %s",
			execution, name, gate.Execution, key.State)
	}
	gate.Token, gate.Execution = token, execution
	p.gates[key] = gate
	return gate, nil
}

// Gate implements office.Store.
func (s *Store) Gate(ctx context.Context, name string, key handover.GateKey) (office.Gate, error) {
	if err := live(ctx); err != nil {
		return office.Gate{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.programmes[name]; p != nil {
		if gate, ok := p.gates[key]; ok {
			return gate, nil
		}
	}
	return office.Gate{}, fault.New(fault.NotFound, "nothing has reached gate %s of programme %s in round %d",
		key.State, name, key.Round)
}
