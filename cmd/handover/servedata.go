package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/web"
)

func (d *data) mails() string { return filepath.Join(d.dir, "mail") }

// token is what programs carry: made once for each data directory, and readable by its owner alone.
func (d *data) token(file string) (string, error) {
	if file != "" {
		return tokenAt(file)
	}
	raw, err := madeOnce(filepath.Join(d.dir, "api-token"), newToken)
	return strings.TrimSpace(string(raw)), err
}

func newToken() ([]byte, error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails
	return []byte(hex.EncodeToString(raw) + "\n"), nil
}

// tokenAt reads the token of a file, or makes one there.
func tokenAt(file string) (string, error) {
	raw, err := madeOnce(file, newToken)
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "the token of programs cannot be used").At(file, "--token-file")
	}
	return strings.TrimSpace(string(raw)), nil
}

// picks is the folder of the definitions that people can pick on the page that starts a programme.
func (d *data) picks() string { return filepath.Join(d.dir, "definitions") }

// definitions lists those that lie in the data directory, and one more than are shown if there are more. Whether one is
// good is told once it is picked.
func (d *data) definitions() ([]web.Sample, error) {
	list, err := os.ReadDir(d.picks())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the definitions cannot be listed").At(d.picks(), "")
	}
	var all []web.Sample
	for _, f := range list {
		if !f.Type().IsRegular() || filepath.Ext(f.Name()) != ".json" {
			continue
		}
		if sample, there := sampleAt(filepath.Join(d.picks(), f.Name())); there {
			all = append(all, sample)
		}
		if len(all) > web.MostListed {
			break
		}
	}
	return all, nil
}

// sampleAt reads a definition. One that is no longer there is none; one that cannot be read says so once it is picked.
func sampleAt(path string) (sample web.Sample, there bool) {
	sample.Name = filepath.Base(path)
	raw, err := beginning(path, web.MostDefinition+1)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return sample, false
	case err != nil:
		sample.Trouble = fault.Wrap(fault.Invalid, err, "the file cannot be read").At(sample.Name, "").
			To("let the server read it, or upload it")
	default:
		sample.Definition = raw
	}
	return sample, true
}

// beginning reads a file, or as much of it as is wanted at most.
func beginning(name string, most int64) (raw []byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, most))
}

// mailFolder shows the mails of a folder of .eml files.
type mailFolder struct{ path string }

var _ web.Mailbox = mailFolder{}

// List implements web.Mailbox.
func (f mailFolder) List(ctx context.Context) ([]web.Mail, error) {
	names, err := filepath.Glob(filepath.Join(f.path, "*.eml"))
	if err != nil {
		return nil, err
	}
	var all []web.Mail
	for _, name := range names {
		m, err := f.Read(ctx, strings.TrimSuffix(filepath.Base(name), ".eml"))
		if err != nil {
			return nil, err
		}
		m.Body = ""
		all = append(all, m)
	}
	latestFirst(all)
	return all, nil
}

func latestFirst(all []web.Mail) {
	slices.SortStableFunc(all, func(a, b web.Mail) int {
		if c := b.At.Compare(a.At); c != 0 {
			return c
		}
		return strings.Compare(b.Name, a.Name)
	})
}

// Read implements web.Mailbox.
func (f mailFolder) Read(_ context.Context, name string) (web.Mail, error) {
	missing := fault.New(fault.NotFound, "there is no such mail").With(name)
	if name == "" || strings.ContainsAny(name, `/\`) || strings.HasPrefix(name, ".") {
		return web.Mail{}, missing
	}
	file, err := os.Open(filepath.Join(f.path, name+".eml"))
	if errors.Is(err, fs.ErrNotExist) {
		return web.Mail{}, missing
	}
	if err != nil {
		return web.Mail{}, fault.Wrap(fault.Unavailable, err, "the mail cannot be read")
	}
	defer func() { _ = file.Close() }()
	m, err := parseMail(file)
	if err != nil {
		return web.Mail{}, fault.Wrap(fault.Unavailable, err, "the mail cannot be read")
	}
	m.Name = name
	return m, nil
}

// parseMail reads a mail as the product writes it: text, with files attached.
func parseMail(r io.Reader) (web.Mail, error) {
	msg, err := mail.ReadMessage(r)
	if err != nil {
		return web.Mail{}, err
	}
	var m web.Mail
	if m.Subject, err = new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject")); err != nil {
		return m, err
	}
	if m.At, err = msg.Header.Date(); err != nil {
		return m, err
	}
	to, err := msg.Header.AddressList("To")
	for _, address := range to {
		m.To = append(m.To, address.Address)
	}
	if err != nil {
		return m, err
	}
	err = parts(&m, msg)
	return m, err
}

// parts fills in the text and the names of what is attached.
func parts(m *web.Mail, msg *mail.Message) error {
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	if !strings.HasPrefix(kind, "multipart/") {
		return text(m, msg.Body, msg.Header.Get("Content-Transfer-Encoding"))
	}
	// NextRawPart leaves the encoding alone, which text undoes for both forms of mail.
	for reader := multipart.NewReader(msg.Body, params["boundary"]); ; {
		part, err := reader.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if name := part.FileName(); name != "" {
			m.Attached = append(m.Attached, name)
		} else if err := text(m, part, part.Header.Get("Content-Transfer-Encoding")); err != nil {
			return err
		}
	}
}

func text(m *web.Mail, r io.Reader, encoding string) error {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	}
	raw, err := io.ReadAll(r)
	m.Body += strings.ReplaceAll(string(raw), "\r\n", "\n")
	return err
}
