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

// handIn hands in a pair of extracts of the sample's first dataset on the day of its first dry run.
func (b *bench) handIn(source, target handover.FileRef) error {
	b.Helper()
	b.begin("one")
	b.at("2022-06-17T10:00")
	_, err := b.give("one", handover.ReceiveExtract{Dataset: "children", Source: source, Target: target}, "data-lead", "")
	return err
}

// TestReconcile compares pairs of extracts: each ends the run, a good one with a row less to go, a bad one with the
// reason, and asks for the next pair.
func TestReconcile(t *testing.T) {
	for _, c := range []struct {
		name, target string
		lost         error // what the file store says when the run begins
		passed       bool
		says         string
	}{
		{"equal", "header-target.csv", nil, true, "203 of 203 rows match"},
		{"a row is missing", "header-target-missing.csv", nil, false, "missing"},
		{"lost since", "header-target.csv", fault.New(fault.NotFound, "there is no such document"), false,
			"there is no such document"},
		{"altered since", "header-target.csv", fault.New(fault.Invalid, "it is another document"), false,
			"it is another document"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.ok(b.handIn(b.extract("header-source.csv", ""), b.extract(c.target, "")))
			if c.lost != nil {
				b.Files = failing{b.files, c.lost}
			}
			if got := b.step("one", "ReconcileDry", "children"); got != (office.Verdict{Outcome: handover.Again}) {
				t.Errorf("the verdict is %v, want again", got)
			}
			entries := b.ledger("one")
			run, ok := entries[len(entries)-1].Event.(handover.RunReconciled)
			if !ok || run.Passed != c.passed || !strings.Contains(run.Summary, c.says) {
				t.Fatalf("recorded %+v, want a summary with %q", entries[len(entries)-1].Event, c.says)
			}
			if _, err := b.files.Get(t.Context(), run.Report); err != nil {
				t.Errorf("the report: %v", err)
			}
			again := b.step("one", "ReconcileDry", "children")
			if again != (office.Verdict{Outcome: handover.Again}) || len(b.ledger("one")) != len(entries) {
				t.Errorf("a second look answers %v and records %v", again, b.kinds("one", len(entries)))
			}
		})
	}
}

// TestBadExtractsAreRefused holds that nothing is taken with which no run could begin.
func TestBadExtractsAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		target func(b *bench) handover.FileRef
		want   fault.Kind
	}{
		"no table":        {func(b *bench) handover.FileRef { return b.extract("x.csv", "\x00\"\n\"") }, fault.Invalid},
		"empty":           {func(b *bench) handover.FileRef { return b.extract("x.csv", "\n") }, fault.Invalid},
		"without its key": {func(b *bench) handover.FileRef { return b.extract("x.csv", "NAME\nx\n") }, fault.Invalid},
		"not there": {func(*bench) handover.FileRef {
			return handover.FileRef{Name: "one/x.csv", SHA256: strings.Repeat("a", 64)}
		}, fault.NotFound},
		"another digest": {func(b *bench) handover.FileRef {
			ref := b.extract("header-target.csv", "")
			ref.SHA256 = strings.Repeat("b", 64)
			return ref
		}, fault.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			if err := b.handIn(b.extract("header-source.csv", ""), c.target(b)); kindOf(err) != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
			if b.kinds("one", 0)[len(b.ledger("one"))-1] == "extract-received" {
				t.Error("taken all the same")
			}
		})
	}
}

// TestReconcileWaitsForTheStore leaves a run alone when the files cannot be reached for now.
func TestReconcileWaitsForTheStore(t *testing.T) {
	b := newBench(t)
	b.ok(b.handIn(b.extract("header-source.csv", ""), b.extract("header-target.csv", "")))
	before := len(b.ledger("one"))
	b.Files = failing{b.files, fault.New(fault.Unavailable, "the file store is away")}
	for item, want := range map[string]fault.Kind{"children": fault.Unavailable, "nothing": fault.NotFound} {
		_, err := office.Steps()["ReconcileDry"](b.Office, t.Context(), office.Call{Programme: "one", Execution: 1,
			Item: item})
		if kindOf(err) != want || len(b.ledger("one")) != before {
			t.Errorf("dataset %s: %v, want %s; recorded %v", item, err, want, b.kinds("one", before))
		}
	}
}

// failing is a file store that gives nothing back.
type failing struct {
	office.Files
	err error
}

// Get implements office.Files.
func (f failing) Get(context.Context, handover.FileRef) ([]byte, error) { return nil, f.err }

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
	for _, state := range []string{"Plan", "Replan", "DraftNotice", "ProbeChecks", "ComposeEvidence", "ProveCutOver",
		"RollBack", "Outcome", "Transfer", "Close"} {
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
