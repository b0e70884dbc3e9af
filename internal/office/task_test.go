package office_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

func asText(v any) string { return fmt.Sprint(v) }

// extract files one of the sample's synthetic extracts, or a text of its own.
func (b *bench) extract(name, text string) handover.FileRef {
	b.Helper()
	content := []byte(text)
	if text == "" {
		var err error
		if content, err = os.ReadFile(filepath.Join("..", "..", "events", "extracts", name)); err != nil {
			b.Fatal(err)
		}
	}
	ref, err := b.files.Put(b.Context(), "one/extracts/"+name, content)
	b.ok(err)
	return ref
}

// TestReconcile hands in pairs of extracts: good ones pass, and bad ones fail the run with the reason and ask for others.
func TestReconcile(t *testing.T) {
	const header = "header-source.csv"
	for name, c := range map[string]struct {
		source, target func(b *bench) handover.FileRef
		want           handover.Outcome
		says           string
	}{
		"equal": {func(b *bench) handover.FileRef { return b.extract(header, "") },
			func(b *bench) handover.FileRef { return b.extract("header-target.csv", "") }, handover.Again, "203 of 203 rows match"},
		"a row is missing": {func(b *bench) handover.FileRef { return b.extract(header, "") },
			func(b *bench) handover.FileRef { return b.extract("header-target-missing.csv", "") }, handover.Again, "missing"},
		"not a table": {func(b *bench) handover.FileRef { return b.extract(header, "") },
			func(b *bench) handover.FileRef { return b.extract("x.csv", "\x00\"\n\"") }, handover.Again, "cannot be compared"},
		"empty": {func(b *bench) handover.FileRef { return b.extract(header, "") },
			func(b *bench) handover.FileRef { return b.extract("x.csv", "\n") }, handover.Again, "cannot be compared"},
		"not in the file store": {func(b *bench) handover.FileRef { return b.extract(header, "") },
			func(*bench) handover.FileRef {
				return handover.FileRef{Name: "one/extracts/none.csv", SHA256: strings.Repeat("a", 64)}
			},
			handover.Again, "no such document"},
		"not what its digest says": {func(b *bench) handover.FileRef { return b.extract(header, "") },
			func(b *bench) handover.FileRef {
				ref := b.extract("header-target.csv", "")
				ref.SHA256 = strings.Repeat("b", 64)
				return ref
			}, handover.Again, "not what its digest says"},
		"under a name that climbs": {func(b *bench) handover.FileRef { return b.extract(header, "") },
			func(*bench) handover.FileRef {
				return handover.FileRef{Name: "../../etc/passwd", SHA256: strings.Repeat("c", 64)}
			},
			handover.Again, "cannot be kept under this name"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.begin("one")
			b.at("2022-06-17T10:00")
			c2 := handover.ReceiveExtract{Dataset: "children", Source: c.source(b), Target: c.target(b)}
			if _, err := b.give("one", c2, "data-lead", ""); err != nil {
				t.Fatal(err)
			}
			if got := b.step("one", "ReconcileDry", "children"); got != (office.Verdict{Outcome: c.want}) {
				t.Errorf("the verdict is %v, want %v", got, c.want)
			}
			entries := b.ledger("one")
			run, ok := entries[len(entries)-1].Event.(handover.RunReconciled)
			if !ok || run.Passed != (name == "equal") || !strings.Contains(run.Summary, c.says) {
				t.Fatalf("recorded %+v, want a summary with %q", entries[len(entries)-1].Event, c.says)
			}
			if _, err := b.files.Get(t.Context(), run.Report); err != nil {
				t.Errorf("the report: %v", err)
			}
			if again := b.step("one", "ReconcileDry", "children"); again != (office.Verdict{Outcome: handover.Again}) || len(b.ledger("one")) != len(entries) {
				t.Errorf("a second look answers %v and records %v", again, b.kinds("one", len(entries)))
			}
			if _, err := b.give("one", c2, "data-lead", ""); err != nil {
				t.Errorf("the next run's extracts are refused: %v", err)
			}
		})
	}
}

// TestReconcileWaitsForTheStore leaves a run alone when the files cannot be reached for now.
func TestReconcileWaitsForTheStore(t *testing.T) {
	b := newBench(t)
	b.begin("one")
	b.at("2022-06-17T10:00")
	c := handover.ReceiveExtract{Dataset: "children", Source: b.extract("header-source.csv", ""), Target: b.extract("header-target.csv", "")}
	if _, err := b.give("one", c, "data-lead", ""); err != nil {
		t.Fatal(err)
	}
	before := len(b.ledger("one"))
	b.Files = away{b.files}
	_, err := office.Steps()["ReconcileDry"](b.Office, t.Context(), office.Call{Programme: "one", Execution: 1, Item: "children"})
	if kindOf(err) != fault.Unavailable || len(b.ledger("one")) != before {
		t.Errorf("%v; recorded %v", err, b.kinds("one", before))
	}
	_, err = office.Steps()["ReconcileDry"](b.Office, t.Context(), office.Call{Programme: "one", Execution: 1, Item: "nothing"})
	if kindOf(err) != fault.NotFound {
		t.Errorf("an unknown dataset: %v, want NotFound", err)
	}
}

// away is a file store out of reach for reading.
type away struct{ office.Files }

// Get implements office.Files.
func (away) Get(context.Context, handover.FileRef) ([]byte, error) {
	return nil, fault.New(fault.Unavailable, "the file store is away")
}

// TestLettersAreDraftedOnce tries the step again, also after a crash between the filing and the record.
func TestLettersAreDraftedOnce(t *testing.T) {
	b := newBench(t)
	b.begin("one")
	b.at("2022-04-08T09:00")
	b.wait("t")
	b.ok(b.Gate(t.Context(), office1("one", "AuthoriseNotice", "t")))
	b.Store = &rival{Store: b.store, times: 1, first: func() { panic("crash") }}
	func() {
		defer func() { _ = recover() }()
		b.step("one", "DraftNotice", "")
	}()
	b.Store = b.store
	before := len(b.ledger("one"))
	b.step("one", "DraftNotice", "")
	b.step("one", "DraftNotice", "")
	if got := b.kinds("one", before); !slices.Equal(got, []string{"notice-drafted"}) {
		t.Errorf("recorded %v", got)
	}
	entries := b.ledger("one")
	for _, ref := range entries[len(entries)-1].Event.(handover.NoticeDrafted).Letters {
		if _, err := b.files.Get(t.Context(), ref); err != nil {
			t.Errorf("letter %s: %v", ref.Name, err)
		}
	}
	for range 2 {
		b.step("one", "InviteRepresentatives", "staff")
	}
	if got := b.kinds("one", before+1); !slices.Equal(got, []string{"invitations-sent"}) {
		t.Errorf("recorded %v", got)
	}
}

// TestStepsOfAStoppedProgramme lets every step of the machine run after a stop: none records anything but the end.
func TestStepsOfAStoppedProgramme(t *testing.T) {
	b := newBench(t)
	b.begin("one")
	if _, err := b.give("one", handover.Stop{Reason: "policy"}, "sro", ""); err != nil {
		t.Fatal(err)
	}
	before := len(b.ledger("one"))
	for _, state := range []string{"Plan", "Replan", "DraftNotice", "ProbeChecks", "ComposeEvidence", "ProveCutOver", "RollBack", "Outcome", "Transfer", "Close"} {
		b.step("one", state, "")
	}
	b.step("one", "InviteRepresentatives", "staff")
	b.step("one", "ReconcileDry", "children")
	b.step("one", "ReconcileLive", "children")
	if got := b.kinds("one", before); len(got) != 0 {
		t.Errorf("recorded %v", got)
	}
	b.step("one", "StandDown", "")
	b.step("one", "StandDown", "")
	if got := b.kinds("one", before); !slices.Equal(got, []string{"stood-down"}) {
		t.Errorf("recorded %v", got)
	}
}
