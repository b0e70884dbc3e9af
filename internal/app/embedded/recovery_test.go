package embedded_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/post"
	"example.org/handover/internal/rehearsal"
)

const events = "../../../events"

func doncaster(t testing.TB) handover.Definition {
	t.Helper()
	f, err := os.Open(filepath.Join(events, "programmes", "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d, err := intake.Definition("doncaster.json", f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func readExtract(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(events, "programmes", filepath.FromSlash(name)))
}

// house is what outlives a process: the store, the documents, and the time.
type house struct {
	t     *testing.T
	store office.Store
	files office.Files
	watch *embedded.Stopwatch
	post  office.Post
}

func newHouse(t *testing.T) *house {
	return &house{t: t, store: memory.New(), files: new(files.Memory), watch: new(embedded.Stopwatch), post: post.None{}}
}

// enter begins a new process over a store, and lets it recover.
func (h *house) enter(store office.Store) (*embedded.App, error) {
	a, err := embedded.New(embedded.Options{Store: store, Files: h.files, Post: h.post, Clock: h.watch.Now,
		Rehearsal: true,
		Secret:    func(context.Context, string) ([]byte, error) { return []byte("key"), nil }})
	if err != nil {
		return nil, err
	}
	err = a.Recover(h.t.Context())
	return a, err
}

// app is a new process in the house.
func (h *house) app() *embedded.App {
	h.t.Helper()
	a, err := h.enter(h.store)
	if err != nil {
		h.t.Fatalf("recover at %v: %v", h.watch.Now(), err)
	}
	return a
}

// ledger is the programme's ledger as text, without the ids of requests, which differ with the moment of a kill.
func (h *house) ledger() []string {
	h.t.Helper()
	entries, err := h.store.Entries(h.t.Context(), "doncaster", 1, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	var lines []string
	for _, e := range entries {
		e.Request = ""
		raw, err := json.Marshal(e)
		if err != nil {
			h.t.Fatal(err)
		}
		lines = append(lines, string(raw))
	}
	return lines
}

// shaky is a theatre whose process is replaced before a call whenever the chance says so.
type shaky struct {
	embedded.Theatre
	replace func(now time.Time) *embedded.App // nil: this process goes on
}

func (s *shaky) shake(now time.Time) {
	if a := s.replace(now); a != nil {
		s.App = a
	}
}

// Do implements rehearsal.Theatre.
func (s *shaky) Do(ctx context.Context, now time.Time, programme, command, by string, input []byte) error {
	s.shake(now)
	return s.Theatre.Do(ctx, now, programme, command, by, input)
}

// Tick implements rehearsal.Theatre.
func (s *shaky) Tick(ctx context.Context, now time.Time) error {
	s.shake(now)
	return s.Theatre.Tick(ctx, now)
}

// rehearses makes a rehearsal of Doncaster in a house whose processes are replaced as told.
func (h *house) rehearses(script rehearsal.Script, replace func(now time.Time) *embedded.App) *rehearsal.Play {
	h.t.Helper()
	d := doncaster(h.t)
	h.watch.Set(d.Start.At(9, 0))
	return &rehearsal.Play{Definition: d, Script: script, Read: readExtract,
		Theatre: &shaky{embedded.Theatre{App: h.app(), Watch: h.watch}, replace}}
}

// play plays Doncaster through in a house whose processes are replaced as told.
func (h *house) play(script rehearsal.Script, replace func(now time.Time) *embedded.App) *handover.Programme {
	h.t.Helper()
	p, err := h.rehearses(script, replace).Run(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return p
}

// never lets one process play to the end.
func never(time.Time) *embedded.App { return nil }

func same(t *testing.T, got, want []string) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Fatalf("entry %d is\n%s, undisturbed it is\n%s", i+1, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("%d entries, undisturbed %d", len(got), len(want))
	}
}

// TestRecovery plays Doncaster undisturbed once, and then with processes that come and go in every way: each time the
// ledger is the same, entry by entry.
func TestRecovery(t *testing.T) {
	h, largest := newHouse(t), 0
	p := h.play(rehearsal.Script{}, func(time.Time) *embedded.App {
		s, err := h.store.Load(t.Context(), "doncaster")
		if err != nil {
			t.Fatal(err)
		}
		data, err := s.Data()
		if err != nil {
			t.Fatal(err)
		}
		largest = max(largest, len(data))
		return nil
	})
	if p.Status != handover.Complete {
		t.Fatalf("undisturbed, the programme is %s", p.Status)
	}
	if t.Logf("the largest state has %d bytes", largest); largest > 64<<10 {
		t.Errorf("the state grows to %d bytes, more than 64 KiB", largest)
	}
	want := h.ledger()
	for name, recovers := range map[string]func(*testing.T, []string){"a process for every turn": everyTurn,
		"killed at random": killedAnywhere, "killed between two writes": killedBetweenTwoWrites, "two at once": twoAtOnce} {
		t.Run(name, func(t *testing.T) { t.Parallel(); recovers(t, want) })
	}
}

// everyTurn lets a new process take each turn, as a command line does.
func everyTurn(t *testing.T, want []string) {
	h := newHouse(t)
	h.play(rehearsal.Script{}, func(time.Time) *embedded.App { return h.app() })
	same(t, h.ledger(), want)
}

// killedAnywhere throws the process away at random moments, between the acts of people and the ticks of the clock.
func killedAnywhere(t *testing.T, want []string) {
	h, chance, kills := newHouse(t), rand.New(rand.NewPCG(1, 1)), 0
	h.play(rehearsal.Script{}, func(time.Time) *embedded.App {
		if chance.IntN(3) > 0 {
			return nil
		}
		kills++
		return h.app()
	})
	same(t, h.ledger(), want)
	if kills < 50 {
		t.Errorf("only %d kills", kills)
	}
}
