//go:build aws

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
)

// onAStack tells whether scripts run on a deployed stack too.
const onAStack = true

// What a script on a stack tells the program that it runs: the name of the stack, and where a proxy signs for it.
const (
	stackVariable = "PLAYED_ON"
	proxyVariable = "SIGNED_BY"
)

// program is what a script runs as handover: the command line, which is also played on the stack if the script says so.
func program() {
	l := lineOf(os.Args[1:])
	placed := os.Getenv(dataVariable) != "" && os.Getenv(serverVariable) == "" && !l.elsewhere()
	if os.Getenv(stackVariable) == "" || !placed {
		main()
		return
	}
	out, err := playedLine(context.Background(), l.said, os.Getenv)
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "THE STACK DIFFERS:", err)
		os.Exit(exitDiffers)
	}
	_, _ = os.Stdout.WriteString(out[1])
	_, _ = os.Stderr.WriteString(out[2])
	code, _ := strconv.Atoi(out[0])
	os.Exit(code)
}

// exitDiffers is no exit code of the command line: a script that expects a failure does not take it for one.
const exitDiffers = 99

func playedLine(ctx context.Context, args []string, getenv func(string) string) (out [3]string, err error) {
	s, err := newStage(ctx, getenv(stackVariable), getenv("PROGRAMME"), getenv(proxyVariable))
	if err != nil {
		return out, err
	}
	var input []byte
	if slices.Contains(args, "-") {
		if input, err = io.ReadAll(os.Stdin); err != nil {
			return out, err
		}
	}
	for i, a := range args {
		if a == sampleName {
			args[i] = s.name
		}
	}
	return s.both(ctx, getenv(dataVariable), args, input)
}

// line is what is said on the command line, taken apart.
type line struct {
	said []string // all of it
	now  string   // the time of a rehearsal
	far  []string // without what belongs to a data directory alone
}

func lineOf(args []string) line {
	l := line{said: args}
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "--now":
			if i++; i < len(args) {
				l.now = args[i]
			}
		case "--rehearsal":
		default:
			l.far = append(l.far, args[i])
		}
	}
	return l
}

func (l line) has(flag ...string) bool {
	return slices.ContainsFunc(l.said, func(a string) bool { return slices.Contains(flag, a) })
}

// elsewhere tells whether a line is no matter of the script's place: it names another one, or needs none.
func (l line) elsewhere() bool {
	inPlaces := []string{"adopt", "amend", "checkpoint", "do", "export", "log", "proof", "start", "status", "tick", "trigger",
		"verify"}
	return len(l.said) == 0 || !slices.Contains(inPlaces, l.said[0]) || l.has("--data", "--server", "--help", "--list")
}

// writes tells whether a line, when it succeeds, lets the workflow go on.
func (l line) writes() bool {
	return !l.has("--dry-run") && slices.Contains([]string{"adopt", "amend", "do", "start", "tick", "trigger"}, l.said[0])
}

// tells tells whether a line prints what has happened with it.
func (l line) tells() bool { return l.writes() && !l.has("--quiet", "--json") }
