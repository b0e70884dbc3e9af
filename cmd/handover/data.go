package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/bolt"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
	"example.org/handover/internal/post"
)

// sender is the address that mails of a laptop carry; they stay in a folder.
const sender = "handover@localhost.invalid"

// data is an open data directory: the database, the documents, the mails and the key of the reports' digests.
type data struct {
	dir   string
	fresh bool // made by this run
	store *bolt.Store
}

// openData opens a data directory, or makes one.
func openData(dir string, create bool) (*data, error) {
	_, err := os.Stat(dir)
	fresh := errors.Is(err, fs.ErrNotExist)
	store, err := bolt.Open(dir, bolt.Options{Create: create})
	if err != nil {
		return nil, err
	}
	return &data{dir: dir, fresh: fresh, store: store}, nil
}

// close closes the directory, and removes one that this run made if the run failed.
func (d *data) close(err error) error {
	err = errors.Join(err, d.store.Close())
	if err != nil && d.fresh {
		err = errors.Join(err, os.RemoveAll(d.dir))
	}
	return err
}

func (d *data) files() office.Files { return files.Folder{Path: filepath.Join(d.dir, "files")} }

func (d *data) post() office.Post {
	return post.Folder{Path: filepath.Join(d.dir, "mail"), From: sender}
}

// secret is the key under which row keys are digested in reports: made once for each data directory.
func (d *data) secret(context.Context, string) ([]byte, error) {
	path := filepath.Join(d.dir, "secret")
	key, err := madeOnce(path, func() ([]byte, error) {
		key := make([]byte, 32)
		_, _ = rand.Read(key) // never fails
		return key, nil
	})
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the key of the reports cannot be used").At(path, "")
	}
	return key, nil
}

// madeOnce reads a file that only its owner may read, and makes it first if it is not there: whole or, if the process
// dies, not at all.
func madeOnce(path string, content func() ([]byte, error)) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return raw, err
	}
	if raw, err = content(); err != nil {
		return nil, err
	}
	return raw, writeOwn(path, raw)
}

// writeOwn writes a file that only its owner may read, whole or not at all.
func writeOwn(path string, raw []byte) error {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// session is an open data directory with the product wired over it, at a time of its own for a rehearsal.
type session struct {
	*data
	app   *embedded.App
	watch *embedded.Stopwatch // nil for real life
	until time.Time           // to which a rehearsal's time passes before anything else
	marks map[string]int      // where the ledgers stood when the session was opened
	warns io.Writer           // who is told if a step has failed for now; nil: nobody
}

// close says first if something is left to be tried again.
func (s *session) close(err error) error {
	if err == nil && s.warns != nil && s.app.Engine.Failing() {
		say(s.warns, "handover: a step of the workflow has failed for now; it is tried again with the next command, and by "+
			"`handover serve`")
	}
	return s.data.close(err)
}

// openSession wires the product over a data directory. With a time it is a rehearsal.
func openSession(e env, dir, now string, create bool) (*session, error) {
	s := &session{}
	rules, err := e.shelfIn(dir)
	if err != nil {
		return nil, err
	}
	options := embedded.Options{Clock: e.now, Rules: rules.Of, Rehearsal: now != ""}
	if now != "" {
		t, err := calendar.ParseLocal(now)
		if err != nil {
			return nil, inFlag("--now", err)
		}
		s.watch, s.until = new(embedded.Stopwatch), t
		s.watch.Set(t)
		options.Clock = s.watch.Now
	}
	d, err := openData(dir, create)
	if err != nil {
		return nil, err
	}
	s.data = d
	options.Store, options.Files, options.Post, options.Secret = d.store, d.files(), d.post(), d.secret
	options.Signer = d.signer
	options.Bus = post.Journal{Path: filepath.Join(d.dir, "milestones.jsonl")}
	if options.Rehearsal {
		options.Post, options.Bus, options.Secret, options.Seed = post.None{}, nil, rehearsalSecret, []byte(rehearsalSeed)
	}
	if s.app, err = embedded.New(options); err != nil {
		return nil, d.close(err)
	}
	return s, nil
}

// sameSort refuses a data directory whose programmes are of the other sort: rehearsals for a session of real life, real
// ones for a rehearsal. One directory never holds both.
func (s *session) sameSort(ctx context.Context) error {
	all, err := s.store.Portfolio(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	_, err = s.app.Office.Load(ctx, all[0].Programme)
	return err
}

// ready brings a session whose data directory is of its sort to its time.
func (s *session) ready(ctx context.Context) error {
	if err := s.sameSort(ctx); err != nil {
		return err
	}
	return s.recover(ctx)
}

// recover brings the workflows back to where the ledgers stand. In a rehearsal time then passes, from one due instant
// to the next, until the time of the session.
func (s *session) recover(ctx context.Context) error {
	if err := s.mark(ctx); err != nil {
		return err
	}
	if s.watch == nil {
		return errors.Join(s.app.Recover(ctx), s.app.Pump(ctx))
	}
	first, last, err := s.standing(ctx)
	if err != nil {
		return err
	}
	if s.until.Before(last) {
		return fault.New(fault.Invalid, "the ledger stands at %s, and time does not go back", local(last)).At("", "--now").
			With(s.until.In(calendar.London()).Format("2006-01-02T15:04")).To("give a later time")
	}
	s.watch.Set(first)
	if err := errors.Join(s.app.Recover(ctx), s.app.Pump(ctx)); err != nil {
		return err
	}
	return embedded.Theatre{App: s.app, Watch: s.watch}.Pass(ctx, s.until)
}

// standing is when the ledgers changed last: the first of those that go on, from which time passes, since each rehearsal
// may have been played to a day of its own, and the last of all.
func (s *session) standing(ctx context.Context) (first, last time.Time, err error) {
	err = s.app.Each(ctx, func(p *handover.Programme) error {
		if p.Changed.After(last) {
			last = p.Changed
		}
		if !p.Status.Over() && (first.IsZero() || p.Changed.Before(first)) {
			first = p.Changed
		}
		return nil
	})
	if last.IsZero() {
		last = s.until
	}
	if first.IsZero() {
		first = last
	}
	return first, last, err
}
