package reconcile

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"hash/maphash"
)

// digest is the first half of a SHA-256: 128 bits, beyond accident and beyond forging a second row to a given one.
type digest [16]byte

// batch is a run of rows of one extract, as digests.
type batch struct {
	keys  []digest // the HMACs by which the report speaks of the rows
	rows  []digest // of the compared cells; they decide whether two rows are equal
	cells []uint64 // width a row; 64-bit hashes that only tell in which columns unequal rows differ
}

// batchRows is how many rows a full batch has: enough that handing it over costs next to nothing.
const batchRows = 1024

// digester turns the rows of one extract into digests.
type digester struct {
	mac     hash.Hash
	seed    maphash.Seed // the same for both extracts
	scratch []byte
	batch   batch
}

// newDigester returns a digester of its own for a goroutine.
func newDigester(secret []byte, seed maphash.Seed) *digester {
	return &digester{mac: hmac.New(sha256.New, secret), seed: seed}
}

// add puts a row into the batch and reports whether that is full.
func (d *digester) add(key, cells []string) bool {
	d.batch.keys = append(d.batch.keys, d.key(key))
	d.batch.rows = append(d.batch.rows, d.row(cells))
	for _, cell := range cells {
		d.batch.cells = append(d.batch.cells, maphash.String(d.seed, cell))
	}
	return len(d.batch.keys) == batchRows
}

// clear empties the batch and keeps its memory.
func (d *digester) clear() {
	d.batch = batch{d.batch.keys[:0], d.batch.rows[:0], d.batch.cells[:0]}
}

// key returns the start of HMAC-SHA256(secret, the key's cells joined by NUL). No cell has a NUL, so two keys never
// join to one.
func (d *digester) key(cells []string) digest {
	d.mac.Reset()
	d.mac.Write(d.join(cells)) // a hash.Hash never returns an error
	var sum [sha256.Size]byte
	return digest(d.mac.Sum(sum[:0])[:len(digest{})])
}

// row returns the start of the SHA-256 of the cells joined by NUL.
func (d *digester) row(cells []string) digest {
	sum := sha256.Sum256(d.join(cells))
	return digest(sum[:len(digest{})])
}

// join returns the texts joined by NUL, in a buffer that the next call overwrites.
func (d *digester) join(texts []string) []byte {
	d.scratch = d.scratch[:0]
	for i, text := range texts {
		if i > 0 {
			d.scratch = append(d.scratch, 0)
		}
		d.scratch = append(d.scratch, text...)
	}
	return d.scratch
}
