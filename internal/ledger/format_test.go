package ledger_test

import (
	"bytes"
	"encoding/base64"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
)

// write makes the fixtures that are not there. What is there is never written anew: it is what a version has released.
var write = flag.Bool("write", false, "write the fixtures of the entry format that are missing")

// format1 are ledgers in format 1 of the entries, each as a file of a line for each record: its hashes in base64, a tab,
// its bytes. Every later version has to read what an earlier one wrote. Together they hold every kind of event.
var format1 = []fixture{
	{name: "mistakes", script: "events/rehearsals/mistakes.json", status: handover.Complete, transferred: "2022-10-14T00:01"},
	{name: "stop", script: "events/rehearsals/stop.json", status: handover.Stopped},
	{name: "living", script: scripts + "living.json", until: "2022-06-30", amended: "2022-04-29T10:00",
		edits: []string{`"transfer": "2022-09-30T00:01"`, `"transfer": "2022-10-07T00:01"`, `"registered-homes"`, `"called-in"`,
			`"quorum"`, `"checks": [{"id": "LOC-1", "title": "Local radio told", "owner": "communications-lead", "phase": "decision",
				"due": "10 working days before transfer"}], "quorum"`}, status: handover.Running},
	{name: "rounds", script: scripts + "rounds.json", until: "2022-10-05", stuck: "2022-06-01T09:00", status: handover.Running},
	{name: "adopted", script: scripts + "adopted.json", past: scripts + "adopted-past.json", adopted: "2022-07-01T09:00",
		until: "2022-07-31", status: handover.Running},
}

// scripts is where those stand that no rehearsal of people needs.
const scripts = "internal/ledger/testdata/scripts/"

func (x fixture) file() string { return filepath.Join("testdata", "format-1", x.name+".ledger") }

func TestFormat1(t *testing.T) {
	for _, c := range format1 {
		t.Run(c.name, func(t *testing.T) {
			if _, err := os.Stat(c.file()); err != nil && *write {
				c.write(t)
			}
			records := readFixture(t, c.file())
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

// TestFormat1HoldsEveryKind holds that no kind of event can come, or change the form in which it is written, unseen.
func TestFormat1HoldsEveryKind(t *testing.T) {
	held := map[string]bool{}
	for _, c := range format1 {
		for _, e := range entriesOf(t, readFixture(t, c.file())) {
			for _, v := range withInner(e.Event) {
				held[v.Kind()] = true
			}
		}
	}
	for _, kind := range handover.EventKinds() {
		if !held[kind] {
			t.Errorf("no ledger of testdata/format-1 has an entry %s: write one that has, as CONTRIBUTING.md says", kind)
		}
	}
}

// withInner is an event and those that stand within it: some kinds stand nowhere else.
func withInner(v handover.Event) []handover.Event {
	all := []handover.Event{v}
	if past, ok := v.(handover.Adopted); ok {
		for _, a := range past.Acts {
			all = append(all, a.Event)
		}
	}
	return all
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
