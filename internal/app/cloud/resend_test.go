//go:build aws

package cloud_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/handover"
)

// forgotten is a token that nobody waits with.
const forgotten = "00000000-0000-4000-8000-000000000000"

// TestTheClockSendsWhatTheRelayLeft plays with the relay switched off: what it would have sent, the clock sends half a
// minute later, and once. On its way an execution is lost, and a token. Time has to go on from where the rehearsals left it.
func TestTheClockSendsWhatTheRelayLeft(t *testing.T) {
	y, ctx := newTheatre(deployed(t, "handover-local")), t.Context()
	y.verifySender(t)
	y.switchRelay(t, false)
	defer y.switchRelay(t, true)
	d := nextYear(t, "left")
	now := d.Start.At(9, 0)
	tell := func(at time.Time) {
		t.Helper()
		for _, at := range []time.Time{at, at.Add(time.Minute)} {
			if err := y.clock(ctx, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := y.clock(ctx, now); err != nil {
		t.Fatal(err)
	}
	if err := y.start(ctx, d, "office-1"); err != nil {
		t.Fatal(err)
	}
	tell(now)
	y.arrives(t, d, 1)

	y.abort(t, d, 1)
	until(t, "the clock hears of it", 10*time.Second, func() (bool, error) {
		entries, err := y.store.Entries(ctx, d.Programme, 1, 0)
		return len(entries) > 0 && entries[len(entries)-1].Event.Kind() == "execution-replaced", err
	})
	tell(now.Add(time.Hour))
	y.arrives(t, d, 2)

	y.waits(t, d, 2, "OpenWindow", "staff")
	tell(d.Contract.ServeOn.Instant())
	y.waits(t, d, 2, "OpenWindow", "staff") // now that it is passed, the function answers at once
	tell(d.Transfer.Instant())
	late := d.Transfer.Instant()
	until(t, "everything is sent", atLatest, func() (bool, error) {
		late = late.Add(time.Hour) // what was too much for one sweep the next one does
		tell(late)
		rows, err := y.store.Outbox(ctx, d.Programme)
		return len(rows) == 0, err
	})
	y.toldOnce(t, d)
}

// waits makes the gate function believe that an execution waits at a gate with a token that nobody knows.
func (y *theatre) waits(t *testing.T, d handover.Definition, execution int, state, item string) {
	t.Helper()
	event := fmt.Appendf(nil, `{"programme":%q,"execution":%d,"state":%q,"item":%q,"token":%q}`, d.Programme, execution, state,
		item, forgotten)
	if _, err := y.invoke(t.Context(), y.function(t, "Gate"), event); err != nil {
		t.Fatal(err)
	}
}

// function finds the ARN of a function of the stack.
func (y *theatre) function(t *testing.T, name string) string {
	t.Helper()
	got, err := y.send(t.Context(), "lambda", http.MethodGet, y.endpoint+"/2015-03-31/functions/", nil, nil)
	if err != nil || got.status != http.StatusOK {
		t.Fatalf("%v %s", err, got.body)
	}
	var list struct {
		Functions []struct{ FunctionName, FunctionArn string }
	}
	if err := json.Unmarshal(got.body, &list); err != nil {
		t.Fatal(err)
	}
	for _, f := range list.Functions {
		if strings.HasPrefix(f.FunctionName, y.name+"-"+name+"Function-") {
			return f.FunctionArn
		}
	}
	t.Fatalf("the stack has no function %s", name)
	return ""
}

// toldOnce holds that nobody got the same mail twice, by the references of the rows that they come from, and that somebody
// got the letters. Reminders of several rungs that are sent on one day, after an outage, say the same.
func (y *theatre) toldOnce(t *testing.T, d handover.Definition) {
	t.Helper()
	taken, err := y.taken(t.Context(), d.Programme)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, m := range taken {
		told := cmp.Or(reference.FindString(strings.ReplaceAll(m.BodyText, "\r\n", "\n")), m.Subject+m.BodyText)
		if seen[told] { // the local AWS shows of a mail with letters no more than the first of them
			t.Errorf("told twice: %q", told)
		}
		seen[told] = true
	}
	if len(seen) == 0 {
		t.Error("nobody got a mail")
	}
	if !slices.ContainsFunc(taken, func(m mail) bool { return m.BodyHTML != "" }) {
		t.Error("nobody got a letter")
	}
}
