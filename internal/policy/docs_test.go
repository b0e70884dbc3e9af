package policy_test

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"
	"testing"
)

// checkDocs complains of exported names of non-test code without a comment, and of packages without one. A comment on
// a group of constants or variables serves all of them; methods of unexported types need one too.
func checkDocs(files []source) []string {
	var bad []string
	described := map[string]bool{}
	for _, s := range files {
		if s.isTest() {
			continue
		}
		described[s.pkg()] = described[s.pkg()] || s.file.Doc != nil
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				bad = append(bad, undocumented(s, d.Name, d.Doc)...)
			case *ast.GenDecl:
				bad = append(bad, undocumentedSpecs(s, d)...)
			}
		}
	}
	for pkg, ok := range described {
		if !ok {
			bad = append(bad, "package "+pkg+" has no package comment")
		}
	}
	slices.Sort(bad)
	return bad
}

func undocumentedSpecs(s source, d *ast.GenDecl) []string {
	var bad []string
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			bad = append(bad, undocumented(s, spec.Name, spec.Doc, d.Doc)...)
			if i, ok := spec.Type.(*ast.InterfaceType); ok && spec.Name.IsExported() {
				bad = append(bad, undocumentedMethods(s, i)...)
			}
		case *ast.ValueSpec:
			for _, name := range spec.Names {
				bad = append(bad, undocumented(s, name, spec.Doc, spec.Comment, d.Doc)...)
			}
		}
	}
	return bad
}

// undocumentedMethods complains of an interface with several methods where one has no contract of its own; the only
// method of an interface may be described by the interface's comment.
func undocumentedMethods(s source, i *ast.InterfaceType) []string {
	var bad []string
	exported := 0
	for _, m := range i.Methods.List {
		for _, name := range m.Names {
			if name.IsExported() {
				exported++
				bad = append(bad, undocumented(s, name, m.Doc, m.Comment)...)
			}
		}
	}
	if exported == 1 {
		return nil
	}
	return bad
}

func undocumented(s source, name *ast.Ident, docs ...*ast.CommentGroup) []string {
	has := slices.ContainsFunc(docs, func(d *ast.CommentGroup) bool { return d != nil && strings.TrimSpace(d.Text()) != "" })
	if !name.IsExported() || has {
		return nil
	}
	return []string{fmt.Sprintf("%s: exported %s has no comment", s.line(name.Pos()), name.Name)}
}

func TestEveryExportedNameIsDocumented(t *testing.T) {
	report(t, checkDocs(allGo(t)))
}

func TestDocumentationRuleIsHeld(t *testing.T) {
	const text = `package x

func Bare() {}

type Thing struct{}

func (Thing) Method() {}

// Doer does.
type Doer interface {
	Do()
	Undo()
}

const Loose = 1

// The group.
const Grouped = 2
`
	bad := checkDocs([]source{goSource(t, "x/x.go", text)})
	for _, want := range []string{
		"x/x.go:3: exported Bare", "x/x.go:5: exported Thing", "x/x.go:7: exported Method", "x/x.go:11: exported Do",
		"x/x.go:12: exported Undo", "x/x.go:15: exported Loose", "package x has no package comment",
	} {
		wantComplaint(t, bad, want)
	}
	if len(bad) != 7 {
		t.Errorf("%d complaints, want 7: %q", len(bad), bad)
	}
}

// Limits on the shape of non-test code, as shares of all files and functions.
const (
	medianFile, ninthFile = 120, 300
	medianFunc, ninthFunc = 12, 40
	longestLine           = 130
)

// quantile gives the value below or at which a share of the values lies.
func quantile(values []int, share float64) int {
	slices.Sort(values)
	return values[int(share*float64(len(values)-1))]
}

// TestFilesAndFunctionsAreShort holds half of all files and functions to a screen, and nine tenths to a few.
func TestFilesAndFunctionsAreShort(t *testing.T) {
	var files, funcs []int
	for _, s := range allGo(t) {
		if s.isTest() {
			continue
		}
		files = append(files, strings.Count(string(s.content), "\n"))
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				funcs = append(funcs, s.fset.Position(f.End()).Line-s.fset.Position(f.Pos()).Line+1)
			}
		}
	}
	for _, c := range []struct {
		what   string
		values []int
		share  float64
		most   int
	}{
		{"median file", files, 0.5, medianFile}, {"ninth file of ten", files, 0.9, ninthFile},
		{"median function", funcs, 0.5, medianFunc}, {"ninth function of ten", funcs, 0.9, ninthFunc},
	} {
		if got := quantile(c.values, c.share); got > c.most {
			t.Errorf("the %s has %d lines, more than %d", c.what, got, c.most)
		}
	}
	if got := quantile([]int{9, 1, 5}, 0.5); got != 5 {
		t.Errorf("the median of 1, 5, 9 came out as %d", got)
	}
}

// checkLines complains of lines of Go that no screen shows whole; a tab counts as one character.
func checkLines(files []source) []string {
	var bad []string
	for _, s := range files {
		if path.Ext(s.path) != ".go" {
			continue
		}
		for i, line := range strings.Split(string(s.content), "\n") {
			if n := len([]rune(line)); n > longestLine {
				bad = append(bad, fmt.Sprintf("%s:%d has %d characters, more than %d", s.path, i+1, n, longestLine))
			}
		}
	}
	return bad
}

func TestLinesAreShort(t *testing.T) {
	report(t, checkLines(allTexts(t)))
	long := goSource(t, "x/x.go", "package x\n\n// "+strings.Repeat("é", 128)+"\n")
	wantComplaint(t, checkLines([]source{long}), "x/x.go:3 has 131 characters")
}
