package posttest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
)

// letter is a mail as a mail program shows it.
type letter struct {
	To        []string
	Subject   string
	Body      string
	Reference string // of the mail's head
	At        time.Time
	Attached  []document
}

type document struct{ Name, Type, Content string }

// read reads an Internet message with the standard library alone.
func read(raw []byte) (letter, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return letter{}, err
	}
	l := letter{Reference: m.Header.Get("X-Handover-Reference")}
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return l, err
	}
	if l.At, err = m.Header.Date(); err != nil {
		return l, err
	}
	l.At = l.At.UTC()
	people, err := m.Header.AddressList("To")
	if err != nil {
		return l, err
	}
	for _, p := range people {
		l.To = append(l.To, p.Address)
	}
	err = l.parts(m.Header.Get, m.Body)
	return l, err
}

// parts reads a body, which is one text or several parts.
func (l *letter) parts(header func(string) string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		return err
	}
	if !strings.HasPrefix(kind, "multipart/") {
		l.Body, err = decoded(header("Content-Transfer-Encoding"), body)
		l.Body = strings.ReplaceAll(l.Body, "\r\n", "\n")
		return err
	}
	for parts := multipart.NewReader(body, params["boundary"]); ; {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if part.FileName() == "" {
			err = l.parts(part.Header.Get, part)
		} else {
			err = l.attach(part)
		}
		if err != nil {
			return err
		}
	}
}

func (l *letter) attach(part *multipart.Part) error {
	kind, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	delete(params, "name") // it repeats the file's name
	content, err := decoded(part.Header.Get("Content-Transfer-Encoding"), part)
	l.Attached = append(l.Attached, document{part.FileName(), mime.FormatMediaType(kind, params), content})
	return err
}

func decoded(encoding string, body io.Reader) (string, error) {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body) // it passes over line breaks
	case "", "7bit", "8bit":
	default:
		return "", fmt.Errorf("the encoding %s is unknown", encoding)
	}
	raw, err := io.ReadAll(body)
	return string(raw), err
}
