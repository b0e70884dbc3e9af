package ledger

import (
	"crypto/sha256"
	"hash"
)

// tree computes an RFC 6962 tree from its leaves, one after the other. It is the verifier's own: it shares no code with
// the library by which entries are appended.
type tree struct {
	size  int
	edge  []Hash // the roots of the complete subtrees, the largest first
	added []Hash // what the leaf adds that completes was last asked about
	sum   hash.Hash
}

// leafHash is SHA-256 over a zero byte and the entry, RFC 6962 section 2.1.
func leafHash(raw []byte, sum hash.Hash) Hash {
	sum.Reset()
	_, _ = sum.Write([]byte{0}) // a hash never fails
	_, _ = sum.Write(raw)
	return Hash(sum.Sum(nil))
}

// node is SHA-256 over a one byte and the two hashes below.
func (t *tree) node(left, right Hash) Hash {
	if t.sum == nil {
		t.sum = sha256.New()
	}
	t.sum.Reset()
	_, _ = t.sum.Write([]byte{1})
	_, _ = t.sum.Write(left[:])
	_, _ = t.sum.Write(right[:])
	var h Hash
	t.sum.Sum(h[:0])
	return h
}

// completes gives the hashes that a leaf adds: itself, then the node of each subtree that it completes, one for each one
// at the end of the size in binary. The tree changes only with the next call of take.
func (t *tree) completes(leaf Hash) []Hash {
	t.added = append(t.added[:0], leaf)
	for i, n := len(t.edge)-1, t.size; n&1 == 1; i, n = i-1, n>>1 {
		leaf = t.node(t.edge[i], leaf)
		t.added = append(t.added, leaf)
	}
	return t.added
}

// take appends the leaf that completes was last asked about.
func (t *tree) take() {
	joined := len(t.added) - 1
	t.edge = append(t.edge[:len(t.edge)-joined], t.added[joined])
	t.size++
}

// root joins the complete subtrees from the smallest up. That of no leaves is the hash of nothing.
func (t *tree) root() Hash {
	if t.size == 0 {
		return sha256.Sum256(nil)
	}
	h := t.edge[len(t.edge)-1]
	for i := len(t.edge) - 2; i >= 0; i-- {
		h = t.node(t.edge[i], h)
	}
	return h
}
