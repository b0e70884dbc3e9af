package memory_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
)

// BenchmarkCommit counts commits of three entries, a gate, a mail and an answer beside a snapshot of 32 KB.
func BenchmarkCommit(b *testing.B) {
	s, after, state := memory.New(), 0, office.Encoded(make([]byte, 32<<10))
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	mail := handover.Mail{To: []handover.Role{handover.SRO}, Subject: "Subject", Body: strings.Repeat("word ", 100)}
	var edge ledger.Edge
	for b.Loop() {
		c := office.Commit{Programme: "a", After: after, Wake: at, Snapshot: office.Snapshot{Seq: after + 3, State: state},
			Passed: []office.PassedGate{{Key: handover.GateKey{State: "Decide", Round: 1}, Outcome: handover.Go}},
			Outbox: []office.Row{{RowKey: office.RowKey{Seq: after + 3},
				Message: handover.Message{Kind: handover.SendMail, Mail: &mail}}},
			Request: &office.Request{Key: "key", Seq: after + 3}}
		var entries []handover.Entry
		for n := after + 1; n <= after+3; n++ {
			entries = append(entries, handover.Entry{Seq: n, At: at, By: "office-lead",
				Event: handover.Triggered{Stage: handover.GoLiveStage}})
		}
		var err error
		if c.Entries, edge, err = ledger.Append(after, edge, entries); err != nil {
			b.Fatal(err)
		}
		c.Snapshot.Edge = edge
		if err := s.Commit(context.Background(), c); err != nil {
			b.Fatal(err)
		}
		if err := s.Settle(context.Background(), "a", office.RowKey{Seq: after + 3}, ""); err != nil {
			b.Fatal(err)
		}
		after += 3
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
}
