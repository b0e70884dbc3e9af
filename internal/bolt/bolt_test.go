package bolt_test

import (
	"testing"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/office"
	"example.org/handover/internal/office/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) office.Store { return open(t, t.TempDir(), bolt.Options{Create: true}) })
}

func TestAThousandCommandsAtOnce(t *testing.T) {
	storetest.Linearizable(t, open(t, t.TempDir(), bolt.Options{Create: true}))
}

// open opens a data directory that has to open, and closes it with the test.
func open(t testing.TB, dir string, o bolt.Options) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
