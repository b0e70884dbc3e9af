package bolt_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

func TestNoDataDirectory(t *testing.T) {
	empty := t.TempDir()
	for _, dir := range []string{empty, filepath.Join(empty, "no", "such")} {
		for _, o := range []bolt.Options{{}, {ReadOnly: true}, {Create: true, ReadOnly: true}} {
			_, err := bolt.Open(dir, o)
			refused(t, err, fault.NotFound, dir, "; ")
		}
	}
	if left, err := os.ReadDir(empty); err != nil || len(left) > 0 {
		t.Errorf("looking left %v behind, %v", left, err)
	}
}

// TestAnEmptyFile is what a crash or touch(1) may leave: there is nothing to read yet, and it can be made into a store.
func TestAnEmptyFile(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "handover.db"), nil)
	_, err := bolt.Open(dir, bolt.Options{ReadOnly: true})
	refused(t, err, fault.NotFound, dir, "; ")
	open(t, dir, bolt.Options{Create: true})
}

func TestCreateLeavesOneFile(t *testing.T) {
	dir := t.TempDir()
	open(t, dir, bolt.Options{Create: true})
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("got %v, %v left behind", left, err)
	}
}

func TestCreateKeepsOthersOut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "one", "two")
	open(t, dir, bolt.Options{Create: true})
	for path, want := range map[string]os.FileMode{
		dir:                                os.ModeDir | 0o700,
		filepath.Join(dir, "handover.db"):  0o600,
		filepath.Join(dir, "handover.pid"): 0o600,
	} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s: got mode %v, want %v", path, info.Mode(), want)
		}
	}
}

func TestTheWayIsBarred(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	write(t, file, []byte("x"))
	_, err := bolt.Open(file, bolt.Options{Create: true})
	refused(t, err, fault.Invalid, file, "; ")
	_, err = bolt.Open(file, bolt.Options{})
	refused(t, err, fault.Unavailable, file, "; ")

	inTheWay := filepath.Join(dir, "data")
	if err := os.MkdirAll(filepath.Join(inTheWay, "handover.db"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err = bolt.Open(inTheWay, bolt.Options{})
	refused(t, err, fault.Invalid, "handover.db", "; ")
}

// The file is damaged in every way that a copy, an editor or a disk may do it.
func TestNotOurFile(t *testing.T) {
	good := goodFile(t)
	whole := filepath.Join(t.TempDir(), "handover.db")
	write(t, whole, good)
	open(t, filepath.Dir(whole), bolt.Options{})
	page := os.Getpagesize()
	for name, content := range map[string][]byte{
		"text":                    []byte("contract,amount\nA,1\n"),
		"zeroes":                  make([]byte, 5*page),
		"text of some length":     bytes.Repeat([]byte("handover\n"), 4000),
		"ends in its first page":  good[:100],
		"ends after its heads":    good[:2*page],
		"ends in its fourth page": good[:3*page+17],
		"its last page is gone":   good[:len(good)-page],
		"its heads are gone":      append(make([]byte, 2*page), good[2*page:]...),
		"only its heads are left": append(bytes.Clone(good[:2*page]), make([]byte, len(good)-2*page)...),
		"only noise after heads":  append(bytes.Clone(good[:2*page]), bytes.Repeat([]byte{0xa5}, len(good)-2*page)...),
	} {
		t.Run(name, func(t *testing.T) {
			for _, o := range []bolt.Options{{}, {Create: true}, {ReadOnly: true}} {
				dir := t.TempDir()
				path := filepath.Join(dir, "handover.db")
				write(t, path, content)
				_, err := bolt.Open(dir, o)
				refused(t, err, fault.Invalid, path, "; ")
				if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, content) {
					t.Errorf("%+v: the file was changed, or is gone: %v", o, err)
				}
			}
		})
	}
}

// One page of noise is noticed at the opening or not, but it never ends the process there.
func TestOnePageIsNoise(t *testing.T) {
	good, page := goodFile(t), os.Getpagesize()
	noticed := 0
	for at := 2 * page; at < len(good); at += page {
		dir, content := t.TempDir(), bytes.Clone(good)
		copy(content[at:], bytes.Repeat([]byte{0xa5}, page))
		write(t, filepath.Join(dir, "handover.db"), content)
		for _, o := range []bolt.Options{{ReadOnly: true}, {}} {
			s, err := bolt.Open(dir, o)
			if err == nil {
				err = s.Close()
			}
			if err != nil {
				refused(t, err, fault.Invalid, dir, "; ")
				noticed++
			}
		}
	}
	if noticed < 3 {
		t.Errorf("noise was noticed %d times, want at least twice in the root and once in the list of free pages", noticed)
	}
}

// goodFile is the content of a file with a ledger, without the growth that the library keeps in reserve.
func goodFile(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	s := open(t, dir, bolt.Options{Create: true, NoSync: true})
	for after := 0; after < 60; after += perCommit {
		if err := s.Commit(context.Background(), full("a", after)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path, compact := filepath.Join(dir, "handover.db"), filepath.Join(dir, "compact.db")
	copyCompact(t, path, compact)
	raw, err := os.ReadFile(compact)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func copyCompact(t *testing.T, from, to string) {
	t.Helper()
	source, err := bbolt.Open(from, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	err = source.View(func(tx *bbolt.Tx) error { return tx.CopyFile(to, 0o600) })
	if err != nil {
		t.Fatal(err)
	}
	if err := source.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAnotherProgramsOrVersionsFile(t *testing.T) {
	for name, lay := range map[string]func(tx *bbolt.Tx) error{
		"another program's": func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("accounts")); return err },
		"no format":         func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("meta")); return err },
		"a later format":    withFormat("3"),
		"without hashes":    withFormat("1"),
		"an earlier format": withFormat("0"),
		"an odd format":     withFormat(`"one"`),
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			db, err := bbolt.Open(filepath.Join(dir, "handover.db"), 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Update(lay); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			for _, o := range []bolt.Options{{}, {Create: true}, {ReadOnly: true}} {
				_, err := bolt.Open(dir, o)
				refused(t, err, fault.Invalid, "handover.db", "another", "; ")
			}
		})
	}
}

func withFormat(value string) func(tx *bbolt.Tx) error {
	return func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucket([]byte("meta"))
		if err != nil {
			return err
		}
		return b.Put([]byte("format"), []byte(value))
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	dir, ctx := t.TempDir(), context.Background()
	writer := open(t, dir, bolt.Options{Create: true})
	if err := writer.Commit(ctx, full("a", 0)); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	one, two := open(t, dir, bolt.Options{ReadOnly: true}), open(t, dir, bolt.Options{ReadOnly: true})
	for _, s := range []*bolt.Store{one, two} {
		whole(t, s)
		refused(t, s.Commit(ctx, full("a", 3)), fault.Refused)
		refused(t, s.Settle(ctx, "a", office.RowKey{Seq: 3}, ""), fault.Refused)
	}
	_, err := bolt.Open(dir, bolt.Options{})
	refused(t, err, fault.Unavailable, "in use by another process")
}

// A crash between making the file and laying it out leaves a file without anything in it.
func TestAFileNeverWrittenTo(t *testing.T) {
	dir := t.TempDir()
	db, err := bbolt.Open(filepath.Join(dir, "handover.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = bolt.Open(dir, bolt.Options{ReadOnly: true})
	refused(t, err, fault.NotFound, dir)
	s := open(t, dir, bolt.Options{})
	if err := s.Commit(context.Background(), full("a", 0)); err != nil {
		t.Error(err)
	}
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
