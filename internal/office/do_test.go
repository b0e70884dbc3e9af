package office_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

func report(reference string) handover.Command {
	return handover.ReportObligation{Obligation: "D-04", Reference: reference}
}

func evidence(check, reference string) handover.Command {
	return handover.SubmitEvidence{Check: check, Evidence: reference}
}

// TestConflictIsDecidedAnew lets somebody else write first, so that the command is decided against what they wrote.
func TestConflictIsDecidedAnew(t *testing.T) {
	b := newBench(t)
	b.begin("one")
	other := b.office()
	b.Store = &rival{Store: b.store, times: 1, first: func() {
		_, err := other.Do(t.Context(), "one", evidence("GOV-1", "E/1"),
			handover.Actor{ID: "office-1", Roles: []handover.Role{"programme-office"}}, "")
		b.ok(err)
	}}
	before := len(b.ledger("one"))
	if _, err := b.give("one", evidence("GOV-3", "E/3"), "office-2", ""); err != nil {
		t.Fatal(err)
	}
	if got := b.kinds("one", before); !slices.Equal(got, []string{"evidence-submitted", "evidence-submitted"}) {
		t.Errorf("the ledger got %v", got)
	}
	p, _, err := handover.Replay(b.ledger("one"))
	if err != nil || p.Seq != before+2 {
		t.Errorf("the ledger folds to entry %d, %v", p.Seq, err)
	}
}

// TestConflictMayTurnIntoARefusal lets somebody else do the very thing first.
func TestConflictMayTurnIntoARefusal(t *testing.T) {
	b := newBench(t)
	b.begin("one")
	other := b.office()
	b.Store = &rival{Store: b.store, times: 1, first: func() {
		_, err := other.Do(t.Context(), "one", report("D/1"),
			handover.Actor{ID: "office-1", Roles: []handover.Role{"programme-office"}}, "")
		b.ok(err)
	}}
	if _, err := b.give("one", report("D/2"), "office-2", ""); kindOf(err) != fault.Refused {
		t.Errorf("met twice: %v, want Refused", err)
	}
}

// TestManyAtOnceGiveUp holds that a command does not try for ever.
func TestManyAtOnceGiveUp(t *testing.T) {
	b := newBench(t)
	b.begin("one")
	other, n := b.office(), 0
	b.Store = &rival{Store: b.store, times: 1 << 20, first: func() {
		n++
		_, err := other.Do(t.Context(), "one", evidence("GOV-1", strings.Repeat("x", n)),
			handover.Actor{ID: "o", Roles: []handover.Role{"programme-office"}}, "")
		b.ok(err)
	}}
	if _, err := b.give("one", evidence("GOV-3", "E"), "office-2", ""); kindOf(err) != fault.Unavailable || n > 50 {
		t.Errorf("after %d conflicts: %v, want Unavailable", n, err)
	}
}

func TestIdempotencyKey(t *testing.T) {
	b := newBench(t)
	b.begin("one")
	if _, err := b.give("one", report("D/1"), "office-1", "key-1"); err != nil {
		t.Fatal(err)
	}
	before := len(b.ledger("one"))
	again, err := b.give("one", report("D/1"), "office-1", "key-1")
	if err != nil || len(again.Entries) != 0 || again.Programme.Seq != before {
		t.Errorf("the same again: %d entries, %v", len(again.Entries), err)
	}
	for name, c := range map[string]struct {
		command handover.Command
		by      string
	}{
		"another input":   {report("D/2"), "office-1"},
		"another command": {evidence("GOV-1", "E"), "office-1"},
		"another person":  {report("D/1"), "office-2"},
	} {
		if _, err := b.give("one", c.command, c.by, "key-1"); kindOf(err) != fault.Refused {
			t.Errorf("%s under the same key: %v, want Refused", name, err)
		}
	}
	if _, err := b.give("one", report("D/1"), "office-1", "key-2"); kindOf(err) != fault.Refused {
		t.Errorf("the same under another key: %v, want Refused, since it is met", err)
	}
	if len(b.ledger("one")) != before {
		t.Errorf("the ledger grew: %v", b.kinds("one", before))
	}
}

// TestARefusedCommandLeavesItsKeyFree holds that a key is spent by what it did alone.
func TestARefusedCommandLeavesItsKeyFree(t *testing.T) {
	b := newBench(t)
	b.begin("one")
	if _, err := b.give("one", report("D/1"), "communications", "key-1"); kindOf(err) != fault.Forbidden {
		t.Fatalf("%v, want Forbidden", err)
	}
	if _, err := b.give("one", report("D/1"), "office-1", "key-1"); err != nil {
		t.Errorf("the key of a refused command: %v", err)
	}
}

// TestOneKeyAtOnce gives a command under one key from many sides at once, with clocks that differ: it happens once, and
// everybody's state afterwards is the ledger's.
func TestOneKeyAtOnce(t *testing.T) {
	b := newBench(t)
	b.begin("one")
	before := len(b.ledger("one"))
	var wg sync.WaitGroup
	offices := make([]*office.Office, 8)
	for i := range offices {
		offices[i] = b.office()
		at := b.now.AddDate(0, 0, i)
		offices[i].Clock = func() time.Time { return at }
		wg.Go(func() {
			if _, err := offices[i].Do(t.Context(), "one", evidence("GOV-1", "E/1"), officer(), "key-1"); err != nil {
				t.Errorf("the same command under the same key at once: %v", err)
			}
		})
	}
	wg.Wait()
	if got := b.kinds("one", before); !slices.Equal(got, []string{"evidence-submitted"}) {
		t.Errorf("the ledger got %v", got)
	}
	b.sameEverywhere("one", offices...)
}

// TestOneKeyForTwoAtOnce lets a command land under a key while another with the same key is on its way.
func TestOneKeyForTwoAtOnce(t *testing.T) {
	b := newBench(t)
	b.begin("one")
	other := b.office()
	b.Store = &rival{Store: b.store, times: 1, first: func() {
		_, err := other.Do(t.Context(), "one", evidence("GOV-1", "E/1"), officer(), "key-1")
		b.ok(err)
	}}
	if _, err := b.give("one", evidence("GOV-3", "E/3"), "office-2", "key-1"); kindOf(err) != fault.Refused {
		t.Errorf("another command under a key just used: %v, want Refused", err)
	}
	b.sameEverywhere("one", b.Office, other)
}

func officer() handover.Actor {
	return handover.Actor{ID: "office-1", Roles: []handover.Role{handover.ProgrammeOffice}}
}

// sameEverywhere holds that every office's idea of a programme is the fold of its ledger.
func (b *bench) sameEverywhere(name string, offices ...*office.Office) {
	b.Helper()
	p, _, err := handover.Replay(b.ledger(name))
	b.ok(err)
	want, err := p.Marshal()
	b.ok(err)
	for i, o := range offices {
		p, err := o.Load(context.Background(), name)
		b.ok(err)
		if got, err := p.Marshal(); err != nil || !bytes.Equal(got, want) {
			b.Errorf("office %d thinks\n%s, the ledger says\n%s (%v)", i, got, want, err)
		}
	}
}

func TestStart(t *testing.T) {
	b := newBench(t)
	d := sample(t, "one")
	if _, err := b.Start(t.Context(), d, "office-1"); err != nil {
		t.Fatal(err)
	}
	if got := b.unsent("one"); len(got) == 0 || got[0].Message.Kind != handover.StartExecution ||
		got[0].Message.Execution != 1 {
		t.Errorf("the outbox holds %+v, want the start of execution 1 first", got)
	}
	if _, err := b.Start(t.Context(), d, "office-1"); kindOf(err) != fault.Conflict {
		t.Errorf("a name that is taken: %v, want Conflict", err)
	}
	d.Programme, d.Contract.NoticePeriod.Count = "two", 6
	if _, err := b.Start(t.Context(), d, "office-1"); kindOf(err) != fault.Refused ||
		!strings.Contains(err.Error(), "25 March 2022") {
		t.Errorf("a notice of six months: %v, want Refused with the last day of posting", err)
	}
	b.at("2022-09-30T00:01")
	d.Contract.NoticePeriod.Count = 3
	if _, err := b.Start(t.Context(), d, "office-1"); kindOf(err) != fault.Refused {
		t.Errorf("a transfer that is past: %v, want Refused", err)
	}
	d.Pack = "no-such-pack"
	if _, err := b.Start(t.Context(), d, "office-1"); kindOf(err) != fault.NotFound {
		t.Errorf("an unknown pack: %v, want NotFound", err)
	}
	if _, err := b.Load(t.Context(), "nobody"); kindOf(err) != fault.NotFound {
		t.Errorf("an unknown programme: %v, want NotFound", err)
	}
}

// TestRehearsalAndRealLifeNeverMix gives both sorts to both offices.
func TestRehearsalAndRealLifeNeverMix(t *testing.T) {
	b := newBench(t)
	stage := b.office()
	stage.Rehearsal = true
	b.begin("real")
	if _, err := stage.Start(t.Context(), sample(t, "play"), "office-1"); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]*office.Office{"real": stage, "play": b.Office} {
		before := len(b.ledger(name))
		if _, err := o.Do(t.Context(), name, evidence("GOV-1", "E"), officer(), ""); kindOf(err) != fault.Refused {
			t.Errorf("a command to %s: %v, want Refused", name, err)
		}
		if err := o.Gate(t.Context(), office1(name, "AuthoriseNotice", "t")); kindOf(err) != fault.Refused {
			t.Errorf("a gate of %s: %v, want Refused", name, err)
		}
		if _, err := o.Relay(t.Context(), name); kindOf(err) != fault.Refused {
			t.Errorf("the outbox of %s: %v, want Refused", name, err)
		}
		if err := o.TickOne(t.Context(), name); err != nil || len(b.ledger(name)) != before {
			t.Errorf("the clock of the other sort looked at %s: %v, %v", name, err, b.kinds(name, before))
		}
		if p, err := o.Peek(t.Context(), name); err != nil || p.Definition.Programme != name {
			t.Errorf("looking at %s: %v", name, err)
		}
	}
	if len(b.post.mails) != 0 || len(b.workflow.calls) != 0 {
		t.Errorf("sent %v, called %v", b.post.references(), b.workflow.calls)
	}
}
