package dynamo_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/fault"
)

func TestPack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SliceOfN(rapid.Byte(), 1, 50).Draw(t, "unit")
		data := bytes.Repeat(unit, rapid.IntRange(0, 2*dynamo.PackFrom).Draw(t, "length")/len(unit))
		kept, packed, err := dynamo.Pack(data)
		if err != nil {
			t.Fatal(err)
		}
		if packed != (len(data) >= dynamo.PackFrom) || packed && len(kept) >= len(data)/10 {
			t.Errorf("%d bytes became %d, packed %v", len(data), len(kept), packed)
		}
		if back, err := dynamo.Unpack(kept, packed); err != nil || !bytes.Equal(back, data) {
			t.Errorf("%d bytes do not come back: %v", len(data), err)
		}
	})
}

func FuzzUnpack(f *testing.F) {
	kept, _, err := dynamo.Pack(bytes.Repeat([]byte("state "), dynamo.PackFrom/6+1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(kept)
	f.Add(kept[:len(kept)-3])
	f.Fuzz(func(t *testing.T, kept []byte) {
		if _, err := dynamo.Unpack(kept, true); err != nil && fault.KindOf(err) != fault.Internal {
			t.Errorf("got %v", err)
		}
	})
}
