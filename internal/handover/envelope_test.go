package handover_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/handover"
)

// agree reads bytes as the ledger does, and as JSON's general reader does: both give the same entry, or both an error.
func agree(t *testing.T, raw []byte) handover.Entry {
	t.Helper()
	var fast, slow handover.Entry
	fastErr, slowErr := fast.UnmarshalJSON(raw), handover.UnmarshalSlowly(&slow, raw)
	if (fastErr == nil) != (slowErr == nil) {
		t.Fatalf("%s\nerrors %v and %v", raw, fastErr, slowErr)
	}
	if diff := cmp.Diff(slow, fast); diff != "" {
		t.Fatalf("%s (-general +fast):\n%s", raw, diff)
	}
	return fast
}

// TestEnvelopes reads entries in the form in which they are written, and in others that mean the same or nothing.
func TestEnvelopes(t *testing.T) {
	for raw, form := range map[string]bool{
		`{"seq":7,"at":"2022-03-01T09:00:00Z","by":"sro","request":"r-1","kind":"retried","data":{}}`:                   true,
		`{"seq":7,"at":"2022-03-01T09:00:00.25+01:00","by":"","kind":"retried","data":{}}`:                              true,
		`{"seq":7,"at":"2022-03-01T09:00:00Z","occurred":"2022-02-01T09:00:00Z","by":"sro","kind":"retried","data":{}}`: true,
		`{"seq":7,"at":"2022-03-01T09:00:00Z","by":"sr\u00f6","kind":"retried","data":{}}`:                              false,
		`{"seq":7,"at":"2022-03-01T09:00:00Z","by":"srö","kind":"retried","data":{}}`:                                   false,
		`{"seq":07,"at":"2022-03-01T09:00:00Z","by":"sro","kind":"retried","data":{}}`:                                  false,
		`{"seq":1234567890,"at":"2022-03-01T09:00:00Z","by":"sro","kind":"retried","data":{}}`:                          false,
		`{"seq":-7,"at":"2022-03-01T09:00:00Z","by":"sro","kind":"retried","data":{}}`:                                  false,
		`{"seq":7,"at":"2022-03-01","by":"sro","kind":"retried","data":{}}`:                                             false,
		`{"seq":7,"at":"2022-03-01T09:00:00Z","kind":"retried","by":"sro","data":{}}`:                                   false,
		`{"seq":7,"at":"2022-03-01T09:00:00Z","by":"sro","kind":"retried","data":{},"by":"office"}`:                     true,
		`{"seq":7,"at":"2022-03-01T09:00:00Z","by":"sro","kind":"retried","data":{}} `:                                  false,
		`{"seq":7,"at":"2022-03-01T09:00:00Z","by":"sro","kind":"retried","data":}`:                                     false,
		`{"seq":7,"at":"2022-03-01T09:00:00Z","by":"sro","kind":"retried","data":7}`:                                    true,
		`{"seq":7,"at":"2022-03-01T09:00:00Z","by":"sro","kind":"novelty","data":{}}`:                                   true,
		`{"seq":7,"at":"2022-03-01T09:00:00Z","by":"sro","kind":"retried","data":{}`:                                    true,
		`{}`: false,
		``:   false,
	} {
		agree(t, []byte(raw))
		if handover.InForm([]byte(raw)) != form {
			t.Errorf("%s: in the form of the ledger is %t", raw, !form)
		}
	}
}

// TestTheLedgerIsInForm holds that what is written is read the quick way.
func TestTheLedgerIsInForm(t *testing.T) {
	for _, e := range eventful(t).ledger {
		raw, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if !handover.InForm(raw) {
			t.Errorf("entry %d is not in the form of the ledger: %s", e.Seq, raw)
		}
		if diff := cmp.Diff(e.At.UTC(), agree(t, raw).At); diff != "" {
			t.Errorf("entry %d: %s", e.Seq, diff)
		}
	}
}

func FuzzEntry(f *testing.F) {
	f.Add([]byte(`{"seq":7,"at":"2022-03-01T09:00:00Z","by":"sro","request":"r-1","kind":"retried","data":{}}`))
	f.Add([]byte(`{"seq":7,"at":"2022-03-01T09:00:00Z","occurred":"2022-03-01T09:00:00Z","by":"","kind":"voted","data":{"x":[1]}}`))
	f.Add([]byte(`{"seq":7,"at":"2022-03-01T09:00:00Z","by":"","kind":"retried","data":{},"seq":8}`))
	f.Fuzz(func(t *testing.T, raw []byte) { agree(t, raw) })
}
