package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

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
	const most = 200
	for range most {
		owed, ok := nextOwed(ts, args[0], person)
		if !ok {
			return
		}
		who := person[owed.Command]
		if who == "" {
			who = owed.Person
		}
		input, err := json.Marshal(completed(owed))
		ts.Check(err)
		ts.Logf("%s %s by %s", owed.Command, owed.Subject, who)
		play(ts, input, "do", "doncaster", owed.Command, "--now", args[0], "--as", who, "--input", "-")
	}
	ts.Fatalf("still not done after %d commands", most)
}

func nextOwed(ts *testscript.TestScript, now string, person map[string]string) (handover.Blocker, bool) {
	var v handover.StatusView
	ts.Check(json.Unmarshal(play(ts, nil, "status", "doncaster", "--now", now, "--json"), &v))
	for _, b := range v.BlockedBy {
		if _, asked := person[b.Command]; asked {
			return b, true
		}
	}
	return handover.Blocker{}, false
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

// play runs the command line in this process, on the data directory of the script: quicker than a process each.
func play(ts *testscript.TestScript, input []byte, args ...string) []byte {
	var out, failed bytes.Buffer
	args = append(args, "--data", ts.MkAbs(ts.Getenv("HANDOVER_DATA")))
	e := env{bytes.NewReader(input), &out, &failed, func(string) string { return "" }, time.Now}
	if code := run(ts.Context(), args, e); code != exitOK {
		ts.Fatalf("%s: exit %d: %s", strings.Join(args, " "), code, &failed)
	}
	return out.Bytes()
}
