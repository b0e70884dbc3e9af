package cloud_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/post"
	"example.org/handover/internal/rehearsal"
)

// What Step Functions may cost at the most. Transitions are what it bills, all executions of a programme together; an
// execution ends with its 25,000th event.
const (
	mostTransitions      = 400  // of a programme such as the samples
	mostLargeTransitions = 1000 // of one with twelve windows and eight datasets, put off twice
	mostEvents           = 2500 // of an execution, however large
)

// TestHistoryStaysShort plays two samples as planned; then the first and a large one with a dry run of each dataset that
// fails, put off by the quorum and again by the senior responsible owner. The embedded engine counts as Step Functions
// does.
func TestHistoryStaysShort(t *testing.T) {
	for name, c := range map[string]struct {
		programme handover.Definition
		putOff    bool
		most      int // transitions
		on        string
	}{
		"Doncaster":          {doncaster(t), false, 171, "2022-09-30"}, // no more than in the figures of infra/COST.md
		"Doncaster, put off": {doncaster(t), true, mostTransitions, "2022-11-30"},
		"Reading":            {sample(t, "reading"), false, mostTransitions, ""},
		"large, and put off": {large(t), true, mostLargeTransitions, "2022-11-30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := &rehearsal.Play{Definition: c.programme}
			if c.putOff {
				y.Script = putOff(t, c.programme)
			}
			p, totals := embeddedPlay(t, y, memory.New())
			if on := calendar.DateOf(p.Effective).String(); p.Status != handover.Complete || c.on != "" && on != c.on {
				t.Errorf("the programme is %s, in effect on %s; want %s", p.Status, on, c.on)
			}
			t.Logf("%d entries, %d transitions in %d executions, %d events in the largest", p.Seq, totals.Transitions,
				totals.Executions, totals.Events)
			if totals.Transitions > c.most || totals.Events > mostEvents {
				t.Errorf("more than %d transitions, or than %d events in one execution", c.most, mostEvents)
			}
		})
	}
}

// sample reads a sample.
func sample(t *testing.T, name string) handover.Definition {
	t.Helper()
	f, err := os.Open(filepath.Join(programmes, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d, err := intake.Definition(name+".json", f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// large is the sample with twelve windows and eight datasets.
func large(t *testing.T) handover.Definition {
	t.Helper()
	d := doncaster(t)
	window, dataset := d.Windows[0], d.Datasets[0]
	for n := len(d.Windows); n < 12; n++ {
		window.ID = fmt.Sprintf("window-%d", n)
		d.Windows = append(d.Windows, window)
	}
	for n := len(d.Datasets); n < 8; n++ {
		dataset.ID = fmt.Sprintf("dataset-%d", n)
		d.Datasets = append(d.Datasets, dataset)
	}
	return d
}

// putOff is a script in which the first dry run of each dataset finds three children missing, the quorum puts the
// transfer off, and the senior responsible owner does so once more.
func putOff(t *testing.T, d handover.Definition) (s rehearsal.Script) {
	t.Helper()
	var acts []string
	for _, set := range d.Datasets {
		if set.ID != "episodes" { // of other columns
			acts = append(acts, fmt.Sprintf(`{"at": "2022-06-17T10:00", "by": "data-lead", "do": "receive-extract",
				"input": {"dataset": %q},
				"files": {"source": "../extracts/header-source.csv", "target": "../extracts/header-target-missing.csv"}}`, set.ID))
		}
	}
	for _, by := range []string{"deputy", "sro"} {
		acts = append(acts, fmt.Sprintf(`{"at": "2022-09-23T10:10", "by": %q, "do": "vote",
			"input": {"phase": "decision", "outcome": "defer", "until": "2022-10-14T00:01", "reason": "late"}}`, by))
	}
	acts = append(acts, `{"at": "2022-10-13T11:00", "by": "sro", "do": "defer-transfer",
		"input": {"until": "2022-11-30T00:01", "reason": "late"}}`)
	if err := json.Unmarshal([]byte(`{"acts": [`+strings.Join(acts, ",")+`]}`), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// embeddedPlay plays a rehearsal on the embedded product over a store.
func embeddedPlay(t *testing.T, y *rehearsal.Play, store office.Store) (*handover.Programme, embedded.Totals) {
	t.Helper()
	watch := new(embedded.Stopwatch)
	app, err := embedded.New(embedded.Options{Store: store, Files: new(files.Memory), Post: post.None{}, Clock: watch.Now,
		Rehearsal: true, Seed: []byte("budget"),
		Secret: func(context.Context, string) ([]byte, error) { return []byte("key"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	y.Theatre = embedded.Theatre{App: app, Watch: watch}
	y.Read = func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(programmes, filepath.FromSlash(name)))
	}
	p, err := y.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p, app.Totals()
}
