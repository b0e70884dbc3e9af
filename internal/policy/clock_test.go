package policy_test

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// clocks are the names of package time that read the machine's clock or time zone, or wait by it.
var clocks = []string{
	"After", "AfterFunc", "LoadLocation", "Local", "NewTicker", "NewTimer", "Now", "Since", "Sleep", "Tick", "Until",
}

// timeName is the name under which a file imports package time, or "".
func timeName(f *ast.File) string {
	for _, spec := range f.Imports {
		if spec.Path.Value != `"time"` {
			continue
		}
		if spec.Name != nil {
			return spec.Name.Name
		}
		return "time"
	}
	return ""
}

// checkClock complains of every use of the machine's clock outside app, cmd and functions: elsewhere time is an
// argument, so that a rehearsal is the same code.
func checkClock(files []source) []string {
	var bad []string
	for _, s := range files {
		outside := strings.HasPrefix(s.path, "cmd/") || strings.HasPrefix(s.path, "functions/") ||
			strings.HasPrefix(s.path, "internal/app/")
		name := timeName(s.file)
		if outside || s.isTesting() || name == "" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == name && slices.Contains(clocks, sel.Sel.Name) {
				bad = append(bad, fmt.Sprintf("%s uses time.%s: take the time as an argument", s.line(sel.Pos()), sel.Sel.Name))
			}
			return true
		})
	}
	return bad
}

func TestNothingBelowAppReadsTheClock(t *testing.T) {
	report(t, checkClock(allGo(t)))
}

func TestClockRuleIsHeld(t *testing.T) {
	const text = "package x\nimport when \"time\"\nvar now = when.Now\nfunc f() { when.Sleep(1) }\n"
	bad := checkClock([]source{goSource(t, "internal/office/x.go", text)})
	wantComplaint(t, bad, "internal/office/x.go:3 uses time.Now")
	wantComplaint(t, bad, "internal/office/x.go:4 uses time.Sleep")
	report(t, checkClock([]source{goSource(t, "internal/app/cloud/x.go", text)}))
}

// checkInit complains of init functions: what runs before main hides from its reader.
func checkInit(files []source) []string {
	var bad []string
	for _, s := range files {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				bad = append(bad, s.line(f.Pos())+" is an init function: call it where it is needed")
			}
		}
	}
	return bad
}

func TestNoInit(t *testing.T) {
	report(t, checkInit(allGo(t)))
	wantComplaint(t, checkInit([]source{goSource(t, "x/x.go", "package x\nfunc init() {}\n")}), "x/x.go:2")
}
