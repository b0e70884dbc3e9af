package rehearsal_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/post"
	"example.org/handover/internal/rehearsal"
)

// stage is Doncaster on the embedded product, ready to be played.
type stage struct {
	*rehearsal.Play
	store *memory.Store
	app   *embedded.App
}

func newStage(t *testing.T) *stage {
	t.Helper()
	folder := filepath.Join("..", "..", "events", "programmes")
	f, err := os.Open(filepath.Join(folder, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d, err := intake.Definition("doncaster.json", f)
	if err != nil {
		t.Fatal(err)
	}
	s, watch := &stage{store: memory.New()}, new(embedded.Stopwatch)
	s.app, err = embedded.New(embedded.Options{Store: s.store, Files: new(files.Memory), Post: post.None{},
		Clock: watch.Now, Rehearsal: true,
		Secret: func(context.Context, string) ([]byte, error) { return []byte("key"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	s.Play = &rehearsal.Play{Theatre: embedded.Theatre{App: s.app, Watch: watch}, Definition: d,
		Read: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(folder, filepath.FromSlash(name))) }}
	return s
}

func (s *stage) result(t *testing.T) rehearsal.Result {
	t.Helper()
	entries, err := s.store.Entries(t.Context(), "doncaster", 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.ResultOf(entries, s.app.Totals().Transitions)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (s *stage) acts(t *testing.T, raw string) {
	t.Helper()
	if err := json.Unmarshal([]byte(raw), &s.Script.Acts); err != nil {
		t.Fatal(err)
	}
}

func says(r rehearsal.Result, what string) bool {
	return slices.ContainsFunc(r.Timeline, func(l handover.Line) bool { return strings.Contains(l.What, what) })
}

func TestPlayToTheEnd(t *testing.T) {
	s := newStage(t)
	if _, err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := s.result(t)
	if r.Status != handover.Complete || r.Transfer.Format("2006-01-02T15:04Z07:00") != "2022-09-29T23:01Z" ||
		calendar.DateOf(r.Closed).String() != "2023-09-30" || r.Executions != 2 {
		t.Errorf("the play ends %s, transfer %v, closed %v, in %d executions", r.Status, r.Transfer, r.Closed, r.Executions)
	}
	if !slices.IsSortedFunc(r.Timeline, func(a, b handover.Line) int { return a.At.Compare(b.At) }) {
		t.Error("the timeline is not in the order of time")
	}
}

// TestUntil stops after the last day asked for: what is due the day after has not happened.
func TestUntil(t *testing.T) {
	s := newStage(t)
	s.Until = calendar.MustDate("2022-04-07")
	p, err := s.Run(t.Context())
	if err != nil || p.Status != handover.Running || len(p.Notice.Letters) != 0 {
		t.Errorf("%v; the programme is %s with %d letters of notice", err, p.Status, len(p.Notice.Letters))
	}
	if r := s.result(t); !says(r, "The consultation of Staff of the Trust opened") || says(r, "Letters of notice drafted") {
		t.Errorf("the timeline ends with %+v", r.Timeline[len(r.Timeline)-1])
	}
}

// TestMistakes plays mistakes that the script expects to be refused, each told in the timeline; the play goes on.
func TestMistakes(t *testing.T) {
	s := newStage(t)
	s.acts(t, `[
		{"at": "2022-04-08T08:00", "by": "legal", "do": "record-service", "refused": true,
		 "input": {"addressee": "trust-secretary", "method": "hand", "sent": "2022-04-07T10:00", "reference": "R/1"}},
		{"at": "2022-05-02T10:00", "by": "hr", "do": "stop", "refused": true, "input": {"reason": "a slip"}},
		{"at": "2022-06-17T10:00", "by": "data-lead", "do": "receive-extract", "input": {"dataset": "children"},
		 "files": {"source": "../extracts/header-source.csv", "target": "../extracts/header-target-missing.csv"}}
	]`)
	p, err := s.Run(t.Context())
	if err != nil || p.Status != handover.Complete {
		t.Fatalf("%v; the programme is %s", err, p.Status)
	}
	r := s.result(t)
	for _, what := range []string{"REFUSED: record-service by legal", "REFUSED: stop by hr",
		"Dry run 1 FAILED: Looked-after", "Dry run 3 passed: Looked-after"} {
		if !says(r, what) {
			t.Errorf("the timeline does not say %q", what)
		}
	}
}

// TestScriptsThatGoWrong ends a play whose script is at odds with what happens.
func TestScriptsThatGoWrong(t *testing.T) {
	for _, c := range []struct {
		name, acts string
		want       fault.Kind
		says       string
	}{
		{"a mistake that is none", `[{"at": "2022-03-22T10:00", "by": "office-1", "do": "submit-evidence", "refused": true,
			"input": {"check": "GOV-1", "evidence": "E/1"}}]`, fault.Refused, "and it was not"},
		{"a refusal nobody expects", `[{"at": "2022-03-22T10:00", "by": "hr", "do": "stop", "input": {"reason": "x"}}]`,
			fault.Forbidden, "2022-03-22T10:00, stop by hr"},
		{"a person nobody knows", `[{"at": "2022-03-22T10:00", "by": "nobody", "do": "stop", "input": {"reason": "x"}}]`,
			fault.Forbidden, "nobody"},
		{"input that the schema refuses",
			`[{"at": "2022-03-22T10:00", "by": "sro", "do": "stop", "input": {"because": "x"}}]`, fault.Invalid, "because"},
		{"a vote before there is evidence", `[{"at": "2022-03-22T10:00", "by": "sro", "do": "vote",
			"input": {"phase": "decision", "outcome": "go"}}]`, fault.Invalid, "digest"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t)
			s.acts(t, c.acts)
			if _, err := s.Run(t.Context()); fault.KindOf(err) != c.want || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, want %s with %q", err, c.want, c.says)
			}
		})
	}
}

// TestExtractsThatAreMissing ends a play that cannot deliver its data, with what to add.
func TestExtractsThatAreMissing(t *testing.T) {
	s := newStage(t)
	s.Definition.Datasets[0].Rehearsal = nil
	if _, err := s.Run(t.Context()); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(),
		"names no extracts for a rehearsal") {
		t.Errorf("without extracts: %v", err)
	}
	s = newStage(t)
	gone := errors.New("gone")
	s.Read = func(string) ([]byte, error) { return nil, gone }
	if _, err := s.Run(t.Context()); !errors.Is(err, gone) {
		t.Errorf("with extracts that cannot be read: %v", err)
	}
}

// TestNobodyToDoIt ends a play in which nothing can ever happen any more, with what is waited for.
func TestNobodyToDoIt(t *testing.T) {
	s := newStage(t)
	for i, p := range s.Definition.People {
		s.Definition.People[i].Roles = slices.DeleteFunc(p.Roles,
			func(r handover.Role) bool { return r == handover.LegalLead })
	}
	s.Until = calendar.MustDate("2023-12-31")
	p, err := s.Run(t.Context())
	if err != nil || len(p.Held) == 0 || !p.Effective.IsZero() {
		t.Errorf("%v; held because %q, effective %v", err, p.Held, p.Effective)
	}
}
