// Package document reads JSON documents that a person wrote, strictly: what the reader and the writer could understand
// differently is refused. A document is UTF-8 without a byte order mark, one JSON value (RFC 8259) with nothing after
// it, no member name twice in an object, at most MaxBytes long, MaxDepth deep and MaxValues rich, numbers within the
// range of a double.
//
// Every complaint about the content is a *fault.Error of kind Invalid that names the file, the JSON pointer (RFC 6901),
// the 1-based line, the value and the mend. Functions that find several problems return them joined by errors.Join in
// the order of the document.
package document

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"example.org/handover/internal/fault"
)

const (
	// MaxBytes is the largest size of a document, in bytes (4 MiB).
	MaxBytes = 4 << 20
	// MaxDepth is how many objects and lists may stand inside one another.
	MaxDepth = 64
	// MaxValues is how many values a document may have, objects and lists counted like the rest. It bounds the memory
	// that a document of MaxBytes takes once it is decoded, and leaves room for 16 bytes a value.
	MaxValues = MaxBytes / 16
)

// Read reads a document and returns its bytes unchanged after Check. It takes at most MaxBytes+1 bytes from r. A longer
// document and whatever Check refuses are fault.Invalid; a failure of r itself is fault.Unavailable and wraps r's
// error.
func Read(name string, r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the document could not be read to its end").
			At(name, "").To("check that it is still there and try again")
	}
	if err := Check(name, data); err != nil {
		return nil, err
	}
	return data, nil
}

// Check says whether data is a document as the package comment defines it. It reports the first problem only, since
// what follows a syntax error is guesswork. Data that Check accepts, encoding/json accepts.
func Check(name string, data []byte) error {
	if f := checkBytes(data); f != nil {
		f.File = name
		return f
	}
	if f := scan(data, nil); f != nil {
		f.File = name
		return f
	}
	return nil
}

// checkBytes holds the rules that need no parsing: size, emptiness, encoding.
func checkBytes(data []byte) *fault.Error {
	if len(data) > MaxBytes {
		return fault.New(fault.Invalid, "the document is larger than %d bytes (%d MiB)", MaxBytes, MaxBytes>>20).
			To("split it or remove what is not needed")
	}
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		return onLine(1, "the document starts with a byte order mark").
			To(`save it as "UTF-8", not "UTF-8 with BOM"`)
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return onLine(1, "the document is UTF-16, not UTF-8").To("save it as UTF-8")
	}
	if at := invalidUTF8(data); at >= 0 {
		return onLine(lineAt(data, at), "the byte 0x%02X is not UTF-8", data[at]).
			To("save the document as UTF-8 and retype the character")
	}
	if len(bytes.TrimLeft(data, " \t\r\n")) == 0 {
		return onLine(1, "the document is empty").To("write one JSON value, such as {}")
	}
	return nil
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// onLine is an Invalid fault about a line.
func onLine(line int, format string, args ...any) *fault.Error {
	f := fault.New(fault.Invalid, format, args...)
	f.Line = line
	return f
}

// count writes a number and its noun: "1 item", "3 items". Only nouns that take an s are used.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
