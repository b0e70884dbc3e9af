package policy_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/handover"
)

// writeKinds adds the kinds of event that are missing to the fixture. What is there is never written anew.
var writeKinds = flag.Bool("write", false, "add the kinds of event that are missing to testdata/format-1.jsonl")

// kindsFixture holds an entry of every kind with every field filled, one a line, as the first version that knew the kind
// wrote it.
const kindsFixture = "testdata/format-1.jsonl"

// TestFormat1OfEveryKind reads an entry of every kind as it was released, and holds that this version writes it in the same
// bytes: an entry is hashed as it is written, and a ledger is kept for years.
func TestFormat1OfEveryKind(t *testing.T) {
	raw, err := os.ReadFile(kindsFixture)
	if err != nil && !*writeKinds {
		t.Fatal(err)
	}
	kinds, bad := eventKinds(handoverFiles(t))
	report(t, bad)
	for line := range strings.Lines(string(raw)) {
		released := strings.TrimSuffix(line, "\n")
		var e handover.Entry
		if err := json.Unmarshal([]byte(released), &e); err != nil {
			t.Errorf("cannot be read any more: %v: %s", err, released)
			continue
		}
		delete(kinds, e.Event.Kind())
		written, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if string(written) != released {
			t.Errorf("%s is written in another way now:\n%s\nreleased as:\n%s", e.Event.Kind(), written, released)
		}
	}
	missing := slices.Sorted(maps.Keys(kinds))
	if *writeKinds && len(missing) > 0 {
		addKinds(t, raw, missing)
		return
	}
	for _, kind := range missing {
		t.Errorf("%s does not have kind %s: add it with -write", kindsFixture, kind)
	}
}

// addKinds appends an entry of each kind to the fixture.
func addKinds(t *testing.T, raw []byte, kinds []string) {
	t.Helper()
	out := bytes.NewBuffer(raw)
	for _, kind := range kinds {
		at := time.Date(2022, time.March, 1, 9, 0, 0, 0, time.UTC)
		e := handover.Entry{Seq: 7, At: at, By: "sro", Request: "r-1"}
		var empty handover.Entry
		bare := `{"seq":1,"at":"2022-03-01T09:00:00Z","by":"","kind":"` + kind + `","data":{}}`
		if err := json.Unmarshal([]byte(bare), &empty); err != nil {
			t.Fatal(err)
		}
		full := reflect.New(reflect.TypeOf(empty.Event)).Elem()
		fill(t, full, kind)
		e.Event, _ = full.Interface().(handover.Event)
		line, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(line, '\n'))
	}
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(kindsFixture, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
