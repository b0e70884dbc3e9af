package reconcile_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/reconcile"
)

var secret = []byte("a secret of the programme")

// compareText compares two extracts given as text.
func compareText(t *testing.T, source, target string, spec reconcile.Spec) (reconcile.Report, error) {
	t.Helper()
	from, to := input("source.csv", source), input("target.csv", target)
	return reconcile.Compare(context.Background(), from, to, spec, secret)
}

func input(name, text string) reconcile.Input {
	return reconcile.Input{Name: name, R: strings.NewReader(text)}
}

var byID = reconcile.Spec{Dataset: "people", Key: []string{"ID"}}

func TestVerdict(t *testing.T) {
	tests := []struct {
		name           string
		source, target string
		spec           reconcile.Spec
		failed         string // ids of the failed tests
		summary        string
	}{
		{"equal", "ID,A\n1,x\n2,y\n", "ID,A\n1,x\n2,y\n", byID, "", "2 of 2 rows match"},
		{"one row", "ID,A\n1,x\n", "ID,A\n1,x\n", byID, "", "1 of 1 row match"},
		{"other order of rows and columns", "ID,A,B\n1,x,y\n2,u,v\n", "B,ID,A\nv,2,u\ny,1,x\n", byID, "",
			"2 of 2 rows match"},
		{"line ends, byte order mark, white space, quotes", "ID,A\n1,x\n2,y\n",
			"\xef\xbb\xbfID , \"A\"\r\n\"1\", x\u00a0\r\n\r\n2,\ty", byID, "", "2 of 2 rows match"},
		{"one accent in two spellings", "ID,A\n1,Zoë\n", "ID,A\n1,Zoe\u0308\n", byID, "", "1 of 1 row match"},
		{"accent in the key", "ID,A\né,1\n", "ID,A\ne\u0301,1\n", byID, "", "1 of 1 row match"},
		{"accent in a column's name", "ID,é\n1,x\n", "ID,e\u0301\n1,x\n", byID, "", "1 of 1 row match"},
		{"keys alone", "ID\n1\n", "ID\n1\n", byID, "", "1 of 1 row match"},
		{"case matters", "ID,A\n1,x\n", "ID,A\n1,X\n", byID, "M-05", "1 row differs (A)"},
		{"leading zeros matter", "ID,A\n01,x\n", "ID,A\n1,x\n", byID, "M-03 M-05",
			"1 row missing in target, 1 row unexpected in target"},
		{"missing", "ID,A\n1,x\n2,y\n3,z\n", "ID,A\n2,y\n", byID, "M-01 M-03", "2 rows missing in target"},
		{"unexpected", "ID,A\n2,y\n", "ID,A\n1,x\n2,y\n", byID, "M-01 M-03", "1 row unexpected in target"},
		{"missing and different", "ID,B,A\n1,x,p\n2,y,q\n3,z,r\n", "ID,A,B\n1,P,X\n2,q,Y\n", byID, "M-01 M-03 M-05",
			"1 row missing in target, 2 rows differ (A, B)"},
		{"duplicate in source", "ID,A\n1,x\n1,x\n2,y\n", "ID,A\n1,x\n2,y\n", byID, "M-01 M-02",
			"1 key duplicated in source"},
		{"duplicate in target", "ID,A\n1,x\n2,y\n", "ID,A\n1,x\n2,y\n2,z\n2,y\n", byID, "M-01 M-02",
			"1 key duplicated in target"},
		{"duplicate in both", "ID,A\n1,x\n1,y\n2,z\n", "ID,A\n2,z\n1,x\n1,y\n", byID, "M-02",
			"1 key duplicated in source, 1 key duplicated in target"},
		{"composite keys do not run together", "ID,NO,A\n1,23,x\n12,3,y\n", "ID,NO,A\n12,3,y\n1,23,x\n",
			reconcile.Spec{Key: []string{"ID", "NO"}}, "", "2 of 2 rows match"},
		{"half a key blank", "ID,NO,A\n1,,x\n,1,y\n", "ID,NO,A\n,1,y\n1,,x\n",
			reconcile.Spec{Key: []string{"ID", "NO"}}, "", "2 of 2 rows match"},
		{"one key 257 times", "ID\n" + strings.Repeat("1\n", 257), "ID\n1\n", byID, "M-01 M-02 M-05",
			"1 key duplicated in source"},
		{"cells do not run together", "ID,A,B\n1,x,yz\n", "ID,A,B\n1,xy,z\n", byID, "M-05", "1 row differs (A, B)"},
		{"column of one side", "ID,A,B\n1,x,y\n", "ID,A,C\n1,x,y\n", byID, "M-05",
			"only in source: B, only in target: C"},
		{"ignored columns", "ID,A,B\n1,x,y\n", "ID,A,C\n1,z,y\n",
			reconcile.Spec{Key: []string{"ID"}, Ignore: []string{"A", "B", "C"}}, "", "1 of 1 row match"},
		{"no rows", "ID,A\n", "ID,A\n", byID, "M-01 M-05",
			"0 rows in source, 0 in target, at least 1 needed on each side"},
		{"no rows in target", "ID,A\n1,x\n", "ID,A\n", byID, "M-01 M-03 M-05", "1 row missing in target"},
		{"fewer than the fewest", "ID,A\n1,x\n", "ID,A\n1,x\n", reconcile.Spec{Key: []string{"ID"}, MinRows: 2}, "M-01",
			"1 row in source, 1 in target, at least 2 needed on each side"},
		{"as many as the fewest", "ID,A\n1,x\n2,y\n", "ID,A\n1,x\n2,y\n",
			reconcile.Spec{Key: []string{"ID"}, MinRows: 2}, "", "2 of 2 rows match"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := compareText(t, tt.source, tt.target, tt.spec)
			if err != nil {
				t.Fatal(err)
			}
			if got := failed(r); got != tt.failed {
				t.Errorf("failed tests %q, want %q", got, tt.failed)
			}
			if got := r.Summary(); got != tt.summary {
				t.Errorf("summary %q, want %q", got, tt.summary)
			}
			if want := tt.failed == ""; r.Passed != want {
				t.Errorf("passed %v, want %v", r.Passed, want)
			}
		})
	}
}

// failed returns the ids of the tests that did not pass.
func failed(r reconcile.Report) string {
	var ids []string
	for _, t := range r.Tests {
		if !t.Passed {
			ids = append(ids, t.ID)
		}
	}
	return strings.Join(ids, " ")
}

// TestReport checks a whole report. The digests were computed with sha256sum and openssl.
func TestReport(t *testing.T) {
	source := "ID,NO,A,B\nk,1,x,y\nk,2,x,y\nm,3,x,y\nd,4,x,y\nd,4,x,y\n"
	target := "ID,NO,A,C\nk,1,x,y\nk,2,z,y\nu,5,x,y\nd,4,x,y\n"
	r, err := compareText(t, source, target, reconcile.Spec{Dataset: "people", Key: []string{"ID", "NO"}})
	if err != nil {
		t.Fatal(err)
	}
	want := reconcile.Report{
		Dataset: "people", SourceRows: 5, TargetRows: 4, Matched: 1,
		MissingInTarget: 1, UnexpectedInTarget: 1, Different: 1, DuplicateSourceKeys: 1, DuplicateTargetKeys: 0,
		Columns:           []reconcile.ColumnDifference{{Column: "A", Rows: 1}},
		ColumnsOnlySource: []string{"B"}, ColumnsOnlyTarget: []string{"C"},
		Examples: []reconcile.Example{
			{Key: "4737961f50596e6d", Kind: "missing"},
			{Key: "a79600e3f48689f5", Column: "A", Kind: "different"},
			{Key: "b39974e18c83a84a", Kind: "duplicate-source"},
			{Key: "d4a7f944413c3316", Kind: "unexpected"},
		},
		SourceSHA256: "d7b9276bdf03dc6d85d934169743475c4466eb1d71e8445228cf818a836d7ce4",
		TargetSHA256: "df58514d9f917c7345cca494f0c8484256b62d576edfa99ae56f753c466c212a",
		Tests: []reconcile.TestResult{
			{ID: "M-01", Title: "Completeness", Detail: "5 rows in source, 4 in target"},
			{ID: "M-02", Title: "Duplicate keys", Detail: "1 key duplicated in source, 0 in target"},
			{ID: "M-03", Title: "Key sets", Detail: "1 key missing in target, 1 unexpected"},
			{ID: "M-05", Title: "Row comparison",
				Detail: "2 rows compared over 1 column, 1 different; only in source: B; only in target: C"},
			{ID: "M-06", Title: "File digests", Passed: true,
				Detail: "source recorded (no manifest), target recorded (no manifest)"},
		},
	}
	if diff := cmp.Diff(want, r); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

// TestManyRows compares enough rows for several batches and chunks, the target's in the opposite order.
func TestManyRows(t *testing.T) {
	const size = 20_000
	var source, target []string
	for i := range size {
		source = append(source, fmt.Sprintf("%d,a%d,b%d", i, i, i))
	}
	target = slices.Clone(source)
	target[9_000] = "9000,a9000,x"
	target[9_001] = "9001,x,x"
	target[19_999] = "19999,x,b19999"
	target = target[5:]
	slices.Reverse(target)
	text := func(rows []string) string { return "ID,A,B\n" + strings.Join(rows, "\n") }
	r, err := compareText(t, text(source), text(target), byID)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := r.Summary(), "5 rows missing in target, 3 rows differ (A, B)"; got != want {
		t.Errorf("summary %q, want %q", got, want)
	}
	want := []reconcile.ColumnDifference{{Column: "A", Rows: 2}, {Column: "B", Rows: 2}}
	if diff := cmp.Diff(want, r.Columns); diff != "" || r.Matched != 19_992 {
		t.Errorf("matched %d, columns (-want +got):\n%s", r.Matched, diff)
	}
}
