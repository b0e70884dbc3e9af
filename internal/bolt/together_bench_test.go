package bolt_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/office"
)

// BenchmarkAppendTogether counts durable commits of as many programmes at once as a portfolio has, each of three entries
// with a gate, a row and an answer beside a snapshot. What waits for the disk shares its transaction.
func BenchmarkAppendTogether(b *testing.B) {
	for _, c := range []struct{ programmes, state int }{{64, 1 << 10}, {512, 1 << 10}, {512, 8 << 10}, {512, 32 << 10}} {
		b.Run(fmt.Sprintf("%d-programmes-%d-KB", c.programmes, c.state>>10), func(b *testing.B) {
			s := open(b, b.TempDir(), bolt.Options{Create: true})
			var left atomic.Int64
			left.Store(int64(b.N))
			b.ResetTimer()
			var group sync.WaitGroup
			for i := range c.programmes {
				group.Go(func() {
					for after := 0; left.Add(-1) >= 0; after += perCommit {
						commit := full(fmt.Sprintf("programme-%d", i), after)
						commit.Snapshot.State = office.Encoded(make([]byte, c.state))
						if err := s.Commit(context.Background(), commit); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			group.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
			b.ReportMetric(float64(b.N)*perCommit/b.Elapsed().Seconds(), "entries/s")
		})
	}
}
