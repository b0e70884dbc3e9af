package bolt

import (
	"context"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Load implements office.Store.
func (s *Store) Load(ctx context.Context, name string) (office.Snapshot, error) {
	var snapshot office.Snapshot
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		b := programme(tx, name)
		var head state
		found, err := get(b, []byte(stateKey), &head)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.NotFound, "there is no such programme").With(name)
		}
		snapshot = office.Snapshot{Seq: head.Seq, Data: slices.Clone(b.Get([]byte(snapshotKey)))}
		return nil
	})
	return snapshot, err
}

// Entries implements office.Store. Of a programme that is not there it returns none.
func (s *Store) Entries(ctx context.Context, name string, from, limit int) ([]handover.Entry, error) {
	var entries []handover.Entry
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		b := programme(tx, name)
		for seq := max(from, 1); limit <= 0 || len(entries) < limit; seq++ {
			var e handover.Entry
			found, err := get(b, entryKey(seq), &e)
			if err != nil || !found { // the ledger has no gaps: the first that is not there is the end
				return err
			}
			entries = append(entries, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return entries, nil
}

// Request implements office.Store.
func (s *Store) Request(ctx context.Context, name, key string) (office.Request, error) {
	var r office.Request
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		found, err := get(programme(tx, name), requestKey(key), &r)
		if err == nil && !found {
			err = fault.New(fault.NotFound, "programme %s has answered no request of that key", name).With(key)
		}
		return err
	})
	return r, err
}

// Sleep implements office.Store. Of a programme that is not there it changes nothing.
func (s *Store) Sleep(ctx context.Context, name string, seq int, wake time.Time) error {
	return s.update(ctx, func(tx *bbolt.Tx) error {
		b := programme(tx, name)
		var head state
		found, err := get(b, []byte(stateKey), &head)
		if err != nil {
			return err
		}
		if !found || head.Seq != seq || head.Wake.Equal(wake) {
			return errUnchanged
		}
		return moveHead(tx, b, name, head, state{seq, wake})
	})
}

// moveHead replaces a programme's head, and its place in the wake index with it.
func moveHead(tx *bbolt.Tx, b *bbolt.Bucket, name string, from, to state) error {
	index := tx.Bucket([]byte(wakeBucket))
	if !from.Wake.IsZero() {
		if err := index.Delete(wakeKey(from.Wake, name)); err != nil {
			return err
		}
	}
	if !to.Wake.IsZero() {
		if err := index.Put(wakeKey(to.Wake, name), nil); err != nil {
			return err
		}
	}
	return put(b, []byte(stateKey), to)
}
