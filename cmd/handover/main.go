// Command handover takes a public contract from notice to handover, on one machine: it validates and plans a
// programme, rehearses it in virtual time, and runs it for real on a data directory.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"example.org/handover/internal/fault"
)

// Exit codes: nothing wrong; problems found, or refused; bad input.
const (
	exitOK       = 0
	exitProblems = 1
	exitBadInput = 2
)

func main() {
	// A rehearsal makes much short-lived garbage over a live heap of a few MB: collecting it less often saves a third of
	// the time for some 10 MB of memory. Whoever sets GOGC decides otherwise.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], env{os.Stdin, os.Stdout, os.Stderr, os.Getenv, time.Now})
	cancel()
	os.Exit(code)
}

// env is the outside world of a run.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
}

// errProblems ends a command that has told its problems already.
var errProblems = errors.New("problems found")

func run(ctx context.Context, args []string, e env) int {
	root := newRoot(e)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err != nil && !errors.Is(err, errProblems) {
		report(e.stderr, err)
	}
	return exitCode(err)
}

// report prints every error of a joined one on a line of its own.
func report(w io.Writer, err error) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			report(w, e)
		}
		return
	}
	_, _ = fmt.Fprintln(w, "handover: "+err.Error())
}

func exitCode(err error) int {
	switch fault.KindOf(err) {
	case "":
		return exitOK
	case fault.Invalid, fault.NotFound:
		return exitBadInput
	default:
		return exitProblems
	}
}
