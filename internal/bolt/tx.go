package bolt

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"example.org/handover/internal/fault"
)

// view runs f in a transaction that reads one state of the file.
func (s *Store) view(ctx context.Context, f func(tx *bbolt.Tx) error) error {
	if err := live(ctx); err != nil {
		return err
	}
	return s.broken(s.guarded(func() error { return s.db.View(f) }))
}

// update runs f in a transaction that writes all or nothing, and that other callers' changes may share: it is on the disk
// when update returns. f may run more than once.
func (s *Store) update(ctx context.Context, f func(tx *bbolt.Tx) error) error {
	if err := live(ctx); err != nil {
		return err
	}
	c := &change{f, make(chan error, 1)}
	if s.queue.enter(c) {
		s.work()
	}
	return s.broken(<-c.done)
}

// live refuses work for a caller who has given up.
func live(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the request was given up before the store was asked")
	}
	return nil
}

// broken gives an error of the file, or of the library, a kind. One that has a kind keeps it.
func (s *Store) broken(err error) error {
	var known *fault.Error
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case errors.Is(err, bolterrors.ErrDatabaseReadOnly):
		return fault.Wrap(fault.Refused, err, "the data directory is open for reading only").At(s.dir, "")
	case errors.Is(err, bolterrors.ErrKeyTooLarge):
		return fault.Wrap(fault.Invalid, err, "a name or key is too long to be kept").At(s.dir, "")
	case errors.Is(err, errUnreadable):
		return fault.Wrap(fault.Invalid, err, "the file holds something that this version cannot read").At(s.db.Path(), "").
			To("use the version of handover that wrote it")
	}
	return fault.Wrap(fault.Unavailable, err, "the file cannot be read or written").At(s.db.Path(), "").
		To("check that you may read and write it, and that the disk is not full")
}

var errUnreadable = errors.New("unreadable")

// programme returns the bucket of a programme, nil if nothing was ever kept under its name.
func programme(tx *bbolt.Tx, name string) *bbolt.Bucket {
	return tx.Bucket([]byte(programmesBucket)).Bucket(programmeKey(name))
}

func makeProgramme(tx *bbolt.Tx, name string) (*bbolt.Bucket, error) {
	return tx.Bucket([]byte(programmesBucket)).CreateBucketIfNotExists(programmeKey(name))
}

// get reads the value under a key; false if there is none. A nil bucket is an empty one.
func get(b *bbolt.Bucket, key []byte, value any) (bool, error) {
	if b == nil {
		return false, nil
	}
	raw := b.Get(key)
	if raw == nil {
		return false, nil
	}
	return true, decode(key, raw, value)
}

func decode(key, raw []byte, value any) error {
	if err := json.Unmarshal(raw, value); err != nil {
		return fmt.Errorf("%w: %s: %w", errUnreadable, key, err)
	}
	return nil
}

func put(b *bbolt.Bucket, key []byte, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "%s cannot be kept", key)
	}
	return b.Put(key, raw)
}
