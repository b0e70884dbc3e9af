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
	if err := checkName(name); err != nil {
		return handover.FileRef{}, err
	}
	target := filepath.Join(f.Path, filepath.FromSlash(name))
	switch old, err := os.ReadFile(target); {
	case err == nil && !bytes.Equal(old, content):
		return handover.FileRef{}, taken(name)
	case err == nil:
		return refOf(name, content), nil
	case !errors.Is(err, fs.ErrNotExist):
		return handover.FileRef{}, unwritable(err)
	}
	if err := write(target, content); err != nil {
		return handover.FileRef{}, unwritable(err)
	}
	return refOf(name, content), nil
}

func write(target string, content []byte) error {
	folder := filepath.Dir(target)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(folder, ".new-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // gone already once it is renamed
	_, err = tmp.Write(content)
	if err == nil {
		err = tmp.Sync()
	}
	if err := errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), target)
}

func unwritable(err error) error {
	return fault.Wrap(fault.Unavailable, err, "the file store cannot be used: %v", err).To("check the disk and the rights of the folder")
}

// Get implements office.Files.
func (f Folder) Get(_ context.Context, ref handover.FileRef) ([]byte, error) {
	if err := checkName(ref.Name); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(filepath.Join(f.Path, filepath.FromSlash(ref.Name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(ref.Name)
	}
	if err != nil {
		return nil, unwritable(err)
	}
	return checked(ref, content)
}
