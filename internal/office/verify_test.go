package office_test

import (
	"context"
	"maps"
	"strings"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// doctored is a store of which one answer was tampered with.
type doctored struct {
	office.Store
	load   func(office.Snapshot, error) (office.Snapshot, error)
	outbox func([]office.Row) []office.Row
	beside func(office.Beside)
}

// Load implements office.Store.
func (d doctored) Load(ctx context.Context, programme string) (office.Snapshot, error) {
	s, err := d.Store.Load(ctx, programme)
	if d.load != nil {
		return d.load(s, err)
	}
	return s, err
}

// Outbox implements office.Store.
func (d doctored) Outbox(ctx context.Context, programme string) ([]office.Row, error) {
	rows, err := d.Store.Outbox(ctx, programme)
	if d.outbox != nil {
		rows = d.outbox(rows)
	}
	return rows, err
}

// Beside implements office.Store.
func (d doctored) Beside(ctx context.Context, programme string) (office.Beside, error) {
	b, err := d.Store.Beside(ctx, programme)
	if d.beside != nil {
		d.beside(b)
	}
	return b, err
}

// TestVerifyLooksBesideTheLedger tampers with what stands beside the ledger: state, gates, what is unsent.
func TestVerifyLooksBesideTheLedger(t *testing.T) {
	b := newBench(t)
	b.atServeNotice("park")
	if len(b.unsent("park")) == 0 {
		t.Fatal("nothing is unsent")
	}
	b.ok(b.store.Settle(t.Context(), "park", b.unsent("park")[0].RowKey, ""))
	gone := fault.New(fault.NotFound, "gone")
	first := func(change func(*handover.Message)) func([]office.Row) []office.Row {
		return func(rows []office.Row) []office.Row {
			for i := range rows {
				if rows[i].Message.Mail != nil {
					change(&rows[i].Message)
					return rows
				}
			}
			t.Error("no mail is unsent")
			return rows
		}
	}
	gate := func(change func(*office.Gate)) func(office.Beside) {
		return func(b office.Beside) {
			key := handover.GateKey{State: "AuthoriseNotice", Round: 1}
			g := b.Gates[key]
			change(&g)
			b.Gates[key] = g
		}
	}
	unsettled := func(_ office.RowKey, r office.WrittenRow) bool { return !r.Settled }
	for name, c := range map[string]struct {
		store doctored
		what  string
	}{
		"nothing":                                {doctored{}, ""},
		"another wording, as of another version": {doctored{outbox: first(func(m *handover.Message) { m.Mail.Subject = "Hello" })}, ""},
		"a mail to somebody else": {doctored{outbox: first(func(m *handover.Message) { m.Mail.To = []handover.Role{"nobody"} })},
			"is to be sent, and no entry causes it"},
		"another letter": {doctored{outbox: first(func(m *handover.Message) {
			m.Mail.Letters = []handover.FileRef{{Name: "x"}}
		})}, "no entry causes it"},
		"a message of another kind": {doctored{outbox: first(func(m *handover.Message) {
			*m = handover.Message{Kind: handover.StopExecution, Execution: 1}
		})}, "no entry causes it"},
		"a message too many": {doctored{outbox: func(rows []office.Row) []office.Row {
			return append(rows, office.Row{RowKey: office.RowKey{Seq: 2, N: 40}})
		}}, "message 2/40 is to be sent"},
		"a message of no entry": {doctored{outbox: func(rows []office.Row) []office.Row {
			return append(rows, office.Row{RowKey: office.RowKey{Seq: 4000}})
		}}, "message 4000/0 is to be sent"},
		"a gate that did not pass": {doctored{beside: gate(func(g *office.Gate) { g.Passed = false })},
			"gate AuthoriseNotice  of round 1 passed"},
		"a gate that passed in another way": {doctored{beside: gate(func(g *office.Gate) { g.Outcome = handover.Halt })},
			"passed with outcome"},
		"a gate that is gone": {doctored{beside: func(b office.Beside) { clear(b.Gates) }}, "the store does not know it"},
		"a gate that no entry passes": {doctored{beside: func(b office.Beside) {
			b.Gates[handover.GateKey{State: "Decide", Round: 1}] = office.Gate{Passed: true, Outcome: handover.Go}
		}}, "gate Decide  of round 1 is said to have passed with outcome \"go\", and no entry passes it"},
		"a gate that only waits": {doctored{beside: func(b office.Beside) {
			b.Gates[handover.GateKey{State: "Decide", Round: 1}] = office.Gate{Token: "t", Execution: 1}
		}}, ""},
		"a message that is gone": {doctored{outbox: func([]office.Row) []office.Row { return nil },
			beside: func(b office.Beside) { maps.DeleteFunc(b.Rows, unsettled) }}, "the store does not know it"},
		"a message that went is gone": {doctored{beside: func(b office.Beside) {
			maps.DeleteFunc(b.Rows, func(_ office.RowKey, r office.WrittenRow) bool { return r.Settled })
		}}, "the store does not know it"},
		"a message that nobody finds": {doctored{outbox: func([]office.Row) []office.Row { return nil }},
			"is not sent yet, and nobody would find it"},
		"a message said to have gone that nothing caused": {doctored{beside: func(b office.Beside) {
			b.Rows[office.RowKey{Seq: 1, N: 9}] = office.WrittenRow{Settled: true}
		}}, "message 1/9 was written, and no entry causes it"},
		"the state is gone": {doctored{load: func(office.Snapshot, error) (office.Snapshot, error) { return office.Snapshot{}, gone }},
			"the state stands at entry 0"},
		"the state cannot be read": {doctored{load: func(office.Snapshot, error) (office.Snapshot, error) {
			return office.Snapshot{}, fault.New(fault.Invalid, "spoilt")
		}}, "the state stands at entry 0"},
	} {
		t.Run(name, func(t *testing.T) {
			c.store.Store = b.store
			r, err := office.Verify(t.Context(), c.store, "park", nil)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if len(r.Problems) > 0 {
				got = r.Problems[0].What
			}
			if !strings.Contains(got, c.what) || (got == "") != (c.what == "") {
				t.Errorf("got %q, want %q", got, c.what)
			}
		})
	}
}

// TestVerifyingNothing holds that a name nobody knows is an error, unless somebody has a checkpoint of it.
func TestVerifyingNothing(t *testing.T) {
	b := newBench(t)
	if _, err := office.Verify(t.Context(), b.store, "nobody", nil); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	kept := ledger.Kept{Name: "mine", Checkpoint: ledger.Checkpoint{Programme: "nobody", Size: 9}}
	r, err := office.Verify(t.Context(), b.store, "nobody", []ledger.Kept{kept})
	if err != nil || len(r.Problems) != 1 || !strings.Contains(r.Problems[0].What, "missing as a whole: mine was") {
		t.Errorf("got %+v, %v", r, err)
	}
	failing := doctored{Store: b.store, load: func(office.Snapshot, error) (office.Snapshot, error) {
		return office.Snapshot{}, fault.New(fault.Unavailable, "down")
	}}
	if _, err := office.Verify(t.Context(), failing, "nobody", nil); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("got %v", err)
	}
}

// TestProofs proves an entry and a continuation through the office; what they prove is for the tests of package ledger.
func TestProofs(t *testing.T) {
	b := newBench(t)
	key := b.signing()
	b.begin("park")
	early, err := b.Checkpoint(t.Context(), "park")
	b.ok(err)
	b.ticks("2022-04-08T09:00") // reminders
	v, err := ledger.Verifier(key.Public)
	b.ok(err)
	p, err := b.ProveEntry(t.Context(), "park", 1)
	b.ok(err)
	if c, err := ledger.Open([]byte(p.Note), v); err != nil || c != p.Checkpoint || !strings.Contains(p.Raw, `"kind":"started"`) {
		t.Errorf("the proof of entry 1 leads to %v, %v", c, err)
	}
	from, err := b.ProveFrom(t.Context(), "park", early)
	b.ok(err)
	if c, err := ledger.Open([]byte(from.Note), v); err != nil || c != from.Checkpoint || from.From != early ||
		c.Size <= early.Size {
		t.Errorf("the proof from %d entries leads to %v, %v", early.Size, c, err)
	}
	for _, seq := range []int{0, len(b.ledger("park")) + 1} {
		if _, err := b.ProveEntry(t.Context(), "park", seq); fault.KindOf(err) != fault.NotFound {
			t.Errorf("entry %d: %v", seq, err)
		}
	}
	if _, err := b.ProveEntry(t.Context(), "pool", 1); fault.KindOf(err) != fault.NotFound {
		t.Errorf("no programme: %v", err)
	}
}
