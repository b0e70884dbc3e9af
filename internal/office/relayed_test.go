package office_test

import (
	"slices"
	"testing"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// TestTheClockLeavesNewRowsToTheRelay holds that where somebody hears of each row as it is written, the clock sends only
// what has been left for half a minute, so that nobody gets a mail twice.
func TestTheClockLeavesNewRowsToTheRelay(t *testing.T) {
	b := newBench(t)
	b.Relayed = true
	b.atServeNotice("one")
	b.ok(b.TickOne(t.Context(), "one")) // what is due is written down
	p, err := b.Load(t.Context(), "one")
	b.ok(err)
	at, fresh := p.Changed, len(b.unsent("one"))
	if fresh == 0 {
		t.Fatal("nothing is to be sent")
	}
	b.now = at.Add(29 * time.Second)
	b.ok(b.TickOne(t.Context(), "one"))
	if left := len(b.unsent("one")); left != fresh || len(b.post.mails) > 0 {
		t.Errorf("after 29 seconds %d of %d rows are left, and %d mails sent", left, fresh, len(b.post.mails))
	}
	b.now = at.Add(30 * time.Second)
	b.ok(b.TickOne(t.Context(), "one"))
	refs := b.post.references()
	once := slices.Compact(slices.Sorted(slices.Values(refs)))
	if left := len(b.unsent("one")); left != 0 || len(refs) == 0 || len(once) != len(refs) {
		t.Errorf("after 30 seconds %d rows are left, and the mails sent are %v", left, refs)
	}
}

// TestWhatCannotBeSentDoesNotStopTheClock shuts the post: gates and reminders go on.
func TestWhatCannotBeSentDoesNotStopTheClock(t *testing.T) {
	b := newBench(t)
	b.Relayed = true
	b.atServeNotice("one")
	b.post.fails = func(office.Mail) error { return fault.New(fault.Unavailable, "the post is shut") }
	before, err := b.Load(t.Context(), "one")
	b.ok(err)
	b.now = before.Changed.AddDate(0, 1, 0)
	if err := b.TickOne(t.Context(), "one"); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("the clock says %v", err)
	}
	after, err := b.Load(t.Context(), "one")
	b.ok(err)
	if after.Reminders <= before.Reminders || after.Status != handover.Running {
		t.Errorf("%d reminders after a month without post, %d before", after.Reminders, before.Reminders)
	}
}
