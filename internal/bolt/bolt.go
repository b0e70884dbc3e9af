// Package bolt keeps the ledgers in one file on this machine, with the keys of the table in production. A commit is
// in one transaction, on the disk before Commit returns: a crash leaves all of it or nothing. Commits that come while the
// disk is busy share the next transaction. One process at a time has the file open for writing.
package bolt

import (
	"sync"
	"sync/atomic"

	"go.etcd.io/bbolt"

	"example.org/handover/internal/office"
)

// Store is an office.Store in the file handover.db of a data directory. It is safe for concurrent use.
type Store struct {
	db    *bbolt.DB
	dir   string
	close func() error
	queue queue
	shown atomic.Pointer[shown]
}

var _ office.Store = (*Store)(nil)

// Options say how a data directory is opened.
type Options struct {
	Create   bool // make the directory (mode 0700) and the file (mode 0600) if they are not there
	NoSync   bool // do not wait for the disk: for rehearsals and tests, where a crash of the machine loses nothing
	ReadOnly bool // read beside other readers; whatever writes is fault.Refused
}

// Open opens a data directory. fault.NotFound if there is none and it is not to be created; fault.Unavailable, naming
// the process where it can, if another process has it open; fault.Invalid if handover.db is no such file, is damaged
// or was written by another version. The caller closes the store.
func Open(dir string, o Options) (*Store, error) {
	path, err := prepare(dir, o)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir}
	if err := s.open(path, o); err != nil {
		return nil, err
	}
	s.close = sync.OnceValue(s.db.Close)
	if o.ReadOnly {
		return s, nil
	}
	if err := leaveName(dir); err != nil {
		_ = s.Close() // the reason for giving up matters more
		return nil, err
	}
	s.close = sync.OnceValue(func() error {
		removeName(dir) // while we hold the lock: afterwards it may be another's name
		return s.db.Close()
	})
	return s, nil
}

// Close waits for what is under way and releases the data directory. Closing again is success.
func (s *Store) Close() error { return s.close() }
