// Package filestest is the suite that every office.Files has to pass, sentence by sentence of the contract. A store may
// be shared, and full of other documents: the suite uses names of its own.
package filestest

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Run runs the suite. open returns a store for one test.
func Run(t *testing.T, open func(t *testing.T) office.Files) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(f *fixture)
	}{
		{"what is kept comes back under its reference", comesBack},
		{"a reference is the name and the SHA-256", references},
		{"the same content again is success", sameAgain},
		{"other content under the same name is a conflict, and the first stays", otherContent},
		{"what is not there is not found", notThere},
		{"a document that is not what the digest says is invalid", otherDigest},
		{"names that lead elsewhere are refused", badNames},
		{"documents do not see each other", apart},
		{"of many at once one is kept", manyAtOnce},
		{"of many with the same content at once all succeed", sameAtOnce},
		{"what is kept is not shared with the caller", notShared},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(&fixture{t, open(t), "t" + strings.ToLower(rand.Text()[:10])}) })
	}
}

// fixture is a store under test, with a folder that no other test uses.
type fixture struct {
	*testing.T
	store  office.Files
	folder string
}

func (f *fixture) name(last string) string { return f.folder + "/" + last }

func (f *fixture) puts(last, content string) handover.FileRef {
	f.Helper()
	ref, err := f.store.Put(f.Context(), f.name(last), []byte(content))
	if err != nil {
		f.Fatalf("Put(%s): %v", last, err)
	}
	return ref
}

func (f *fixture) gets(ref handover.FileRef, want string) {
	f.Helper()
	if got, err := f.store.Get(f.Context(), ref); err != nil || string(got) != want {
		f.Fatalf("Get(%s): got %d bytes, %v; want %d", ref.Name, len(got), err, len(want))
	}
}

func (f *fixture) fails(err error, want fault.Kind) {
	f.Helper()
	if got := fault.KindOf(err); got != want {
		f.Fatalf("got kind %q (%v), want %q", got, err, want)
	}
}

func comesBack(f *fixture) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for last, content := range map[string]string{
		"empty": "", "letters/notice-1.html": "<p>Schlüssel – £5</p>\r\n", "bytes.bin": string(all),
		"extracts/large.csv": strings.Repeat("1,2,3,4,5,6,7,8\n", 1<<16),
	} {
		f.gets(f.puts(last, content), content)
	}
}

func references(f *fixture) {
	for content, want := range map[string]string{
		"":    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	} {
		last := "of-" + content + ".txt"
		if got := f.puts(last, content); got != (handover.FileRef{Name: f.name(last), SHA256: want}) {
			f.Errorf("got %+v, want the SHA-256 %s", got, want)
		}
	}
}

func sameAgain(f *fixture) {
	first := f.puts("a", "content")
	if again := f.puts("a", "content"); again != first {
		f.Errorf("got %+v, then %+v", first, again)
	}
	f.gets(first, "content")
	f.gets(f.puts("nothing", ""), "")
	f.gets(f.puts("nothing", ""), "")
}

func otherContent(f *fixture) {
	first := f.puts("a", "content")
	for _, other := range []string{"Content", "content ", ""} {
		_, err := f.store.Put(f.Context(), f.name("a"), []byte(other))
		f.fails(err, fault.Conflict)
	}
	f.gets(first, "content")
}

func notThere(f *fixture) {
	ref := f.puts("a/b", "content")
	for _, last := range []string{"a/c", "a/b.txt", "ab", "b"} {
		_, err := f.store.Get(f.Context(), handover.FileRef{Name: f.name(last), SHA256: ref.SHA256})
		f.fails(err, fault.NotFound)
	}
}

func otherDigest(f *fixture) {
	f.puts("a", "content")
	other := f.puts("b", "other content")
	_, err := f.store.Get(f.Context(), handover.FileRef{Name: f.name("a"), SHA256: other.SHA256})
	f.fails(err, fault.Invalid)
	_, err = f.store.Get(f.Context(), handover.FileRef{Name: f.name("a")})
	f.fails(err, fault.Invalid)
}

func badNames(f *fixture) {
	for _, name := range []string{
		"", "/a", "a/", "a//b", "..", "../a", "a/../b", "./a", ".hidden", "a b", "a\\b", "a\x00", "ä", "a?b",
		strings.Repeat("a", 301),
	} {
		_, err := f.store.Put(f.Context(), name, []byte("content"))
		f.fails(err, fault.Invalid)
		if _, err := f.store.Get(f.Context(), handover.FileRef{Name: name}); err == nil {
			f.Errorf("something is kept under %q", name)
		}
	}
}

func apart(f *fixture) {
	names := []string{"a", "a.b", "a-b", "ab", "b/a", "b/a.b", "b/c/a"}
	var refs []handover.FileRef
	for _, last := range names {
		refs = append(refs, f.puts(last, "content of "+last))
	}
	for i, last := range names {
		f.gets(refs[i], "content of "+last)
	}
}

// atOnce puts a content of each writer's own, or of all, under one name, and returns what each writer got.
func (f *fixture) atOnce(content func(writer int) []byte) []error {
	const writers = 10
	errs := make([]error, writers)
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() { _, errs[i] = f.store.Put(f.Context(), f.name("a"), content(i)) })
	}
	group.Wait()
	return errs
}

func manyAtOnce(f *fixture) {
	own := func(writer int) []byte { return bytes.Repeat(fmt.Appendf(nil, "%d", writer), 1000) }
	kept := -1
	for i, err := range f.atOnce(own) {
		switch {
		case err == nil && kept < 0:
			kept = i
		case err == nil:
			f.Fatalf("writers %d and %d both succeeded", kept, i)
		default:
			f.fails(err, fault.Conflict)
		}
	}
	if kept < 0 {
		f.Fatal("nobody succeeded")
	}
	f.gets(f.puts("a", string(own(kept))), string(own(kept)))
}

func sameAtOnce(f *fixture) {
	for _, err := range f.atOnce(func(int) []byte { return []byte("content") }) {
		f.fails(err, "")
	}
	f.gets(f.puts("a", "content"), "content")
}

func notShared(f *fixture) {
	mine := []byte("content")
	ref, err := f.store.Put(f.Context(), f.name("a"), mine)
	f.fails(err, "")
	clear(mine)
	got, err := f.store.Get(f.Context(), ref)
	f.fails(err, "")
	clear(got)
	f.gets(ref, "content")
}
