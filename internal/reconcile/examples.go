package reconcile

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"slices"
)

// Kinds of example.
const (
	KindMissing         = "missing"    // the key is in the source alone
	KindUnexpected      = "unexpected" // the key is in the target alone
	KindDifferent       = "different"  // the rows differ in the column
	KindDuplicateSource = "duplicate-source"
	KindDuplicateTarget = "duplicate-target"
	KindDuplicateBoth   = "duplicate-both"
)

// Example points to one difference without showing it. Who holds the extract and the secret finds the row by computing
// the same digest over its keys.
type Example struct {
	// Key is the first 16 hexadecimal digits of HMAC-SHA256(secret, the key's cells joined by NUL), the cells in the
	// order of Spec.Key, trimmed and in NFC.
	Key    string `json:"key"`
	Column string `json:"column"` // for KindDifferent, else ""
	Kind   string `json:"kind"`
}

// maxExamples is the most examples a report has.
const maxExamples = 20

// candidate is a difference with the whole digest of its key.
type candidate struct {
	key          digest
	column, kind string
}

// sample keeps the first maxExamples differences by key digest, then column, then kind. Since the digests are keyed
// hashes, that is a fair sample of all differences, and it does not depend on the order in which they are offered.
type sample struct {
	kept []candidate // sorted
}

// offer takes a difference into the sample if it comes early enough.
func (s *sample) offer(key digest, column, kind string) {
	c := candidate{key, column, kind}
	at, _ := slices.BinarySearchFunc(s.kept, c, compare)
	if at == maxExamples {
		return
	}
	s.kept = slices.Insert(s.kept, at, c)
	s.kept = s.kept[:min(len(s.kept), maxExamples)]
}

// compare orders candidates.
func compare(a, b candidate) int {
	return cmp.Or(bytes.Compare(a.key[:], b.key[:]), cmp.Compare(a.column, b.column), cmp.Compare(a.kind, b.kind))
}

// examples returns the sample as a report shows it.
func (s *sample) examples() []Example {
	out := make([]Example, len(s.kept))
	for i, c := range s.kept {
		out[i] = Example{Key: hex.EncodeToString(c.key[:8]), Column: c.column, Kind: c.kind}
	}
	return out
}

// duplicate returns on which sides the entry's key is duplicate, as a kind of example, or "".
func duplicate(e entry) string {
	switch {
	case e.count[source] > 1 && e.count[target] > 1:
		return KindDuplicateBoth
	case e.count[source] > 1:
		return KindDuplicateSource
	case e.count[target] > 1:
		return KindDuplicateTarget
	}
	return ""
}
