package letter

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// TestTidyMissesNothing holds that what is taken for tidy is what the copy would be, with characters of every sort.
func TestTidyMissesNothing(t *testing.T) {
	type sample struct {
		A, B string
		List []string
		Map  map[string]string
	}
	letters := []rune("ab  \t\n\r\x00\x1b\u00a0\u200b\u2028\u202e\ufffe\ufffd<>&\"\\'é–£:,{}[]")
	text := rapid.StringOfN(rapid.SampledFrom(letters), 0, 3, -1)
	untidy := 0
	rapid.Check(t, func(t *rapid.T) {
		v := sample{text.Draw(t, "a"), text.Draw(t, "b"), []string{text.Draw(t, "c")}, map[string]string{"x": text.Draw(t, "d")}}
		want := sample{tidyLine(v.A), tidyLine(v.B), []string{tidyLine(v.List[0])}, map[string]string{"x": tidyLine(v.Map["x"])}}
		got, err := tidied(v)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q became %q, %v; want %q", v, got, err, want)
		}
		if !reflect.DeepEqual(v, want) {
			untidy++
		}
	})
	if untidy == 0 {
		t.Error("no sample was untidy")
	}
}
