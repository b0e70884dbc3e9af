package local

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParsePath(t *testing.T) {
	for _, c := range []struct {
		text  string
		field string
		steps []step
	}{
		{"$", "", nil},
		{"$.a", "", []step{{"a", -1}}},
		{"$.a_1.é[0]['b c.d']", "", []step{{"a_1", -1}, {"é", -1}, {"", 0}, {"b c.d", -1}}},
		{"$[12]", "", []step{{"", 12}}},
		{"$['$']", "", []step{{"$", -1}}},
		{"$$.Task.Token", "Task.Token", []step{}},
		{"$$['Execution']['Input'].a", "Execution.Input", []step{{"a", -1}}},
		{"$$.Map.Item.Value[3]", "Map.Item.Value", []step{{"", 3}}},
	} {
		p, err := parsePath(c.text)
		want := path{c.text, c.field, c.steps}
		if diff := cmp.Diff(want, p, cmp.AllowUnexported(path{}, step{})); err != nil || diff != "" {
			t.Errorf("%s: %v %s", c.text, err, diff)
		}
	}
	for _, text := range []string{
		"", "a", "$a", "$.", "$..a", "$.a.", "$.a-b", "$.*", "$[*]", "$[-1]", "$[01]", "$[1", "$[1:2]", "$[1234567]", "$['a]",
		"$['']", `$["a"]`, "$.a b", "$ ", " $", "$[?(@.a)]", "$['a','b']", `$['\u0061']`, "$$", "$$.Execution", "$$.Map.Item",
		"$$$", "$$.Task.Token.x", "$$.Nothing.Here", "$$[0].Name", "$.length()", "$[+1]",
	} {
		if p, err := parsePath(text); err == nil {
			t.Errorf("%q: got %+v, want it refused", text, p)
		}
	}
}

func FuzzParsePath(f *testing.F) {
	for _, text := range []string{"$", "$.a['b'][0]", "$$.Execution.Input.x", "$[", "$['", "$$"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePath(text)
		if err != nil {
			return
		}
		if p.text != text || text[0] != '$' {
			t.Errorf("%q gives %+v", text, p)
		}
		if v, ok := place(map[string]any{}, p.steps, "x"); ok {
			if found, ok := lookup(v, p.steps); !ok || found != "x" {
				t.Errorf("%q: placed and not found", text)
			}
		}
	})
}

// data draws a datum.
func data(depth int) *rapid.Generator[any] {
	scalars := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.String().AsAny(),
		rapid.Map(rapid.Int64(), func(n int64) any { b, _ := json.Marshal(n); return json.Number(b) }),
		rapid.Map(rapid.SampledFrom([]string{"1.0", "1e5", "-0", "0.10"}), func(s string) any { return json.Number(s) }),
	}
	if depth == 0 {
		return rapid.OneOf(scalars...)
	}
	inner := data(depth - 1)
	return rapid.OneOf(append(scalars,
		rapid.SliceOfN(inner, 0, 4).AsAny(), rapid.MapOfN(rapid.String(), inner, 0, 4).AsAny())...)
}

func TestEncodeDecodeAndSizeAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := data(3).Draw(t, "datum")
		text := encode(v)
		if !json.Valid(text) {
			t.Fatalf("no JSON: %q", text)
		}
		back, err := decode(text)
		if diff := cmp.Diff(v, back); err != nil || diff != "" {
			t.Fatal(err, diff)
		}
		if n := size(v, maxData); n != len(text) {
			t.Fatalf("size %d of %q, want %d", n, text, len(text))
		}
		if n := size(v, len(text)-1); n <= len(text)-1 {
			t.Fatalf("size stops at %d, below its bound %d", n, len(text)-1)
		}
	})
}

// TestPlaceLeavesTheOriginal holds that putting a value somewhere changes nothing but that place, and not the original.
func TestPlaceLeavesTheOriginal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := data(3).Draw(t, "datum")
		before := encode(v)
		names := rapid.SampledFrom([]step{{"a", -1}, {"b", -1}, {"", 0}, {"", 1}})
		steps := rapid.SliceOfN(names, 0, 3).Draw(t, "steps")
		after, ok := place(v, steps, "new")
		if !bytes.Equal(before, encode(v)) {
			t.Fatalf("%s became %s", before, encode(v))
		}
		if !ok {
			return
		}
		if found, ok := lookup(after, steps); !ok || found != "new" {
			t.Fatalf("%s has nothing at %v", encode(after), steps)
		}
		if old, had := lookup(v, steps); had {
			if restored, ok := place(after, steps, old); !ok || !bytes.Equal(before, encode(restored)) {
				t.Fatalf("put back: %s, before: %s", encode(restored), before)
			}
		}
	})
}

func TestQueueKeepsItsOrder(t *testing.T) {
	var q queue
	const n = 5000
	next := 0
	pop := func() {
		th, ok := q.pop()
		if !ok || th.slot != next {
			t.Fatalf("got %v %v, want %d", th, ok, next)
		}
		next++
	}
	for i := range n {
		q.push(&thread{slot: i})
		if i%3 != 0 {
			pop()
		}
		if i%1000 == 999 {
			th, _ := q.pop()
			q.back(th)
		}
	}
	for next < n {
		pop()
	}
	if _, ok := q.pop(); ok {
		t.Error("the queue ought to be empty")
	}
}
