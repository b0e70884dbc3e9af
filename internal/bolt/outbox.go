package bolt

import (
	"bytes"
	"context"

	"go.etcd.io/bbolt"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// Outbox implements office.Store.
func (s *Store) Outbox(ctx context.Context, name string) ([]office.Row, error) {
	var rows []office.Row
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		b, prefix := programme(tx, name), []byte(name+"\x00")
		cursor := tx.Bucket([]byte(unsentBucket)).Cursor()
		for key, _ := cursor.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = cursor.Next() {
			var r rowRecord
			if _, err := get(b, key[len(prefix):], &r); err != nil {
				return err
			}
			rows = append(rows, r.Row)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// Settle implements office.Store. A row that was never written is fault.NotFound.
func (s *Store) Settle(ctx context.Context, name string, key office.RowKey, note string) error {
	return s.update(ctx, func(tx *bbolt.Tx) error {
		b := programme(tx, name)
		var r rowRecord
		found, err := get(b, rowKey(key), &r)
		switch {
		case err != nil:
			return err
		case !found:
			return refuse(fault.New(fault.NotFound, "programme %s has no message %d/%d", name, key.Seq, key.N))
		case r.Settled:
			return errUnchanged
		}
		r.Settled, r.Note = true, note
		if err := put(b, rowKey(key), r); err != nil {
			return err
		}
		return tx.Bucket([]byte(unsentBucket)).Delete(unsentKey(name, key))
	})
}
