package files

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Folder keeps documents as files below a folder, readable by its owner alone: extracts hold personal data.
type Folder struct{ Path string }

var _ office.Files = Folder{}

// Put implements office.Files. The file appears whole or not at all.
func (f Folder) Put(_ context.Context, name string, content []byte) (handover.FileRef, error) {
	if err := CheckName(name); err != nil {
		return handover.FileRef{}, err
	}
	target := filepath.Join(f.Path, filepath.FromSlash(name))
	kept, err := os.ReadFile(target)
	if errors.Is(err, fs.ErrNotExist) {
		err = write(target, content)
		if errors.Is(err, fs.ErrExist) { // somebody kept one in between
			kept, err = os.ReadFile(target)
		} else {
			kept = content
		}
	}
	switch {
	case err != nil:
		return handover.FileRef{}, unwritable(err)
	case !bytes.Equal(kept, content):
		return handover.FileRef{}, Taken(name)
	}
	return RefOf(name, content), nil
}

// write makes a file that is not there yet; fs.ErrExist if it is.
func write(target string, content []byte) error {
	folder := filepath.Dir(target)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(folder, ".new-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already if it was renamed
	_, err = tmp.Write(content)
	if err == nil {
		err = tmp.Sync()
	}
	if err := errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	err = os.Link(tmp.Name(), target)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Rename(tmp.Name(), target) // a file system without links cannot tell whether somebody was quicker
}

func unwritable(err error) error {
	return fault.Wrap(fault.Unavailable, err, "the file store cannot be used: %v", err).
		To("check the disk and the rights of the folder")
}

// Get implements office.Files.
func (f Folder) Get(_ context.Context, ref handover.FileRef) ([]byte, error) {
	if err := CheckName(ref.Name); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(filepath.Join(f.Path, filepath.FromSlash(ref.Name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Missing(ref.Name)
	}
	if err != nil {
		return nil, unwritable(err)
	}
	return Checked(ref, content)
}
