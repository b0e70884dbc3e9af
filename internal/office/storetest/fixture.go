package storetest

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// fixture is a store under test, with names that no other test uses.
type fixture struct {
	*testing.T
	store  office.Store
	prefix string
}

func newFixture(t *testing.T, store office.Store) *fixture {
	return &fixture{t, store, "t" + strings.ToLower(rand.Text()[:10]) + "-"}
}

// name returns a programme's name that belongs to this test.
func (f *fixture) name(last string) string { return f.prefix + last }

// own reports whether a name belongs to this test, and gives its last part.
func (f *fixture) own(name string) (last string, ok bool) { return strings.CutPrefix(name, f.prefix) }

// start of the ledgers of these tests, at no round hour so that a lost fraction of a second shows.
func start() time.Time { return time.Date(2026, time.March, 2, 9, 30, 0, 123456789, time.UTC) }

// commit returns n entries of a request after an entry, with the snapshot and the summary that go with them.
func (f *fixture) commit(programme string, after, n int, request string) office.Commit {
	c := office.Commit{Programme: programme, After: after, ID: request}
	for seq := after + 1; seq <= after+n; seq++ {
		c.Entries = append(c.Entries, record(entry(seq, request)))
	}
	c.Snapshot = snapshot(after+n, request)
	c.Summary = summary(programme, fmt.Sprintf("Title at %d", after+n))
	return c
}

func entry(seq int, request string) handover.Entry {
	events := []handover.Event{
		handover.Triggered{Stage: handover.MigrationStage},
		handover.GateOpened{State: "Decide", Item: "a-b", Round: seq, Problem: "States.Timeout: <&> – “ü”"},
		handover.Retried{},
	}
	return handover.Entry{Seq: seq, At: start().Add(time.Duration(seq) * time.Minute), By: "office-lead", Request: request,
		Event: events[seq%len(events)]}
}

// record is an entry as it is committed. A store takes bytes and hashes as they come: these are of no tree.
func record(e handover.Entry) ledger.Record {
	raw, err := json.Marshal(e)
	if err != nil {
		panic("storetest: entries always marshal: " + err.Error())
	}
	return ledger.Record{Seq: e.Seq, Raw: raw, Hashes: hashes(e.Seq, 1+e.Seq%4)}
}

func records(list ...handover.Entry) []ledger.Record {
	var all []ledger.Record
	for _, e := range list {
		all = append(all, record(e))
	}
	return all
}

// hashes are n different hashes, with every byte somewhere, and others for every seed.
func hashes(seed, n int) ledger.Hashes {
	var all ledger.Hashes
	for i := range n {
		var h ledger.Hash
		for j := range h {
			h[j] = byte(seed + 85*i + 8*j)
		}
		all = append(all, h)
	}
	return all
}

// snapshot is the snapshot that goes with a commit up to an entry.
func snapshot(seq int, request string) office.Snapshot {
	return office.Snapshot{Seq: seq, State: office.Encoded(fmt.Sprintf(`{"seq": %d, "by": "%s <&>"}`, seq, request)),
		Edge: hashes(100+seq, seq%5)}
}

func summary(programme, title string) office.Summary {
	return office.Summary{Programme: programme, Title: title, Status: handover.Running, Stage: handover.MigrationStage,
		RAG: handover.Amber, Transfer: start().AddDate(1, 0, 0), Next: "2026-04-01 notice", Rehearsal: true,
		Overdue: true, RedFrom: calendar.DateOf(start()).AddDays(1)}
}

// commits writes a commit that has to succeed.
func (f *fixture) commits(c office.Commit) {
	f.Helper()
	f.ok(f.store.Commit(f.Context(), c))
}

// ledger is a programme with entries 1..n, each of a request of its own.
func (f *fixture) ledger(programme string, n int) {
	f.Helper()
	for after := range n {
		f.commits(f.commit(programme, after, 1, fmt.Sprintf("request-%d", after+1)))
	}
}

func (f *fixture) ok(err error) {
	f.Helper()
	if err != nil {
		f.Fatalf("unexpected error: %v", err)
	}
}

func (f *fixture) fails(err error, want fault.Kind) {
	f.Helper()
	if got := fault.KindOf(err); got != want {
		f.Fatalf("got an error of kind %s (%v), want %s", cmp.Or(string(got), "none"), err, want)
	}
}

// same compares values; instants count as equal in any zone, and no list as an empty one.
func (f *fixture) same(what string, got, want any) {
	f.Helper()
	if diff := diff(got, want); diff != "" {
		f.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

func diff(got, want any) string { return gocmp.Diff(want, got, cmpopts.EquateEmpty()) }

// loaded is the snapshot of a programme that is there.
func (f *fixture) loaded(programme string) office.Snapshot {
	f.Helper()
	s, err := f.store.Load(f.Context(), programme)
	f.ok(err)
	return s
}

func (f *fixture) entries(programme string, from, limit int) []handover.Entry {
	f.Helper()
	list, err := f.store.Entries(f.Context(), programme, from, limit)
	f.ok(err)
	return list
}

func (f *fixture) records(programme string, from, limit int) []ledger.Record {
	f.Helper()
	list, err := f.store.Records(f.Context(), programme, from, limit)
	f.ok(err)
	return list
}

func (f *fixture) outbox(programme string) []office.Row {
	f.Helper()
	rows, err := f.store.Outbox(f.Context(), programme)
	f.ok(err)
	return rows
}

// lag is how long an index may take to show a commit.
const lag = 10 * time.Second

// awaits reads until it gets what is wanted. The first look is the last one for an index that does not lag.
func (f *fixture) awaits(what string, want any, read func() (any, error)) {
	f.Helper()
	deadline := time.Now().Add(lag)
	for pause := time.Millisecond; ; pause = min(2*pause, time.Second) {
		got, err := read()
		f.ok(err)
		wrong := diff(got, want)
		if wrong == "" {
			return
		}
		if time.Now().After(deadline) {
			f.Fatalf("%s, after %v (-want +got):\n%s", what, lag, wrong)
		}
		time.Sleep(pause)
	}
}
