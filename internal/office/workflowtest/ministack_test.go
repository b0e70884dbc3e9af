package workflowtest_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"example.org/handover/internal/office/workflowtest"
)

// TestMendedIsWhatIsMended holds the list of what is mended of the local AWS to the script that does it.
func TestMendedIsWhatIsMended(t *testing.T) {
	script, err := os.ReadFile(filepath.Join("..", "..", "..", "infra", "local", "aws.py"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^(provisioners|stepfunctions|dynamodb|s3)\.\w+ =`).FindAll(script, -1) {
		got = append(got, string(m[:len(m)-len(" =")]))
	}
	slices.Sort(got)
	if want := slices.Sorted(maps.Keys(workflowtest.Mended())); !slices.Equal(got, want) {
		t.Errorf("the script mends %v, the list says %v", got, want)
	}
}
