package cloud_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
	"time"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/office"
)

// counting counts the states that are read.
type counting struct {
	office.Store
	loads int
}

// Load implements office.Store.
func (c *counting) Load(ctx context.Context, programme string) (office.Snapshot, error) {
	c.loads++
	return c.Store.Load(ctx, programme)
}

// TestMeasuringReadsWhatMoved holds that the clock, which measures every five minutes, reads a state only when its ledger
// or the day has moved on, and tells the same as if it had read it. The round of the day reads it once more.
func TestMeasuringReadsWhatMoved(t *testing.T) {
	now := started()
	a, _ := inMemory(t, now)
	begin(t, a)
	c := &counting{Store: a.Office.Store}
	a.Office.Store, a.Office.Clock = c, func() time.Time { return now }
	for _, s := range []struct {
		what         string
		after        time.Duration
		fails        int // executions: three in a row are replaced, the fourth is not
		reads, stuck int
	}{
		{"the process is new", 0, 0, 2, 0},
		{"nothing has moved", 5 * time.Minute, 0, 0, 0},
		{"the ledger has moved", 5 * time.Minute, 4, 1, 1},
		{"nothing has moved since", 5 * time.Minute, 0, 0, 1},
		{"the day has moved", 15 * time.Hour, 0, 2, 1},
	} {
		now = now.Add(s.after)
		for n := range s.fails {
			if err := a.Office.Report(t.Context(), "doncaster", n+1, "it failed"); err != nil {
				t.Fatal(err)
			}
		}
		quieten(t, a, now)
		var out bytes.Buffer
		a.Metrics, c.loads = &out, 0
		serve(t, a, cloud.Clock, `{}`)
		var got struct{ WorkflowsStuck int }
		if err := json.Unmarshal(out.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if c.loads != s.reads || got.WorkflowsStuck != s.stuck {
			t.Errorf("%s: %d reads, %s; want %d reads, %d stuck", s.what, c.loads, &out, s.reads, s.stuck)
		}
	}
}

// quieten settles what nobody sends here, and puts the programme to sleep.
func quieten(t *testing.T, a *cloud.App, now time.Time) {
	t.Helper()
	rows, err := a.Office.Store.Outbox(t.Context(), "doncaster")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := a.Office.Store.Settle(t.Context(), "doncaster", row.RowKey, "settled by the test"); err != nil {
			t.Fatal(err)
		}
	}
	p, err := a.Office.Load(t.Context(), "doncaster")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Office.Store.Sleep(t.Context(), "doncaster", p.Seq, now.AddDate(0, 1, 0)); err != nil {
		t.Fatal(err)
	}
}
