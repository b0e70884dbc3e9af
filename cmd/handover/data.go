package main

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
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
	app      *embedded.App               // in a rehearsal it only answers questions
	theatres map[string]embedded.Theatre // of a rehearsal: in which each programme is played
	options  embedded.Options            // with which these are wired
	until    time.Time                   // to which a rehearsal's time passes before anything else
	marks    map[string]int              // where the ledgers stood when the session was opened
	warns    io.Writer                   // who is told if a step has failed for now; nil: nobody
}

// close says first if something is left to be tried again.
func (s *session) close(err error) error {
	failing := func(a *embedded.App) bool { return a.Engine.Failing() }
	if err == nil && s.warns != nil && slices.ContainsFunc(s.apps(), failing) {
		say(s.warns, "handover: a step of the workflow has failed for now; it is tried again with the next command, and by "+
			"`handover serve`")
	}
	return s.data.close(err)
}

// apps are those in which the programmes go on: one for all of them in real life, one for each in a rehearsal.
func (s *session) apps() (all []*embedded.App) {
	if !s.options.Rehearsal {
		return []*embedded.App{s.app}
	}
	for _, name := range slices.Sorted(maps.Keys(s.theatres)) {
		all = append(all, s.theatres[name].App)
	}
	return all
}

// appOf is the app in which a programme goes on, whether it has begun or is about to.
func (s *session) appOf(programme string) (*embedded.App, error) {
	if !s.options.Rehearsal {
		return s.app, nil
	}
	if t, ok := s.theatres[programme]; ok {
		return t.App, nil
	}
	t, err := alone(s.options, programme)
	if err != nil {
		return nil, err
	}
	t.Watch.Set(s.until)
	s.theatres[programme] = t
	return t.App, nil
}

// openSession wires the product over a data directory. With a time it is a rehearsal.
func openSession(e env, dir, now string, create bool) (*session, error) {
	s := &session{theatres: map[string]embedded.Theatre{}}
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
		s.until = t
		options.Clock = func() time.Time { return t }
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
	s.options = options
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

// recover brings the workflows back to where the ledgers stand. In a rehearsal time then passes until that of the session.
func (s *session) recover(ctx context.Context) error {
	if err := s.mark(ctx); err != nil {
		return err
	}
	if s.options.Rehearsal {
		return s.pass(ctx)
	}
	return errors.Join(s.app.Recover(ctx), s.app.Pump(ctx))
}

// pass lets the time of each rehearsal pass alone, from where its ledger stands, from one due instant to the next: each
// may have been played to a day of its own. A workflow that was started before that day would wait at its gates for years
// that are over, run out of time there, and put its failures into the ledger.
func (s *session) pass(ctx context.Context) error {
	names, err := s.standing(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		t, err := alone(s.options, name)
		if err != nil {
			return err
		}
		s.theatres[name] = t
		if err := pickUp(ctx, t, name); err != nil {
			return err
		}
		if err := t.Pass(ctx, s.until); err != nil {
			return err
		}
	}
	return nil
}

// standing names the programmes, none of which may stand after the time of the session.
func (s *session) standing(ctx context.Context) (names []string, err error) {
	var last time.Time
	err = s.app.Each(ctx, func(p *handover.Programme) error {
		if p.Changed.After(last) {
			last = p.Changed
		}
		names = append(names, p.Definition.Programme)
		return nil
	})
	if err == nil && s.until.Before(last) {
		err = fault.New(fault.Invalid, "the ledger stands at %s, and time does not go back", local(last)).At("", "--now").
			With(s.until.In(calendar.London()).Format("2006-01-02T15:04")).To("give a later time")
	}
	return names, err
}
