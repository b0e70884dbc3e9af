package bolt_test

import (
	"context"
	"strconv"
	"testing"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/office"
)

// BenchmarkCommit counts commits of three entries, a gate, a row and an answer beside a snapshot of 32 KB.
func BenchmarkCommit(b *testing.B) {
	for name, o := range map[string]bolt.Options{"durable": {Create: true}, "NoSync": {Create: true, NoSync: true}} {
		b.Run(name, func(b *testing.B) {
			s := open(b, b.TempDir(), o)
			after := 0
			for b.Loop() {
				c := full("a", after)
				c.Snapshot.State = office.Encoded(make([]byte, 32<<10))
				if err := s.Commit(context.Background(), c); err != nil {
					b.Fatal(err)
				}
				after += perCommit
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}

// BenchmarkDue looks for the one programme of a thousand that is due.
func BenchmarkDue(b *testing.B) {
	s := open(b, b.TempDir(), bolt.Options{Create: true, NoSync: true})
	ctx := context.Background()
	for i := range 1000 {
		c := full("programme-"+strconv.Itoa(i), 0)
		c.Outbox = nil
		if i > 0 {
			c.Wake = c.Wake.AddDate(1, 0, 0)
		}
		if err := s.Commit(ctx, c); err != nil {
			b.Fatal(err)
		}
	}
	at := full("", 0).Wake
	for b.Loop() {
		if names, err := s.Due(ctx, at); err != nil || len(names) != 1 {
			b.Fatal(names, err)
		}
	}
}
