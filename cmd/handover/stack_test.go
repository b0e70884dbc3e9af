//go:build aws

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"example.org/handover/internal/app/cloud/cloudtest"
)

// TestScriptsOnAStack plays scripts on the stacks of `make local-aws-up` as well as here, one after the other: the same
// command line, through a proxy on this machine that signs. After each line the stack has to come to where the data
// directory stands, with the same exit code, errors and ledger; what the script expects is then held against the stack.
func TestScriptsOnAStack(t *testing.T) {
	for _, script := range slices.Sorted(maps.Keys(onStacks)) {
		name := onStacks[script]
		t.Run(script, func(t *testing.T) {
			s := cloudtest.Deployed(t, name)
			s.VerifySender(t, "handover.invalid")
			if name == rehearsalStack { // its time never goes back: whoever comes next finds it as it was deployed
				s.Empty(t)
				defer s.Empty(t)
			}
			proxy := httptest.NewServer(s.Proxy())
			defer proxy.Close()
			p := scripts(func(e *testscript.Env) error { return playedOn(e, name, proxy.URL) })
			p.Files = []string{filepath.Join("testdata", "script", script+".txtar")}
			testscript.RunT(inTurn{t}, p)
		})
	}
}

// inTurn is a test whose scripts run at once, not after it.
type inTurn struct{ *testing.T }

// Parallel implements testscript.T.
func (inTurn) Parallel() {}

// Run implements testscript.T.
func (t inTurn) Run(name string, script func(testscript.T)) {
	t.T.Run(name, func(t *testing.T) { script(inTurn{t}) })
}

// Verbose implements testscript.T.
func (inTurn) Verbose() bool { return testing.Verbose() }

// playedOn lets a script be played on a stack. Its programme has a name of its own, as long as the sample's, so that
// tables and broken lines look the same.
func playedOn(e *testscript.Env, stack, proxy string) error {
	name := fmt.Sprintf("s%08s", strconv.FormatInt(time.Now().UnixMilli(), 36))
	s, err := newStage(context.Background(), stack, name, proxy)
	if err != nil {
		return err
	}
	e.Values[twinKey{}] = &twin{address: proxy, tick: s.Tick, stack: s}
	for _, v := range os.Environ() {
		if strings.HasPrefix(v, "AWS_") || strings.HasPrefix(v, "HANDOVER_AWS_") {
			e.Vars = append(e.Vars, v)
		}
	}
	e.Setenv("PROGRAMME", name)
	e.Setenv("UNSIGNED", s.Door())
	e.Setenv(stackVariable, stack)
	e.Setenv(proxyVariable, proxy)
	token := filepath.Join(e.WorkDir, farDir, "api-token") // that a script names; the proxy signs in its place
	if err := errors.Join(os.Mkdir(filepath.Dir(token), 0o700), os.WriteFile(token, []byte("none\n"), 0o600)); err != nil {
		return err
	}
	return samplesCalled(name, filepath.Join(e.WorkDir, "events"))
}

// samplesCalled copies the samples, with a name for the programme.
func samplesCalled(name, to string) error {
	if err := os.CopyFS(to, os.DirFS("../../events")); err != nil {
		return err
	}
	sample := filepath.Join(to, "programmes", sampleName+".json")
	raw, err := os.ReadFile(sample)
	if err != nil {
		return err
	}
	is, called := fmt.Appendf(nil, `"programme": %q`, sampleName), fmt.Appendf(nil, `"programme": %q`, name)
	return os.WriteFile(sample, bytes.Replace(raw, is, called, 1), 0o600)
}
