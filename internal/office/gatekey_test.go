package office_test

import (
	"testing"

	"pgregory.net/rapid"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// TestGateKeysAreReadAsTheyWereWritten holds writer and reader of the keys of gates to each other.
func TestGateKeysAreReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := handover.GateKey{State: rapid.StringMatching(`[A-Za-z]+`).Draw(t, "state"),
			Item: rapid.StringMatching(`[a-z0-9#-]*`).Draw(t, "item"), Round: rapid.Int().Draw(t, "round")}
		if got := office.ParseGateKey(office.FormatGateKey(k)); got != k {
			t.Errorf("%+v is read as %+v", k, got)
		}
	})
}

// TestForeignGateKeys are states that no ledger knows.
func TestForeignGateKeys(t *testing.T) {
	for _, text := range []string{"", "Close", "Close#1", "CloseWindow#staff#", "CloseWindow#staff#one"} {
		if got := office.ParseGateKey(text); got != (handover.GateKey{State: text}) {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}
