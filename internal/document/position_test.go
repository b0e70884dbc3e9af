package document_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"example.org/handover/internal/document"
)

func TestLine(t *testing.T) {
	const text = "\n{\n  \"a\": [\n    1,\n    {\"b/c~d\":\n 2}\n  ],\n  \"\": 3\n}\n"
	for pointer, want := range map[string]int{
		"":              2,
		"/a":            3,
		"/a/0":          4,
		"/a/1":          5,
		"/a/1/b~1c~0d":  6,
		"/":             8,
		"/a/1/missing":  5,
		"/a/7/missing":  3,
		"not a pointer": 2,
	} {
		if got := document.Line([]byte(text), pointer); got != want {
			t.Errorf("Line(%q) is %d, want %d", pointer, got, want)
		}
	}
	if got := document.Line([]byte("{"), ""); got != 0 {
		t.Errorf("line %d in what is not a document, want 0", got)
	}
}

// tree draws a value in which every scalar is a text of its own, and returns the pointers of the scalars.
func tree(t *rapid.T, depth int, pointer string, texts map[string]string) any {
	form := rapid.IntRange(0, 2).Draw(t, "form")
	if depth == 0 || form == 0 {
		texts[pointer] = fmt.Sprintf("leaf %d.", len(texts))
		return texts[pointer]
	}
	if form == 1 {
		list := make([]any, rapid.IntRange(0, 4).Draw(t, "items"))
		for i := range list {
			list[i] = tree(t, depth-1, fmt.Sprintf("%s/%d", pointer, i), texts)
		}
		return list
	}
	object := map[string]any{}
	names := rapid.SliceOfNDistinct(rapid.StringMatching(`[ab/~" é\\]{0,3}`), 0, 4, rapid.ID).Draw(t, "names")
	for _, name := range names {
		token := strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
		object[name] = tree(t, depth-1, pointer+"/"+token, texts)
	}
	return object
}

func TestLineFindsEveryValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := map[string]string{}
		data, err := json.MarshalIndent(tree(t, 4, "", texts), "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := document.Check("p.json", data); err != nil {
			t.Fatal(err)
		}
		for pointer, text := range texts {
			before, _, _ := bytes.Cut(data, []byte(text))
			if got, want := document.Line(data, pointer), 1+bytes.Count(before, []byte("\n")); got != want {
				t.Fatalf("Line(%q) is %d, want %d in\n%s", pointer, got, want, data)
			}
		}
	})
}
