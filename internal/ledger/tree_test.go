package ledger_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"pgregory.net/rapid"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
)

// grown is a tree over leaves: its records, and the edge at every size.
type grown struct {
	records []ledger.Record
	edges   []ledger.Edge
}

func grow(t testing.TB, leaves [][]byte) grown {
	t.Helper()
	g := grown{edges: []ledger.Edge{nil}}
	for size, leaf := range leaves {
		r, edge, err := ledger.Grow(size, g.edges[size], leaf)
		if err != nil {
			t.Fatal(err)
		}
		g.records, g.edges = append(g.records, r), append(g.edges, edge)
	}
	return g
}

// at is the checkpoint of the tree at a size.
func (g grown) at(t testing.TB, size int) ledger.Checkpoint {
	t.Helper()
	root, err := ledger.Root(size, g.edges[size])
	if err != nil {
		t.Fatal(err)
	}
	return ledger.Checkpoint{Programme: "park", Size: size, Root: root}
}

// look reads records as a store does, and counts.
func (g grown) look(reads *int) ledger.Lookup {
	return func(seq int) (ledger.Record, error) {
		*reads++
		return g.records[seq-1], nil
	}
}

func numbered(n int) [][]byte {
	var leaves [][]byte
	for i := range n {
		leaves = append(leaves, fmt.Appendf(nil, "leaf %d", i))
	}
	return leaves
}

// TestKnownTrees holds the roots that Certificate Transparency publishes for its test leaves (RFC 6962 section 2.1).
func TestKnownTrees(t *testing.T) {
	var leaves [][]byte
	for _, text := range []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
		"606162636465666768696a6b6c6d6e6f"} {
		leaf, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leaf)
	}
	g := grow(t, leaves)
	for size, want := range []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	} {
		if got := g.at(t, size).Root; hex.EncodeToString(got[:]) != want {
			t.Errorf("%d leaves: appending gives %x, want %s", size, got, want)
		}
		if got, _ := ledger.RootOf(leaves[:size]); hex.EncodeToString(got[:]) != want {
			t.Errorf("%d leaves: verifying gives %x, want %s", size, got, want)
		}
	}
}

// TestTreesAgree holds the tree of appending, the tree of verifying and that of a library which is neither against each
// other, the hashes kept with each entry included.
func TestTreesAgree(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		leaves := rapid.SliceOfN(rapid.SliceOf(rapid.Byte()), 0, 70).Draw(r, "leaves")
		g := grow(t, leaves)
		other := (&compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}).NewEmptyRange(0)
		for _, leaf := range leaves {
			if err := other.Append(rfc6962.DefaultHasher.HashLeaf(leaf), nil); err != nil {
				r.Fatal(err)
			}
		}
		want, err := other.GetRootHash(nil)
		if len(leaves) == 0 {
			want = rfc6962.DefaultHasher.EmptyRoot()
		}
		if err != nil {
			r.Fatal(err)
		}
		verified, added := ledger.RootOf(leaves)
		appended := g.at(t, len(leaves)).Root
		if !bytes.Equal(appended[:], want) || !bytes.Equal(verified[:], want) {
			r.Fatalf("%d leaves: appending gives %v, verifying %v, the library %x", len(leaves), appended, verified, want)
		}
		for i, record := range g.records {
			if !slices.Equal(record.Hashes, added[i]) {
				r.Fatalf("entry %d keeps %v, verifying expects %v", i+1, record.Hashes, added[i])
			}
		}
	})
}

func bytesOf(hashes ledger.Hashes) [][]byte {
	var all [][]byte
	for _, h := range hashes {
		all = append(all, h[:])
	}
	return all
}

// TestProofsConvinceOthers proves every entry and every earlier checkpoint of trees of many sizes, and lets a library
// that is not ours judge; reading stays within some log₂ of the size.
func TestProofsConvinceOthers(t *testing.T) {
	const most = 70
	g := grow(t, numbered(most))
	for size := 1; size <= most; size++ {
		now := g.at(t, size)
		for seq := 1; seq <= size; seq++ {
			reads := 0
			p, err := ledger.ProveEntry(now, seq, g.look(&reads))
			if err != nil {
				t.Fatal(err)
			}
			leaf := sha256.Sum256(append([]byte{0}, p.Raw...))
			if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(seq-1), uint64(size), leaf[:], bytesOf(p.Proof),
				now.Root[:]); err != nil || p.Leaf != leaf || reads > 15 {
				t.Fatalf("entry %d of %d, %d reads: %v", seq, size, reads, err)
			}
			from := g.at(t, seq)
			c, err := ledger.ProveFrom(from, now, g.look(&reads))
			if err != nil {
				t.Fatal(err)
			}
			if err := proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(seq), uint64(size), bytesOf(c.Proof), from.Root[:],
				now.Root[:]); err != nil {
				t.Fatalf("from %d to %d: %v", seq, size, err)
			}
		}
	}
}

func TestProofsAreRefused(t *testing.T) {
	g, other := grow(t, numbered(9)), grow(t, append(numbered(4), numbered(5)...))
	look := g.look(new(int))
	now := g.at(t, 9)
	forked := func() error { _, err := ledger.ProveFrom(other.at(t, 6), now, look); return err }
	elsewhere := ledger.Checkpoint{Programme: "pool", Size: 3, Root: g.at(t, 3).Root}
	flipped := func(seq int) (ledger.Record, error) {
		r, err := look(seq)
		if seq == 4 {
			r.Raw = []byte("leaf four")
		}
		return r, err
	}
	short := func(seq int) (ledger.Record, error) { return ledger.Record{Seq: seq, Raw: []byte("x")}, nil }
	for name, c := range map[string]struct {
		try  func() error
		want fault.Kind
	}{
		"no entry 0":       {func() error { _, err := ledger.ProveEntry(now, 0, look); return err }, fault.NotFound},
		"no entry 10":      {func() error { _, err := ledger.ProveEntry(now, 10, look); return err }, fault.NotFound},
		"a flipped entry":  {func() error { _, err := ledger.ProveEntry(now, 4, flipped); return err }, fault.Refused},
		"hashes are gone":  {func() error { _, err := ledger.ProveEntry(now, 5, short); return err }, fault.Refused},
		"a fork":           {forked, fault.Refused},
		"a longer ledger":  {func() error { _, err := ledger.ProveFrom(now, g.at(t, 8), look); return err }, fault.Refused},
		"of nothing":       {func() error { _, err := ledger.ProveFrom(g.at(t, 0), now, look); return err }, fault.Invalid},
		"of another":       {func() error { _, err := ledger.ProveFrom(elsewhere, now, look); return err }, fault.Invalid},
		"no hashes at all": {func() error { _, err := ledger.ProveFrom(g.at(t, 3), now, short); return err }, fault.Refused},
	} {
		if err := c.try(); fault.KindOf(err) != c.want {
			t.Errorf("%s: got %v (%s), want %s", name, err, fault.KindOf(err), c.want)
		}
	}
}

func TestEdgesThatFitNoTree(t *testing.T) {
	for size, edge := range map[int]ledger.Edge{3: {{1}}, 4: {}, 0: {{1}}, -1: {}} {
		if _, err := ledger.Root(size, edge); fault.KindOf(err) != fault.Invalid {
			t.Errorf("root of %d with %d hashes: got %v", size, len(edge), err)
		}
		if _, _, err := ledger.Grow(size, edge, nil); fault.KindOf(err) != fault.Internal {
			t.Errorf("growing %d with %d hashes: got %v", size, len(edge), err)
		}
	}
}

func TestHashesAsBytes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), 0, 130).Draw(r, "raw")
		h, err := ledger.HashesOf(raw)
		if len(raw)%32 != 0 {
			if fault.KindOf(err) != fault.Invalid {
				r.Fatalf("%d bytes: %v", len(raw), err)
			}
			return
		}
		if err != nil || len(h) != len(raw)/32 || !bytes.Equal(h.Bytes(), raw) {
			r.Fatalf("%d bytes became %d hashes, and %x: %v", len(raw), len(h), h.Bytes(), err)
		}
	})
}
