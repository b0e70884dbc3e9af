package main

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"example.org/handover/internal/handover"
)

// everyoneCommand is `everyone TIME COMMAND[=PERSON]…`: people do whatever the status of doncaster lists under these
// commands, until it lists nothing of them. References are made up.
func everyoneCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || neg {
		ts.Fatalf("usage: everyone TIME COMMAND[=PERSON]…")
	}
	person := map[string]string{}
	for _, a := range args[1:] {
		command, who, _ := strings.Cut(a, "=")
		person[command] = who
	}
	for owed := allOwed(ts, args[0], person); len(owed) > 0; owed = allOwed(ts, args[0], person) {
		for _, b := range owed {
			act(ts, args[0], person[b.Command], b)
		}
	}
}

func act(ts *testscript.TestScript, now, who string, b handover.Blocker) {
	if who == "" {
		who = b.Person
	}
	input, err := json.Marshal(completed(b))
	ts.Check(err)
	ts.Logf("%s %s by %s", b.Command, b.Subject, who)
	ordered(ts, input, "do", "doncaster", b.Command, "--now", now, "--as", who, "--input", "-", "--quiet")
}

func allOwed(ts *testscript.TestScript, now string, person map[string]string) []handover.Blocker {
	var v handover.StatusView
	ts.Check(json.Unmarshal(ordered(ts, nil, "status", "doncaster", "--now", now, "--json"), &v))
	var owed []handover.Blocker
	for _, b := range v.BlockedBy {
		if _, asked := person[b.Command]; asked {
			owed = append(owed, b)
		}
	}
	return owed
}

// completed adds what a person would: a reference, a vote.
func completed(b handover.Blocker) map[string]any {
	in := map[string]any{}
	for k, v := range b.Input {
		in[k] = v
	}
	switch b.Command {
	case "submit-evidence":
		in["evidence"] = "EDRMS/" + b.Subject
	case "record-review":
		in["reference"] = "EDRMS/" + b.Subject
	case "vote":
		in["outcome"] = "go"
	}
	return in
}

// ordered runs the command line in this process, on the data directory of the script: quicker than a process each.
func ordered(ts *testscript.TestScript, input []byte, args ...string) []byte {
	dir := ts.MkAbs(ts.Getenv("HANDOVER_DATA"))
	var out [3]string
	if t, ok := ts.Value(twinKey{}).(*twin); ok && t.stack != nil {
		var err error
		out, err = t.stack.both(context.Background(), dir, placed(ts, farDir, args), input)
		ts.Check(err)
	} else {
		out = said(append(args, "--data", dir), input)
	}
	if out[0] != "0" {
		ts.Fatalf("%s: exit %s: %s", strings.Join(args, " "), out[0], out[2])
	}
	return []byte(out[1])
}
