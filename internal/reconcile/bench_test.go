package reconcile_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"example.org/handover/internal/reconcile"
)

// BenchmarkCompare reconciles two files of a million rows of nine columns in different orders: equal, different in
// every row, or without a key in common, which is what costs the most memory. MB-from-system is the most memory the
// process ever held.
func BenchmarkCompare(b *testing.B) {
	const size = 1_000_000
	source := generated(b, "source.csv", size, 1, "SYN", "")
	for _, bb := range []struct {
		name, prefix, mark string
		matched, different int
	}{
		{"equal", "SYN", "", size, 0},
		{"different", "SYN", "!", 0, size},
		{"disjoint", "NYS", "", 0, 0},
	} {
		target := generated(b, bb.name+".csv", size, 2, bb.prefix, bb.mark)
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				r, err := compareBig(source, target)
				if err != nil {
					b.Fatal(err)
				}
				if r.Matched != bb.matched || r.Different != bb.different {
					b.Fatal(r.Summary())
				}
			}
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.Sys)/1e6, "MB-from-system")
		})
	}
}

func compareBig(source, target string) (reconcile.Report, error) {
	s, err := os.Open(source)
	if err != nil {
		return reconcile.Report{}, err
	}
	defer s.Close()
	t, err := os.Open(target)
	if err != nil {
		return reconcile.Report{}, err
	}
	defer t.Close()
	return reconcile.Compare(context.Background(), reconcile.Input{Name: source, R: s},
		reconcile.Input{Name: target, R: t}, reconcile.Spec{Dataset: "big", Key: []string{"CHILD", "DECOM"}}, secret)
}

// generated writes an extract, its rows in the order that belongs to the seed, and returns its path. Keys begin with
// the prefix, and the last cell of every row ends in the mark.
func generated(b *testing.B, name string, size int, seed uint64, prefix, mark string) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,HOME_POST,URN")
	for _, n := range rand.New(rand.NewPCG(seed, seed)).Perm(size) {
		fmt.Fprintf(w, "%s%07d,%02d/03/2021,S,C2,N1,U6,%02d/04/2022,ZZ%d 1ZZ,SC%06d%s\n",
			prefix, n/2, n%2+1, n%28+1, n%9, n%977, mark)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}
