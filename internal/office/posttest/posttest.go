// Package posttest is the suite that every office.Post has to pass, sentence by sentence of the contract.
package posttest

import (
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// Bench is a post under test with what went through it.
type Bench struct {
	Post office.Post
	// Sent returns the mails sent so far as Internet messages, in any order. One that was sent twice may be there once.
	Sent func(t *testing.T) [][]byte
}

// Run runs the suite. open returns a bench for one test; nothing was sent through it yet.
func Run(t *testing.T, open func(t *testing.T) Bench) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(f *fixture)
	}{
		{"one mail goes to all its addresses", one},
		{"text comes as it was", texts},
		{"documents come whole, with name and type", attachments},
		{"the reference tells mails apart", apart},
		{"sending again is success", again},
		{"what can never be sent is invalid, and is not sent", never},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(&fixture{t, open(t)}) })
	}
}

// fixture is a bench under test.
type fixture struct {
	*testing.T
	bench Bench
}

// reminder is a mail as the outbox gives it.
func reminder() office.Mail {
	return office.Mail{To: []string{"hr.lead@council.example"}, Subject: "[park] Window closes", Body: "Due on Friday.\n",
		Reference: "park/41/0", At: time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)}
}

func (f *fixture) sends(m office.Mail) {
	f.Helper()
	if err := f.bench.Post.Send(f.Context(), m); err != nil {
		f.Fatalf("unexpected error: %v", err)
	}
}

// sent reads the mails that were sent, in the order of their references.
func (f *fixture) sent() []letter {
	f.Helper()
	var all []letter
	for _, raw := range f.bench.Sent(f.T) {
		l, err := read(raw)
		if err != nil {
			f.Fatalf("this cannot be read: %v\n%s", err, raw)
		}
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b letter) int { return strings.Compare(a.Reference, b.Reference) })
	return all
}

func (f *fixture) wants(want ...letter) {
	f.Helper()
	if diff := gocmp.Diff(want, f.sent()); diff != "" {
		f.Errorf("mails (-want +got):\n%s", diff)
	}
}

// wanted is a mail as it should arrive.
func wanted(m office.Mail) letter {
	l := letter{To: m.To, Subject: m.Subject, Body: m.Body, Reference: m.Reference, At: m.At}
	for _, a := range m.Attached {
		l.Attached = append(l.Attached, document{a.Name, a.Type, string(a.Content)})
	}
	return l
}

func one(f *fixture) {
	m := reminder()
	m.To = []string{"hr.lead@council.example", "programme.office@council.example", "legal@council.example"}
	f.sends(m)
	f.wants(wanted(m))
}

func texts(f *fixture) {
	m := reminder()
	m.Subject = "[park] £500 each – “Schlüssel” " + strings.Repeat("and a long subject ", 10)
	m.Body = "“ü” – £5 = 100 %\n\n" + strings.Repeat("a long line ", 100) + "\n.\nFrom here on\n"
	f.sends(m)
	f.wants(wanted(m))
}

func attachments(f *fixture) {
	all := make([]byte, 100_000)
	for i := range all {
		all[i] = byte(i * 7)
	}
	m := reminder()
	m.Attached = []office.File{
		{Name: "notice.html", Type: "text/html; charset=utf-8", Content: []byte("<p>£5 – “ü”</p>\n")},
		{Name: "pack.bin", Type: "application/octet-stream", Content: all},
		{Name: "empty.txt", Type: "text/plain; charset=utf-8"},
	}
	f.sends(m)
	f.wants(wanted(m))
}

func apart(f *fixture) {
	first, second := reminder(), reminder()
	second.Reference = "park/41/1"
	f.sends(second)
	f.sends(first)
	f.wants(wanted(first), wanted(second))
}

func again(f *fixture) {
	f.sends(reminder())
	f.sends(reminder())
	got := f.sent()
	if len(got) != 1 && len(got) != 2 {
		f.Fatalf("there are %d mails, want one or two", len(got))
	}
	for _, l := range got {
		if diff := gocmp.Diff(wanted(reminder()), l); diff != "" {
			f.Errorf("mail (-want +got):\n%s", diff)
		}
	}
}

func never(f *fixture) {
	for name, spoil := range map[string]func(m *office.Mail){
		"nobody":            func(m *office.Mail) { m.To = nil },
		"no address":        func(m *office.Mail) { m.To = []string{"hr lead"} },
		"an empty address":  func(m *office.Mail) { m.To = []string{""} },
		"one bad of two":    func(m *office.Mail) { m.To = append(m.To, "@council.example") },
		"header in address": func(m *office.Mail) { m.To = []string{"a@council.example\r\nBcc: b@other.example"} },
		"header in subject": func(m *office.Mail) { m.Subject = "x\r\nBcc: b@other.example" },
	} {
		m := reminder()
		spoil(&m)
		if err := f.bench.Post.Send(f.Context(), m); fault.KindOf(err) != fault.Invalid {
			f.Errorf("%s: got kind %q (%v), want %q", name, fault.KindOf(err), err, fault.Invalid)
		}
	}
	f.wants()
}
