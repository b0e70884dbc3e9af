// Package post sends the mails of the outbox: into a folder on a laptop, through SES in the cloud, nowhere at all in a
// rehearsal.
package post

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	mail "github.com/wneessen/go-mail"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// None sends nothing: it is what a rehearsal posts with.
type None struct{}

var _ office.Post = None{}

// Send implements office.Post.
func (None) Send(context.Context, office.Mail) error { return nil }

// Folder writes each mail as an .eml file, which any mail program opens.
type Folder struct {
	Path string
	From string // the sender's address
}

var _ office.Post = Folder{}

// Send implements office.Post. The file is named after the reference, so that a second sending of the same mail
// replaces the first and nobody sees it twice.
func (f Folder) Send(_ context.Context, m office.Mail) error {
	raw, err := Render(f.From, m)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.Path, 0o700); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the mail folder cannot be made: %v", err)
	}
	name := strings.ReplaceAll(m.Reference, "/", "-") + ".eml"
	if err := os.WriteFile(filepath.Join(f.Path, name), raw, 0o600); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the mail cannot be written: %v", err)
	}
	return nil
}

// Render gives a mail its form as an Internet message. fault.Invalid if it can never be sent: an address or a header
// that is none.
func Render(from string, m office.Mail) ([]byte, error) {
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	bad := func(err error) error {
		return fault.Wrap(fault.Invalid, err, "mail %s can never be sent: %v", m.Reference, err).
			To("correct the address in the definition")
	}
	if err := msg.From(from); err != nil {
		return nil, bad(err)
	}
	if err := msg.To(m.To...); err != nil {
		return nil, bad(err)
	}
	if len(m.To) == 0 {
		return nil, bad(errors.New("it is addressed to nobody"))
	}
	if strings.ContainsAny(m.Subject, "\r\n") {
		return nil, bad(errors.New("the subject has a line break"))
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.At)
	msg.SetMessageIDWithValue(strings.ReplaceAll(m.Reference, "/", ".") + "@handover.invalid")
	msg.SetGenHeader("X-Handover-Reference", m.Reference)
	msg.SetBodyString(mail.TypeTextPlain, m.Body)
	for _, a := range m.Attached {
		if err := msg.AttachReader(a.Name, bytes.NewReader(a.Content), mail.WithFileContentType(mail.ContentType(a.Type))); err != nil {
			return nil, bad(err)
		}
	}
	var out bytes.Buffer
	if _, err := msg.WriteTo(&out); err != nil {
		return nil, bad(err)
	}
	return out.Bytes(), nil
}
