package reconcile_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/reconcile"
)

// FuzzCompare holds that no bytes make Compare panic, that every refusal says what, where and how to mend, and that an
// extract reconciles with itself unless it is empty or has a duplicate key.
func FuzzCompare(f *testing.F) {
	f.Add([]byte("ID,A\n1,x\n2,y\n"), []byte("A,ID\ny,2\nx,1\n"))
	f.Add([]byte("\xef\xbb\xbfID,\"A\"\r\n1,\"x\r\n\"\"y\"\r\n"), []byte("ID,A\n1,x,\n"))
	f.Add([]byte("ID,A\n1,\"x\n"), []byte("ID,ID\n"))
	f.Add([]byte("ID,\xe9\n"), []byte("ID,A\n\x00,\u0308\n"))
	f.Add([]byte("ID\n \n"), []byte(""))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		for _, pair := range [][2][]byte{{a, b}, {a, a}, {b, b}} {
			r, err := reconcile.Compare(context.Background(), reconcile.Input{Name: "a", R: bytes.NewReader(pair[0])},
				reconcile.Input{Name: "b", R: bytes.NewReader(pair[1])}, byID, secret)
			if err != nil {
				checkRefusal(t, err)
				continue
			}
			if len(r.Digest()) != 64 || r.Summary() == "" || r.Passed != (failed(r) == "") {
				t.Errorf("inconsistent report %+v", r)
			}
			sound := r.SourceRows > 0 && r.DuplicateSourceKeys == 0
			if bytes.Equal(pair[0], pair[1]) && r.Passed != sound {
				t.Errorf("passed %v against itself: %s", r.Passed, r.Summary())
			}
		}
	})
}

// checkRefusal checks that an error tells people enough.
func checkRefusal(t *testing.T, err error) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid || f.File == "" || f.Problem == "" || f.Mend == "" {
		t.Errorf("refused with %#v", err)
	}
	if f != nil && f.Value != "" {
		t.Errorf("the refusal shows a value: %v", err)
	}
}
