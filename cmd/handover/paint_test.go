package main

import (
	"bytes"
	"io"
	"os"
	"testing"
)

func TestPainter(t *testing.T) {
	for text, want := range map[string]string{
		"Decided: GO":                       "Decided: \x1b[1;32mGO\x1b[0m",
		"Decided: NO-GO: defer":             "Decided: \x1b[1;31mNO-GO\x1b[0m: defer",
		"Dry run 1 FAILED: children":        "Dry run 1 \x1b[1;31mFAILED\x1b[0m: children",
		"Rated AMBER: due":                  "Rated \x1b[1;33mAMBER\x1b[0m: due",
		"A REHEARSAL":                       "A \x1b[1mREHEARSAL\x1b[0m",
		"GOV-1 is GONE, the service is red": "GOV-1 is GONE, the service is red",
	} {
		var out bytes.Buffer
		n, err := io.WriteString(painter{&out}, text)
		if out.String() != want || n != len(text) || err != nil {
			t.Errorf("%q became %q (%d, %v)", text, &out, n, err)
		}
	}
}

// TestText holds that colours are for terminals whose owner wants them. The null device passes for a terminal.
func TestText(t *testing.T) {
	terminal, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = terminal.Close() })
	file, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	for _, c := range []struct {
		name   string
		to     io.Writer
		vars   map[string]string
		colour bool
	}{
		{"a terminal", terminal, nil, true},
		{"a terminal whose owner wants none", terminal, map[string]string{"NO_COLOR": "1"}, false},
		{"a terminal that has none", terminal, map[string]string{"TERM": "dumb"}, false},
		{"a file", file, nil, false},
		{"a buffer", new(bytes.Buffer), nil, false},
	} {
		e := env{stdout: c.to, getenv: func(name string) string { return c.vars[name] }}
		if _, painted := e.inked().(painter); painted != c.colour {
			t.Errorf("%s: colours are %v", c.name, painted)
		}
	}
}
