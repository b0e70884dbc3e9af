package files_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// stores gives every store of this package, empty.
func stores(t *testing.T) map[string]office.Files {
	t.Helper()
	return map[string]office.Files{"folder": files.Folder{Path: t.TempDir()}, "memory": &files.Memory{}}
}

// TestNamesCannotClimb holds that no name leads out of the store, or to a file that the store itself makes.
func TestNamesCannotClimb(t *testing.T) {
	for store, s := range stores(t) {
		for _, name := range []string{
			"", ".", "..", "../a", "a/../b", "a/..", "/etc/passwd", "a//b", "a/", `a\b`, "a/.hidden", ".new-1", "a\x00b", "a\nb", "C:/a",
			"é", strings.Repeat("a", 301),
		} {
			if _, err := s.Put(t.Context(), name, []byte("x")); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: Put(%q) gave %v", store, name, err)
			}
			ref := handover.FileRef{Name: name, SHA256: sha256OfX}
			if _, err := s.Get(t.Context(), ref); err == nil {
				t.Errorf("%s: Get(%q) found something", store, name)
			}
		}
		for _, name := range []string{"a", "a.txt", "doncaster/letters/2022-04-08-1-notice.html", "A_1-b", strings.Repeat("a", 200)} {
			if _, err := s.Put(t.Context(), name, []byte("x")); err != nil {
				t.Errorf("%s: Put(%q) gave %v", store, name, err)
			}
		}
	}
}

// sha256OfX is the SHA-256 of the letter x.
const sha256OfX = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"

func TestReferencesAreDigests(t *testing.T) {
	for store, s := range stores(t) {
		ref, err := s.Put(t.Context(), "a/b.txt", []byte("x"))
		if want := (handover.FileRef{Name: "a/b.txt", SHA256: sha256OfX}); err != nil || ref != want {
			t.Errorf("%s: got %v, %v", store, ref, err)
		}
		other := handover.FileRef{Name: "a/b.txt", SHA256: strings.Repeat("0", 64)}
		if _, err := s.Get(t.Context(), other); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: another digest: %v", store, err)
		}
	}
}

// TestContentIsNotShared holds that a caller who changes what was handed in or out does not change what is kept.
func TestContentIsNotShared(t *testing.T) {
	for store, s := range stores(t) {
		mine := []byte("x")
		ref, err := s.Put(t.Context(), "a", mine)
		if err != nil {
			t.Fatal(err)
		}
		mine[0] = 'y'
		for range 2 {
			got, err := s.Get(t.Context(), ref)
			if err != nil || string(got) != "x" {
				t.Fatalf("%s: got %q, %v", store, got, err)
			}
			got[0] = 'z'
		}
	}
}

// TestFolderIsPrivate holds that extracts, which hold personal data, can be read by their owner alone, and that nothing
// half written stays behind.
func TestFolderIsPrivate(t *testing.T) {
	root := filepath.Join(t.TempDir(), "files")
	if _, err := (files.Folder{Path: root}).Put(t.Context(), "a/b/c.csv", []byte("x")); err != nil {
		t.Fatal(err)
	}
	kept := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has the mode %v", path, info.Mode())
		}
		if !d.IsDir() {
			kept++
		}
		return err
	})
	if err != nil || kept != 1 {
		t.Errorf("%d files are there, %v", kept, err)
	}
}

// TestTamperingIsFound changes a file behind the store's back.
func TestTamperingIsFound(t *testing.T) {
	f := files.Folder{Path: t.TempDir()}
	ref, err := f.Put(t.Context(), "a", []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(f.Path, "a"), []byte("y"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Get(t.Context(), ref); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), sha256OfX) {
		t.Errorf("got %v", err)
	}
	if _, err := f.Put(t.Context(), "a", []byte("x")); fault.KindOf(err) != fault.Conflict {
		t.Errorf("put over it: %v", err)
	}
}

// TestFolderInTheWay holds that a disk that cannot be used is Unavailable, so that it is tried again.
func TestFolderInTheWay(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := (files.Folder{Path: file}).Put(t.Context(), "a", []byte("x")); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
}
