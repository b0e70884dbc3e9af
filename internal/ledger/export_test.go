package ledger

// Grow adds a leaf of any bytes to a tree of a size with an edge.
var Grow = grow

// RootOf is the root of the tree over leaves, by the verifier's own code, with the hashes that each leaf added.
func RootOf(leaves [][]byte) (Hash, []Hashes) {
	var t tree
	var added []Hashes
	for _, leaf := range leaves {
		items := decodeAll([]Record{{Raw: leaf}})
		added = append(added, append(Hashes(nil), t.completes(items[0].leaf)...))
		t.take()
	}
	return t.root(), added
}
