package bolt_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

const perCommit = 3

// full is a commit of three entries that writes one of everything.
func full(programme string, after int) office.Commit {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	seq, key := after+perCommit, "request-"+strconv.Itoa(after+perCommit)
	c := office.Commit{Programme: programme, After: after, Wake: at.Add(time.Duration(seq) * time.Hour),
		Snapshot: office.Snapshot{Seq: seq, State: office.Encoded(fmt.Sprintf(`{"seq":%d}`, seq)), Edge: ledger.Edge{{1}}},
		Summary:  office.Summary{Programme: programme, Title: strconv.Itoa(seq)},
		Passed:   []office.PassedGate{{Key: handover.GateKey{State: "Decide", Round: seq}, Outcome: handover.Go}},
		Outbox: []office.Row{{RowKey: office.RowKey{Seq: seq}, Message: handover.Message{Kind: handover.SendMail,
			Mail: &handover.Mail{To: []handover.Role{handover.SRO}, Subject: key, Body: "Body"}}}},
		Request: &office.Request{Key: key, Digest: "digest", Seq: seq}}
	c.ID = key
	for n := after + 1; n <= seq; n++ {
		raw := fmt.Appendf(nil, `{"seq":%d,"at":"2026-03-02T09:00:00Z","by":"office-lead","request":"%s",`+
			`"kind":"triggered","data":{"stage":"golive"}}`, n, key)
		c.Entries = append(c.Entries, ledger.Record{Seq: n, Raw: raw, Hashes: ledger.Hashes{{byte(n)}}})
	}
	return c
}

// whole asserts that a ledger of full commits ends with a whole one, and returns where.
func whole(t *testing.T, s *bolt.Store) int {
	t.Helper()
	ctx := context.Background()
	snapshot, err := s.Load(ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := s.Records(ctx, "a", 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.Outbox(ctx, "a")
	if err != nil {
		t.Fatal(err)
	}
	seq := snapshot.Seq
	got := []int{seq % perCommit, len(entries), len(rows)}
	if diff := cmp.Diff([]int{0, seq, seq / perCommit}, got); diff != "" {
		t.Errorf("remainder, entries, rows at %d (-want +got):\n%s", seq, diff)
	}
	last := full("a", seq-perCommit)
	if diff := cmp.Diff(last.Entries, entries[seq-perCommit:]); diff != "" {
		t.Errorf("last entries (-want +got):\n%s", diff)
	}
	if answer, err := s.Request(ctx, "a", last.Request.Key); err != nil || answer != *last.Request {
		t.Errorf("last answer: got %v, %v", answer, err)
	}
	if gate, err := s.Gate(ctx, "a", last.Passed[0].Key); err != nil || !gate.Passed {
		t.Errorf("last gate: got %v, %v", gate, err)
	}
	if _, err := s.Gate(ctx, "a", full("a", seq).Passed[0].Key); fault.KindOf(err) != fault.NotFound {
		t.Errorf("next gate: got %v, want it not found", err)
	}
	if list, err := s.Portfolio(ctx); err != nil || len(list) != 1 || list[0].Title != strconv.Itoa(seq) {
		t.Errorf("portfolio at %d: got %v, %v", seq, list, err)
	}
	return seq
}

// A process that is killed while it writes leaves no half of a commit and loses none that it has acknowledged.
func TestKilledWhileWriting(t *testing.T) {
	dir := t.TempDir()
	before := 0
	for round := range 4 {
		writer := startOther(t, "write", dir)
		acknowledged := before
		for range 5 + 7*round {
			seq, err := strconv.Atoi(writer.says(t))
			if err != nil {
				t.Fatal(err)
			}
			acknowledged = seq
		}
		if err := writer.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for writer.stdout.Scan() { // what it said before it died
			if seq, err := strconv.Atoi(writer.stdout.Text()); err == nil {
				acknowledged = seq
			}
		}
		_ = writer.cmd.Wait() // says that it was killed
		s := open(t, dir, bolt.Options{})
		seq := whole(t, s)
		if seq < acknowledged || acknowledged <= before {
			t.Errorf("the ledger stands at %d, acknowledged was %d after %d", seq, acknowledged, before)
		}
		before = seq
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestEverythingIsThereAfterReopening(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	s := open(t, dir, bolt.Options{Create: true})
	for after := 0; after < 4*perCommit; after += perCommit {
		if err := s.Commit(ctx, full("a", after)); err != nil {
			t.Fatal(err)
		}
	}
	key := handover.GateKey{State: "ConfirmGo", Round: 1}
	if _, err := s.RegisterToken(ctx, "a", key, "token", 2); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Load(ctx, "a"); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("after Close: got %v, want it unavailable", err)
	}
	for _, o := range []bolt.Options{{}, {Create: true}, {ReadOnly: true}} {
		s := open(t, dir, o)
		if seq := whole(t, s); seq != 12 {
			t.Errorf("%+v: got seq %d, want 12", o, seq)
		}
		if gate, err := s.Gate(ctx, "a", key); err != nil || gate != (office.Gate{Token: "token", Execution: 2}) {
			t.Errorf("%+v: got gate %v, %v", o, gate, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
