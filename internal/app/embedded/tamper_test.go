package embedded_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
	"example.org/handover/internal/rehearsal"
)

// forger tampers with the file of a data directory, below the store, and knows what was in it before.
type forger struct {
	*testing.T
	*rand.Rand
	dir    string
	good   []byte // the file as it was
	kept   ledger.Kept
	ledger []ledger.Record
	tx     *bbolt.Bucket // of the programme, within tamper
}

// newForger rehearses the sample to a day into a data directory.
func newForger(t *testing.T, until string) *forger {
	f := &forger{T: t, Rand: rand.New(rand.NewPCG(3, 1)), dir: t.TempDir()}
	store, err := bolt.Open(f.dir, bolt.Options{Create: true, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t)
	h.store = store
	h.playUntil(calendar.MustDate(until))
	if f.ledger, err = store.Records(t.Context(), "doncaster", 1, 0); err != nil {
		t.Fatal(err)
	}
	c, err := (&office.Office{Store: store}).Checkpoint(t.Context(), "doncaster")
	if err != nil {
		t.Fatal(err)
	}
	f.kept = ledger.Kept{Name: "the checkpoint", Checkpoint: c}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	if f.good, err = os.ReadFile(f.file()); err != nil {
		t.Fatal(err)
	}
	return f
}

// playUntil plays Doncaster up to a day.
func (h *house) playUntil(day calendar.Date) {
	h.t.Helper()
	y := h.rehearses(rehearsal.Script{}, never)
	y.Until = day
	if _, err := y.Run(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

func (f *forger) file() string { return filepath.Join(f.dir, "handover.db") }

func (f *forger) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// tamper restores the file, and lets somebody change the programme's part of it.
func (f *forger) tamper(change func()) {
	f.Helper()
	f.must(os.WriteFile(f.file(), f.good, 0o600))
	db, err := bbolt.Open(f.file(), 0o600, &bbolt.Options{NoSync: true})
	f.must(err)
	f.must(db.Update(func(tx *bbolt.Tx) error {
		f.tx = tx.Bucket([]byte("programmes")).Bucket([]byte("P#doncaster"))
		change()
		return nil
	}))
	f.must(db.Close())
}

// found verifies what is there now, and returns what is wrong; empty if nothing is.
func (f *forger) found(kept ...ledger.Kept) string {
	f.Helper()
	store, err := bolt.Open(f.dir, bolt.Options{ReadOnly: true})
	if err != nil {
		return err.Error()
	}
	r, err := office.Verify(f.Context(), store, "doncaster", kept)
	if err := errors.Join(err, store.Close()); err != nil {
		return err.Error()
	}
	if len(r.Problems) > 0 {
		return r.Problems[0].What
	}
	if len(r.Notes) > 0 { // a state that is not used any more
		return r.Notes[0]
	}
	return ""
}

func entryKey(seq int) []byte { return fmt.Appendf(nil, "E#%010d", seq) }

// some is the number of an entry.
func (f *forger) some() int { return 1 + f.IntN(len(f.ledger)) }

func (f *forger) flip(key []byte) {
	value := bytes.Clone(f.tx.Get(key))
	value[f.IntN(len(value))] ^= 1 << f.IntN(8)
	f.must(f.tx.Put(key, value))
}

func (f *forger) swap() {
	a, b := f.some(), f.some()
	for b == a {
		b = f.some()
	}
	one, two := bytes.Clone(f.tx.Get(entryKey(a))), bytes.Clone(f.tx.Get(entryKey(b)))
	f.must(errors.Join(f.tx.Put(entryKey(a), two), f.tx.Put(entryKey(b), one)))
}

func (f *forger) truncate() {
	for seq := f.some(); seq <= len(f.ledger); seq++ {
		f.must(f.tx.Delete(entryKey(seq)))
	}
}

// rewrite replaces the whole ledger by one in which everything fits: tree, edge, state and gates.
func (f *forger) rewrite(entries []handover.Entry) {
	f.Helper()
	p := new(handover.Programme)
	f.must(p.Fold(entries...))
	state, err := p.Marshal()
	f.must(err)
	records, edge, err := ledger.Append(0, nil, entries)
	f.must(err)
	for seq := 1; seq <= max(len(f.ledger), len(records)); seq++ {
		f.must(f.tx.Delete(entryKey(seq)))
	}
	for _, r := range records {
		f.must(f.tx.Put(entryKey(r.Seq), joined(r.Hashes, r.Raw)))
	}
	f.must(f.tx.Put([]byte("SNAPSHOT"), joined(edge, state)))
	f.must(f.tx.Put([]byte("STATE"), fmt.Appendf(nil, `{"seq":%d}`, len(records))))
}

func joined(hashes ledger.Hashes, data []byte) []byte {
	return append(append([]byte{byte(len(hashes))}, hashes.Bytes()...), data...)
}

func (f *forger) entries() []handover.Entry {
	f.Helper()
	list, err := ledger.Entries(f.ledger)
	f.must(err)
	return list
}

// cut ends the ledger earlier, as if the rest had never happened.
func (f *forger) cut() { f.rewrite(f.entries()[:max(f.some()-1, 1)]) }

// fork lets somebody else have done something.
func (f *forger) fork() {
	entries := f.entries()
	entries[f.some()-1].By = "somebody-else"
	f.rewrite(entries)
}

// drop takes the whole programme away, as if it had never been there.
func (f *forger) drop() {
	f.must(f.tx.Tx().Bucket([]byte("programmes")).DeleteBucket([]byte("P#doncaster")))
}

// continued is a ledger that was cut and went on in another way.
func (f *forger) continued() {
	entries := f.entries()
	entries = entries[:max(f.some()-1, 1)]
	for range 1 + f.IntN(2*len(f.ledger)) {
		last := entries[len(entries)-1]
		entries = append(entries, handover.Entry{Seq: last.Seq + 1, At: last.At, By: "system", Event: handover.Retried{}})
	}
	f.rewrite(entries)
}

// gate makes a gate that passed one that did not, or that passed in another way.
func (f *forger) gate() {
	var keys [][]byte
	cursor := f.tx.Cursor()
	for key, value := cursor.Seek([]byte("G#")); bytes.HasPrefix(key, []byte("G#")); key, value = cursor.Next() {
		if bytes.Contains(value, []byte(`"passed":true`)) {
			keys = append(keys, bytes.Clone(key))
		}
	}
	f.must(f.tx.Put(keys[f.IntN(len(keys))], []byte([]string{`{}`, `{"passed":true,"outcome":"halt"}`}[f.IntN(2)])))
}

// message adds one that nothing caused.
func (f *forger) message() {
	key := fmt.Appendf(nil, "O#%010d#%06d", f.some(), 7)
	m := handover.Message{Kind: handover.StartExecution, Execution: 9}
	raw, err := json.Marshal(map[string]any{"seq": 3, "n": 7, "message": m})
	f.must(err)
	f.must(f.tx.Put(key, raw))
	f.must(f.tx.Tx().Bucket([]byte("unsent")).Put(append([]byte("doncaster\x00"), key...), nil))
}

// forgedGate lets a gate pass that no entry passes: one that waits, or one that nobody has reached.
func (f *forger) forgedGate() {
	keys := [][]byte{[]byte("G#Decide##1"), []byte("G#ConfirmGo##1"), fmt.Appendf(nil, "G#Intervene##%d", 1+f.IntN(9))}
	f.must(f.tx.Put(keys[f.IntN(len(keys))], []byte(`{"passed":true,"outcome":"go"}`)))
}

// dropped takes a message away, settled or not, with its place among those to be sent, or that place alone.
func (f *forger) dropped() {
	var keys [][]byte
	cursor := f.tx.Cursor()
	for key, _ := cursor.Seek([]byte("O#")); bytes.HasPrefix(key, []byte("O#")); key, _ = cursor.Next() {
		keys = append(keys, bytes.Clone(key))
	}
	key := keys[f.IntN(len(keys))]
	unsent := f.tx.Tx().Bucket([]byte("unsent"))
	if f.IntN(2) == 0 { // not sent yet: it never will be
		f.must(f.tx.Put(key, bytes.Replace(f.tx.Get(key), []byte(`,"settled":true`), nil, 1)))
	} else {
		f.must(f.tx.Delete(key))
	}
	f.must(unsent.Delete(append([]byte("doncaster\x00"), key...)))
}

// spot flips a bit on the disk, in the bytes of an entry, wherever the file has them.
func (f *forger) spot() {
	content := bytes.Clone(f.good)
	raw := f.ledger[f.some()-1].Raw
	var places []int
	for at := 0; ; at++ {
		next := bytes.Index(content[at:], raw)
		if next < 0 {
			break
		}
		at += next
		places = append(places, at)
	}
	bit, at := byte(1)<<f.IntN(8), f.IntN(len(raw))
	for _, place := range places { // pages that are free now may hold older copies
		content[place+at] ^= bit
	}
	f.must(os.WriteFile(f.file(), content, 0o600))
}

// TestTampering changes a file in every way that the ledger is to withstand, again and again, and wants each found: with
// nothing but the file where what was changed no longer fits, with a checkpoint kept elsewhere where everything fits.
func TestTampering(t *testing.T) {
	f := newForger(t, "2022-04-30")
	if what := f.found(f.kept); what != "" {
		t.Fatalf("nobody tampered, but: %s", what)
	}
	within := []func(){f.swap, f.truncate, f.gate, f.message,
		func() { f.flip(entryKey(f.some())) }, func() { f.must(f.tx.Delete(entryKey(f.some()))) },
		func() { f.flip([]byte("SNAPSHOT")) }, func() { f.must(f.tx.Put([]byte("STATE"), []byte(`{"seq":3}`))) },
		func() { f.must(f.tx.Delete([]byte("STATE"))) }, f.forgedGate, f.dropped}
	fitting := []func(){f.cut, f.fork, f.continued, f.drop}
	kinds := len(within) + 1 + len(fitting)
	for n := range often(120, 1000) {
		var what string
		switch which := n % kinds; {
		case which < len(within):
			f.tamper(within[which])
			what = f.found()
		case which == len(within):
			f.spot()
			what = f.found()
		default:
			f.tamper(fitting[which-len(within)-1])
			what = f.found(f.kept)
		}
		if what == "" {
			t.Errorf("tampering %d of kind %d was not found", n, n%kinds)
		}
	}
}

// often is how often a test with chance in it runs: seldom each time, and often where HANDOVER_CRASH asks for all.
func often(seldom, all int) int {
	if os.Getenv("HANDOVER_CRASH") != "" {
		return all
	}
	return seldom
}

// TestAStateOfAnotherVersion puts the state of a version with another fold, with fields of its own, into a kept directory.
// It is told from a forgery, is not used, and the next command writes it anew.
func TestAStateOfAnotherVersion(t *testing.T) {
	f := newForger(t, "2022-04-30")
	var held []byte
	f.tamper(func() {
		held = bytes.Clone(f.tx.Get([]byte("SNAPSHOT")))
		other := bytes.Replace(held, fmt.Appendf(nil, `{"fold":%d,`, handover.FoldVersion), []byte(`{"fold":0,"reviews":7,`), 1)
		f.must(f.tx.Put([]byte("SNAPSHOT"), other))
	})
	if what := f.found(f.kept); !strings.Contains(what, "the stored state is that of another version") {
		t.Fatalf("verify says %q", what)
	}
	store, err := bolt.Open(f.dir, bolt.Options{NoSync: true})
	f.must(err)
	h := newHouse(t)
	h.store = store
	o := h.app().Office
	p, err := o.Peek(t.Context(), "doncaster")
	f.must(err)
	state, err := p.Marshal()
	f.must(err)
	if !bytes.HasSuffix(held, state) {
		t.Errorf("folded anew, the state is\n%s", state)
	}
	h.watch.Set(p.Changed)
	office1, _ := p.Definition.Person("office-1")
	_, err = o.Do(t.Context(), "doncaster", handover.PauseProgramme{Reason: "moved"}, office1.Actor(), "")
	f.must(errors.Join(err, store.Close()))
	if what := f.found(f.kept); what != "" {
		t.Errorf("after a command: %s", what)
	}
}
