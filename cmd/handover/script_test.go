package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output that stands in the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"handover": program})
}

// TestScripts runs the scripts below testdata/script: what the command line does, as a manager can read it. A script
// sees the samples as the folder events.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../events")
	if err != nil {
		t.Fatal(err)
	}
	p := scripts(func(e *testscript.Env) error {
		e.Values[twinKey{}] = new(twin)
		return os.Symlink(samples, filepath.Join(e.WorkDir, "events"))
	})
	p.Dir, p.UpdateScripts = "testdata/script", *update
	testscript.Run(t, p)
}

// scripts is how scripts are run. Their condition stack tells whether that is on a deployed stack too.
func scripts(setup func(*testscript.Env) error) testscript.Params {
	return testscript.Params{
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TZ", "UTC")
			return setup(e)
		},
		Condition: func(name string) (bool, error) {
			if name != "stack" {
				return false, fmt.Errorf("there is no condition %s", name)
			}
			return onAStack, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"field":            fieldCommand,
			"fields":           fieldsCommand,
			"exits":            exitsCommand,
			"busy":             busyCommand,
			"count":            countCommand,
			"mails":            mailsCommand,
			"for-each-command": helpCommand,
			"drop":             dropCommand,
			"edit":             editCommand,
			"entry":            entryCommand,
			"everyone":         everyoneCommand,
			"letters":          lettersCommand,
			"malformed":        malformedCommand,
			"same":             sameCommand,
			"serving":          servingCommand,
			"soon":             soonCommand,
			"ticks":            ticksCommand,
		},
	}
}
