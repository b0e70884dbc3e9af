package post_test

import (
	"bytes"
	"encoding/base64"
	"flag"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
	"example.org/handover/internal/post"
)

var update = flag.Bool("update", false, "write the goldens anew")

const sender = "handover@council.example"

// reminder is a mail as the outbox gives it, with what a mail program finds hard: accents, a dash, a long line.
func reminder() office.Mail {
	return office.Mail{
		To: []string{"hr.lead@council.example", "programme.office@council.example"},
		Subject: "[doncaster] Reminder: T-04 is due in 7 days, on Friday 2 September 2022: " +
			"Employee liability information — £500 for each employee",
		Body: "T-04: Employee liability information.\nIt is due in 7 days, on Friday 2 September 2022.\nIt is for: hr lead.\n\n" +
			"This line is longer than the 76 characters that quoted-printable puts on a line, so that it is broken and put together.\n.\n",
		Reference: "doncaster/41/0",
		At:        time.Date(2022, time.August, 26, 8, 0, 0, 0, time.UTC),
	}
}

func TestMailLooksLikeItsGolden(t *testing.T) {
	got, err := post.Render(sender, reminder())
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "reminder.eml")
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the mail differs from its golden (-want +got); if that is meant, run with -update:\n%s", diff)
	}
}

// read parses a mail with the standard library, which is not what wrote it.
func read(t *testing.T, raw []byte) (*mail.Message, string) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	return m, subject
}

func TestMailCarriesItsReference(t *testing.T) {
	raw, err := post.Render(sender, reminder())
	if err != nil {
		t.Fatal(err)
	}
	m, subject := read(t, raw)
	if subject != reminder().Subject {
		t.Errorf("the subject reads %q", subject)
	}
	for header, want := range map[string]string{
		"X-Handover-Reference": "doncaster/41/0", "Message-Id": "<doncaster.41.0@handover.invalid>",
		"From": "<handover@council.example>", "Date": "Fri, 26 Aug 2022 08:00:00 +0000",
		"To": "<hr.lead@council.example>, <programme.office@council.example>",
	} {
		if got := m.Header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
}

func TestAttachmentsArriveWhole(t *testing.T) {
	m := reminder()
	content := bytes.Repeat([]byte{0, 1, 0xff, '\n'}, 500)
	m.Attached = []office.File{{Name: "notice.html", Type: "text/html; charset=utf-8", Content: []byte("<p>£</p>")},
		{Name: "pack.bin", Type: "application/octet-stream", Content: content}}
	raw, err := post.Render(sender, m)
	if err != nil {
		t.Fatal(err)
	}
	message, _ := read(t, raw)
	_, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	parts := multipart.NewReader(message.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if err == io.EOF { //nolint:errorlint // the reader promises io.EOF itself
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		if part.FileName() == "" {
			continue // the body
		}
		decoded, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		got[part.FileName()] = string(decoded)
	}
	want := map[string]string{"notice.html": "<p>£</p>", "pack.bin": string(content)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMailsThatCanNeverBeSent holds that headers cannot be smuggled in, and that nothing of the kind is tried again.
func TestMailsThatCanNeverBeSent(t *testing.T) {
	for name, spoil := range map[string]func(*office.Mail){
		"no address":           func(m *office.Mail) { m.To = []string{"nobody"} },
		"nobody":               func(m *office.Mail) { m.To = nil },
		"header in subject":    func(m *office.Mail) { m.Subject = "x\r\nBcc: thief@evil.example" },
		"header in address":    func(m *office.Mail) { m.To = []string{"a@b.example\r\nBcc: thief@evil.example"} },
		"line feed in subject": func(m *office.Mail) { m.Subject = "x\ny" },
	} {
		m := reminder()
		spoil(&m)
		if raw, err := post.Render(sender, m); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v\n%s", name, err, raw)
		}
	}
	if _, err := post.Render("not an address", reminder()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("the sender: %v", err)
	}
}

// TestFolderKeepsOneFileForEachMail holds that a mail sent twice is there once.
func TestFolderKeepsOneFileForEachMail(t *testing.T) {
	f := post.Folder{Path: filepath.Join(t.TempDir(), "mail"), From: sender}
	for range 2 {
		if err := f.Send(t.Context(), reminder()); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadDir(f.Path)
	if err != nil || len(kept) != 1 || kept[0].Name() != "doncaster-41-0.eml" {
		t.Fatalf("kept %v, %v", kept, err)
	}
	info, err := kept[0].Info()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v", info.Mode(), err)
	}
	in := filepath.Join(f.Path, "doncaster-41-0.eml")
	if err := (post.Folder{Path: in, From: sender}).Send(t.Context(), reminder()); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a file in the way: %v", err)
	}
}
