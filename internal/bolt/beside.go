package bolt

import (
	"bytes"
	"context"

	"go.etcd.io/bbolt"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Beside implements office.Store.
func (s *Store) Beside(ctx context.Context, name string) (office.Beside, error) {
	beside := office.Beside{Gates: map[handover.GateKey]office.Gate{}, Rows: map[office.RowKey]office.WrittenRow{}}
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		b := programme(tx, name)
		err := each(b, gatePrefix, func(key, value []byte) error {
			var r gateRecord
			err := decode(key, value, &r)
			beside.Gates[office.ParseGateKey(string(key[len(gatePrefix):]))] = office.Gate(r)
			return err
		})
		if err != nil {
			return err
		}
		return each(b, rowPrefix, func(key, value []byte) error {
			var r rowRecord
			err := decode(key, value, &r)
			beside.Rows[r.RowKey] = office.WrittenRow{Message: r.Message, Settled: r.Settled}
			return err
		})
	})
	return beside, err
}

// each goes through what is kept under a prefix. A nil bucket is an empty one.
func each(b *bbolt.Bucket, prefix string, do func(key, value []byte) error) error {
	if b == nil {
		return nil
	}
	cursor := b.Cursor()
	for key, value := cursor.Seek([]byte(prefix)); bytes.HasPrefix(key, []byte(prefix)); key, value = cursor.Next() {
		if err := do(key, value); err != nil {
			return err
		}
	}
	return nil
}
