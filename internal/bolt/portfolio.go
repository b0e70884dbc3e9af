package bolt

import (
	"bytes"
	"context"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"example.org/handover/internal/office"
)

// Due implements office.Store. It reads only the indexes, and of them only what is due.
func (s *Store) Due(ctx context.Context, at time.Time) ([]string, error) {
	var names []string
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		names = append(awake(tx, at), unsent(tx)...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

func awake(tx *bbolt.Tx, at time.Time) []string {
	var names []string
	cursor, last := tx.Bucket([]byte(wakeBucket)).Cursor(), instant(at)
	for key, _ := cursor.First(); key != nil && string(key[:len(last)]) <= last; key, _ = cursor.Next() {
		names = append(names, string(key[len(last)+len("#"):]))
	}
	return names
}

// unsent returns the programmes with unsent rows, leaping from one name to the next.
func unsent(tx *bbolt.Tx) []string {
	var names []string
	cursor := tx.Bucket([]byte(unsentBucket)).Cursor()
	for key, _ := cursor.First(); key != nil; {
		name, _, _ := bytes.Cut(key, []byte{0})
		names = append(names, string(name))
		key, _ = cursor.Seek([]byte(string(name) + "\x01"))
	}
	return names
}

// Portfolio implements office.Store.
func (s *Store) Portfolio(ctx context.Context) ([]office.Summary, error) {
	var list []office.Summary
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte(portfolioBucket)).ForEach(func(key, raw []byte) error {
			var summary office.Summary
			if err := decode(key, raw, &summary); err != nil {
				return err
			}
			list = append(list, summary)
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}
