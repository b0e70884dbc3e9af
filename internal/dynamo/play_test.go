package dynamo_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/awstest"
	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/post"
	"example.org/handover/internal/rehearsal"
)

// play rehearses a programme on a store, with a script where one is named, and returns its ledger.
func play(t *testing.T, store office.Store, programme, script string) []handover.Entry {
	t.Helper()
	folder := filepath.Join("..", "..", "events")
	y := &rehearsal.Play{Read: func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(folder, "programmes", filepath.FromSlash(name)))
	}}
	var err error
	y.Definition, err = intake.Definition(programme, open(t, filepath.Join(folder, "programmes", programme)))
	if err != nil {
		t.Fatal(err)
	}
	if script != "" {
		y.Script, err = intake.Script(script, open(t, filepath.Join(folder, "rehearsals", script)), y.Definition)
		if err != nil {
			t.Fatal(err)
		}
	}
	watch := new(embedded.Stopwatch)
	secret := func(context.Context, string) ([]byte, error) { return []byte("secret"), nil }
	app, err := embedded.New(embedded.Options{Store: store, Files: new(files.Memory), Post: post.None{}, Clock: watch.Now,
		Rehearsal: true, Seed: []byte("seed"), Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	y.Theatre = embedded.Theatre{App: app, Watch: watch}
	if _, err := y.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	entries, err := store.Entries(t.Context(), y.Definition.Programme, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func open(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// scales is a store in memory that measures what each commit would be in the table.
type scales struct {
	office.Store
	t                        *testing.T
	table                    *dynamo.Store
	commits, items, snapshot int // how many; the most in one; bytes of the largest
}

func (s *scales) Commit(ctx context.Context, c office.Commit) error {
	n, err := dynamo.Items(s.table, c)
	if err != nil {
		s.t.Error(err)
	}
	data, err := c.Snapshot.Data()
	if err != nil {
		s.t.Error(err)
	}
	s.commits, s.items, s.snapshot = s.commits+1, max(s.items, n), max(s.snapshot, len(data))
	return s.Store.Commit(ctx, c)
}

// TestCommitsFitATransaction plays the samples and holds that no commit comes near what a transaction and an item take.
func TestCommitsFitATransaction(t *testing.T) {
	for name, c := range map[string]struct{ programme, script string }{
		"Doncaster, with mistakes": {"doncaster.json", "mistakes.json"},
		"Reading":                  {"reading.json", ""},
	} {
		t.Run(name, func(t *testing.T) {
			aws := awstest.NewCanned(t)
			s := &scales{Store: memory.New(), t: t, table: dynamo.New(dynamodb.NewFromConfig(aws.Config()), "ledgers")}
			entries := play(t, s, c.programme, c.script)
			t.Logf("%d entries in %d commits; %d items in the largest; %d bytes in the largest state", len(entries), s.commits,
				s.items, s.snapshot)
			if s.items > 50 || s.snapshot > 200<<10 {
				t.Errorf("a commit of %d items, or a state of %d bytes, leaves too little room", s.items, s.snapshot)
			}
		})
	}
}
