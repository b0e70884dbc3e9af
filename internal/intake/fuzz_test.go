package intake_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

// FuzzDefinition holds that whatever comes in is either refused in words that name the file, or is a definition that
// says the same when it is written and read again.
func FuzzDefinition(f *testing.F) {
	f.Add([]byte(sample(f)))
	f.Add([]byte(sample(f, "2022-09-30T00:01", "2022-10-30T01:30")))
	f.Add([]byte(sample(f, `"quorum": 2`, `"quorum": 1e1`)))
	f.Add([]byte(`{"provenance":[{"of":"a"}]}`))
	f.Add([]byte("\xef\xbb\xbf{}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := intake.Definition("f.json", bytes.NewReader(raw))
		if err != nil {
			mistakes(t, "f.json", err)
			return
		}
		written, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		again, err := intake.Definition("f.json", bytes.NewReader(written))
		if err != nil {
			// Pointers of the provenance may lead to fields whose emptiness is not written again.
			for _, e := range found(t, err) {
				if e.Problem != "the pointer leads nowhere in this file" {
					t.Fatalf("refused when read again: %v", err)
				}
			}
			return
		}
		if !cmp.Equal(d, again) {
			t.Fatalf("read again it differs:\n%s", cmp.Diff(d, again))
		}
	})
}

// FuzzCommandJSON holds the same of the input of every command.
func FuzzCommandJSON(f *testing.F) {
	names := handover.Commands()
	for i, input := range []string{
		``, `{"stage":"notice"}`, `{"addressee":"a","method":"hand","sent":"2022-04-08T14:00","reference":"r"}`, `{"reason":"x"}`,
		`{"phase":"final","outcome":"defer","digest":"` + zeroes + `","until":"2022-10-01T00:01","reason":"x"}`, `null`,
		`{"dataset":"a","source":{"name":"a","sha256":"` + zeroes + `"},"target":{"name":"b","sha256":"` + zeroes + `"}}`,
		`{"check":"PEO-1","reason":"r","until":"2022-12-01"}`,
	} {
		for n := range names {
			f.Add(uint8(n), []byte(input))
		}
		f.Add(uint8(i), []byte(input+"{}"))
	}
	f.Fuzz(func(t *testing.T, n uint8, input []byte) {
		name := names[int(n)%len(names)].Name
		c, err := intake.CommandJSON(name, "f.json", input)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("%s: kind %s: %v", name, fault.KindOf(err), err)
			}
			return
		}
		written, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		again, err := names[int(n)%len(names)].Decode(written)
		if err != nil || c.Name() != name || !cmp.Equal(c, again) {
			t.Fatalf("%s: %v\n%s", name, err, cmp.Diff(c, again))
		}
	})
}

// zeroes is a digest.
const zeroes = "0000000000000000000000000000000000000000000000000000000000000000"
