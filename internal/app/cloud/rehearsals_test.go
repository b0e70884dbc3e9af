//go:build aws

package cloud_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/rehearsal"
)

// scenario is the sample, played by a script of events/rehearsals.
type scenario struct {
	script string // without one everybody acts on time
	manual bool   // every stage waits for the programme office
	until  string // the last day; none: to the end
	ends   handover.Status
}

// scenarios are what happens on the way, by name. The command line plays the same scripts.
func scenarios() map[string]scenario {
	all := map[string]scenario{"doncaster": {ends: handover.Complete}}
	if testing.Short() {
		return all
	}
	maps.Copy(all, map[string]scenario{
		"mistakes":        {"mistakes.json", false, "2022-10-14", handover.Running},
		"manual":          {"manual.json", true, "2022-10-04", handover.Running},
		"held":            {"held.json", false, "2022-10-01", handover.Running},
		"rollback":        {"rollback.json", false, "2022-10-01", handover.Running},
		"refused-run":     {"refused-run.json", false, "2022-10-01", handover.Running},
		"stopped":         {"stop.json", false, "", handover.Stopped},
		"decided-to-stop": {"stop-decided.json", false, "", handover.Stopped},
	})
	return all
}

// play makes the rehearsal of a scenario, under a name of its own, so that a stack can be played on again.
func (c scenario) play(t *testing.T, programme string) *rehearsal.Play {
	t.Helper()
	y := &rehearsal.Play{Definition: doncaster(t), Read: func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(programmes, filepath.FromSlash(name)))
	}}
	y.Definition.Programme = programme
	for stage := range y.Definition.Stages {
		if c.manual {
			y.Definition.Stages[stage] = handover.Manual
		}
	}
	if c.until != "" {
		y.Until = calendar.MustDate(c.until)
	}
	if c.script == "" {
		return y
	}
	f, err := os.Open(filepath.Join(programmes, "..", "rehearsals", c.script))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if y.Script, err = intake.Script(c.script, f, y.Definition); err != nil {
		t.Fatal(err)
	}
	return y
}

// TestRehearsalsPlayAlikeHereAndThere plays every scenario beside each other on the deployed stack, and each on an
// embedded product of its own: act by act the stack comes to the same place, and in the end ledger, mails and pages are the same.
// With -short it plays the sample alone.
func TestRehearsalsPlayAlikeHereAndThere(t *testing.T) {
	s, all := deployed(t, "handover-local"), scenarios()
	there := newTheatre(s)
	there.verifySender(t)
	beat := newMetronome(len(all), there.clock)
	var plays sync.WaitGroup
	for name, c := range all {
		programme := fmt.Sprintf("%s-%d", name, time.Now().Unix())
		y, w := c.play(t, programme), newTwin(t, s, beat, programme)
		y.Theatre = w
		plays.Go(func() {
			defer beat.leave(t.Context())
			began := time.Now()
			p, err := y.Run(t.Context())
			if err != nil {
				t.Errorf("%s: %v", name, err)
				return
			}
			if p.Status != c.ends {
				t.Errorf("%s is %s in the end, want %s", name, p.Status, c.ends)
				return
			}
			w.compare(t, p)
			w.comparePages(t)
			t.Logf("%s: %d entries, %d requests, %d mails in %s", name, p.Seq, w.there.requests, len(w.mails.sent),
				time.Since(began).Round(time.Second))
		})
	}
	plays.Wait()
	extractsLieApart(t, s)
}

// compare holds that ledger and mails of both are the same, and that the workflow has ended with its programme.
func (w *twin) compare(t *testing.T, p *handover.Programme) {
	t.Helper()
	ctx := t.Context()
	here, err := w.here.App.Office.Store.Entries(ctx, w.name, 1, 0)
	if err != nil {
		t.Error(err)
	}
	there, err := w.there.ledger(ctx, w.name)
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(plain(t, here), plain(t, there)); diff != "" {
		t.Errorf("the ledgers of %s differ (-embedded +deployed):\n%s", w.name, diff)
	}
	taken, err := w.there.taken(ctx, w.name)
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(lines(t, w.mails.sent), lines(t, taken)); diff != "" {
		t.Errorf("the mails of %s differ (-embedded +deployed):\n%s", w.name, diff)
	}
	want := map[bool]string{true: "SUCCEEDED", false: "RUNNING"}[p.Status.Over()]
	if status, err := w.there.status(ctx, p); err != nil || status != want {
		t.Errorf("the workflow of %s is %s, %v; want %s", w.name, status, err, want)
	}
}

// plain gives entries the form in which ledgers are compared: when, who, what. Branches of the workflow run beside each
// other, so that entries of one instant have no order among themselves; request ids are each engine's own.
func plain(t *testing.T, entries []handover.Entry) []string {
	t.Helper()
	var lines []string
	for _, e := range entries {
		data, err := json.Marshal(e.Event)
		if err != nil {
			t.Error(err)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s %s", e.At.UTC().Format(time.RFC3339Nano), e.By, e.Event.Kind(), data))
	}
	slices.Sort(lines)
	return lines
}
