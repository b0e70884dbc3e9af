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

// shown is the portfolio as a transaction left it.
type shown struct {
	transaction int
	list        []office.Summary
}

// Portfolio implements office.Store. The list is read anew only after something was written: many people look at it, and
// decoding thousands of summaries takes longer than all else that a page needs.
func (s *Store) Portfolio(ctx context.Context) ([]office.Summary, error) {
	var now *shown
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		if now = s.shown.Load(); now != nil && now.transaction == tx.ID() {
			return nil
		}
		now = &shown{transaction: tx.ID()}
		return tx.Bucket([]byte(portfolioBucket)).ForEach(func(key, raw []byte) error {
			var summary office.Summary
			if err := decode(key, raw, &summary); err != nil {
				return err
			}
			now.list = append(now.list, summary)
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	s.shown.Store(now)
	return slices.Clip(now.list), nil
}
