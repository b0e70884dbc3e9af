package ledger_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/post"
	"example.org/handover/internal/rehearsal"
)

// write makes the fixtures that are not there. What is there is never written anew: it is what a version has released.
var write = flag.Bool("write", false, "write the fixtures of the entry format that are missing")

// format1 are ledgers in format 1 of the entries, each as a file of a line for each record: its hashes in base64, a tab,
// its bytes. They were written by the first version, and every later one has to read them.
var format1 = []struct {
	name, script string
	status       handover.Status
	transferred  string // in London
}{
	{"mistakes", "mistakes.json", handover.Complete, "2022-10-14T00:01"},
	{"stop", "stop.json", handover.Stopped, ""},
}

func TestFormat1(t *testing.T) {
	for _, c := range format1 {
		t.Run(c.name, func(t *testing.T) {
			name := filepath.Join("testdata", "format-1", c.name+".ledger")
			if _, err := os.Stat(name); err != nil && *write {
				writeFixture(t, name, c.script)
			}
			records := readFixture(t, name)
			last, caused := folded(t, records)
			_, edge, err := ledger.Append(0, nil, entriesOf(t, records))
			if err != nil {
				t.Fatal(err)
			}
			stored := ledger.Stored{Programme: "doncaster", Seq: len(records), State: marshal(t, last), Edge: edge,
				Read: pagesOf(records)}
			report, err := ledger.Verify(stored, nil)
			if err != nil || report.Entries != len(records) || len(report.Problems)+len(report.Notes) > 0 {
				t.Fatalf("%d of %d entries are read: %v, %v, %v", report.Entries, len(records), report.Problems, report.Notes, err)
			}
			if last.Status != c.status || c.transferred != "" && string(last.Definition.Local(last.Effective)) != c.transferred {
				t.Errorf("folded, it is %s, transferred on %s", last.Status, last.Definition.Local(last.Effective))
			}
			sameBytes(t, records)
			sameFold(t, filepath.Join("testdata", "format-1", c.name+".folded"), last, caused)
		})
	}
}

// sameBytes holds that this version writes what it reads in the same bytes: else its own entries are of another format.
func sameBytes(t *testing.T, records []ledger.Record) {
	t.Helper()
	again, _, err := ledger.Append(0, nil, entriesOf(t, records))
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range again {
		if !bytes.Equal(r.Raw, records[i].Raw) {
			t.Fatalf("entry %d is written in another way now:\n%s\nin format 1:\n%s", r.Seq, r.Raw, records[i].Raw)
		}
	}
}

func pagesOf(records []ledger.Record) func(from, limit int) ([]ledger.Record, error) {
	return func(from, limit int) ([]ledger.Record, error) {
		return records[min(from-1, len(records)):min(from-1+limit, len(records))], nil
	}
}

func readFixture(t *testing.T, name string) []ledger.Record {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var records []ledger.Record
	for line := range strings.Lines(string(raw)) {
		first, entry, found := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		hashes, err := base64.StdEncoding.DecodeString(first)
		if err != nil || !found {
			t.Fatalf("line %d of %s: %v", len(records)+1, name, err)
		}
		list, err := ledger.HashesOf(hashes)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, ledger.Record{Seq: len(records) + 1, Raw: []byte(entry), Hashes: list})
	}
	return records
}

// writeFixture rehearses the sample with a script.
func writeFixture(t *testing.T, name, script string) {
	t.Helper()
	events := filepath.Join("..", "..", "events")
	var d handover.Definition
	read(t, filepath.Join(events, "programmes", "doncaster.json"), func(f *os.File) (err error) {
		d, err = intake.Definition("doncaster.json", f)
		return err
	})
	watch, store := new(embedded.Stopwatch), memory.New()
	app, err := embedded.New(embedded.Options{Store: store, Files: new(files.Memory), Post: post.None{}, Clock: watch.Now,
		Rehearsal: true, Seed: []byte("format 1"), Secret: func(context.Context, string) ([]byte, error) { return []byte("key"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	y := &rehearsal.Play{Definition: d, Theatre: embedded.Theatre{App: app, Watch: watch}, Read: func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(events, "programmes", filepath.FromSlash(name)))
	}}
	read(t, filepath.Join(events, "rehearsals", script), func(f *os.File) (err error) {
		y.Script, err = intake.Script(script, f, d)
		return err
	})
	if _, err := y.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	records, err := store.Records(t.Context(), d.Programme, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, r := range records {
		fmt.Fprintf(&out, "%s\t%s\n", base64.StdEncoding.EncodeToString(r.Hashes.Bytes()), r.Raw)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string, do func(f *os.File) error) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := do(f); err != nil {
		t.Fatal(err)
	}
}
