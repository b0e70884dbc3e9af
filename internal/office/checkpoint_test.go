package office_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// signing gives a bench the key that signs its checkpoints, and returns it.
func (b *bench) signing() ledger.Key {
	b.Helper()
	private, err := ledger.NewKey(bytes.NewReader(make([]byte, 64)))
	b.ok(err)
	key, err := ledger.ParseKey(private)
	b.ok(err)
	b.Signer = func(context.Context) (ledger.Key, error) { return key, nil }
	return key
}

// verifier judges what the key of the bench has signed.
func (b *bench) verifier() note.Verifier {
	b.Helper()
	key, err := b.Signer(b.Context())
	b.ok(err)
	v, err := ledger.Verifier(key.Public)
	b.ok(err)
	return v
}

// audits enters the sample, with somebody who is to get its checkpoints, and plans it.
func (b *bench) audits() string {
	b.Helper()
	d := sample(b.T, "park")
	d.People = append(d.People, handover.Person{ID: "audit", Email: "audit@council.example", Roles: []handover.Role{office.Auditor}})
	_, err := b.Start(b.Context(), d, "office-1")
	b.ok(err)
	b.step(d.Programme, "Plan", "")
	return d.Programme
}

// ticks lets the clock tick at instants.
func (b *bench) ticks(instants ...string) {
	b.Helper()
	for _, at := range instants {
		b.at(at)
		b.ok(b.Tick(b.Context()))
	}
}

// kept says which checkpoints are kept, of days of April 2022, and the final one.
func (b *bench) kept(programme string) string {
	b.Helper()
	var days []string
	for day := 1; day <= 30; day++ {
		days = append(days, fmt.Sprintf("2022-04-%02d", day))
	}
	var found []string
	for _, name := range append(days, "final") {
		_, err := b.files.Get(b.Context(), handover.FileRef{Name: "checkpoints/" + programme + "/" + name})
		if fault.KindOf(err) != fault.NotFound {
			found = append(found, strings.TrimPrefix(name, "2022-04-"))
		}
	}
	return strings.Join(found, " ")
}

// checkpointMails are the mails with checkpoints.
func (b *bench) checkpointMails() []office.Mail {
	var list []office.Mail
	for _, m := range b.post.mails {
		if strings.Contains(m.Subject, "Checkpoint") {
			list = append(list, m)
		}
	}
	return list
}

// TestCheckpointsOfTheDay ticks through April 2022, whose first was a Friday: every day with a tick has one checkpoint,
// and the first of each week from Monday on is mailed.
func TestCheckpointsOfTheDay(t *testing.T) {
	b := newBench(t)
	key := b.signing()
	name := b.audits()
	b.ticks("2022-04-01T09:00", "2022-04-01T09:01", "2022-04-01T17:00", "2022-04-02T00:00", "2022-04-04T09:00", "2022-04-05T09:00",
		"2022-04-05T23:59", "2022-04-14T09:00", "2022-04-15T09:00")
	if got, want := b.kept(name), "01 02 04 05 14 15"; got != want {
		t.Errorf("kept on %s, want %s", got, want)
	}
	mails := b.checkpointMails()
	var references []string
	for _, m := range mails {
		references = append(references, m.Reference)
	}
	prefix := "checkpoints/" + name + "/2022-04-"
	if got, want := fmt.Sprint(references), fmt.Sprint([]string{prefix + "01", prefix + "04", prefix + "14"}); got != want {
		t.Fatalf("mailed %v, want %v", got, want)
	}
	m := mails[0]
	if fmt.Sprint(m.To) != "[audit@council.example]" || len(m.Attached) != 1 || !strings.Contains(m.Body, key.Public) ||
		!strings.Contains(m.Body, "handover verify "+name+" --checkpoint FILE --key KEY") {
		t.Errorf("the mail is %+v", m)
	}
	c, err := ledger.Open(m.Attached[0].Content, b.verifier())
	if err != nil || c.Programme != name || c.Size < 1 {
		t.Errorf("attached is %+v, %v", c, err)
	}
}

// TestAnotherProcessKeepsNoSecond holds that what one process has done another leaves alone: it finds the file.
func TestAnotherProcessKeepsNoSecond(t *testing.T) {
	b := newBench(t)
	b.signing()
	name := b.audits()
	b.ticks("2022-04-04T09:00")
	other := b.office()
	other.Signer = b.Signer
	b.Office = other
	b.ticks("2022-04-04T09:01")
	if n := len(b.checkpointMails()); n != 1 {
		t.Errorf("%d mails", n)
	}
	without := b.office() // without a key
	b.Office = without
	b.ticks("2022-04-05T09:00")
	if got, want := b.kept(name), "04"; got != want {
		t.Errorf("kept on %q, want %q", got, want)
	}
}

// TestWhatIsMailedIsKept lets another process mail and keep the checkpoint of the day, of a ledger that has gone on,
// while one is at its mail: each auditor's checkpoint is found here too.
func TestWhatIsMailedIsKept(t *testing.T) {
	b := newBench(t)
	b.signing()
	name := b.audits()
	other, met := b.office(), false
	other.Signer = b.Signer
	b.post.fails = func(m office.Mail) error {
		if strings.Contains(m.Subject, "Checkpoint") && !met {
			met = true
			_, err := b.give(name, handover.PauseProgramme{Reason: "elections"}, "sro", "")
			b.ok(err)
			b.ok(other.Tick(b.Context()))
		}
		return nil
	}
	b.ticks("2022-04-04T09:00")
	mails := b.checkpointMails()
	if len(mails) != 2 || bytes.Equal(mails[0].Attached[0].Content, mails[1].Attached[0].Content) {
		t.Fatalf("%d mails", len(mails))
	}
	for _, m := range mails {
		c, err := ledger.Open(m.Attached[0].Content, b.verifier())
		b.ok(err)
		ref := files.RefOf(fmt.Sprintf("checkpoints/%s/2022-04-04-%d", name, c.Size), m.Attached[0].Content)
		if _, err := b.files.Get(t.Context(), ref); err != nil {
			t.Errorf("the mailed checkpoint of %d entries is not kept: %v", c.Size, err)
		}
	}
}

// TestCheckpointsAreTriedAgain holds that a checkpoint that fails today is made by the next tick of the day, and that the
// rest of the sweep goes on.
func TestCheckpointsAreTriedAgain(t *testing.T) {
	b := newBench(t)
	b.signing()
	good, down := b.Signer, true
	b.Signer = func(ctx context.Context) (ledger.Key, error) {
		if down {
			return ledger.Key{}, fault.New(fault.Unavailable, "the key is out of reach")
		}
		return good(ctx)
	}
	name := b.audits()
	b.at("2022-04-04T09:00")
	if err := b.Tick(b.Context()); fault.KindOf(err) != fault.Unavailable {
		t.Fatalf("got %v", err)
	}
	down = false
	b.post.fails = func(m office.Mail) error {
		if strings.Contains(m.Subject, "Checkpoint") {
			return fault.New(fault.Unavailable, "the post is closed")
		}
		return nil
	}
	b.at("2022-04-04T09:01")
	if err := b.Tick(b.Context()); fault.KindOf(err) != fault.Unavailable || b.kept(name) != "" {
		t.Fatalf("a checkpoint that cannot be mailed is kept as if it had been: %v", err)
	}
	b.post.fails = func(m office.Mail) error {
		if strings.Contains(m.Subject, "Checkpoint") {
			return fault.New(fault.Invalid, "no such address")
		}
		return nil
	}
	b.ticks("2022-04-04T09:02")
	if got := b.kept(name); got != "04" {
		t.Errorf("kept on %q", got)
	}
}

// TestTheLastCheckpointIsFinal holds that a programme that is over gets one more checkpoint, mailed, and then none.
func TestTheLastCheckpointIsFinal(t *testing.T) {
	b := newBench(t)
	b.signing()
	name := b.audits()
	b.ticks("2022-04-04T09:00")
	_, err := b.give(name, handover.Stop{Reason: "policy"}, "sro", "")
	b.ok(err)
	b.step(name, "StandDown", "")
	b.ticks("2022-04-05T09:00", "2022-04-06T09:00", "2022-04-11T09:00")
	if got, want := b.kept(name), "04 final"; got != want {
		t.Errorf("kept on %q, want %q", got, want)
	}
	if n := len(b.checkpointMails()); n != 2 {
		t.Errorf("%d mails, want that of the week and the last", n)
	}
}
