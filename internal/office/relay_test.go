package office_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// notes is a store that shows with which notes rows were settled.
type notes struct {
	office.Store
	settled map[office.RowKey]string
	fails   map[string]error // of a call, by its name
}

// Settle implements office.Store.
func (n *notes) Settle(ctx context.Context, programme string, row office.RowKey, note string) error {
	if err := n.fails["Settle"]; err != nil {
		return err
	}
	n.settled[row] = note
	return n.Store.Settle(ctx, programme, row, note)
}

// noting puts a store that shows its notes under the office.
func (b *bench) noting() *notes {
	n := &notes{Store: b.store, settled: map[office.RowKey]string{}, fails: map[string]error{}}
	b.Store = n
	return n
}

func (n *notes) with(text string) int {
	count := 0
	for _, note := range n.settled {
		if strings.Contains(note, text) {
			count++
		}
	}
	return count
}

func unavailable(office.Mail) error { return fault.New(fault.Unavailable, "the post is shut") }

// TestTransientFailureStays shuts the post for a while: nothing is lost, nothing else waits for it.
func TestTransientFailureStays(t *testing.T) {
	b := newBench(t)
	b.atServeNotice("one")
	b.post.fails = unavailable
	if _, err := b.Relay(t.Context(), "one"); kindOf(err) != fault.Unavailable {
		t.Errorf("the relay says %v, want Unavailable", err)
	}
	left := b.unsent("one")
	for _, r := range left {
		if r.Message.Kind != handover.SendMail {
			t.Errorf("row %v, a %s, waits for the post", r.RowKey, r.Message.Kind)
		}
	}
	if !contains(b.workflow.calls, "start one-1") || len(left) == 0 {
		t.Fatalf("called %v, %d rows left", b.workflow.calls, len(left))
	}
	b.post.fails = nil
	b.relay("one")
	if got := len(b.post.mails); got != len(left) || len(b.unsent("one")) != 0 {
		t.Errorf("%d mails sent of %d, %d rows left", got, len(left), len(b.unsent("one")))
	}
	b.relay("one")
	if refs := b.post.references(); len(slices.Compact(slices.Sorted(slices.Values(refs)))) != len(refs) {
		t.Errorf("a mail was sent twice: %v", refs)
	}
}

// TestPermanentFailureIsSettled lets the post refuse one mail for good: it is settled with the reason.
func TestPermanentFailureIsSettled(t *testing.T) {
	b := newBench(t)
	n := b.noting()
	b.atServeNotice("one")
	b.post.fails = func(office.Mail) error { return fault.New(fault.Invalid, "the address is none") }
	b.relay("one")
	if len(b.unsent("one")) != 0 || n.with("the address is none") == 0 {
		t.Errorf("%d rows left, notes %v", len(b.unsent("one")), n.settled)
	}
}

// TestMailToNobody settles a mail to a role that nobody holds.
func TestMailToNobody(t *testing.T) {
	b := newBench(t)
	n := b.noting()
	d := sample(t, "one")
	for i := range d.People {
		d.People[i].Roles = slices.DeleteFunc(d.People[i].Roles, func(r handover.Role) bool { return r == handover.HRLead })
	}
	_, err := b.Start(t.Context(), d, "office-1")
	b.ok(err)
	b.step("one", "Plan", "")
	b.at("2022-04-01T00:00")
	call := office1("one", "OpenWindow", "t")
	call.Item = "staff"
	b.wait("t")
	b.ok(b.Gate(t.Context(), call))
	b.step("one", "InviteRepresentatives", "staff")
	b.relay("one")
	if n.with("nobody holds [hr-lead]") != 1 || len(b.unsent("one")) != 0 {
		t.Errorf("notes %v", n.settled)
	}
}

// TestOrderOfTheOutbox sends in the order of writing, each with a reference of its own and its letters.
func TestOrderOfTheOutbox(t *testing.T) {
	b := newBench(t)
	b.atServeNotice("one")
	rows := b.unsent("one")
	b.relay("one")
	var want []string
	for _, r := range rows {
		if r.Message.Kind == handover.SendMail {
			want = append(want, "one/"+strings.Trim(strings.ReplaceAll(asText(r.RowKey), " ", "/"), "{}"))
		}
	}
	if got := b.post.references(); !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("sent %v, want %v", got, want)
	}
	last := b.post.mails[len(b.post.mails)-1]
	if len(last.Attached) != 2 || !strings.HasSuffix(last.Attached[0].Name, ".html") ||
		len(last.Attached[0].Content) == 0 ||
		!slices.Contains(last.To, "legal.lead@doncaster.example") {
		t.Errorf("the letters of notice went to %v with %d documents", last.To, len(last.Attached))
	}
}

// TestSettlingMayFail sends again what could not be marked as sent, under the same reference.
func TestSettlingMayFail(t *testing.T) {
	b := newBench(t)
	n := b.noting()
	b.atServeNotice("one")
	n.fails["Settle"] = fault.New(fault.Unavailable, "the store is away")
	if settled, err := b.Relay(t.Context(), "one"); settled != 0 || kindOf(err) != fault.Unavailable {
		t.Errorf("settled %d, %v", settled, err)
	}
	first := b.post.references()
	delete(n.fails, "Settle")
	b.relay("one")
	if again := b.post.references()[len(first):]; !slices.Equal(again, first) {
		t.Errorf("sent again %v, want %v", again, first)
	}
}

// TestAnOldStartIsNeverIssuedAgain replaces an execution before its start was sent.
func TestAnOldStartIsNeverIssuedAgain(t *testing.T) {
	b := newBench(t)
	n := b.noting()
	b.begin("one")
	b.ok(b.Report(t.Context(), "one", 1, "it never came"))
	b.relay("one")
	if want := []string{"stop one-1", "start one-2"}; !slices.Equal(b.workflow.calls, want) {
		t.Errorf("called %v, want %v", b.workflow.calls, want)
	}
	if n.with("superseded") != 1 {
		t.Errorf("notes %v", n.settled)
	}
}

// TestAUsedNameIsReplaced holds that an execution whose name has ended makes room for its successor.
func TestAUsedNameIsReplaced(t *testing.T) {
	b := newBench(t)
	b.workflow.running["one-1"] = false
	b.begin("one")
	b.relay("one")
	b.relay("one")
	if running, _ := b.workflow.Running(t.Context(), "one", 2); !running {
		t.Errorf("called %v", b.workflow.calls)
	}
}

// TestTheEngineMayBeAway keeps starts and answers until the engine is back.
func TestTheEngineMayBeAway(t *testing.T) {
	b := newBench(t)
	b.atServeNotice("one")
	b.wait("t")
	b.ok(b.Gate(t.Context(), office1("one", "ServeNotice", "t")))
	b.serve("one")
	for _, call := range []string{"start one-1", "resume t"} {
		b.workflow.down[call] = fault.New(fault.Unavailable, "the engine is away")
	}
	if _, err := b.Relay(t.Context(), "one"); kindOf(err) != fault.Unavailable || len(b.unsent("one")) != 2 {
		t.Errorf("%v; left %+v", err, b.unsent("one"))
	}
	clear(b.workflow.down)
	b.relay("one")
	if b.workflow.answers["t"] != handover.Passed || !b.workflow.running["one-1"] {
		t.Errorf("answers %v, running %v", b.workflow.answers, b.workflow.running)
	}
}

// TestOneFailingProgrammeNeverStopsTheSweep breaks one of three programmes.
func TestOneFailingProgrammeNeverStopsTheSweep(t *testing.T) {
	b := newBench(t)
	for _, name := range []string{"a", "b", "c"} {
		b.begin(name)
	}
	before := map[string]int{}
	for _, name := range []string{"a", "b", "c"} {
		before[name] = len(b.ledger(name))
	}
	b.Store = &broken{Store: b.store, programme: "b"}
	b.at("2022-04-08T09:00")
	if err := b.Tick(t.Context()); !errors.Is(err, errDown) {
		t.Errorf("the sweep says %v, want what broke", err)
	}
	for name, n := range before {
		if grew := len(b.ledger(name)) > n; grew == (name == "b") {
			t.Errorf("the ledger of %s grew: %v", name, grew)
		}
	}
	if !b.workflow.running["a-1"] || !b.workflow.running["c-1"] {
		t.Errorf("running %v", b.workflow.running)
	}
	b.Store = b.store
	b.ok(b.Tick(t.Context()))
	if len(b.ledger("b")) == before["b"] || !b.workflow.running["b-1"] {
		t.Error("the broken programme does not catch up")
	}
	due, err := b.store.Due(t.Context(), b.now)
	b.ok(err)
	if len(due) != 0 {
		t.Errorf("due after a sweep that found nothing more: %v", due)
	}
}

// broken is a store that cannot read one programme.
type broken struct {
	office.Store
	programme string
}

// Load implements office.Store.
func (s *broken) Load(ctx context.Context, programme string) (office.Snapshot, error) {
	if programme == s.programme {
		return office.Snapshot{}, errDown
	}
	return s.Store.Load(ctx, programme)
}

// TestMilestones tells other systems, later if the bus is away, never if it will not have it.
func TestMilestones(t *testing.T) {
	b := newBench(t)
	n := b.noting()
	heard := &bus{}
	b.Bus = heard
	b.begin("one")
	heard.err = fault.New(fault.Unavailable, "the bus is away")
	if _, err := b.Relay(t.Context(), "one"); kindOf(err) != fault.Unavailable || len(b.unsent("one")) == 0 {
		t.Errorf("a bus that is away: %v", err)
	}
	heard.err = nil
	b.relay("one")
	if len(heard.events) == 0 || heard.events[0].Kind != "started" || heard.events[0].ID != "one/1/1" ||
		heard.events[0].Programme != "one" {
		t.Errorf("heard %+v", heard.events)
	}
	heard.err = fault.New(fault.Invalid, "it is too large")
	if _, err := b.give("one", handover.Stop{Reason: "policy"}, "sro", ""); err != nil {
		t.Fatal(err)
	}
	b.relay("one")
	if n.with("it is too large") == 0 {
		t.Errorf("notes %v", n.settled)
	}
}

type bus struct {
	events []office.Event
	err    error
}

// Publish implements office.Bus.
func (b *bus) Publish(_ context.Context, e office.Event) error {
	if b.err == nil {
		b.events = append(b.events, e)
	}
	return b.err
}

// TestOneReminderAfterAnOutage lets the clock come back after weeks, with nobody or somebody sending between its entries:
// the ledger has every reminder, and for each obligation people get the last of them.
func TestOneReminderAfterAnOutage(t *testing.T) {
	for name, sends := range map[string]func(*bench){
		"the clock sends": func(*bench) {},
		"a relay hears of the first entries": func(b *bench) {
			_, err := b.Do(b.Context(), "one", handover.Tick{}, handover.TheSystem(), "")
			b.ok(err)
			b.relay("one")
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.begin("one")
			b.ticks("2022-03-23T09:00")
			n, before := b.noting(), len(b.ledger("one"))
			b.post.mails = nil
			b.at("2022-06-15T12:00")
			sends(b)
			b.ticks("2022-06-15T12:00", "2022-06-15T12:01")

			last, raised := map[string]string{}, 0
			for _, e := range b.ledger("one")[before:] {
				if v, ok := e.Event.(handover.ReminderRaised); ok {
					raised++
					last[v.Obligation] = fmt.Sprintf("one/%d/0", e.Seq)
				}
			}
			var sent []string
			for _, m := range b.post.mails {
				if strings.Contains(m.Subject, "] Reminder: ") || strings.Contains(m.Subject, "] OVERDUE: ") {
					sent = append(sent, m.Reference)
				}
			}
			if want := slices.Sorted(maps.Values(last)); !slices.Equal(slices.Sorted(slices.Values(sent)), want) {
				t.Errorf("sent %v, want %v", sent, want)
			}
			if passed := n.with("passed over"); passed == 0 || passed != raised-len(sent) || len(b.unsent("one")) != 0 {
				t.Errorf("%d raised, %d sent, %d passed over, %d left", raised, len(sent), passed, len(b.unsent("one")))
			}
		})
	}
}

// TestRemindersAreSentOnceWhateverFails plays half a year in which nobody does anything, the clock comes now and then, dies
// between what it records and what it sends, and finds the post shut: in the end no reminder was sent twice, and of each
// obligation the last one was sent.
func TestRemindersAreSentOnceWhateverFails(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		b := newBench(t)
		b.begin("one")
		for day := 0; day < 180; day += rapid.IntRange(1, 60).Draw(r, "days") {
			b.at(calendar.MustDate("2022-03-23").AddDays(day).String() + "T09:00")
			b.post.fails = nil
			if rapid.Bool().Draw(r, "the post is shut") {
				b.post.fails = unavailable
			}
			switch rapid.IntRange(0, 2).Draw(r, "what happens") {
			case 0: // it dies after some entries
				for range rapid.IntRange(1, 4).Draw(r, "entries") {
					_, err := b.Do(b.Context(), "one", handover.Tick{}, handover.TheSystem(), "")
					b.ok(err)
				}
			case 1: // somebody only sends
				_, _ = b.Relay(b.Context(), "one")
			default:
				_ = b.Tick(b.Context())
			}
		}
		b.post.fails = nil
		b.ticks("2022-09-20T09:00", "2022-09-20T09:01")
		last := map[string]string{}
		for _, e := range b.ledger("one") {
			if v, ok := e.Event.(handover.ReminderRaised); ok {
				last[v.Obligation] = fmt.Sprintf("one/%d/0", e.Seq)
			}
		}
		refs := b.post.references()
		if len(slices.Compact(slices.Sorted(slices.Values(refs)))) != len(refs) || len(b.unsent("one")) != 0 {
			r.Fatalf("%d left, sent %v", len(b.unsent("one")), refs)
		}
		for obligation, ref := range last {
			if !slices.Contains(refs, ref) {
				r.Fatalf("the last reminder of %s, %s, was not sent: %v", obligation, ref, refs)
			}
		}
	})
}
