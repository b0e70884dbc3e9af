package reconcile_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/reconcile"
)

// TestDigest holds the digest to a value computed elsewhere: the SHA-256 of the JSON below, which is sorted by hand.
func TestDigest(t *testing.T) {
	r := reconcile.Report{
		Dataset: "fées & <co>", SourceRows: 2, TargetRows: 2, Matched: 1, Different: 1,
		Columns:           []reconcile.ColumnDifference{{Column: "A", Rows: 1}},
		ColumnsOnlySource: []string{}, ColumnsOnlyTarget: []string{"C"},
		Examples:     []reconcile.Example{{Key: "00ff", Column: "A", Kind: "different"}},
		SourceSHA256: "aa", TargetSHA256: "bb",
		Tests: []reconcile.TestResult{{ID: "M-05", Title: "Row comparison", Detail: "1 different"}},
	}
	// {"columns":[{"column":"A","rows":1}],"columnsOnlySource":[],"columnsOnlyTarget":["C"],"dataset":"fées & <co>",
	// "different":1,"duplicateSourceKeys":0,"duplicateTargetKeys":0,"examples":[{"column":"A","key":"00ff",
	// "kind":"different"}],"matched":1,"missingInTarget":0,"passed":false,"sourceRows":2,"sourceSha256":"aa",
	// "targetRows":2,"targetSha256":"bb","tests":[{"detail":"1 different","id":"M-05","passed":false,
	// "title":"Row comparison"}],"unexpectedInTarget":0}
	const want = "ef4b6404c693ce946f326cbe612aced1295245c5f42d8e09ed1d5449d3936c18"
	if got := r.Digest(); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
	r.Matched = 2
	if r.Digest() == want {
		t.Error("a changed report has the digest of the unchanged one")
	}
}

func TestDigestSurvivesJSON(t *testing.T) {
	for _, target := range []string{"ID,A\n1,x\n", "ID,A,B\n1,y,z\n2,x,z\n"} {
		r, err := compareText(t, "ID,A\n1,x\n", target, byID)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "null") {
			t.Errorf("a list is null in %s", text)
		}
		var back reconcile.Report
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if back.Digest() != r.Digest() {
			t.Errorf("the digest changed on the way through %s", text)
		}
	}
}

// TestNoPersonalData holds that no cell reaches the report, in whatever way a row is wrong.
func TestNoPersonalData(t *testing.T) {
	const source = "ID,A\nkey-one,cell-one\nkey-two,cell-two\nkey-two,cell-two\n"
	const target = "ID,A\nkey-one,cell-three\nkey-four,cell-four\n"
	r, err := compareText(t, source, target, byID)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "cell-") || strings.Contains(string(text), "key-") {
		t.Errorf("the report shows a record: %s", text)
	}
	if len(r.Examples) != 4 {
		t.Errorf("%d examples, want 4", len(r.Examples))
	}
}

func TestExamplesAreFewAndOrdered(t *testing.T) {
	var source, target strings.Builder
	source.WriteString("ID,A,B\n")
	target.WriteString("ID,A,B\n")
	for i := range 50 {
		fmt.Fprintf(&source, "s%d,x,x\nboth%d,x,x\n", i, i)
		fmt.Fprintf(&target, "t%d,x,x\nboth%d,y,y\n", i, i)
	}
	r, err := compareText(t, source.String(), target.String(), byID)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Examples) != 20 {
		t.Fatalf("%d examples, want 20", len(r.Examples))
	}
	order := func(a, b reconcile.Example) int {
		return strings.Compare(a.Key+a.Column, b.Key+b.Column)
	}
	if !slices.IsSortedFunc(r.Examples, order) {
		t.Errorf("examples are not sorted by key and column: %v", r.Examples)
	}
	if r.Different != 50 || r.MissingInTarget != 50 || r.UnexpectedInTarget != 50 {
		t.Errorf("counts %d, %d, %d, want 50 each", r.Different, r.MissingInTarget, r.UnexpectedInTarget)
	}
}
