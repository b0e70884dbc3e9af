package ledger_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
)

// copied is a stored ledger that a test may change: all of it, records and head.
type copied struct {
	ledger.Stored
	records []ledger.Record
}

// park is a ledger of n entries, with what is stored beside it.
func park(t testing.TB, n int) *copied {
	t.Helper()
	return stored(t, parkEntries(n))
}

func parkEntries(n int) []handover.Entry {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	entries := []handover.Entry{{Seq: 1, At: at, By: "office", Request: "r1",
		Event: handover.Started{Definition: handover.Definition{Programme: "park", Title: "Park"}, Execution: 1}}}
	for seq := 2; seq <= n; seq++ {
		events := []handover.Event{handover.Triggered{Stage: handover.GoLiveStage}, handover.Retried{}}
		entries = append(entries, handover.Entry{Seq: seq, At: at.Add(time.Duration(seq) * time.Hour), By: "system",
			Event: events[seq%2]})
	}
	return entries
}

// stored makes what a store would have of entries: a ledger in which everything fits.
func stored(t testing.TB, entries []handover.Entry) *copied {
	t.Helper()
	p := new(handover.Programme)
	if err := p.Fold(entries...); err != nil {
		t.Fatal(err)
	}
	state, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	records, edge, err := ledger.Append(0, nil, entries)
	if err != nil {
		t.Fatal(err)
	}
	c := &copied{ledger.Stored{Programme: "park", Seq: len(entries), State: state, Edge: edge}, records}
	c.Read = func(from, limit int) ([]ledger.Record, error) {
		var list []ledger.Record
		for _, r := range c.records {
			if r.Seq >= from && len(list) < limit {
				list = append(list, r)
			}
		}
		return list, nil
	}
	return c
}

func (c *copied) checkpoint(t testing.TB, name string) ledger.Kept {
	t.Helper()
	root, err := ledger.Root(c.Seq, c.Edge)
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Kept{Name: name, Checkpoint: ledger.Checkpoint{Programme: "park", Size: c.Seq, Root: root}}
}

func verified(t testing.TB, c *copied, kept ...ledger.Kept) ledger.Report {
	t.Helper()
	r, err := ledger.Verify(c.Stored, kept)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatWasNotTouchedVerifies(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 8, 9, 64, 100} {
		c := park(t, n)
		var kept []ledger.Kept
		for size := 1; size <= n; size += 3 {
			kept = append(kept, park(t, size).checkpoint(t, "a checkpoint"))
		}
		slices.Reverse(kept) // in whatever order they are kept
		r := verified(t, c, kept...)
		if len(r.Problems) > 0 || r.Entries != n || r.Checkpoints != len(kept) || r.Root != c.checkpoint(t, "").Root {
			t.Errorf("%d entries, %d checkpoints: %+v", n, len(kept), r)
		}
	}
}

// rewritten is the ledger of somebody who changed an entry and made everything else fit again.
func rewritten(t testing.TB, n, seq int) *copied {
	entries := parkEntries(n)
	entries[seq-1].By = "somebody-else"
	return stored(t, entries)
}

// TestTamperingIsNamed changes a ledger of 20 entries in every way, one at a time, and wants the first wrong entry named.
func TestTamperingIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		change func(c *copied)
		entry  int
		what   string
	}{
		"a byte is flipped": {func(c *copied) { c.flip(7) }, 7, "the bytes of entry 7 are not those that were recorded"},
		"a byte is flipped, its own hash made to fit": {func(c *copied) {
			c.flip(8)
			c.records[7].Hashes[0] = refit(t, c.records[7].Raw)
		}, 8, "the hashes of the tree kept with entry 8 are not those of the entries up to it"},
		"hashes are gone":      {func(c *copied) { c.records[4].Hashes = nil }, 5, "entry 5"},
		"an entry is dropped":  {func(c *copied) { c.records = slices.Delete(c.records, 8, 9) }, 9, "entry 9 is missing: entry 10"},
		"the first is dropped": {func(c *copied) { c.records = c.records[1:] }, 1, "entry 1 is missing"},
		"everything is dropped": {func(c *copied) { c.records = nil }, 1,
			"the ledger ends with entry 0, but the state stands at entry 20"},
		"two are swapped": {func(c *copied) {
			c.records[3].Raw, c.records[5].Raw = c.records[5].Raw, c.records[3].Raw
		}, 4, "the bytes of entry 4"},
		"two are swapped with their hashes": {func(c *copied) {
			c.records[4], c.records[6] = c.records[6], c.records[4]
			c.records[4].Seq, c.records[6].Seq = 5, 7
		}, 5, "entry 5 says that it is entry 7"},
		"the end is cut off": {func(c *copied) { c.records = c.records[:15] }, 16, "the ledger ends with entry 15"},
		"an entry is added":  {func(c *copied) { c.records = park(t, 21).records }, 21, "the state stands at entry 20, but"},
		"the state is changed": {func(c *copied) {
			c.State = bytes.Replace(c.State, []byte(`"title":"Park"`), []byte(`"title":"Pork"`), 1)
		}, 0, "the stored state is not what the entries give: it differs in /definition"},
		"the state is written in another way": {func(c *copied) { c.State = append(c.State, ' ') }, 0,
			"the way in which it is written"},
		"the state is no state": {func(c *copied) { c.State = []byte("7") }, 0, "form"},
		"the state is null":     {func(c *copied) { c.State = []byte("null") }, 0, "/seq"},
		"the edge is changed":   {func(c *copied) { c.Edge = slices.Clone(c.Edge); c.Edge[0][5] ^= 1 }, 0, "the edge"},
		"the edge is gone":      {func(c *copied) { c.Edge = nil }, 0, "the edge"},
	} {
		t.Run(name, func(t *testing.T) {
			ledgerOf := park(t, 20)
			c.change(ledgerOf)
			wantProblem(t, verified(t, ledgerOf), c.entry, c.what)
		})
	}
}

func (c *copied) flip(seq int) {
	raw := bytes.Clone(c.records[seq-1].Raw)
	raw[len(raw)/2] ^= 1
	c.records[seq-1].Raw = raw
}

// refit is the leaf hash of bytes.
func refit(t testing.TB, raw []byte) ledger.Hash {
	t.Helper()
	r, _, err := ledger.Grow(0, nil, raw)
	if err != nil {
		t.Fatal(err)
	}
	return r.Hashes[0]
}

func wantProblem(t *testing.T, r ledger.Report, entry int, what string) {
	t.Helper()
	if len(r.Problems) != 1 || r.Problems[0].Entry != entry || !strings.Contains(r.Problems[0].What, what) {
		t.Errorf("got %+v, want entry %d, %q", r.Problems, entry, what)
	}
}

// TestForgedEntries is for somebody who makes up entries and computes the tree, the edge and, where one can be folded, the
// state to go with them.
func TestForgedEntries(t *testing.T) {
	for name, c := range map[string]struct{ raw, what string }{
		"no JSON":         {"x", "entry 2 cannot be read"},
		"an unknown kind": {`{"seq":2,"kind":"novelty","data":{}}`, "entry 2 cannot be read"},
		"another number":  {`{"seq":3,"at":"2026-03-02T10:00:00Z","kind":"retried","data":{}}`, "entry 2 says that it is entry 3"},
		"an earlier time": {`{"seq":2,"at":"2026-03-02T08:00:00Z","kind":"retried","data":{}}`, "entry 2 is dated before"},
		"another start":   {`{"seq":2,"at":"2026-03-02T10:00:00Z","kind":"started","data":{}}`, "entry 2 is started, but"},
		"of no such thing": {`{"seq":2,"at":"2026-03-02T10:00:00Z","kind":"obligation-met","data":{"obligation":"X"}}`,
			"cannot follow"},
		"a report of no run": {`{"seq":2,"at":"2026-03-02T10:00:00Z","kind":"run-signed","data":{"dataset":"X"}}`, "cannot follow"},
	} {
		t.Run(name, func(t *testing.T) {
			ledgerOf := park(t, 1)
			r, edge, err := ledger.Grow(1, ledgerOf.Edge, []byte(c.raw))
			if err != nil {
				t.Fatal(err)
			}
			ledgerOf.records, ledgerOf.Seq, ledgerOf.Edge = append(ledgerOf.records, r), 2, edge
			wantProblem(t, verified(t, ledgerOf), 2, c.what)
		})
	}
	other := park(t, 5)
	other.Programme = "pool"
	wantProblem(t, verified(t, other), 1, "entry 1 starts programme park")
	headless := stored(t, []handover.Entry{{Seq: 1, Event: handover.Retried{}}})
	wantProblem(t, verified(t, headless), 1, "entry 1 is retried, but the first entry, and no other, starts a programme")
}

// TestOnlyACheckpointShows is for whoever can change everything that is stored: what fits is found by a checkpoint that
// was kept elsewhere, and by nothing else.
func TestOnlyACheckpointShows(t *testing.T) {
	early, late := park(t, 8).checkpoint(t, "the one of May"), park(t, 20).checkpoint(t, "the one of June")
	alien := park(t, 3).checkpoint(t, "some file")
	alien.Programme = "pool"
	for name, c := range map[string]struct {
		ledger *copied
		kept   []ledger.Kept
		entry  int
		what   string
	}{
		"cut off, the state with it": {park(t, 15), []ledger.Kept{early, late}, 16,
			"the ledger ends with entry 15, but the one of June was made over 20 entries"},
		"an entry changed": {rewritten(t, 20, 12), []ledger.Kept{late, early}, 0,
			"the first 20 entries are not those of the one of June: something from entry 9 on was changed"},
		"an early entry changed": {rewritten(t, 20, 1), []ledger.Kept{late, early}, 0,
			"the first 8 entries are not those of the one of May: something from entry 1 on was changed"},
		"forked and longer": {rewritten(t, 40, 20), []ledger.Kept{early, late}, 0, "the first 20 entries"},
		"another's":         {park(t, 20), []ledger.Kept{alien}, 0, "some file is a checkpoint of programme pool"},
		"everything is gone": {&copied{Stored: ledger.Stored{Programme: "park",
			Read: func(int, int) ([]ledger.Record, error) { return nil, nil }}}, []ledger.Kept{early}, 1, "missing as a whole"},
	} {
		t.Run(name, func(t *testing.T) {
			if name != "another's" && name != "everything is gone" {
				if r := verified(t, c.ledger); len(r.Problems) > 0 {
					t.Fatalf("without a checkpoint: %+v", r)
				}
			}
			wantProblem(t, verified(t, c.ledger, c.kept...), c.entry, c.what)
		})
	}
}

func TestAReadThatFailsIsNoVerdict(t *testing.T) {
	failure := errors.New("the disk is gone")
	c := park(t, 20)
	c.Read = func(int, int) ([]ledger.Record, error) { return nil, failure }
	if _, err := ledger.Verify(c.Stored, nil); !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
}

// TestPagesAreSeamless verifies a ledger of several pages, and finds what is wrong at their seams.
func TestPagesAreSeamless(t *testing.T) {
	const n = 2*4096 + 5
	c := park(t, n)
	if r := verified(t, c); len(r.Problems) > 0 || r.Entries != n {
		t.Fatalf("%+v", r)
	}
	whole := c.records
	for _, seq := range []int{4096, 4097, 8192, n} {
		c.records = slices.Clone(whole)
		c.flip(seq)
		if r := verified(t, c); len(r.Problems) != 1 || r.Problems[0].Entry != seq || r.Entries != seq-1 {
			t.Errorf("entry %d: %+v", seq, r)
		}
		c.records = slices.Delete(slices.Clone(whole), seq-1, seq)
		if r := verified(t, c); len(r.Problems) != 1 || r.Problems[0].Entry != seq {
			t.Errorf("entry %d dropped: %+v", seq, r)
		}
	}
}

func TestEachEntryIsShown(t *testing.T) {
	c, seen := park(t, 20), 0
	c.Each = func(p *handover.Programme, e handover.Entry) {
		if seen++; e.Seq != seen || p.Seq != seen {
			t.Errorf("entry %d with the state at %d comes as number %d", e.Seq, p.Seq, seen)
		}
	}
	verified(t, c)
	c = park(t, 20)
	c.Each = func(*handover.Programme, handover.Entry) { panic("made up") }
	wantProblem(t, verified(t, c), 1, "entry 1 (started) cannot follow")
	if seen != 20 {
		t.Errorf("%d entries were shown", seen)
	}
}

// BenchmarkVerify verifies a ledger of a million entries, which are all in memory.
func BenchmarkVerify(b *testing.B) {
	const n = 1_000_000
	c := park(b, n)
	c.Read = func(from, limit int) ([]ledger.Record, error) {
		return c.records[min(from-1, n):min(from-1+limit, n)], nil
	}
	b.ResetTimer()
	for b.Loop() {
		if r := verified(b, c); len(r.Problems) > 0 {
			b.Fatal(r.Problems)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
