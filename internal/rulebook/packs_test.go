package rulebook_test

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"example.org/handover/internal/rulebook"
	"example.org/handover/internal/rulebook/packfile"
)

// TestPacksAreRead holds the packs that come with the product to the schema and to all that a council's own are held to.
func TestPacksAreRead(t *testing.T) {
	want := []string{"children-services", "england-council-core", "generic-insourcing", "lgr-vesting-day"}
	if got := rulebook.Names(); !slices.Equal(got, want) {
		t.Fatalf("packs %q, want %q", got, want)
	}
	for _, name := range want {
		raw, err := os.ReadFile("packs/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		p, err := packfile.Read(name+".json", bytes.NewReader(raw))
		if err != nil {
			t.Errorf("%v", err)
		}
		if p.Pack != name {
			t.Errorf("%s.json holds pack %s", name, p.Pack)
		}
		if _, err := rulebook.Open(name); err != nil {
			t.Errorf("%v", err)
		}
	}
}
