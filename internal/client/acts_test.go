package client_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"testing"

	"example.org/handover/internal/client"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/web/api"
)

func answer(t *testing.T, w http.ResponseWriter, v any) {
	t.Helper()
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		t.Error(err)
	}
}

func refuse(t *testing.T, w http.ResponseWriter, err error) {
	t.Helper()
	p := api.ProblemOf(err)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	if err := json.NewEncoder(w).Encode(p); err != nil {
		t.Error(err)
	}
}

// hangUp breaks the connection.
func hangUp(t *testing.T, w http.ResponseWriter) {
	t.Helper()
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	_ = conn.Close()
}

// TestErrorsComeBackAsTheyWere holds that every kind of error keeps its kind on the way, and each mistake its place.
func TestErrorsComeBackAsTheyWere(t *testing.T) {
	for _, kind := range fault.Kinds() {
		c, _ := to(t, func(w http.ResponseWriter, _ *http.Request) {
			refuse(t, w, fault.New(kind, "it is so").At("f.csv", "/x").With("v").To("mend it"))
		})
		_, err := c.Do(t.Context(), client.Order{Programme: "p", Command: "stop", Person: "sro", Key: "k", Input: []byte("{}")})
		want := `f.csv: /x: it is so (got "v"); mend it`
		if api.Ours(kind) {
			want = "the server has failed: the server's log says why"
		}
		if fault.KindOf(err) != kind || err.Error() != want {
			t.Errorf("%s came back as %s: %v", kind, fault.KindOf(err), err)
		}
	}
	c, _ := to(t, func(w http.ResponseWriter, _ *http.Request) {
		refuse(t, w, errors.Join(fault.New(fault.Invalid, "one"), fault.New(fault.Invalid, "two")))
	})
	_, err := c.Do(t.Context(), client.Order{Programme: "p", Command: "stop", Key: "k"})
	if fault.KindOf(err) != fault.Invalid || err.Error() != "one\ntwo" {
		t.Errorf("two mistakes: %v", err)
	}
	c, _ = to(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		_, _ = io.WriteString(w, `{"kind":"Invalid","detail":"x"}`)
	})
	_, err = c.Keep(t.Context(), "p/extracts/x.csv", "hr", []byte("x"))
	wants(t, "too large", err, fault.Invalid, "larger than the server takes")
	c, _ = to(t, func(http.ResponseWriter, *http.Request) { t.Error("sent") })
	_, err = c.Keep(t.Context(), "p/extracts/x.csv", "hr", make([]byte, 4<<20+1))
	wants(t, "a file too large", err, fault.Invalid, "p/extracts/x.csv: this is larger than the server takes: 4 MiB")
}

// TestABrokenConnectionIsTriedOnce holds that a command is sent again under its key, once and no more.
func TestABrokenConnectionIsTriedOnce(t *testing.T) {
	for _, breaks := range []int{0, 1, 2, 5} {
		var keys []string
		c, _ := to(t, func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil || string(body) != `{"reason":"r"}` || r.Header.Get("Handover-Person") != "sro" ||
				r.Header.Get("If-Match") != `"7"` || r.Header.Get("Authorization") != "Bearer secret" ||
				r.URL.Path != "/api/programmes/doncaster/commands/stop" {
				t.Errorf("%s %s %v %v", r.URL, body, r.Header, err)
			}
			if keys = append(keys, r.Header.Get("Idempotency-Key")); len(keys) <= breaks {
				hangUp(t, w)
				return
			}
			answer(t, w, api.Written{Programme: "doncaster", Sequence: 8, Added: 1})
		})
		w, err := c.Do(t.Context(), client.Order{Programme: "doncaster", Command: "stop", Person: "sro", Key: "k-1", Rests: `"7"`,
			Input: []byte(`{"reason":"r"}`)})
		if breaks < 2 && (err != nil || w.Sequence != 8 || w.Again != (breaks == 1)) {
			t.Errorf("broken %d times: %v %+v", breaks, err, w)
		}
		if breaks >= 2 {
			wants(t, "broken again", err, fault.Unavailable, "the connection to the server broke")
		}
		if len(keys) != min(breaks, 1)+1 || keys[0] != "k-1" || keys[len(keys)-1] != "k-1" {
			t.Errorf("broken %d times: sent under %q", breaks, keys)
		}
	}
}

// TestAStartThatLandedIsNoConflict holds that a start whose answer was lost is sent again under its key, by which the
// server knows it, and that another start has another key.
func TestAStartThatLandedIsNoConflict(t *testing.T) {
	f, err := os.Open("../../events/programmes/doncaster.json")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d, err := intake.Definition("doncaster.json", f)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	c, _ := to(t, func(w http.ResponseWriter, r *http.Request) {
		keys = append(keys, r.Header.Get("Idempotency-Key"))
		switch len(keys) {
		case 1:
			hangUp(t, w)
		case 2:
			answer(t, w, api.Written{Programme: "doncaster", Sequence: 9})
		default:
			refuse(t, w, fault.New(fault.Conflict, "there is a programme of that name already"))
		}
	})
	if err := c.Start(t.Context(), d, "office-1"); err != nil {
		t.Error(err)
	}
	if err := c.Start(t.Context(), d, "office-1"); fault.KindOf(err) != fault.Conflict {
		t.Errorf("started by somebody else: %v", err)
	}
	if len(keys) != 3 || len(keys[0]) < 20 || keys[1] != keys[0] || keys[2] == keys[0] {
		t.Errorf("sent under %q", keys)
	}
}

// TestALyingProofIsFoundOut holds that a proof is checked here: a server that proves nothing is not believed.
func TestALyingProofIsFoundOut(t *testing.T) {
	from := ledger.Checkpoint{Programme: "doncaster", Size: 3, Root: ledger.Hash{1}}
	for name, p := range map[string]ledger.Consistency{
		"no proof":            {Checkpoint: ledger.Checkpoint{Programme: "doncaster", Size: 5, Root: ledger.Hash{2}}, From: from},
		"another beginning":   {Checkpoint: from, From: ledger.Checkpoint{Programme: "doncaster", Size: 3}},
		"another programme":   {Checkpoint: ledger.Checkpoint{Programme: "york", Size: 3, Root: from.Root}, From: from},
		"the same, but other": {Checkpoint: ledger.Checkpoint{Programme: "doncaster", Size: 3, Root: ledger.Hash{2}}, From: from},
	} {
		c, _ := to(t, func(w http.ResponseWriter, _ *http.Request) { answer(t, w, p) })
		_, err := c.ProveFrom(t.Context(), "doncaster", from)
		wants(t, name, err, fault.Refused, "does not prove that the ledger begins with the 3 entries")
	}
	c, _ := to(t, func(w http.ResponseWriter, _ *http.Request) {
		answer(t, w, ledger.Consistency{Checkpoint: from, From: from, Proof: ledger.Hashes{}})
	})
	if _, err := c.ProveFrom(t.Context(), "doncaster", from); err != nil {
		t.Errorf("the ledger as it was: %v", err)
	}
	_, err := c.ProveFrom(t.Context(), "york", from)
	wants(t, "a checkpoint of another programme", err, fault.Invalid, "of another programme")
}
