package main

import (
	"encoding/json"
	"errors"
	"os/exec"
	"slices"
	"strconv"
	"strings"

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
