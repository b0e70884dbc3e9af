//go:build aws

package cloud_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/awstest"
	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/rehearsal"
)

// programmesAtOnce is how many programmes a stack is laid out for.
const programmesAtOnce = 2000

// visits is how many states the clock reads at each beat, until it has gone its round of the day: a state takes 12 units.
const visits = 50

// manyBudgets are those of what looks at all programmes. Every fifth beat of a live clock measures: the first of a day
// reads every state that is not over, a later one asks each ledger whether it has moved on.
var manyBudgets = map[string]budget{
	"GET /":                      {4, 0, 0, 128, 0},
	"GET /api/programmes":        {4, 0, 0, 128, 0},
	"a beat":                     {4, 0, 0, 2, 0},
	"a beat of the round":        {4, visits, 0, 12*visits + 2, 0},
	"the first measure of a day": {20, programmesAtOnce + visits, 0, 12*(programmesAtOnce+visits) + 150, 0},
	"a measure":                  {16 + programmesAtOnce, visits, 0, programmesAtOnce + 12*visits + 150, 0},
}

// TestCapacityOfManyProgrammes holds what it takes to show 2,000 programmes, and to find that nothing of them is due.
func TestCapacityOfManyProgrammes(t *testing.T) {
	b, conf := newBill(t), awstest.Config(t)
	admin := dynamodb.NewFromConfig(conf)
	name := fmt.Sprintf("many-%d", time.Now().UnixNano())
	if _, err := admin.CreateTable(t.Context(), dynamo.TableDefinition(name)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, err := admin.DeleteTable(context.WithoutCancel(t.Context()), &dynamodb.DeleteTableInput{TableName: &name})
		if err != nil {
			t.Error(err)
		}
	})
	fill(t, dynamo.New(admin, name))
	a, err := cloud.New(environment(map[string]string{"TABLE": name}), b.meter.Watch(conf),
		slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	a.Metrics = io.Discard
	for _, page := range []string{"/", "/api/programmes"} {
		got := open(t, a, page)
		b.heard("GET " + page)
		if n := strings.Count(got.Body, "many-"); n == 0 {
			t.Errorf("%s shows none of the programmes: %.300s", page, got.Body)
		}
	}
	for n := range programmesAtOnce/visits + 1 { // the last beat comes when the round is over
		beat, minute := "a beat of the round", 11
		switch n {
		case 0:
			beat, minute = "the first measure of a day", 5
		case 1:
			beat, minute = "a measure", 10
		case programmesAtOnce / visits:
			beat = "a beat"
		}
		a.Office.Clock = func() time.Time { return started().Add(time.Duration(minute) * time.Minute) }
		began := time.Now()
		if _, err := a.Serving(cloud.Clock)(t.Context(), []byte("{}")); err != nil {
			t.Fatal(err)
		}
		if minute != 11 {
			t.Logf("%s takes %s here", beat, time.Since(began).Round(time.Millisecond))
		}
		b.heard(beat)
	}
	b.judge(t, manyBudgets)
}

// fill writes the programmes: each is the sample at some place on its way, with nothing due.
func fill(t *testing.T, store *dynamo.Store) {
	t.Helper()
	life := &diary{Store: memory.New()}
	embeddedPlay(t, &rehearsal.Play{Definition: doncaster(t)}, life)
	var writers sync.WaitGroup
	const together = 8
	for n := range together {
		writers.Go(func() {
			for ; n < programmesAtOnce; n += together {
				if err := store.Commit(t.Context(), life.under(fmt.Sprintf("many-%04d", n), n)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writers.Wait()
	longest := 0
	for _, c := range life.commits {
		longest = max(longest, len(c.Summary.Waits)+len(c.Summary.Next)+len(c.Summary.Title))
	}
	t.Logf("%d states; the longest texts of a summary are %d bytes", len(life.commits), longest)
}

// diary remembers every commit.
type diary struct {
	office.Store
	commits []office.Commit
}

// Commit implements office.Store.
func (d *diary) Commit(ctx context.Context, c office.Commit) error {
	if !c.Summary.Status.Over() {
		d.commits = append(d.commits, c)
	}
	return d.Store.Commit(ctx, c)
}

// under is the first commit of another programme, which stands where the n-th left this one.
func (d *diary) under(name string, n int) office.Commit {
	from := d.commits[n%len(d.commits)]
	c := office.Commit{Programme: name, Snapshot: from.Snapshot, Summary: from.Summary,
		Entries: []ledger.Record{{Seq: 1, Raw: from.Entries[0].Raw, Hashes: from.Entries[0].Hashes}}}
	c.Snapshot.Seq, c.Summary.Programme, c.Summary.Rehearsal = 1, name, false
	return c
}
