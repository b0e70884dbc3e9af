package bolt

import (
	"errors"
	"runtime/debug"
	"sync"

	"go.etcd.io/bbolt"
)

// mostTogether bounds how many changes one transaction writes, so that nobody waits for a very long one.
const mostTogether = 1024

// change is what one caller wants written. It looks first and writes then: an answer that it gives before it has written
// anything is a refusal, and any other error undoes the transaction.
type change struct {
	apply func(tx *bbolt.Tx) error
	done  chan error
}

// refusal is the answer of a change that has written nothing and wants nothing written. A nil error is success.
type refusal struct{ err error }

// Error implements error.
func (r refusal) Error() string { return "nothing was written" }

// refuse makes an error a refusal.
func refuse(err error) error { return refusal{err} }

// errUnchanged is the refusal of a change that finds everything as it is to be.
var errUnchanged = refuse(nil)

// queue gathers the changes that come while a transaction is on its way to the disk. The next transaction writes all of
// them: each waits for the disk as long as one alone would, and together they wait once.
type queue struct {
	mu      sync.Mutex
	waiting []*change
	busy    bool // somebody is writing
}

// enter puts a change into the queue and reports whether nobody is writing, so that the caller has to.
func (q *queue) enter(c *change) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, c)
	first := !q.busy
	q.busy = true
	return first
}

// next takes what waits, in the order of coming; none ends the writing.
func (q *queue) next() []*change {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), mostTogether)
	batch := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	q.busy = n > 0
	return batch
}

// work writes what waits in one transaction, its caller's own change among it. What has come meanwhile is not for the
// caller to wait for.
func (s *Store) work() {
	s.write(s.queue.next())
	go func() {
		for batch := s.queue.next(); len(batch) > 0; batch = s.queue.next() {
			s.write(batch)
		}
	}()
}

// write writes changes in one transaction and answers each. If one of them fails half-way, or the disk does, none is
// written, and each is tried by itself and gets an answer of its own.
func (s *Store) write(batch []*change) {
	answers := make([]error, len(batch))
	err := s.guarded(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error { return applyAll(tx, batch, answers) })
	})
	alone := len(batch) == 1
	for i, c := range batch {
		switch {
		case err == nil || errors.Is(err, errUnchanged):
			c.done <- answers[i]
		case alone:
			c.done <- err
		default:
			s.write(batch[i : i+1])
		}
	}
}

// applyAll applies changes one after the other: each sees what those before it wrote. If none has written anything, there
// is nothing to wait for the disk for, which errUnchanged says.
func applyAll(tx *bbolt.Tx, batch []*change, answers []error) error {
	wrote := false
	for i, c := range batch {
		err := c.apply(tx)
		if refused := new(refusal); errors.As(err, refused) {
			answers[i] = refused.err
			continue
		}
		if err != nil {
			return err
		}
		wrote = true
	}
	if !wrote {
		return errUnchanged
	}
	return nil
}

// guarded runs f on the file. The library trusts what it reads: a damaged file makes it panic or touch memory that is not
// there, which becomes an error here.
func (s *Store) guarded(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			err = damaged(s.db.Path())
		}
	}()
	return f()
}
