package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"example.org/handover/internal/fault"
)

// keyName is the name under which a key signs. One key signs the checkpoints of all programmes of a place; the hash
// beside the name tells the keys of different places apart.
const keyName = "handover"

// NewKey makes a private key in the encoding of package note, from a source of randomness. It is a line of text that
// nobody else may read.
func NewKey(random io.Reader) (string, error) {
	private, _, err := note.GenerateKey(random, keyName)
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "no key for the checkpoints can be made")
	}
	return private, nil
}

// Key signs checkpoints and says with which public key they are verified.
type Key struct {
	note.Signer
	Public string // in the encoding of package note: name, hash and key on one line
}

// ParseKey reads what NewKey made, with or without a newline. fault.Invalid if it is none; the error does not show it.
func ParseKey(private string) (Key, error) {
	private = strings.TrimSpace(private)
	own, err := note.NewSigner(private)
	if err != nil {
		return Key{}, noKey()
	}
	// It reads PRIVATE+KEY+name+hash+key, where key is a byte for the algorithm and the seed, in base64.
	parts := strings.SplitN(private, "+", 5)
	raw, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return Key{}, noKey()
	}
	public, ok := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	if !ok {
		return Key{}, noKey()
	}
	return KeyOf(public, own.Sign)
}

// KeyOf is the key of somebody who keeps the private half elsewhere and signs when asked: sign returns the Ed25519
// signature (RFC 8032) of the message itself. fault.Invalid if the public half is none.
func KeyOf(public ed25519.PublicKey, sign func(message []byte) ([]byte, error)) (Key, error) {
	line, err := note.NewEd25519VerifierKey(keyName, public)
	if err != nil {
		return Key{}, noKey()
	}
	v, err := note.NewVerifier(line)
	if err != nil {
		return Key{}, noKey()
	}
	return Key{signer{v, sign}, line}, nil
}

// signer signs under the name and the hash of a public key.
type signer struct {
	note.Verifier
	sign func(message []byte) ([]byte, error)
}

// Sign implements note.Signer.
func (s signer) Sign(message []byte) ([]byte, error) { return s.sign(message) }

func noKey() error {
	return fault.New(fault.Invalid, "this is no private key for checkpoints").To("restore the key from its copy")
}

// Verifier reads a public key, with or without a newline. fault.Invalid if it is none.
func Verifier(public string) (note.Verifier, error) {
	v, err := note.NewVerifier(strings.TrimSpace(public))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "this is no public key of checkpoints").With(public).
			To("give the line that `handover checkpoint --key` prints")
	}
	return v, nil
}
