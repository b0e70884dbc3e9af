package bolt

import (
	"context"

	"go.etcd.io/bbolt"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// RegisterToken implements office.Store.
func (s *Store) RegisterToken(ctx context.Context, name string, key handover.GateKey, token string, execution int) (
	office.Gate, error) {
	var r gateRecord
	err := s.update(ctx, func(tx *bbolt.Tx) error {
		r = gateRecord{}
		if _, err := get(programme(tx, name), gateKey(key), &r); err != nil {
			return err
		}
		if execution < r.Execution {
			return refuse(fault.New(fault.Superseded, "execution %d of programme %s is superseded by %d at %s",
				execution, name, r.Execution, key.State))
		}
		r.Token, r.Execution = token, execution
		b, err := makeProgramme(tx, name)
		if err != nil {
			return err
		}
		return put(b, gateKey(key), r)
	})
	if err != nil {
		return office.Gate{}, err
	}
	return office.Gate(r), nil
}

// Gate implements office.Store.
func (s *Store) Gate(ctx context.Context, name string, key handover.GateKey) (office.Gate, error) {
	var r gateRecord
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		found, err := get(programme(tx, name), gateKey(key), &r)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "nothing has reached gate %s of programme %s in round %d",
				key.State, name, key.Round)
		}
		return err
	})
	return office.Gate(r), err
}
