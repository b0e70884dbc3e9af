package embedded_test

import (
	"context"
	"fmt"
	"testing"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/bolt"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/post"
	"example.org/handover/internal/rehearsal"
)

// rehearse plays Doncaster to its end in memory and returns the store.
func rehearse(tb testing.TB, d handover.Definition) *memory.Store {
	watch, store := new(embedded.Stopwatch), memory.New()
	app, err := embedded.New(embedded.Options{Store: store, Files: new(files.Memory), Post: post.None{}, Clock: watch.Now,
		Rehearsal: true, Secret: func(context.Context, string) ([]byte, error) { return []byte("key"), nil }})
	if err != nil {
		tb.Error(err)
		return store
	}
	y := &rehearsal.Play{Definition: d, Read: readExtract, Theatre: embedded.Theatre{App: app, Watch: watch}}
	if p, err := y.Run(tb.Context()); err != nil || p.Status != handover.Complete {
		tb.Errorf("not closed: %v", err)
	}
	return store
}

// BenchmarkDoncasters rehearses Doncaster from notice to closure, one on each processor at a time.
func BenchmarkDoncasters(b *testing.B) {
	d := doncaster(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			rehearse(b, d)
		}
	})
	b.ReportMetric(1000*b.Elapsed().Seconds()/float64(b.N), "s/1000")
}

// BenchmarkVerifyPortfolio verifies the ledgers of 2,733 Doncasters in a file: a million entries as they are in life.
func BenchmarkVerifyPortfolio(b *testing.B) {
	const programmes = 2733
	ctx := context.Background()
	s, err := bolt.Open(b.TempDir(), bolt.Options{Create: true, NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	entries, err := rehearse(b, doncaster(b)).Entries(ctx, "doncaster", 1, 0)
	if err != nil {
		b.Fatal(err)
	}
	for i := range programmes {
		if err := s.Commit(ctx, commitOf(b, fmt.Sprintf("programme-%d", i), entries)); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		for i := range programmes {
			r, err := office.Verify(ctx, s, fmt.Sprintf("programme-%d", i), nil)
			if err != nil || len(r.Problems) > 0 {
				b.Fatal(r.Problems, err)
			}
		}
	}
	b.ReportMetric(float64(b.N)*programmes*float64(len(entries))/b.Elapsed().Seconds(), "entries/s")
}

// commitOf is a whole ledger under another name, with the gates that pass in it.
func commitOf(b *testing.B, name string, entries []handover.Entry) office.Commit {
	started, ok := entries[0].Event.(handover.Started)
	if !ok {
		b.Fatal("a ledger that does not start")
	}
	started.Definition.Programme = name
	entries[0].Event = started
	p := new(handover.Programme)
	c := office.Commit{Programme: name, Summary: office.Summary{Programme: name}}
	for _, e := range entries {
		if err := p.Fold(e); err != nil {
			b.Fatal(err)
		}
		if v, ok := e.Event.(handover.GatePassed); ok {
			c.Passed = append(c.Passed, office.PassedGate{Key: handover.GateKey{State: v.State, Item: v.Item, Round: v.Round},
				Outcome: v.Outcome})
		}
	}
	records, edge, err := ledger.Append(0, nil, entries)
	if err != nil {
		b.Fatal(err)
	}
	c.Entries, c.Snapshot = records, office.Snapshot{Seq: len(entries), State: p, Edge: edge}
	return c
}
