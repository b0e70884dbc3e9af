package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"example.org/handover/internal/calendar"
)

// The two places of a script that does everything twice: data directories, of which a server has the second.
const nearDir, farDir = "near", "far"

// twin is a server whose clock ticks when a script says so: one of this process, or a deployed stack.
type twin struct {
	address string
	tick    func(ctx context.Context) error
	stack   anotherPlace // nil for a server of this process
}

// anotherPlace is a deployed stack on which a script is played as well as on a data directory of this machine.
type anotherPlace interface {
	// play runs a line of the command line on the stack, and waits until the stack has come to where the data directory
	// is. It returns exit code, standard output and standard error.
	play(ctx context.Context, dir string, args []string) ([3]string, error)
	// both runs a line on the data directory first.
	both(ctx context.Context, dir string, args []string, input []byte) ([3]string, error)
	// plain leaves out of what a line prints what a stack never has in common with a data directory.
	plain(args []string, part int, text string) string
}

type twinKey struct{}

func twinOf(ts *testscript.TestScript) *twin {
	t, ok := ts.Value(twinKey{}).(*twin)
	if !ok || t.address == "" {
		ts.Fatalf("nothing is served: use serving first")
	}
	return t
}

// servingCommand is `serving`: a server over the second data directory runs from now to the end of the script. SERVER is
// its address.
func servingCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 0 || neg {
		ts.Fatalf("usage: serving")
	}
	if t, ok := ts.Value(twinKey{}).(*twin); ok && t.stack != nil {
		ts.Setenv("SERVER", t.address)
		return
	}
	opened, stop, err := openTwin(ts.MkAbs(farDir))
	ts.Check(err)
	ts.Defer(func() {
		if err := stop(); err != nil {
			ts.Logf("the server ended with %v", err)
		}
	})
	*ts.Value(twinKey{}).(*twin) = opened
	ts.Setenv("SERVER", opened.address)
}

// openTwin serves a data directory until it is stopped.
func openTwin(dir string) (twin, func() error, error) {
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	e := env{strings.NewReader(""), w, io.Discard, func(string) string { return "" }, time.Now}
	s, h, err := hosted(ctx, e, serveFlags{place: place{dir: dir}})
	if err != nil {
		cancel()
		return twin{}, nil, err
	}
	ended := make(chan error, 1)
	go func() {
		ended <- s.close(h.serve(ctx, "127.0.0.1:0", func(context.Context) {}))
		_ = w.Close()
	}()
	lines := bufio.NewScanner(r)
	lines.Scan() // of nothing there is no address, which whoever uses it sees
	go func() { _, _ = io.Copy(io.Discard, r) }()
	address, _, _ := strings.Cut(lines.Text(), "/sign-in/")
	return twin{address: address, tick: h.tick}, func() error { cancel(); return <-ended }, nil
}

// ticksCommand is `ticks`: the clock looks at what is due, in both places.
func ticksCommand(ts *testscript.TestScript, _ bool, _ []string) {
	e := env{strings.NewReader(""), io.Discard, io.Discard, func(string) string { return "" }, time.Now}
	if code := run(context.Background(), []string{"tick", "--quiet", "--data", ts.MkAbs(nearDir)}, e); code != exitOK {
		ts.Fatalf("the clock of the data directory: exit %d", code)
	}
	ts.Check(twinOf(ts).tick(context.Background()))
}

// sameCommand is `same CODE ARG…`: the command line ends with the code and says the same, on the data directory and on
// the server. What it says on the server is there to be looked at; both are in near.stdout and far.stdout. An argument
// @NAME is a file that differs between the places: near.NAME and far.NAME.
func sameCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || neg {
		ts.Fatalf("usage: same CODE ARG…")
	}
	t := twinOf(ts)
	near := spoken(ts, nearDir, args[1:], "--data", ts.MkAbs(nearDir))
	far, plain := t.spoken(ts, args[1:])
	for i, what := range []string{"exit code", "standard output", "standard error"} {
		if a, b := parting(plain(i, near[i]), plain(i, far[i])); a != b {
			ts.Fatalf("%s differs: on the data directory\n%.600s\non the server\n%.600s\n%s", what, a, b, far[2])
		}
	}
	_, _ = fmt.Fprint(ts.Stdout(), far[1])
	_, _ = fmt.Fprint(ts.Stderr(), far[2])
	if far[0] != args[0] {
		ts.Fatalf("it ended with %s, not %s: %s", far[0], args[0], far[2])
	}
}

// spoken runs the command line there, and says how what it prints is compared.
func (t *twin) spoken(ts *testscript.TestScript, args []string) ([3]string, func(part int, text string) string) {
	if t.stack == nil {
		return spoken(ts, farDir, args, "--server", t.address, "--token-file", ts.MkAbs(farDir+"/api-token")),
			func(_ int, text string) string { return unplaced(text) }
	}
	args = placed(ts, farDir, args)
	far, err := t.stack.play(context.Background(), ts.MkAbs(nearDir), args)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(farDir+".stdout"), []byte(far[1]), 0o600))
	return far, func(part int, text string) string { return t.stack.plain(args, part, text) }
}

// parting leaves out the lines that two texts begin with in common.
func parting(a, b string) (string, string) {
	for {
		lineA, restA, okA := strings.Cut(a, "\n")
		lineB, restB, okB := strings.Cut(b, "\n")
		if lineA != lineB || !okA || !okB {
			return a, b
		}
		a, b = restA, restB
	}
}

// spoken runs the command line in a place and returns its exit code and what it printed.
func spoken(ts *testscript.TestScript, where string, args []string, place ...string) [3]string {
	out := said(append(placed(ts, where, args), place...), nil)
	ts.Check(os.WriteFile(ts.MkAbs(where+".stdout"), []byte(out[1]), 0o600))
	return out
}

// said runs the command line in this process: exit code, standard output, standard error.
func said(args []string, input []byte) [3]string {
	var out, failed bytes.Buffer
	e := env{bytes.NewReader(input), &out, &failed, func(string) string { return "" }, time.Now}
	code := run(context.Background(), args, e)
	return [3]string{strconv.Itoa(code), out.String(), failed.String()}
}

// placed names the files among the arguments as this process sees them, and the programme as it is called.
func placed(ts *testscript.TestScript, where string, args []string) []string {
	var all []string
	for _, a := range args {
		if name, ok := strings.CutPrefix(a, "@"); ok {
			a = where + "." + name
		}
		field, name, ok := strings.Cut(a, "=")
		if !ok {
			field, name = "", a
		}
		if _, err := os.Stat(ts.MkAbs(name)); err == nil && name != "" {
			a = strings.TrimPrefix(field+"="+ts.MkAbs(name), "=")
		}
		if called := ts.Getenv("PROGRAMME"); a == sampleName && called != "" {
			a = called
		}
		all = append(all, a)
	}
	return all
}

// sampleName is the programme of the scripts; on a stack each script has one of its own, which PROGRAMME names.
const sampleName = "doncaster"

// whatDiffers is what two places never have in common: instants, what is hashed over instants, keys, and their names.
var whatDiffers = regexp.MustCompile(strings.Join([]string{
	`handover\+[0-9a-f]{8}(\+[A-Za-z0-9+/]{44})?`,      // keys
	`— handover [A-Za-z0-9+/=]+`, `[A-Za-z0-9+/]{43}=`, // signatures and hashes
	`request\\?": ?\\?"[0-9a-f]{16}`, `(?m),[0-9a-f]{16}$`,
	`on http://127\.0\.0\.1:[0-9]+`, `in [^ \n]*/near\b`, `[^ \n]*/(near|far)\.[a-z]+`}, "|"))

// unplaced leaves out of a text what two places never have in common.
func unplaced(text string) string {
	text = whatDiffers.ReplaceAllString(text, "…")
	now := time.Now()
	for _, day := range []string{now.UTC().Format("2006-01-02T"), now.In(calendar.London()).Format("2006-01-02 "),
		now.In(calendar.London()).Format("2 Jan 2006 ")} {
		text = regexp.MustCompile(regexp.QuoteMeta(day)+`[0-9:.]+Z?`).ReplaceAllString(text, "now")
	}
	return text
}
