package intake_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

// sample gives the sample definition's text with replacements, each of which must apply.
func sample(t testing.TB, replacements ...string) string {
	t.Helper()
	raw, err := os.ReadFile("../../events/programmes/doncaster.json")
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for i := 0; i < len(replacements); i += 2 {
		if !strings.Contains(text, replacements[i]) {
			t.Fatalf("the sample does not say %q any more", replacements[i])
		}
		text = strings.Replace(text, replacements[i], replacements[i+1], 1)
	}
	return text
}

// doncaster is the sample, read.
func doncaster(t testing.TB) handover.Definition {
	t.Helper()
	d, err := intake.Definition("doncaster.json", strings.NewReader(sample(t)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// found flattens joined errors into those of package fault; another error fails the test.
func found(t testing.TB, err error) []*fault.Error {
	t.Helper()
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		var all []*fault.Error
		for _, e := range many.Unwrap() {
			all = append(all, found(t, e)...)
		}
		return all
	}
	var one *fault.Error
	if !errors.As(err, &one) {
		t.Fatalf("%T is no error for people: %v", err, err)
	}
	return []*fault.Error{one}
}

// mistake is what a person is told of one mistake.
type mistake struct {
	Pointer string
	Line    int
	Value   string
	Problem string
}

// mistakes gives what a person is told, and fails unless all of it is fault.Invalid, names the file and has a mend.
func mistakes(t testing.TB, file string, err error) []mistake {
	t.Helper()
	if err == nil {
		return nil
	}
	var all []mistake
	for _, e := range found(t, err) {
		if e.Kind != fault.Invalid || e.File != file || e.Mend == "" {
			t.Errorf("kind %s, file %q, mend %q: %v", e.Kind, e.File, e.Mend, e)
		}
		all = append(all, mistake{e.Pointer, e.Line, e.Value, e.Problem})
	}
	return all
}

// lineOf gives the first line of a text that has a part, counted from 1.
func lineOf(t testing.TB, text, part string) int {
	t.Helper()
	before, _, ok := strings.Cut(text, part)
	if !ok {
		t.Fatalf("the text does not say %q", part)
	}
	return strings.Count(before, "\n") + 1
}

// nested is a document of so many arrays in each other.
func nested(depth int) string {
	return string(bytes.Repeat([]byte("["), depth)) + string(bytes.Repeat([]byte("]"), depth))
}
