//go:build aws

package cloud_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
	"example.org/handover/internal/task"
)

// hand plays the workflow: it calls the deployed functions, in the order that the test wants, while nothing else does.
type hand struct {
	*theatre
	*testing.T
	d     handover.Definition
	opens time.Time // of the first window; each further one opens a day after the one before it
}

// TestRightsThatChanceDecides plays what happens only now and then: a date that comes between two beats of the clock, so
// that the next function to write passes the gate; and a function that keeps its documents and dies before it says so.
func TestRightsThatChanceDecides(t *testing.T) {
	y, ctx := newTheatre(deployed(t, "handover-local")), t.Context()
	y.switchRelay(t, false)
	defer y.switchRelay(t, true)
	y.switchBeat(t, "DISABLED")
	defer y.switchBeat(t, "ENABLED")
	h := newHand(t, y)
	if err := y.clock(ctx, h.d.Start.At(9, 0)); err != nil {
		t.Fatal(err)
	}
	if err := y.start(ctx, h.d, "office-1"); err != nil {
		t.Fatal(err)
	}
	h.call("plan", "Plan", "")
	for _, w := range h.d.Windows {
		h.call("gate", "OpenWindow", w.ID)
	}
	h.passes(0, "notice", "DraftNotice", "")
	h.passes(1, "consultation", "InviteRepresentatives", h.d.Windows[0].ID)
	h.passes(2, "golive", "ProbeChecks", "")
	h.receive("children")
	h.passes(3, "migration", "ReconcileDry", "children")
	h.call("golive", "ComposeEvidence", "")
	h.putOff()
	h.passes(4, "plan", "ReplanDelivery", "")
	if err := y.do(ctx, h.d.Programme, "stop", "sro", []byte(`{"reason":"enough was played"}`)); err != nil {
		t.Fatal(err)
	}
	if err := y.call(ctx, http.MethodGet, "/api/programmes", "office-1", nil, nil); err != nil { // nobody else asks for all
		t.Fatal(err)
	}
	h.writes(len(h.d.Windows)-1, "transfer", "StandDown", "") // a stop has more consequences than one transaction takes
}

// newHand makes a programme with more windows than one transaction can open, later than every other one of the stack.
func newHand(t *testing.T, y *theatre) *hand {
	t.Helper()
	h := &hand{theatre: y, T: t, d: yearsOn(t, "by-hand", 2)}
	serve := h.d.Contract.ServeOn.Date().AddDays(14) // clear of the call-in, whichever days of that year are holidays
	for serve.Weekday() != time.Wednesday {
		serve = serve.AddDays(1)
	}
	h.d.Contract.ServeOn = handover.Local(serve.String() + "T14:00")
	w := h.d.Windows[0]
	opens := calendar.MustDate(w.Opens)
	h.opens, h.d.Windows = opens.At(0, 0), nil
	for n := range 20 {
		w.ID, w.Opens = fmt.Sprintf("window-%02d", n), opens.AddDays(n).String()
		h.d.Windows = append(h.d.Windows, w)
	}
	return h
}

// event is what the state machine would tell a function.
func (h *hand) event(state, item string) []byte {
	raw, err := json.Marshal(office.Call{Programme: h.d.Programme, Execution: 1, State: state, Item: item, Token: forgotten})
	if err != nil {
		h.Fatal(err)
	}
	return raw
}

func (h *hand) call(function, state, item string) {
	h.Helper()
	if _, err := h.invoke(h.Context(), h.function(h.T, title(function)), h.event(state, item)); err != nil {
		h.Fatal(err)
	}
}

// passes lets a window's day begin, of which only the function hears, once it has died at its first try.
func (h *hand) passes(window int, function, state, item string) {
	h.Helper()
	h.setTime(h.opens.AddDate(0, 0, window))
	h.writes(window, function, state, item)
}

// writes holds that what a function writes passes the gate of a window.
func (h *hand) writes(window int, function, state, item string) {
	h.Helper()
	h.dies(function, state, item)
	before := h.entries()
	h.call(function, state, item)
	want := h.d.Windows[window].ID
	if !slices.ContainsFunc(h.entries()[len(before):], func(e handover.Entry) bool {
		passed, ok := e.Event.(handover.GatePassed)
		return ok && passed.State == "OpenWindow" && passed.Item == want
	}) {
		h.Errorf("%s has not passed the gate of %s", function, want)
	}
}

func (h *hand) entries() []handover.Entry {
	h.Helper()
	all, err := h.ledger(h.Context(), h.d.Programme)
	if err != nil {
		h.Fatal(err)
	}
	return all
}

// mortal is a store that is not reached any more when something is to be written.
type mortal struct{ office.Store }

// Commit implements office.Store.
func (mortal) Commit(context.Context, office.Commit) error {
	return fault.New(fault.Unavailable, "the function has died")
}

// dies lets the function, in this process, do everything but write to the ledger.
func (h *hand) dies(function, state, item string) {
	h.Helper()
	env := environment(map[string]string{"REHEARSAL": "true", "BUCKET": h.outputs["Documents"], "TABLE": h.outputs["Table"],
		"EXTRACTS": h.outputs["Extracts"], "REPORT_KEY": h.outputs["ReportKey"], "AWS_ENDPOINT_URL": h.endpoint})
	a, err := cloud.New(env, h.conf, slog.New(slog.DiscardHandler), partsOf(h.T, function)...)
	if err != nil {
		h.Fatal(err)
	}
	a.Office.Store = mortal{a.Office.Store}
	serve := func(a *cloud.App) cloud.Handler {
		return func(ctx context.Context, event json.RawMessage) (json.RawMessage, error) {
			return task.For(a.Office, function)(ctx, event)
		}
	}
	if _, err := a.Serving(serve)(h.Context(), h.event(state, item)); err == nil {
		h.Errorf("%s writes nothing at %s", function, state)
	}
}

// setTime moves the time of the stack without a beat of its clock.
func (h *hand) setTime(now time.Time) {
	h.Helper()
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	_, err := dynamodb.NewFromConfig(h.conf).PutItem(h.Context(), &dynamodb.PutItemInput{TableName: aws.String(h.outputs["Table"]),
		Item: map[string]types.AttributeValue{"PK": text("CLOCK"), "SK": text("CLOCK"),
			"now": text(now.UTC().Format("2006-01-02T15:04:05.000000000Z"))}})
	if err != nil {
		h.Fatal(err)
	}
}

// receive hands in extracts of a dataset, which agree.
func (h *hand) receive(dataset string) {
	h.Helper()
	input := map[string]any{"dataset": dataset}
	for _, side := range []string{"source", "target"} {
		content, err := os.ReadFile(filepath.Join(programmes, "..", "extracts", "header-"+side+".csv"))
		if err != nil {
			h.Fatal(err)
		}
		ref, err := h.keep(h.Context(), h.d.Programme+"/extracts/"+side+".csv", "data-lead", content)
		if err != nil {
			h.Fatal(err)
		}
		input[side] = ref
	}
	h.acts("receive-extract", "data-lead", input)
}

// putOff lets the quorum put the transfer off by half a year.
func (h *hand) putOff() {
	h.Helper()
	p, err := h.store.Load(h.Context(), h.d.Programme)
	if err != nil {
		h.Fatal(err)
	}
	data, err := p.Data()
	if err != nil {
		h.Fatal(err)
	}
	state, err := handover.Unmarshal(data)
	if err != nil {
		h.Fatal(err)
	}
	until := h.d.Transfer.Instant().AddDate(0, 6, 0).Format("2006-01-02") + "T00:01"
	for _, by := range []string{"deputy", "sro"} {
		h.acts("vote", by, map[string]any{"phase": "decision", "outcome": "defer", "digest": state.Decision.Digest,
			"until": until, "reason": "late"})
	}
}

func (h *hand) acts(command, by string, input map[string]any) {
	h.Helper()
	raw, err := json.Marshal(input)
	if err != nil {
		h.Fatal(err)
	}
	if err := h.do(h.Context(), h.d.Programme, command, by, raw); err != nil {
		h.Fatalf("%s: %v", command, err)
	}
}

// switchBeat starts or stops the scheduler of a stack.
func (y *theatre) switchBeat(t *testing.T, state string) {
	t.Helper()
	ctx, schedules := context.WithoutCancel(t.Context()), y.endpoint+"/schedules"
	list, err := y.send(ctx, "scheduler", http.MethodGet, schedules, nil, nil)
	if err != nil || list.status != http.StatusOK {
		t.Fatalf("%v %s", err, list.body)
	}
	var found struct{ Schedules []struct{ Name string } }
	if err := json.Unmarshal(list.body, &found); err != nil {
		t.Fatal(err)
	}
	for _, s := range found.Schedules {
		if !strings.HasPrefix(s.Name, y.name+"-") {
			continue
		}
		got, err := y.send(ctx, "scheduler", http.MethodGet, schedules+"/"+s.Name, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		var schedule map[string]any
		if err := json.Unmarshal(got.body, &schedule); err != nil {
			t.Fatalf("%v %s", err, got.body)
		}
		schedule["State"] = state
		body, err := json.Marshal(schedule)
		if err != nil {
			t.Fatal(err)
		}
		if got, err = y.send(ctx, "scheduler", http.MethodPut, schedules+"/"+s.Name, body, nil); err != nil ||
			got.status != http.StatusOK {
			t.Fatalf("%v %s", err, got.body)
		}
		return
	}
	t.Fatalf("the stack has no schedule among %s", list.body)
}
