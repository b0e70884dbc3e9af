package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// exitsCommand is `exits CODE PROGRAM ARG…`: the program ends with an exit code.
func exitsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || neg {
		ts.Fatalf("usage: exits CODE PROGRAM ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var failed *exec.ExitError
		if !errors.As(err, &failed) {
			ts.Fatalf("%v", err)
		}
		got = failed.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s ended with %d, not %d", strings.Join(args[1:], " "), got, want)
	}
}

// fieldsCommand is `fields FILE /pointer NAME…`: an object has exactly these fields.
func fieldsCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 3 || neg {
		ts.Fatalf("usage: fields FILE /pointer NAME…")
	}
	var doc any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &doc))
	v, err := at(doc, strings.TrimSuffix(args[1], "/"))
	ts.Check(err)
	object, ok := v.(map[string]any)
	if !ok {
		ts.Fatalf("%s is no object", args[1])
	}
	var names []string
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	want := slices.Sorted(slices.Values(args[2:]))
	if !slices.Equal(names, want) {
		ts.Fatalf("%s has the fields %s", args[1], strings.Join(names, " "))
	}
}

// countCommand is `count FILE TEXT N`: the text occurs so often.
func countCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 || neg {
		ts.Fatalf("usage: count FILE TEXT N")
	}
	if n := strings.Count(ts.ReadFile(args[0]), args[1]); strconv.Itoa(n) != args[2] {
		ts.Fatalf("%q occurs %d times", args[1], n)
	}
}

// helpCommand is `for-each-command FLAG TEXT`: what every command of the program prints with the flag has the text.
func helpCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 || neg {
		ts.Fatalf("usage: for-each-command FLAG TEXT")
	}
	for _, c := range newRoot(env{getenv: ts.Getenv}).Commands() {
		var out bytes.Buffer
		e := env{strings.NewReader(""), &out, &out, ts.Getenv, time.Now}
		if code := run(context.Background(), []string{c.Name(), args[0]}, e); code != exitOK {
			ts.Fatalf("%s: exit %d: %s", c.Name(), code, &out)
		}
		if !strings.Contains(out.String(), args[1]) {
			ts.Fatalf("%s does not show %s:\n%s", c.Name(), args[1], &out)
		}
	}
}

// mailsCommand is `mails DIR TEXT`: at least one mail in a data directory has the text; negated, none has.
func mailsCommand(ts *testscript.TestScript, neg bool, args []string) {
	hold(ts, neg, args, "mail", "*.eml")
}

// lettersCommand is `letters DIR TEXT`: the same for the letters of its programmes, in text form.
func lettersCommand(ts *testscript.TestScript, neg bool, args []string) {
	hold(ts, neg, args, "files", "*", "letters", "*.txt")
}

// hold looks for a text in the files of a data directory.
func hold(ts *testscript.TestScript, neg bool, args []string, pattern ...string) {
	if len(args) != 2 {
		ts.Fatalf("usage: mails|letters DIR TEXT")
	}
	names, err := filepath.Glob(filepath.Join(append([]string{ts.MkAbs(args[0])}, pattern...)...))
	ts.Check(err)
	found := 0
	for _, name := range names {
		if strings.Contains(ts.ReadFile(name), args[1]) {
			found++
		}
	}
	if (found > 0) == neg {
		ts.Fatalf("%d of %d files have %q", found, len(names), args[1])
	}
}

// busyCommand is `busy DIR`: it waits until a data directory is held by another process.
func busyCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 || neg {
		ts.Fatalf("usage: busy DIR")
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(ts.MkAbs(args[0]), "handover.pid")); err == nil {
			return
		}
	}
	ts.Fatalf("nobody holds %s", args[0])
}
