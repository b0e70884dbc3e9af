package ledger

import (
	"golang.org/x/mod/sumdb/tlog"

	"example.org/handover/internal/fault"
)

// Inclusion proves that an entry is in the ledger of a checkpoint, to somebody who has only the checkpoint: RFC 6962
// section 2.1.1. The index of the entry in the tree is Entry-1, its leaf the SHA-256 of a zero byte and Raw.
type Inclusion struct {
	Checkpoint
	Entry int    `json:"entry"`
	Raw   string `json:"raw"` // the bytes of the entry, which are UTF-8
	Leaf  Hash   `json:"leaf"`
	Proof Hashes `json:"proof"` // from the leaf's neighbour up to the root
	Note  string `json:"note"`  // the signed checkpoint
}

// Consistency proves that the ledger of a checkpoint begins with that of an earlier one: RFC 6962 section 2.1.2.
type Consistency struct {
	Checkpoint
	From  Checkpoint `json:"from"`
	Proof Hashes     `json:"proof"`
	Note  string     `json:"note"` // the signed checkpoint, the later one
}

// Lookup returns the record of an entry by its number.
type Lookup func(seq int) (Record, error)

// ReadHashes reads hashes of the tree by their place in its storage: it implements tlog.HashReader. Each hash stands with
// the entry that completed it.
func (l Lookup) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		seq := int((n + 1) << level)
		r, err := l(seq)
		if err != nil {
			return nil, err
		}
		if level >= len(r.Hashes) {
			return nil, fault.New(fault.Internal, "entry %d keeps %d hashes of the tree, not %d", seq, len(r.Hashes), level+1)
		}
		hashes[i] = r.Hashes[level]
	}
	return hashes, nil
}

// ProveEntry proves that an entry is in the ledger of c, reading some log₂ n records. fault.NotFound if the ledger of c
// does not reach the entry. Note is left empty.
func ProveEntry(c Checkpoint, seq int, look Lookup) (Inclusion, error) {
	if seq < 1 || seq > c.Size {
		return Inclusion{}, fault.New(fault.NotFound, "programme %s has the entries 1 to %d, and no entry %d", c.Programme,
			c.Size, seq)
	}
	r, err := look(seq)
	if err != nil {
		return Inclusion{}, err
	}
	proof, err := tlog.ProveRecord(int64(c.Size), int64(seq-1), look)
	if err != nil {
		return Inclusion{}, unproved(err)
	}
	leaf := tlog.RecordHash(r.Raw)
	if tlog.CheckRecord(proof, int64(c.Size), c.Root, int64(seq-1), leaf) != nil {
		return Inclusion{}, unproved(nil)
	}
	return Inclusion{Checkpoint: c, Entry: seq, Raw: string(r.Raw), Leaf: leaf, Proof: Hashes(proof)}, nil
}

// ProveFrom proves that the ledger of c begins with that of an earlier checkpoint. fault.Refused if it does not: the one
// is no continuation of the other. Note is left empty.
func ProveFrom(from, c Checkpoint, look Lookup) (Consistency, error) {
	p := Consistency{Checkpoint: c, From: from, Proof: Hashes{}}
	switch {
	case from.Programme != c.Programme:
		return p, fault.New(fault.Invalid, "the checkpoint is of another programme").With(from.Programme)
	case from.Size > c.Size:
		return p, fault.New(fault.Refused, "the checkpoint was made over %d entries, and the ledger has %d", from.Size, c.Size)
	case from.Size == 0:
		return p, fault.New(fault.Invalid, "the checkpoint was made over no entries, with which every ledger begins")
	}
	proof, err := tlog.ProveTree(int64(c.Size), int64(from.Size), look)
	if err != nil {
		return p, unproved(err)
	}
	if tlog.CheckTree(proof, int64(c.Size), c.Root, int64(from.Size), from.Root) != nil {
		return p, fault.New(fault.Refused, "the ledger does not begin with the %d entries of the checkpoint", from.Size).
			To("find out with `handover verify %s --checkpoint FILE`", c.Programme)
	}
	p.Proof = append(p.Proof, proof...)
	return p, nil
}

func unproved(err error) error {
	if fault.KindOf(err) == fault.Internal || err == nil {
		return fault.Wrap(fault.Refused, err, "the ledger does not agree with its own tree").
			To("find out with `handover verify`")
	}
	return err
}
