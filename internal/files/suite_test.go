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

func TestMemory(t *testing.T) {
	filestest.Run(t, func(*testing.T) office.Files { return new(files.Memory) })
}
