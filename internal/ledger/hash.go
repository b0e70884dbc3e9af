package ledger

import (
	"golang.org/x/mod/sumdb/tlog"

	"example.org/handover/internal/fault"
)

// Hash is the SHA-256 of a leaf or a node of the tree. As text and as JSON it is base64.
type Hash = tlog.Hash

// Hashes are hashes of the tree in an order that their holder says.
type Hashes []Hash

// Bytes renders hashes one after the other, 32 bytes each; none is nil.
func (h Hashes) Bytes() []byte {
	if len(h) == 0 {
		return nil
	}
	raw := make([]byte, 0, len(h)*tlog.HashSize)
	for i := range h {
		raw = append(raw, h[i][:]...)
	}
	return raw
}

// HashesOf is the reverse of Bytes. fault.Invalid if the length is no multiple of 32 bytes.
func HashesOf(raw []byte) (Hashes, error) {
	if len(raw)%tlog.HashSize != 0 {
		return nil, fault.New(fault.Invalid, "%d bytes are no list of hashes", len(raw))
	}
	if len(raw) == 0 {
		return nil, nil
	}
	h := make(Hashes, len(raw)/tlog.HashSize)
	for i := range h {
		copy(h[i][:], raw[i*tlog.HashSize:])
	}
	return h, nil
}
