package reconcile_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/reconcile"
)

const extracts = "../../events/extracts"

// compareFiles compares two of the synthetic extracts.
func compareFiles(t *testing.T, source, target string, key ...string) (reconcile.Report, error) {
	t.Helper()
	return reconcile.Compare(context.Background(), file(t, source), file(t, target),
		reconcile.Spec{Dataset: "sample", Key: key, MinRows: 200}, secret)
}

func file(t *testing.T, name string) reconcile.Input {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(extracts, name))
	if err != nil {
		t.Fatal(err)
	}
	return reconcile.Input{Name: name, R: bytes.NewReader(b)}
}

// TestSyntheticExtracts holds the extracts to what their README says of them.
func TestSyntheticExtracts(t *testing.T) {
	header, episode := []string{"CHILD"}, []string{"CHILD", "DECOM"}
	tests := []struct {
		source, target string
		key            []string
		failed         string
		summary        string
		columns        []reconcile.ColumnDifference
	}{
		{"header-source.csv", "header-target.csv", header, "", "203 of 203 rows match", nil},
		{"episodes-source.csv", "episodes-target.csv", episode, "", "415 of 415 rows match", nil},
		{"rounds-source.csv", "rounds-target.csv", []string{"PREMISES"}, "", "240 of 240 rows match", nil},
		{"accounts-source.csv", "accounts-target.csv", []string{"ACCOUNT"}, "", "310 of 310 rows match", nil},
		{"header-source.csv", "header-target-missing.csv", header, "M-01 M-03", "3 rows missing in target", nil},
		{"header-source.csv", "header-target-altered.csv", header, "M-05", "3 rows differ (DOB, UPN)",
			[]reconcile.ColumnDifference{{Column: "DOB", Rows: 2}, {Column: "UPN", Rows: 1}}},
		{"episodes-source.csv", "episodes-target-duplicated.csv", episode, "M-01 M-02",
			"2 keys duplicated in target", nil},
	}
	for _, tt := range tests {
		t.Run(tt.target, func(t *testing.T) {
			r, err := compareFiles(t, tt.source, tt.target, tt.key...)
			if err != nil {
				t.Fatal(err)
			}
			if failed(r) != tt.failed || r.Summary() != tt.summary {
				t.Errorf("failed %q, %q, want %q, %q", failed(r), r.Summary(), tt.failed, tt.summary)
			}
			if diff := cmp.Diff(append([]reconcile.ColumnDifference{}, tt.columns...), r.Columns); diff != "" {
				t.Errorf("columns (-want +got):\n%s", diff)
			}
		})
	}
	_, err := compareFiles(t, "episodes-source.csv", "episodes-no-key.csv", episode...)
	checkFault(t, err, "episodes-no-key.csv", 1, "CHILD", "the header lacks this key column")
}

// TestExtractsAreTheGenerators runs the generator and compares every file it writes with the one kept.
func TestExtractsAreTheGenerators(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command("go", "run", "generate.go", "-dir", dir)
	cmd.Dir = extracts
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	fresh, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(fresh) != 12 {
		t.Fatalf("%d files written, want 12; error %v", len(fresh), err)
	}
	kept, err := filepath.Glob(filepath.Join(extracts, "*.csv"))
	if err != nil || len(kept) != 12 {
		t.Fatalf("%d files kept, want 12; error %v", len(kept), err)
	}
	for i := range fresh {
		want, err := os.ReadFile(fresh[i])
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(kept[i])
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(fresh[i]) != filepath.Base(kept[i]) || !bytes.Equal(want, got) {
			t.Errorf("%s is not as generated; run go generate generate.go in events/extracts", kept[i])
		}
	}
}
