package bolt_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
)

// Whatever is done to it, in whatever order, the file answers as a few maps do, also after it was closed and opened.
func TestAnswersAsMemoryDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "model")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		p := &pair{model: memory.New(), dir: dir}
		p.open(t)
		t.Repeat(map[string]func(*rapid.T){
			"commit":   p.commit,
			"register": p.register,
			"settle":   p.settle,
			"sleep":    p.sleep,
			"reopen":   func(t *rapid.T) { p.shut(t); p.open(t) },
			"compare":  p.compare,
		})
		p.compare(t)
		p.shut(t)
	})
}

// pair is a store and its model, to which the same is done.
type pair struct {
	model *memory.Store
	store *bolt.Store
	dir   string
}

func (p *pair) open(t *rapid.T) {
	var err error
	if p.store, err = bolt.Open(p.dir, bolt.Options{Create: true, NoSync: true}); err != nil {
		t.Fatal(err)
	}
}

func (p *pair) shut(t *rapid.T) {
	if err := p.store.Close(); err != nil {
		t.Fatal(err)
	}
}

// do gives both the same and wants the same back, errors by their kind.
func (p *pair) do(t *rapid.T, what string, call func(s office.Store) (any, error)) {
	want, wantErr := call(p.model)
	got, err := call(p.store)
	if fault.KindOf(err) != fault.KindOf(wantErr) {
		t.Fatalf("%s: got error %v, the model %v", what, err, wantErr)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s (-model +store):\n%s", what, diff)
	}
}

var (
	names  = rapid.SampledFrom([]string{"a", "a-b", "b"})
	rounds = rapid.IntRange(1, 3)
	wakes  = rapid.Custom(func(t *rapid.T) time.Time {
		if day := rapid.IntRange(0, 4).Draw(t, "day"); day > 0 {
			return time.Date(2026, time.March, day, 0, 0, 0, 0, time.UTC)
		}
		return time.Time{}
	})
)

func (p *pair) commit(t *rapid.T) {
	name, n := names.Draw(t, "name"), rapid.IntRange(0, 3).Draw(t, "entries")
	after := rapid.IntRange(0, 2).Draw(t, "after")
	if s, err := p.model.Load(context.Background(), name); err == nil {
		after = max(s.Seq-rapid.IntRange(-1, 3).Draw(t, "behind")/2, 0)
	}
	request := rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "request")
	c := office.Commit{Programme: name, After: after, ID: request, Wake: wakes.Draw(t, "wake"),
		Snapshot: office.Snapshot{Seq: after + n, State: office.Encoded(request + strconv.Itoa(after)),
			Edge: make(ledger.Edge, after%3)},
		Summary: office.Summary{Programme: name, Title: request}}
	for seq := after + 1; seq <= after+n; seq++ {
		raw := fmt.Appendf(nil, `{"seq":%d,"at":"2026-03-02T09:00:00Z","request":%q,"kind":"retried","data":{}}`, seq, request)
		c.Entries = append(c.Entries, ledger.Record{Seq: seq, Raw: raw, Hashes: make(ledger.Hashes, seq%4)})
		c.Outbox = append(c.Outbox, office.Row{RowKey: office.RowKey{Seq: seq}})
	}
	if request != "" {
		c.Request = &office.Request{Key: request, Digest: fmt.Sprint(after), Seq: after + n}
		c.Passed = []office.PassedGate{{Key: gateOf(rounds.Draw(t, "round")), Outcome: handover.Go}}
	}
	p.do(t, "commit", func(s office.Store) (any, error) { return nil, s.Commit(context.Background(), c) })
}

func gateOf(round int) handover.GateKey { return handover.GateKey{State: "Decide", Round: round} }

func (p *pair) register(t *rapid.T) {
	name, key := names.Draw(t, "name"), gateOf(rounds.Draw(t, "round"))
	execution := rapid.IntRange(0, 3).Draw(t, "execution")
	p.do(t, "register", func(s office.Store) (any, error) {
		return s.RegisterToken(context.Background(), name, key, fmt.Sprint("token", execution), execution)
	})
}

func (p *pair) settle(t *rapid.T) {
	name, key := names.Draw(t, "name"), office.RowKey{Seq: rapid.IntRange(1, 12).Draw(t, "seq")}
	p.do(t, "settle", func(s office.Store) (any, error) { return nil, s.Settle(context.Background(), name, key, "") })
}

func (p *pair) sleep(t *rapid.T) {
	name, seq, wake := names.Draw(t, "name"), rapid.IntRange(0, 12).Draw(t, "seq"), wakes.Draw(t, "wake")
	p.do(t, "sleep", func(s office.Store) (any, error) { return nil, s.Sleep(context.Background(), name, seq, wake) })
}

// compare asks everything that can be asked.
func (p *pair) compare(t *rapid.T) {
	ctx := context.Background()
	p.do(t, "portfolio", func(s office.Store) (any, error) { return s.Portfolio(ctx) })
	for day := range 6 {
		at := time.Date(2026, time.March, day, 0, 0, 0, 0, time.UTC)
		p.do(t, "due", func(s office.Store) (any, error) { return s.Due(ctx, at) })
	}
	for _, name := range []string{"a", "a-b", "b"} {
		p.do(t, "load", func(s office.Store) (any, error) { return s.Load(ctx, name) })
		p.do(t, "entries", func(s office.Store) (any, error) { return s.Entries(ctx, name, 2, 3) })
		p.do(t, "records", func(s office.Store) (any, error) { return s.Records(ctx, name, 2, 3) })
		p.do(t, "outbox", func(s office.Store) (any, error) { return s.Outbox(ctx, name) })
		p.do(t, "request", func(s office.Store) (any, error) { return s.Request(ctx, name, "x") })
		p.do(t, "gate", func(s office.Store) (any, error) { return s.Gate(ctx, name, gateOf(1)) })
	}
}
