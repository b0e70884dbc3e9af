package bolt_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// TestOneBadChangeHarmsNoOther lets many write at once, some of whom cannot: theirs is refused, with an answer of its own,
// and everybody else's is written, although they share transactions.
func TestOneBadChangeHarmsNoOther(t *testing.T) {
	s, ctx := open(t, t.TempDir(), bolt.Options{Create: true}), context.Background()
	const writers, rounds = 40, 6
	kinds := make([]fault.Kind, writers)
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			for n := range rounds {
				c := full(fmt.Sprintf("programme-%d", i), n*perCommit)
				switch i % 4 {
				case 1:
					c = full(c.Programme, 0)
					c.Request.Key = strings.Repeat("k", 40_000) // fails half-way: the entries are written before it
				case 2:
					c.After, c.Entries, c.Snapshot.Seq = 9*perCommit, full("", 9*perCommit).Entries, 10*perCommit // too far on
				case 3:
					if n > 0 { // a settling of nothing
						kinds[i] = fault.KindOf(s.Settle(ctx, c.Programme, c.Outbox[0].RowKey, ""))
						continue
					}
				}
				if err := s.Commit(ctx, c); err != nil {
					kinds[i] = fault.KindOf(err)
				}
			}
		})
	}
	group.Wait()
	for i := range writers {
		name := fmt.Sprintf("programme-%d", i)
		want := []struct {
			kind fault.Kind
			seq  int
		}{{"", rounds * perCommit}, {fault.Invalid, 0}, {fault.Conflict, 0}, {fault.NotFound, perCommit}}[i%4]
		records, err := s.Records(ctx, name, 1, 0)
		if err != nil || len(records) != want.seq || kinds[i] != want.kind {
			t.Errorf("%s has %d entries and %s, %v; want %d and %s", name, len(records), kinds[i], err, want.seq, want.kind)
		}
		gate, err := s.Gate(ctx, name, handover.GateKey{State: "Decide", Round: perCommit})
		if passed := want.seq > 0; gate.Passed != passed {
			t.Errorf("%s: the gate is %+v, %v", name, gate, err)
		}
	}
}
