package reconcile

import "sync"

// side is one of the two extracts.
type side int

// The sides.
const (
	source side = iota
	target
)

// entry is what is known of a key.
type entry struct {
	row     digest   // of the first row that came with the key, from either side
	count   [2]uint8 // rows with the key by side: 0, 1, or 2 for more than one
	differs bool     // a later row with the key differs from it
}

// table pairs the rows of both extracts by key as they come, in whatever order. The first row of a key is held, as
// digests, and the next with that key is compared with it when it comes.
type table struct {
	width int // compared cells a row

	mu      sync.Mutex
	index   map[digest]uint32 // position in entries
	entries []entry
	// cells has width an entry: hashes or, once unequal rows have been compared, sameMark or differsMark. It is most of
	// the memory, so it grows by chunks of chunkEntries entries, which never have to be copied.
	cells [][]uint64
}

// chunkEntries is how many entries have their cells in one chunk.
const chunkEntries = 4096

// What stands for a hash once unequal rows have been compared.
const (
	sameMark    = 0
	differsMark = 1
)

// newTable returns an empty table for rows of width compared cells.
func newTable(width int) *table {
	return &table{width: width, index: make(map[digest]uint32)}
}

// take takes a batch of rows of one side. Both sides may call it at once.
func (t *table) take(from side, b batch) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, key := range b.keys {
		cells := b.cells[i*t.width : (i+1)*t.width]
		at, known := t.index[key]
		if !known {
			at = uint32(len(t.entries)) //nolint:gosec // as many rows do not fit into any memory
			t.index[key] = at
			t.entries = append(t.entries, entry{row: b.rows[i]})
			t.hold(cells)
		}
		e := &t.entries[at]
		e.count[from] = min(e.count[from]+1, 2)
		// Two rows of one side may meet here too: the key is then duplicate, and what they differ in is not reported.
		if known && e.row != b.rows[i] {
			e.differs = true
			mark(t.held(at), cells)
		}
	}
}

// hold keeps the cells of the newest entry. The first chunk grows with its rows, since most extracts are small.
func (t *table) hold(cells []uint64) {
	if (len(t.entries)-1)%chunkEntries == 0 {
		var chunk []uint64
		if len(t.cells) > 0 {
			chunk = make([]uint64, 0, chunkEntries*t.width)
		}
		t.cells = append(t.cells, chunk)
	}
	last := &t.cells[len(t.cells)-1]
	*last = append(*last, cells...)
}

// held returns what is held of an entry's cells.
func (t *table) held(at uint32) []uint64 {
	start := int(at) % chunkEntries * t.width
	return t.cells[at/chunkEntries][start : start+t.width]
}

// mark replaces every hash held by whether it is that of the other row's cell.
func mark(held, other []uint64) {
	for i := range held {
		if held[i] == other[i] {
			held[i] = sameMark
		} else {
			held[i] = differsMark
		}
	}
}
