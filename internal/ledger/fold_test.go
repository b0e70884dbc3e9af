package ledger_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
)

func entriesOf(t *testing.T, records []ledger.Record) []handover.Entry {
	t.Helper()
	entries, err := ledger.Entries(records)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// folded is the state that records give, and the messages that they cause, a line each.
func folded(t *testing.T, records []ledger.Record) (*handover.Programme, string) {
	t.Helper()
	var caused bytes.Buffer
	p := new(handover.Programme)
	for _, e := range entriesOf(t, records) {
		if err := p.Fold(e); err != nil {
			t.Fatal(err)
		}
		for n, m := range handover.Messages(p, e) {
			fmt.Fprintf(&caused, "%d/%d %s\n", e.Seq, n, m.Kind)
		}
	}
	return p, caused.String()
}

func marshal(t *testing.T, p *handover.Programme) []byte {
	t.Helper()
	raw, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// sameFold holds the state that a kept ledger gives, and the messages that it causes, against those kept beside it. With
// -write the state is written anew, but only if its version was raised: the same version never means two states. What an
// entry of a kept ledger causes never changes, for verify looks for it.
func sameFold(t *testing.T, name string, p *handover.Programme, caused string) {
	t.Helper()
	var state bytes.Buffer
	if err := json.Indent(&state, marshal(t, p), "", " "); err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintf("%s\n\n%s", state.Bytes(), caused)
	kept, err := os.ReadFile(name)
	version := []byte(fmt.Sprintf("{\n \"fold\": %d,", handover.FoldVersion))
	if *write && (os.IsNotExist(err) || !bytes.HasPrefix(kept, version)) {
		if _, before, found := bytes.Cut(kept, []byte("\n\n")); found && string(before) != caused {
			t.Errorf("the entries of %s cause other messages now (-kept +now):\n%s", name, cmp.Diff(string(before), caused))
			return
		}
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), got); diff != "" {
		t.Errorf("the entries of %s give another state (-kept +now): raise handover.FoldVersion, so that kept states are folded "+
			"anew, and run this test with -write:\n%s", name, diff)
	}
}
