package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// The stacks of `make local-aws-up`: on a rehearsal time is told to the clock, on a live one it is the machine's.
const (
	rehearsalStack = "handover-local"
	liveStack      = "handover-live"
)

// onStacks are the scripts that `make local-aws-test` also plays on a deployed stack, by which.
var onStacks = map[string]string{
	"adopt":           rehearsalStack,
	"adopt-corrected": rehearsalStack,
	"key":             rehearsalStack,
	"living":          rehearsalStack,
	"manual":          rehearsalStack,
	"server":          liveStack,
	"server-adopt":    liveStack,
	"server-mistakes": liveStack,
	"stop":            liveStack,
}

// Why the other scripts are played on this machine alone.
const (
	asksNoPlace = "it asks no place: it reads files of this machine"
	virtual     = "it rehearses in virtual time on this machine; TestRehearsals of internal/app/cloud plays it on a stack"
)

var onlyLocal = map[string]string{
	"badinput":          asksNoPlace,
	"calendar":          asksNoPlace,
	"dates":             asksNoPlace,
	"held":              virtual,
	"help":              asksNoPlace,
	"intervene":         "it puts a file in the way of the folder of documents",
	"inuse":             "it kills a process that holds a data directory",
	"live":              "it keeps real programmes and rehearsals in two data directories apart: a stack is one or the other",
	"mistakes":          virtual,
	"packs":             "it brings the packs of a council's own folder; a stack has those of the program",
	"plan":              asksNoPlace,
	"plan-formats":      asksNoPlace,
	"plan-path":         asksNoPlace,
	"plan-proclamation": asksNoPlace,
	"plan-whatif":       asksNoPlace,
	"portfolio":         "it looks at days to come, and a stack's time is its own",
	"rehearse":          virtual,
	"rollback":          virtual,
	"rules":             asksNoPlace,
	"six-months":        asksNoPlace,
	"table":             "it puts a table of bank holidays into a data directory; a stack has that of the program",
	"stop-anywhere":     "it rehearses in virtual time on this machine; stop.txtar stops on a stack",
	"verify":            "it changes the files of data directories",
	"verify-missing":    "it takes ledgers out of the files of data directories",
	"years-apart":       "it keeps rehearsals together that are played in virtual time on this machine",
}

// TestEveryScriptHasItsPlace holds that a script is played on a stack, or that it is said why not.
func TestEveryScriptHasItsPlace(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no scripts", err)
	}
	names := map[string]bool{}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".txtar")
		names[name] = true
		if _, played := onStacks[name]; played == (onlyLocal[name] != "") {
			t.Errorf("%s needs a place: either in onStacks or, with the reason, in onlyLocal", f)
		}
	}
	for _, list := range []map[string]string{onStacks, onlyLocal} {
		for name := range list {
			if !names[name] {
				t.Errorf("there is no script %s", name)
			}
		}
	}
}
