package post_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"example.org/handover/internal/office"
	"example.org/handover/internal/office/bustest"
	"example.org/handover/internal/post"
)

func TestJournal(t *testing.T) {
	bustest.Run(t, func(t *testing.T) bustest.Bench {
		name := filepath.Join(t.TempDir(), "milestones.jsonl")
		return bustest.Bench{
			Bus:    post.Journal{Path: name},
			Heard:  func(t *testing.T) []office.Event { return heard(t, name) },
			Broken: post.Journal{Path: filepath.Join(t.TempDir(), "nowhere", "milestones.jsonl")},
		}
	})
}

// heard reads a journal line by line.
func heard(t *testing.T, name string) (all []office.Event) {
	t.Helper()
	raw, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(raw) {
		var e office.Event
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, e)
	}
	return all
}
