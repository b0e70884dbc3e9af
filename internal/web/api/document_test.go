package api_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"example.org/handover/internal/web/api"
)

var update = flag.Bool("update", false, "write the API's description anew")

// TestDescriptionIsFresh holds the description that is served to the code.
func TestDescriptionIsFresh(t *testing.T) {
	const name = "../openapi.json"
	got, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(name, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the code says: run go test ./internal/web/api -update and read the difference", name)
	}
}
