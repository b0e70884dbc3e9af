package handover

import (
	"bytes"
	"strconv"
)

// envelope is an entry whose event is not decoded yet.
type envelope struct {
	Entry
	kind string
	data []byte
}

// openEnvelope reads an entry in exactly the form in which MarshalJSON writes it. It reads no other form: false says that
// JSON's general reader has to, not that the entry is wrong. The general reader goes over the event four times; of a ledger
// with a million entries that is most of the work.
func openEnvelope(raw []byte) (v envelope, ok bool) {
	r := envelopeReader{rest: raw, ok: true}
	v.Seq = r.number(`{"seq":`)
	r.fail(v.At.UnmarshalText(r.text(`,"at":"`)))
	if r.has(`,"occurred":"`) {
		r.fail(v.Occurred.UnmarshalText(r.text(`,"occurred":"`)))
	}
	v.By = string(r.text(`,"by":"`))
	if r.has(`,"request":"`) {
		v.Request = string(r.text(`,"request":"`))
	}
	v.kind = string(r.text(`,"kind":"`))
	r.skip(`,"data":`)
	last := len(r.rest) - 1
	if !r.ok || last < 1 || r.rest[last] != '}' {
		return envelope{}, false
	}
	v.data = r.rest[:last] // if more than the event stands there, it is no JSON value
	return v, true
}

// envelopeReader reads one field after the other; after a mistake it reads no more.
type envelopeReader struct {
	rest []byte
	ok   bool
}

func (r *envelopeReader) fail(err error) { r.ok = r.ok && err == nil }

func (r *envelopeReader) has(prefix string) bool {
	return r.ok && bytes.HasPrefix(r.rest, []byte(prefix))
}

func (r *envelopeReader) skip(prefix string) {
	if r.ok = r.has(prefix); r.ok {
		r.rest = r.rest[len(prefix):]
	}
}

// text reads a text after a prefix, up to its closing quote. It takes only plain characters: what JSON would write with a
// backslash, or might, is the general reader's.
func (r *envelopeReader) text(prefix string) []byte {
	r.skip(prefix)
	end := bytes.IndexByte(r.rest, '"')
	if !r.ok || end < 0 {
		r.ok = false
		return nil
	}
	text := r.rest[:end]
	for _, c := range text {
		r.ok = r.ok && c >= ' ' && c < 0x7f && c != '\\'
	}
	r.rest = r.rest[end+1:]
	return text
}

// number reads a whole number of a few digits after a prefix.
func (r *envelopeReader) number(prefix string) int {
	r.skip(prefix)
	end := bytes.IndexByte(r.rest, ',')
	if !r.ok || end < 1 || end > 9 {
		r.ok = false
		return 0
	}
	n, err := strconv.Atoi(string(r.rest[:end]))
	r.ok = err == nil && n >= 0 && strconv.Itoa(n) == string(r.rest[:end])
	r.rest = r.rest[end:]
	return n
}
