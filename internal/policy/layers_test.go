package policy_test

import (
	"fmt"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// layers lists every package, lowest first. A package imports packages of lower layers only. A new package needs its
// place here.
var layers = [][]string{
	{"internal/fault", "internal/web/memo"},
	{"internal/calendar", "internal/path", "internal/document", "internal/reconcile", "events", "statemachine"},
	{"internal/rulebook", "internal/calendar/*"},
	{"internal/handover", "internal/rulebook/*"},
	{"internal/ledger", "internal/letter", "internal/rules"},
	{"internal/office", "internal/rehearsal"},
	{"internal/awsfault", "internal/bolt", "internal/files", "internal/intake", "internal/local", "internal/memory",
		"internal/post", "internal/task"},
	{"internal/web/api", "internal/web/form", "internal/web/picture", "internal/web/session"},
	{"internal/dynamo", "internal/s3", "internal/ses", "internal/sfn", "internal/web", "internal/awstest", "internal/eventbridge",
		"internal/client", "internal/office/*"},
	{"internal/app/*"},
	{"internal/app/cloud/*"}, // the parts of a function, each by itself
	{"cmd/*", "functions/*"},
	{"internal/policy", "events/*"}, // events/* generate sample data; nothing imports them
}

// adapters are chosen in app and cmd alone; an adapter may build on another where it says so here.
var adapters = map[string][]string{
	"internal/bolt": nil, "internal/dynamo": nil, "internal/memory": nil, "internal/local": nil, "internal/sfn": nil,
	"internal/files": {"internal/s3"}, "internal/post": {"internal/ses"}, "internal/s3": nil, "internal/ses": nil,
	"internal/eventbridge": nil, "internal/client": nil,
}

// pure packages compute and nothing else; the values are the modules of others that they may use.
var pure = map[string][]string{
	"internal/calendar": nil, "internal/fault": nil, "internal/handover": nil, "internal/letter": nil, "internal/path": nil,
	"internal/rulebook":  nil,
	"internal/document":  {"github.com/santhosh-tekuri/jsonschema/"},
	"internal/ledger":    {"golang.org/x/mod/sumdb/"},
	"internal/reconcile": {"golang.org/x/text/"},
}

// impure are packages of the standard library that reach outside the process or depend on the machine.
var impure = []string{
	"crypto/rand", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os", "os/exec", "os/signal",
	"os/user", "path/filepath", "plugin", "syscall", "unsafe",
}

func layerOf(pkg string) int {
	return slices.IndexFunc(layers, func(packages []string) bool {
		return slices.ContainsFunc(packages, func(pattern string) bool {
			ok, err := path.Match(pattern, pkg)
			return ok && err == nil
		})
	})
}

// imports gives the paths that a file imports.
func imports(s source) []string {
	var all []string
	for _, spec := range s.file.Imports {
		all = append(all, strings.Trim(spec.Path.Value, `"`))
	}
	return all
}

// checkLayers holds imports to the layers and adapters to the packages that choose them. Tests may import what they
// like.
func checkLayers(files []source) []string {
	var bad []string
	for _, s := range files {
		if s.isTest() {
			continue
		}
		own := layerOf(s.pkg())
		if own < 0 {
			bad = append(bad, fmt.Sprintf("%s: package %s has no layer: give it one in internal/policy/layers_test.go", s.path, s.pkg()))
			continue
		}
		for _, imported := range imports(s) {
			inner, ours := strings.CutPrefix(imported, module+"/")
			if !ours {
				continue
			}
			if layerOf(inner) >= own {
				bad = append(bad, fmt.Sprintf("%s imports %s, which is not below it", s.path, inner))
			}
			users, isAdapter := adapters[inner]
			chooses := strings.HasPrefix(s.pkg(), "internal/app/") || strings.HasPrefix(s.pkg(), "cmd/")
			if isAdapter && !chooses && !slices.Contains(users, s.pkg()) && !s.isTesting() {
				bad = append(bad, fmt.Sprintf("%s imports the adapter %s: only app and cmd choose adapters", s.path, inner))
			}
		}
	}
	return bad
}

// checkPure holds pure packages to what they may import.
func checkPure(files []source) []string {
	var bad []string
	for _, s := range files {
		modules, isPure := pure[s.pkg()]
		if !isPure || s.isTest() {
			continue
		}
		for _, imported := range imports(s) {
			first, _, _ := strings.Cut(imported, "/")
			foreign := strings.Contains(first, ".") && !strings.HasPrefix(imported, module)
			allowed := slices.ContainsFunc(modules, func(m string) bool { return strings.HasPrefix(imported, m) })
			if slices.Contains(impure, imported) || foreign && !allowed {
				bad = append(bad, fmt.Sprintf("%s imports %s, but package %s is pure", s.path, imported, s.pkg()))
			}
		}
	}
	return bad
}

func TestPackagesImportOnlyWhatIsBelowThem(t *testing.T) {
	report(t, checkLayers(allGo(t)))
}

func TestPurePackagesReachNothingOutside(t *testing.T) {
	report(t, checkPure(allGo(t)))
}

func TestLayersAreHeld(t *testing.T) {
	for name, c := range map[string]struct{ path, imported, complaint string }{
		"upwards":           {"internal/calendar/x.go", module + "/internal/handover", "not below it"},
		"sideways":          {"internal/bolt/x.go", module + "/internal/memory", "not below it"},
		"adapter in office": {"internal/web/x.go", module + "/internal/bolt", "only app and cmd choose adapters"},
		"adapter in lambda": {"functions/plan/x.go", module + "/internal/dynamo", "only app and cmd choose adapters"},
		"unknown package":   {"internal/novelty/x.go", "fmt", "has no layer"},
		"app from below":    {"internal/task/x.go", module + "/internal/app/cloud", "not below it"},
	} {
		t.Run(name, func(t *testing.T) {
			files := []source{goSource(t, c.path, "package x\nimport _ \""+c.imported+"\"\n")}
			wantComplaint(t, checkLayers(files), c.complaint)
		})
	}
	fine := goSource(t, "cmd/handover/x.go", "package main\nimport _ \""+module+"/internal/bolt\"\n")
	report(t, checkLayers([]source{fine}))
}

func TestPurityIsHeld(t *testing.T) {
	for _, imported := range []string{"os", "net/http", "log/slog", "github.com/aws/aws-sdk-go-v2/aws",
		"golang.org/x/text/language"} {
		s := goSource(t, "internal/handover/x.go", "package x\nimport _ \""+imported+"\"\n")
		wantComplaint(t, checkPure([]source{s}), "package internal/handover is pure")
	}
	report(t, checkPure([]source{goSource(t, "internal/calendar/x.go", "package x\nimport _ \"embed\"\n")}))
}

// deps lists all that a package links, by asking the go command.
func deps(t *testing.T, pkg string) []string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-deps", pkg)
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list -deps %s: %v", pkg, err)
	}
	return strings.Fields(string(out))
}

// TestCommandLinksNoAWS keeps a first `go run ./cmd/handover` quick and the laptop free of cloud code.
func TestCommandLinksNoAWS(t *testing.T) {
	linked := deps(t, "./cmd/handover")
	if !slices.Contains(linked, module+"/internal/app/embedded") {
		t.Fatalf("go list does not show the command's packages: %d lines", len(linked))
	}
	for _, pkg := range linked {
		if strings.Contains(pkg, "github.com/aws/") || pkg == module+"/internal/app/cloud" {
			t.Errorf("cmd/handover links %s", pkg)
		}
	}
}
