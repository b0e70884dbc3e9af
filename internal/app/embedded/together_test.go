package embedded_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/bolt"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
	"example.org/handover/internal/office/storetest"
	"example.org/handover/internal/post"
)

// durable is a store in a file, as it is on a laptop.
func durable(t testing.TB) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(t.TempDir(), bolt.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// intact verifies a ledger.
func intact(t testing.TB, store office.Store, programme string) {
	t.Helper()
	r, err := office.Verify(context.Background(), store, programme, nil)
	if err != nil || len(r.Problems) > 0 {
		t.Errorf("%s: %v, %v", programme, r.Problems, err)
	}
}

// together runs f(0..n-1) at once.
func together(t testing.TB, n int, f func(i int) error) {
	t.Helper()
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			if err := f(i); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

// TestManyCommandsAtOnce lets fifty people give commands on one programme at once, a thousand where all is asked for,
// through two offices that know nothing of each other. Every command has one entry, none is lost, and some order explains
// every answer.
func TestManyCommandsAtOnce(t *testing.T) {
	t.Parallel()
	people, commands := 50, often(4, 20)
	h := newHouse(t)
	h.store = durable(t)
	h.playUntil(calendar.MustDate("2022-04-30"))
	offices := []*office.Office{h.app().Office, h.app().Office}
	before, err := offices[0].Load(t.Context(), "doncaster")
	if err != nil {
		t.Fatal(err)
	}
	hr, history := before.Definition.Holders(handover.HRLead)[0], new(storetest.History)
	by := hr.Actor()
	together(t, people, func(i int) error {
		o := offices[i%2]
		for n := range commands {
			c := handover.RecordRepresentation{Window: "unions", ID: fmt.Sprintf("r-%d-%d", i, n), Reference: "EDRMS/1"}
			if err := history.Append(i, func() (int, error) { return insist(t.Context(), o, c, by) }); err != nil {
				return err
			}
			if err := history.Read(i, func() (int, error) {
				p, err := o.Load(t.Context(), "doncaster")
				return p.Seq, err
			}); err != nil {
				return err
			}
		}
		return nil
	})
	if err := history.Check(before.Seq); err != nil {
		t.Error(err)
	}
	after, err := offices[1].Load(t.Context(), "doncaster")
	if err != nil || after.Seq != before.Seq+people*commands {
		t.Errorf("the ledger went from %d to %d entries, %v", before.Seq, after.Seq, err)
	}
	intact(t, h.store, "doncaster")
}

// insist gives a command as often as it is told to try again, and returns the number of its entry.
func insist(ctx context.Context, o *office.Office, c handover.Command, by handover.Actor) (int, error) {
	for {
		r, err := o.Do(ctx, "doncaster", c, by, "")
		if fault.KindOf(err) == fault.Unavailable {
			continue
		}
		if err == nil && len(r.Entries) != 1 {
			err = fmt.Errorf("%d entries of one command", len(r.Entries))
		}
		if err != nil {
			return 0, err
		}
		return r.Entries[0].Seq, nil
	}
}

// TestClocksAtOnce lets four clocks of four processes tick at the same time, day after day: each reminder, each gate and
// each message is there once, as with one clock.
func TestClocksAtOnce(t *testing.T) {
	t.Parallel()
	h, alone := newHouse(t), newHouse(t)
	for _, h := range []*house{h, alone} {
		h.playUntil(calendar.MustDate("2022-04-20"))
	}
	var apps []*embedded.App
	for range 4 {
		apps = append(apps, h.app())
	}
	one := alone.app()
	for day := calendar.MustDate("2022-04-21"); day.Before(calendar.MustDate("2022-08-01")); day = day.AddDays(1) {
		at := day.At(9, 0)
		h.watch.Set(at)
		alone.watch.Set(at)
		together(t, len(apps), func(i int) error { return apps[i].Office.Tick(t.Context()) })
		if err := one.Office.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	same(t, h.ledger(), alone.ledger())
	if n := times(h.ledger(), "reminder-raised"); n < 20 {
		t.Errorf("only %d reminders", n)
	}
	intact(t, h.store, "doncaster")
}

// TestManyProgrammesAtOnce lets one product run many programmes beside each other: each gets as far as it would alone.
func TestManyProgrammesAtOnce(t *testing.T) {
	t.Parallel()
	n := often(20, 1000)
	watch, store, d := new(embedded.Stopwatch), durable(t), doncaster(t)
	a, err := embedded.New(embedded.Options{Store: store, Files: new(files.Memory), Post: post.None{}, Clock: watch.Now,
		Rehearsal: true, Secret: func(context.Context, string) ([]byte, error) { return []byte("key"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	watch.Set(d.Start.At(9, 0))
	for i := range n {
		d.Programme = fmt.Sprintf("programme-%d", i)
		if _, err := a.Office.Start(t.Context(), d, "office-1"); err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range []time.Time{d.Start.At(9, 0), d.Start.AddDays(10).At(9, 0), d.Start.AddDays(17).At(9, 0)} {
		watch.Set(at)
		if err := a.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var first string
	for i := range n {
		name := fmt.Sprintf("programme-%d", i)
		entries, err := store.Entries(t.Context(), name, 2, 0) // the first holds the whole definition
		if err != nil || len(entries) < 20 {
			t.Fatalf("%s has %d entries, %v", name, len(entries), err)
		}
		got := new(strings.Builder) // the letters name their programme, so that their digests differ
		for _, e := range entries {
			fmt.Fprintln(got, e.Seq, e.At, e.By, e.Event.Kind())
		}
		if first == "" {
			first = got.String()
		} else if got.String() != first {
			t.Fatalf("the ledger of %s is another than that of the first:\n%s\n%s", name, got, first)
		}
		intact(t, store, name)
	}
}
