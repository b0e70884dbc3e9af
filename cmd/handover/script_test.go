package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expected output that stands in the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"handover": main})
}

// TestScripts runs the scripts below testdata/script: what the command line does, as a manager can read it. A script
// sees the samples as the folder events.
func TestScripts(t *testing.T) {
	samples, err := filepath.Abs("../../events")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/script",
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TZ", "UTC")
			e.Values[twinKey{}] = new(twin)
			return os.Symlink(samples, filepath.Join(e.WorkDir, "events"))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"field":            fieldCommand,
			"fields":           fieldsCommand,
			"exits":            exitsCommand,
			"busy":             busyCommand,
			"count":            countCommand,
			"mails":            mailsCommand,
			"for-each-command": helpCommand,
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
	})
}
