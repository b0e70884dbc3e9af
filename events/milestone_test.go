package events_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"example.org/handover/events"
	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/document"
	"example.org/handover/internal/files"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/post"
	"example.org/handover/internal/rehearsal"
)

// listener is a bus that holds every event to the schema.
type listener struct {
	t      *testing.T
	schema *document.Schema
	kinds  map[string]int
}

func (l *listener) Publish(_ context.Context, e office.Event) error {
	raw, err := json.Marshal(e)
	if err == nil {
		err = l.schema.Validate(e.ID, raw)
	}
	if err != nil {
		l.t.Errorf("%s: %v", raw, err)
	}
	l.kinds[e.Kind]++
	return nil
}

// TestMilestonesKeepToTheirSchema plays the sample, and holds all that other systems are told to what they were promised.
func TestMilestonesKeepToTheirSchema(t *testing.T) {
	schema, err := document.Compile("milestone.schema.json", events.MilestoneSchema)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join("programmes", "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d, err := intake.Definition("doncaster.json", f)
	if err != nil {
		t.Fatal(err)
	}
	bus, watch := &listener{t, schema, map[string]int{}}, new(embedded.Stopwatch)
	app, err := embedded.New(embedded.Options{Store: memory.New(), Files: new(files.Memory), Post: post.None{},
		Bus: bus, Clock: watch.Now,
		Rehearsal: true, Secret: func(context.Context, string) ([]byte, error) { return []byte("key"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	y := &rehearsal.Play{Definition: d, Theatre: embedded.Theatre{App: app, Watch: watch},
		Read: func(name string) ([]byte, error) {
			return os.ReadFile(filepath.Join("programmes", filepath.FromSlash(name)))
		}}
	if _, err := y.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"started", "gate-passed/ServeNotice", "decided", "transferred", "closed"} {
		if bus.kinds[kind] == 0 {
			t.Errorf("nobody was told of %s: %v", kind, bus.kinds)
		}
	}
	if err := schema.Validate("x", []byte(`{"id": "x", "programme": "x"}`)); err == nil {
		t.Error("the schema takes anything")
	}
}
