package bolt

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"example.org/handover/internal/fault"
)

const (
	fileName = "handover.db"
	patience = 500 * time.Millisecond // with another process that has the file open
)

// prepare returns the path of the file, which is there unless it may be created.
func prepare(dir string, o Options) (string, error) {
	path := filepath.Join(dir, fileName)
	if o.Create && !o.ReadOnly {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", fault.Wrap(fault.Invalid, err, "the data directory cannot be created").At(dir, "").
				To("name a directory that you may create, or one that is there")
		}
		return path, create(path)
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && o.ReadOnly && info.Mode().IsRegular() && info.Size() == 0:
		return "", fault.Wrap(fault.NotFound, err, "there is no programme's data here: no file %s", fileName).At(dir, "").
			To("name the data directory with which the programme was started, or start one")
	case err != nil:
		return "", fault.Wrap(fault.Unavailable, err, "the data directory cannot be read").At(dir, "").
			To("check that it is a directory and that you may read it")
	case !info.Mode().IsRegular():
		return "", fault.New(fault.Invalid, "this is not a file").At(path, "").To("name another data directory")
	}
	return path, nil
}

// create makes the file if it is not there. It is laid out under another name first: a process that dies meanwhile
// leaves none, rather than one that nobody can open.
func create(path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil // whatever is there, opening it says more about it
	}
	dir := filepath.Dir(path)
	tmp, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return explain(err, dir, path)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_ = tmp.Close() // nothing was written
	made := &Store{dir: dir}
	if err := made.open(tmp.Name(), Options{}); err != nil {
		return err
	}
	if err := made.db.Close(); err != nil {
		return explain(err, dir, path)
	}
	err = os.Link(tmp.Name(), path)
	if errors.Is(err, fs.ErrExist) {
		return nil // another process was quicker
	}
	if err != nil {
		err = os.Rename(tmp.Name(), path) // a file system without links cannot tell whether somebody was quicker
	}
	return explain(err, dir, path)
}

// open opens and locks the file, and looks at its ends and its layout. The library trusts what it reads: a damaged file
// makes it panic or touch memory that is not there, which becomes an error here.
func (s *Store) open(path string, o Options) (err error) {
	var file *os.File
	options := &bbolt.Options{Timeout: patience, NoSync: o.NoSync, ReadOnly: o.ReadOnly,
		FreelistType: bbolt.FreelistMapType,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			var err error
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		}}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() == nil {
			return
		}
		err = damaged(path)
		if s.db != nil {
			_ = s.db.Close()
		} else {
			_ = file.Close() // the library's mapping of it, and so its lock, last as long as the process
		}
	}()
	s.db, err = bbolt.Open(path, 0o600, options)
	if err != nil {
		return explain(err, s.dir, path)
	}
	if err = s.checkSize(); err == nil {
		err = s.checkLayout(o)
	}
	if err != nil {
		_ = s.db.Close() // the reason for giving up matters more
	}
	return err
}

// explain turns an error of opening into one for people.
func explain(err error, dir, path string) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return inUse(dir)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrChecksum):
		return fault.Wrap(fault.Invalid, err, "this is not a data file of handover, or it is damaged").At(path, "").
			To("restore it from a copy, or use another data directory")
	case errors.Is(err, bolterrors.ErrVersionMismatch):
		return fault.Wrap(fault.Invalid, err, "the file is of another version of its format").At(path, "").
			To("use the version of handover that wrote it")
	}
	return fault.Wrap(fault.Unavailable, err, "the file cannot be opened").At(path, "").
		To("check that you may read and write it, and that the disk is not full")
}

func damaged(path string) error {
	return fault.New(fault.Invalid, "the file is damaged or incomplete").At(path, "").
		To("restore it from a copy, or use another data directory")
}

// checkSize refuses a file that ends before its last page, such as a copy broken off: reading on would kill the
// process.
func (s *Store) checkSize() error {
	return s.db.View(func(tx *bbolt.Tx) error {
		info, err := os.Stat(s.db.Path())
		if err != nil {
			return explain(err, s.dir, s.db.Path())
		}
		if info.Size() < tx.Size() {
			return damaged(s.db.Path())
		}
		return nil
	})
}
