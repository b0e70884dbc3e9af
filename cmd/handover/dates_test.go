package main

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// datesOf runs `handover dates -` over a text.
func datesOf(t *testing.T, in io.Reader, flags ...string) (code int, out, complaints string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	e := env{in, &stdout, &stderr, func(string) string { return "" }, nil}
	code = run(t.Context(), append([]string{"dates", "-"}, flags...), e)
	return code, stdout.String(), stderr.String()
}

// TestLinesOfEverySort reads what editors and other programs write: marks of byte order, other ends of lines, lines of
// any length.
func TestLinesOfEverySort(t *testing.T) {
	long := strings.Repeat("x", 3*mostLine)
	code, out, complaints := datesOf(t, strings.NewReader("\ufeff2022-09-30\r\n"+long+"\n# no\n\t\n2022-10-01"))
	if want := "Fri 30 Sep 2022  Friday 30 September 2022\nSat  1 Oct 2022  Saturday 1 October 2022\n"; out != want {
		t.Errorf("got %q, want %q", out, want)
	}
	const wrong = "handover: standard input:2: column 401: expected the end, since an expression has at most 400 letters"
	if code != exitBadInput || !strings.HasPrefix(complaints, wrong) || strings.Count(complaints, "\n") != 1 {
		t.Errorf("exit %d: %q", code, complaints)
	}
}

// TestAnInputThatBreaksOff still gives what came before.
func TestAnInputThatBreaksOff(t *testing.T) {
	in := io.MultiReader(strings.NewReader("2022-09-30\n"), iotest.ErrReader(errors.New("the line is dead")))
	code, out, complaints := datesOf(t, in)
	if code != exitProblems || !strings.HasPrefix(out, "Fri 30 Sep 2022") || !strings.Contains(complaints, "cannot be read") {
		t.Errorf("exit %d: %q, %q", code, out, complaints)
	}
}

// complaint is how every line that is wrong is told.
var complaint = regexp.MustCompile(`^handover: standard input:[1-9][0-9]*: column [1-9][0-9]*: expected .+; ` +
	`.*write it like “.+”\n$`)

func FuzzDates(f *testing.F) {
	for _, seed := range []string{
		"28 days before x\n", "2022-09-30\n28 days before transfer\n\n# remark",
		"deemed service by email sent 2022-04-08 under dfe-grant-style",
		"10000 years after 2022-01-01\n1 day after 2200-12-31", "\r\n\ufeff\x00", "x\n" + strings.Repeat("y ", 300),
		"28 days before transfer.transfer",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		code, out, complaints := datesOf(t, strings.NewReader(text), "--json", "--set", "transfer=2022-09-30")
		if (code == exitOK) != (complaints == "") || code != exitOK && code != exitBadInput {
			t.Errorf("exit %d of %q: %q", code, text, complaints)
		}
		told := strings.Count(out, "\n")
		for line := range strings.Lines(complaints) {
			if told++; !complaint.MatchString(line) {
				t.Errorf("%q is told as %q", text, line)
			}
		}
		if lines := strings.Count(text, "\n") + 1; told > lines {
			t.Errorf("%d lines give %d results and complaints", lines, told)
		}
	})
}

func FuzzSet(f *testing.F) {
	for _, seed := range []string{"transfer=2022-09-30", "transfer", "=", "a.b-c=2022-09-30T00:01", "day=x", "x=2022-02-30"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o := asking{set: []string{text}}
		q, err := o.question()
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		for name, value := range q.Set {
			if e, err := calendar.Parse(name); err != nil || e.String() != name || name+"="+string(value) != text {
				t.Errorf("%q sets %q to %q", text, name, value)
			}
		}
	})
}
