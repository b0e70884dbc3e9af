package main

import (
	"io"
	"os"
	"regexp"
)

// painter colours the words that a reader must not miss. The words stand there without it too: colour is never alone.
type painter struct{ w io.Writer }

// Codes of ISO 6429 that every terminal knows.
const (
	redInk    = "\x1b[1;31m"
	yellowInk = "\x1b[1;33m"
	greenInk  = "\x1b[1;32m"
	boldInk   = "\x1b[1m"
	plainInk  = "\x1b[0m"
)

var alarming = regexp.MustCompile(
	`\b(RED|OVERDUE|FAILED|REFUSED|HELD|STUCK|BLOCKING|STOP|NO-GO|AMBER|WARNING|GREEN|GO|REHEARSAL)\b`,
)

// Write implements io.Writer.
func (p painter) Write(b []byte) (int, error) {
	_, err := p.w.Write(alarming.ReplaceAllFunc(b, func(word []byte) []byte {
		return []byte(ink(string(word)) + string(word) + plainInk)
	}))
	return len(b), err
}

func ink(word string) string {
	switch word {
	case "AMBER", "WARNING":
		return yellowInk
	case "GREEN", "GO":
		return greenInk
	case "REHEARSAL":
		return boldInk
	}
	return redInk
}

// text is where text for people goes: as wide as the terminal, with colours on one that wants them.
func (e env) text() io.Writer { return page{e.inked(), e.columns()} }

func (e env) inked() io.Writer {
	f, ok := e.stdout.(*os.File)
	if !ok || e.getenv("NO_COLOR") != "" || e.getenv("TERM") == "dumb" {
		return e.stdout
	}
	if !isTerminal(f) {
		return e.stdout
	}
	return painter{e.stdout}
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
