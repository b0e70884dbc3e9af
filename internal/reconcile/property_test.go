package reconcile_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.org/handover/internal/reconcile"
)

var byTwo = reconcile.Spec{Dataset: "drawn", Key: []string{"K1", "K2"}, Ignore: []string{"I"}}

var drawnHeader = []string{"K1", "K2", "A", "B", "I"}

// rows draws data rows of drawnHeader. Few distinct keys and cells make duplicates, gaps and equal rows likely.
func rows() *rapid.Generator[[][]string] {
	key := rapid.SampledFrom([]string{"1", "2", "3", "4", "é", "x,\"y"})
	cell := rapid.SampledFrom([]string{"", "a", "b", " a", "e\u0301", "two\nlines"})
	row := rapid.Custom(func(t *rapid.T) []string {
		return []string{key.Draw(t, "K1"), key.Draw(t, "K2"), cell.Draw(t, "A"), cell.Draw(t, "B"), cell.Draw(t, "I")}
	})
	return rapid.SliceOfN(row, 0, 60)
}

// unique returns the rows with only the first of every key.
func unique(rows [][]string) [][]string {
	var out [][]string
	seen := map[[2]string]bool{}
	for _, row := range rows {
		if k := [2]string{row[0], row[1]}; !seen[k] {
			seen[k] = true
			out = append(out, row)
		}
	}
	return out
}

// compareRows compares rows under drawnHeader.
func compareRows(t *rapid.T, source, target [][]string) reconcile.Report {
	t.Helper()
	r, err := reconcile.Compare(context.Background(), written(t, source), written(t, target), byTwo, secret)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// written writes rows as an extract.
func written(t *rapid.T, rows [][]string) reconcile.Input {
	t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(append([][]string{drawnHeader}, rows...)); err != nil {
		t.Fatal(err)
	}
	return reconcile.Input{R: &b}
}

func TestPermutingRowsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source, target := rows().Draw(t, "source"), rows().Draw(t, "target")
		want := compareRows(t, source, target)
		source, target = rapid.Permutation(source).Draw(t, "p"), rapid.Permutation(target).Draw(t, "q")
		got := compareRows(t, source, target)
		got.SourceSHA256, got.TargetSHA256 = want.SourceSHA256, want.TargetSHA256
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the order of rows matters (-want +got):\n%s", diff)
		}
	})
}

func TestMirror(t *testing.T) {
	kinds := map[string]string{
		"missing": "unexpected", "unexpected": "missing",
		"duplicate-source": "duplicate-target", "duplicate-target": "duplicate-source",
		"different": "different", "duplicate-both": "duplicate-both",
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rows().Draw(t, "a"), rows().Draw(t, "b")
		want, got := compareRows(t, a, b), compareRows(t, b, a)
		got.SourceRows, got.TargetRows = got.TargetRows, got.SourceRows
		got.MissingInTarget, got.UnexpectedInTarget = got.UnexpectedInTarget, got.MissingInTarget
		got.DuplicateSourceKeys, got.DuplicateTargetKeys = got.DuplicateTargetKeys, got.DuplicateSourceKeys
		got.SourceSHA256, got.TargetSHA256 = got.TargetSHA256, got.SourceSHA256
		for i, e := range got.Examples {
			got.Examples[i].Kind = kinds[e.Kind]
		}
		for i := range got.Tests { // their details name the sides
			got.Tests[i].Detail = want.Tests[i].Detail
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(b,a) does not mirror (a,b) (-want +got):\n%s", diff)
		}
	})
}

func TestOneChangedCellFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := unique(rows().Filter(func(r [][]string) bool { return len(r) > 0 }).Draw(t, "rows"))
		target := slices.Clone(source)
		at := rapid.IntRange(0, len(target)-1).Draw(t, "row")
		column := rapid.IntRange(0, 4).Draw(t, "column")
		target[at] = slices.Clone(target[at])
		target[at][column] += "changed"
		r := compareRows(t, source, target)

		name := drawnHeader[column]
		want := reconcile.Report{Passed: name == "I", Matched: len(source)}
		want.Columns = []reconcile.ColumnDifference{}
		switch name {
		case "K1", "K2":
			want.Matched--
			want.MissingInTarget, want.UnexpectedInTarget = 1, 1
		case "A", "B":
			want.Matched--
			want.Different = 1
			want.Columns = []reconcile.ColumnDifference{{Column: name, Rows: 1}}
		}
		got := reconcile.Report{Passed: r.Passed, Matched: r.Matched, MissingInTarget: r.MissingInTarget,
			UnexpectedInTarget: r.UnexpectedInTarget, Different: r.Different, Columns: r.Columns}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("column %s changed (-want +got):\n%s", name, diff)
		}
	})
}

// TestCountsAddUp compares the report with counts taken in the plainest way.
func TestCountsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source, target := rows().Draw(t, "source"), rows().Draw(t, "target")
		r := compareRows(t, source, target)
		s, g := keyCounts(source), keyCounts(target)
		var want [5]int // missing, unexpected, duplicate in source, duplicate in target, paired
		for k, n := range s {
			switch {
			case g[k] == 0:
				want[0]++
			case n == 1 && g[k] == 1:
				want[4]++
			}
			if n > 1 {
				want[2]++
			}
		}
		for k, n := range g {
			if s[k] == 0 {
				want[1]++
			}
			if n > 1 {
				want[3]++
			}
		}
		got := [5]int{r.MissingInTarget, r.UnexpectedInTarget, r.DuplicateSourceKeys, r.DuplicateTargetKeys,
			r.Matched + r.Different}
		if got != want || r.SourceRows != len(source) || r.TargetRows != len(target) {
			t.Errorf("counts %v, want %v", got, want)
		}
	})
}

// keyCounts counts the rows of every key.
func keyCounts(rows [][]string) map[string]int {
	n := map[string]int{}
	for _, row := range rows {
		n[fmt.Sprintf("%q %q", row[0], row[1])]++
	}
	return n
}
