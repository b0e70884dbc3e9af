package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"example.org/handover/internal/fault"
)

// Checkpoint says what the ledger of a programme was at some time: so many entries under this root.
type Checkpoint struct {
	Programme string `json:"programme"`
	Size      int    `json:"size"` // how many entries
	Root      Hash   `json:"root"`
}

// originPrefix and the programme's id are the first line of a checkpoint.
const originPrefix = "handover/"

// Text is what is signed: origin, size and root, a line each, as https://c2sp.org/tlog-checkpoint has it.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s%s\n%d\n%s\n", originPrefix, c.Programme, c.Size, c.Root)
}

// Sign renders the checkpoint as a signed note. The same checkpoint gives the same note if the signature does, as
// Ed25519's does.
func (c Checkpoint) Sign(by note.Signer) ([]byte, error) {
	signed, err := note.Sign(&note.Note{Text: c.Text()}, by)
	var known *fault.Error
	if errors.As(err, &known) {
		return nil, err // whoever signs says what is wrong, and how to mend it
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "the checkpoint of programme %s cannot be signed", c.Programme)
	}
	return signed, nil
}

// maxCheckpoint is far more than any checkpoint has, in bytes.
const maxCheckpoint = 64 << 10

// Open reads a signed checkpoint whose signature by one of the keys must be good: fault.Refused if it is not, fault.Invalid
// if this is no checkpoint at all. Signatures of others, such as witnesses, may stand beside it; lines of the text after
// the root are passed over.
func Open(signed []byte, keys ...note.Verifier) (Checkpoint, error) {
	if len(signed) > maxCheckpoint {
		return Checkpoint{}, noCheckpoint(nil)
	}
	n, err := note.Open(signed, note.VerifierList(keys...))
	var unverified *note.UnverifiedNoteError
	var invalid *note.InvalidSignatureError
	switch {
	case err == nil:
		return parse(n.Text)
	case errors.As(err, &unverified):
		return Checkpoint{}, fault.Wrap(fault.Refused, err, "the checkpoint is not signed by the key %s", namesOf(keys)).
			To("give the public key that signed it with --key")
	case errors.As(err, &invalid):
		return Checkpoint{}, fault.Wrap(fault.Refused, err, "the checkpoint was changed: its signature by the key %s+%08x is wrong",
			invalid.Name, invalid.Hash)
	}
	return Checkpoint{}, noCheckpoint(err)
}

// Unjudged reports whether the error of Open says only that no key at hand signed the checkpoint: it may be good.
func Unjudged(err error) bool {
	var unverified *note.UnverifiedNoteError
	return errors.As(err, &unverified)
}

func namesOf(keys []note.Verifier) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = fmt.Sprintf("%s+%08x", k.Name(), k.KeyHash())
	}
	return strings.Join(names, " or ")
}

func parse(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return Checkpoint{}, noCheckpoint(nil)
	}
	programme, ours := strings.CutPrefix(lines[0], originPrefix)
	size, err := strconv.Atoi(lines[1])
	if !ours || programme == "" || err != nil || size < 0 || strconv.Itoa(size) != lines[1] {
		return Checkpoint{}, noCheckpoint(err)
	}
	c := Checkpoint{Programme: programme, Size: size}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || copy(c.Root[:], root) != len(root) || len(root) != len(c.Root) {
		return Checkpoint{}, noCheckpoint(err)
	}
	return c, nil
}

func noCheckpoint(err error) error {
	return fault.Wrap(fault.Invalid, err, "this is no signed checkpoint of a programme").
		To("give a file that `handover checkpoint` wrote")
}
