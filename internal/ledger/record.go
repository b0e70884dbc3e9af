package ledger

import (
	"encoding/json"

	"golang.org/x/mod/sumdb/tlog"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// Record is an entry as it is stored.
type Record struct {
	Seq int // the entry's number; its index in the tree is one less
	// Raw are the bytes of the entry, which are hashed. Nobody changes them.
	Raw []byte
	// Hashes are those that the entry adds to the tree: its leaf, then the node of each subtree that it completes.
	Hashes Hashes
}

// Edge is the right edge of the tree: the roots of its complete subtrees, the largest first. It is all that appending
// needs to know; a tree of n entries has as many as n has ones in binary.
type Edge = Hashes

// Append gives the records of entries that follow on entry number after, whose tree has an edge, and the edge that the
// tree has then. fault.Internal if the edge is not that of a tree of this size, or an entry cannot be rendered.
func Append(after int, edge Edge, entries []handover.Entry) ([]Record, Edge, error) {
	records := make([]Record, len(entries))
	for i, e := range entries {
		raw, err := e.MarshalJSON()
		if err != nil {
			return nil, nil, fault.Wrap(fault.Internal, err, "entry %d cannot be recorded", e.Seq)
		}
		if records[i], edge, err = grow(after+i, edge, raw); err != nil {
			return nil, nil, err
		}
	}
	return records, edge, nil
}

// grow adds one leaf to a tree of a size.
func grow(size int, edge Edge, raw []byte) (Record, Edge, error) {
	if size < 0 || len(edge) != ones(size) {
		return Record{}, nil, fault.New(fault.Internal, "a tree of %d entries has an edge of %d hashes, not %d", size,
			ones(size), len(edge))
	}
	// The subtrees that a leaf completes join the smallest ones of the edge, which stand last.
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) { return edge[len(edge)-len(indexes):], nil })
	hashes, err := tlog.StoredHashes(int64(size), raw, reader)
	if err != nil {
		return Record{}, nil, fault.Wrap(fault.Internal, err, "entry %d cannot be hashed", size+1)
	}
	joined := len(hashes) - 1
	next := make(Edge, 0, len(edge)+1-joined)
	next = append(append(next, edge[:len(edge)-joined]...), hashes[joined])
	return Record{Seq: size + 1, Raw: raw, Hashes: hashes}, next, nil
}

// Root is the root of a tree of a size with an edge. fault.Invalid if the two do not go together.
func Root(size int, edge Edge) (Hash, error) {
	if size < 0 || len(edge) != ones(size) {
		return Hash{}, fault.New(fault.Invalid, "a tree of %d entries has no edge of %d hashes", size, len(edge))
	}
	root, err := tlog.TreeHash(int64(size), tlog.HashReaderFunc(func([]int64) ([]tlog.Hash, error) { return edge, nil }))
	if err != nil {
		return Hash{}, fault.Wrap(fault.Internal, err, "the root of %d entries cannot be computed", size)
	}
	return root, nil
}

// ones counts the ones of a number in binary.
func ones(n int) int {
	count := 0
	for ; n > 0; n &= n - 1 {
		count++
	}
	return count
}

// Entries decodes records.
func Entries(records []Record) ([]handover.Entry, error) {
	entries := make([]handover.Entry, len(records))
	for i := range records {
		if err := entries[i].UnmarshalJSON(records[i].Raw); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// RequestOf is the id of the request on an entry, empty if it has none or cannot be read.
func RequestOf(raw []byte) string {
	var e struct{ Request string }
	if json.Unmarshal(raw, &e) != nil {
		return ""
	}
	return e.Request
}
