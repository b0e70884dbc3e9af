package ledger_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/post"
	"example.org/handover/internal/rehearsal"
)

// fixture is a ledger that is kept, how it came about, and what it has to lead to. Files are named from the root of the
// repository.
type fixture struct {
	name, script string
	amended      handover.Local // when the definition was amended, if it was
	edits        []string       // of the definition's text: what stood there, what stands there then, and so on
	past         string         // with which the programme was adopted, if it was
	adopted      handover.Local // when
	stuck        handover.Local // when its executions failed one after the other, if they did
	until        string         // the last day that was played; "" to the end
	status       handover.Status
	transferred  string // in London
}

// write rehearses the sample and keeps its ledger.
func (x fixture) write(t *testing.T) {
	t.Helper()
	d := parsed(t, "events/programmes/doncaster.json", intake.Definition)
	watch, store := new(embedded.Stopwatch), memory.New()
	app, err := embedded.New(embedded.Options{Store: store, Files: new(files.Memory), Post: post.None{}, Clock: watch.Now,
		Rehearsal: true, Seed: []byte("format 1"), Secret: func(context.Context, string) ([]byte, error) { return []byte("key"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	play := &rehearsal.Play{Definition: d, Theatre: &failing{embedded.Theatre{App: app, Watch: watch}, x.stuck},
		Script: parsed(t, x.script, func(name string, r io.Reader) (rehearsal.Script, error) { return intake.Script(name, r, d) }),
		Read: func(name string) ([]byte, error) {
			return os.ReadFile(inRoot(filepath.Join("events", "programmes", filepath.FromSlash(name))))
		}}
	if x.amended != "" {
		play.Script.Acts = append(play.Script.Acts, x.amendment(t))
		slices.SortFunc(play.Script.Acts, func(a, b rehearsal.Act) int { return strings.Compare(string(a.At), string(b.At)) })
	}
	if x.until != "" {
		play.Until = calendar.MustDate(x.until)
	}
	if x.past != "" {
		watch.Set(x.adopted.Instant())
		past := parsed(t, x.past, func(name string, r io.Reader) (handover.Adopt, error) { return intake.Past(name, r, d) })
		if _, err := app.Office.Adopt(t.Context(), d, past, d.Holders(handover.ProgrammeOffice)[0].Actor()); err != nil {
			t.Fatal(err)
		}
		if err := app.Pump(t.Context()); err != nil {
			t.Fatal(err)
		}
		play.Resume = true
	}
	if _, err := play.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	x.keep(t, store)
}

// amendment puts the definition with its edits in the place of the one that holds.
func (x fixture) amendment(t *testing.T) rehearsal.Act {
	t.Helper()
	raw, err := os.ReadFile(inRoot("events/programmes/doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	input, err := json.Marshal(map[string]any{"reason": "the council decided so",
		"definition": json.RawMessage(strings.NewReplacer(x.edits...).Replace(string(raw)))})
	if err != nil {
		t.Fatal(err)
	}
	return rehearsal.Act{At: x.amended, By: "sro", Do: "amend", Input: input}
}

func (x fixture) keep(t *testing.T, store *memory.Store) {
	t.Helper()
	records, err := store.Records(t.Context(), "doncaster", 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, r := range records {
		fmt.Fprintf(&out, "%s\t%s\n", base64.StdEncoding.EncodeToString(r.Hashes.Bytes()), r.Raw)
	}
	if err := os.MkdirAll(filepath.Dir(x.file()), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(x.file(), out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// failing is a theatre in which, from an instant on, one execution after the other fails until the programme is stuck.
type failing struct {
	embedded.Theatre
	from handover.Local
}

// Tick implements rehearsal.Theatre.
func (f *failing) Tick(ctx context.Context, now time.Time) error {
	if f.from == "" || now.Before(f.from.Instant()) {
		return f.Theatre.Tick(ctx, now)
	}
	f.from = ""
	f.Watch.Set(now)
	for {
		p, err := f.State(ctx, "doncaster")
		if err != nil || p.Execution.Stuck {
			return err
		}
		if err := f.App.Office.Report(ctx, "doncaster", p.Execution.Number, "it failed with States.Runtime"); err != nil {
			return err
		}
	}
}

func inRoot(name string) string { return filepath.Join("..", "..", name) }

// parsed reads a document of the repository.
func parsed[T any](t *testing.T, name string, read func(name string, r io.Reader) (T, error)) T {
	t.Helper()
	f, err := os.Open(inRoot(name))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	v, err := read(name, f)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
