package files_test

import (
	"testing"

	"example.org/handover/internal/files"
	"example.org/handover/internal/office"
	"example.org/handover/internal/office/filestest"
)

func TestFolder(t *testing.T) {
	filestest.Run(t, func(t *testing.T) office.Files { return files.Folder{Path: t.TempDir()} })
}

func TestApart(t *testing.T) {
	filestest.Run(t, func(*testing.T) office.Files {
		return files.Apart{Extracts: new(files.Memory), Rest: new(files.Memory)}
	})
}

// TestExtractsLieApart keeps documents of every folder and looks where they are. A programme may have any name, that of a
// folder too.
func TestExtractsLieApart(t *testing.T) {
	for name, apart := range map[string]bool{
		"doncaster/extracts/0a1b-children.csv": true, "extracts/extracts/a.csv": true, "doncaster/letters/a.html": false,
		"doncaster/reports/children-dry-1.json": false, "doncaster/evidence/a.pdf": false, "extracts/letters/a.html": false,
		"checkpoints/extracts/2026-11-27": false, "doncaster/letters/extracts": false, "extracts": false,
	} {
		extracts, rest := new(files.Memory), new(files.Memory)
		ref, err := files.Apart{Extracts: extracts, Rest: rest}.Put(t.Context(), name, []byte("a"))
		if err != nil {
			t.Fatal(err)
		}
		_, there := extracts.Get(t.Context(), ref)
		_, here := rest.Get(t.Context(), ref)
		if (there == nil) != apart || (here == nil) == apart {
			t.Errorf("%s: among the extracts: %v; among the rest: %v", name, there, here)
		}
	}
}

func TestMemory(t *testing.T) {
	filestest.Run(t, func(*testing.T) office.Files { return new(files.Memory) })
}
