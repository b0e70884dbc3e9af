package packfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/rulebook/packfile"
)

func TestReadFolder(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	good := pack(t)
	packs, err := packfile.ReadFolder("rules", fstest.MapFS{"ours.json": file(good), "notes.txt": file("not a pack"),
		"old/ours.json": file(good), "theirs.json": file(pack(t, `"ours"`, `"theirs"`))})
	if err != nil || len(packs) != 2 || packs[0].Pack != "ours" || packs[1].Pack != "theirs" {
		t.Errorf("%d packs: %v", len(packs), err)
	}
	packs, err = packfile.ReadFolder("rules", fstest.MapFS{})
	if err != nil || len(packs) != 0 {
		t.Errorf("%d packs of none: %v", len(packs), err)
	}
	for name, c := range map[string]struct {
		folder fstest.MapFS
		says   string
	}{
		"bad file":  {fstest.MapFS{"ours.json": file(pack(t, `"notice"`, `"party"`))}, `rules/ours.json:7: /rules/0/stage`},
		"same name": {fstest.MapFS{"a.json": file(good), "b.json": file(good)}, `rules/b.json: /pack: a.json holds a pack`},
	} {
		_, err := packfile.ReadFolder("rules", c.folder)
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %s", name, err, c.says)
		}
	}
	_, err = packfile.ReadFolder("none", os.DirFS(filepath.Join(t.TempDir(), "none")))
	if fault.KindOf(err) != fault.NotFound || !strings.Contains(err.Error(), "none: the folder of rule packs cannot be read") {
		t.Errorf("got %v", err)
	}
}
