package bolt

import (
	"context"

	"go.etcd.io/bbolt"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// Commit implements office.Store. A commit whose entries do not follow on from After is fault.Internal.
func (s *Store) Commit(ctx context.Context, c office.Commit) error {
	if !c.Follows() {
		return fault.New(fault.Internal, "the entries of programme %s do not follow on from %d up to its snapshot",
			c.Programme, c.After)
	}
	snapshot, err := c.Snapshot.Data() // before the store is held up
	if err != nil {
		return fault.Wrap(fault.Internal, err, "the state of programme %s cannot be kept", c.Programme)
	}
	snapshot = join(c.Snapshot.Edge, snapshot)
	return s.update(ctx, func(tx *bbolt.Tx) error {
		b := programme(tx, c.Programme)
		var head state
		if _, err := get(b, []byte(stateKey), &head); err != nil {
			return err
		}
		if head.Seq != c.After {
			return refuseUnlessLanded(b, head.Seq, c)
		}
		return write(tx, head, c, snapshot)
	})
}

// refuseUnlessLanded returns errUnchanged, which is success, if the first entry's place is taken by an entry of the
// same request: the caller's own earlier try.
func refuseUnlessLanded(b *bbolt.Bucket, seq int, c office.Commit) error {
	there, _ := record(b, c.After+1)
	if c.ID != "" && ledger.RequestOf(there.Raw) == c.ID {
		return errUnchanged
	}
	return refuse(fault.New(fault.Conflict, "programme %s stands at entry %d, not %d", c.Programme, seq, c.After))
}

func write(tx *bbolt.Tx, head state, c office.Commit, snapshot []byte) error {
	b, err := makeProgramme(tx, c.Programme)
	if err != nil {
		return err
	}
	for _, e := range c.Entries {
		if err := b.Put(entryKey(e.Seq), join(e.Hashes, e.Raw)); err != nil {
			return err
		}
	}
	if err := b.Put([]byte(snapshotKey), snapshot); err != nil {
		return err
	}
	if err := moveHead(tx, b, c.Programme, head, state{c.Snapshot.Seq, c.Wake}); err != nil {
		return err
	}
	if err := put(tx.Bucket([]byte(portfolioBucket)), []byte(c.Programme), c.Summary); err != nil {
		return err
	}
	if err := pass(b, c.Passed); err != nil {
		return err
	}
	if c.Request != nil {
		if err := put(b, requestKey(c.Request.Key), c.Request); err != nil {
			return err
		}
	}
	return post(tx, b, c)
}

// pass marks gates as passed; a token that is there already stays.
func pass(b *bbolt.Bucket, gates []office.PassedGate) error {
	for _, g := range gates {
		var r gateRecord
		if _, err := get(b, gateKey(g.Key), &r); err != nil {
			return err
		}
		r.Passed, r.Outcome = true, g.Outcome
		if err := put(b, gateKey(g.Key), r); err != nil {
			return err
		}
	}
	return nil
}

// post puts rows into the outbox and into the index of what is unsent.
func post(tx *bbolt.Tx, b *bbolt.Bucket, c office.Commit) error {
	for _, r := range c.Outbox {
		if err := put(b, rowKey(r.RowKey), rowRecord{Row: r}); err != nil {
			return err
		}
		if err := tx.Bucket([]byte(unsentBucket)).Put(unsentKey(c.Programme, r.RowKey), nil); err != nil {
			return err
		}
	}
	return nil
}
