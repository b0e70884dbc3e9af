package bolt

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
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
			return office.NoProgramme(name)
		}
		edge, data, err := split([]byte(snapshotKey), b.Get([]byte(snapshotKey)))
		snapshot = office.Snapshot{Seq: head.Seq, State: office.Encoded(data), Edge: edge}
		return err
	})
	return snapshot, err
}

// Entries implements office.Store. Of a programme that is not there it returns none.
func (s *Store) Entries(ctx context.Context, name string, from, limit int) ([]handover.Entry, error) {
	records, err := s.Records(ctx, name, from, limit)
	if err != nil {
		return nil, err
	}
	entries, err := ledger.Entries(records)
	if err != nil {
		return nil, s.broken(fmt.Errorf("%w: %w", errUnreadable, err))
	}
	return entries, nil
}

// Records implements office.Store.
func (s *Store) Records(ctx context.Context, name string, from, limit int) ([]ledger.Record, error) {
	var records []ledger.Record
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		b := programme(tx, name)
		for seq := max(from, 1); limit <= 0 || len(records) < limit; seq++ {
			r, found := record(b, seq)
			if !found { // the ledger has no gaps: the first that is not there is the end
				return nil
			}
			r.Raw = slices.Clone(r.Raw)
			records = append(records, r)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return records, nil
}

// record reads an entry as it is kept; false if it is not there. Its bytes last as long as the transaction. A value that
// cannot be taken apart is all bytes and no hashes, for the verification to name.
func record(b *bbolt.Bucket, seq int) (ledger.Record, bool) {
	if b == nil {
		return ledger.Record{}, false
	}
	value := b.Get(entryKey(seq))
	if value == nil {
		return ledger.Record{}, false
	}
	hashes, raw, err := split(entryKey(seq), value)
	if err != nil {
		hashes, raw = nil, value
	}
	return ledger.Record{Seq: seq, Raw: raw, Hashes: hashes}, true
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
