package policy_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const module = "example.org/handover"

// root is the repository's folder, seen from this package's.
const root = "../.."

// source is one file of the repository, under its slash-separated path.
type source struct {
	path    string
	content []byte
	file    *ast.File // of Go files
	fset    *token.FileSet
}

// pkg is the folder of a file, which is also its package's path inside the module.
func (s source) pkg() string { return path.Dir(s.path) }

func (s source) isTest() bool { return strings.HasSuffix(s.path, "_test.go") }

// isTesting says whether a file is test code: a test file, or in a suite that tests of other packages run.
func (s source) isTesting() bool { return s.isTest() || strings.HasSuffix(s.pkg(), "test") }

// line gives the place of a node for a complaint.
func (s source) line(at token.Pos) string {
	return fmt.Sprintf("%s:%d", s.path, s.fset.Position(at).Line)
}

// parse gives the file with its syntax.
func (s source) parse() (source, error) {
	var err error
	s.fset = token.NewFileSet()
	s.file, err = parser.ParseFile(s.fset, s.path, s.content, parser.ParseComments|parser.SkipObjectResolution)
	return s, err
}

// goSource parses a text that a test's negative case makes up.
func goSource(t testing.TB, name, text string) source {
	t.Helper()
	s, err := source{path: name, content: []byte(text)}.parse()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// skipped are folders that are no part of what is published: build results, tools and data.
func skipped(name string) bool {
	return slices.Contains([]string{".git", ".tools", ".aws-sam", "bin", "handover-data", "node_modules"}, name)
}

// texts reads every text file of the repository once.
var texts = sync.OnceValues(func() ([]source, error) {
	var all []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipped(d.Name()):
			return fs.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		content, err := os.ReadFile(name)
		if err != nil || bytes.IndexByte(content, 0) >= 0 {
			return err
		}
		rel, err := filepath.Rel(root, name)
		all = append(all, source{path: filepath.ToSlash(rel), content: content})
		return err
	})
	return all, err
})

func allTexts(t testing.TB) []source {
	t.Helper()
	all, err := texts()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// parsed parses every Go file once.
var parsed = sync.OnceValues(func() ([]source, error) {
	files, err := texts()
	var all []source
	for _, s := range files {
		if err == nil && path.Ext(s.path) == ".go" && !strings.Contains(s.path, "testdata/") {
			s, err = s.parse()
			all = append(all, s)
		}
	}
	return all, err
})

// allGo gives every Go file, parsed.
func allGo(t testing.TB) []source {
	t.Helper()
	all, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Fatalf("only %d Go files found below %s: the test looks in the wrong place", len(all), root)
	}
	return all
}

// report fails a test with each complaint.
func report(t *testing.T, complaints []string) {
	t.Helper()
	for _, c := range complaints {
		t.Error(c)
	}
}

// wantComplaint fails a test unless a rule complains of a case that breaks it, with this text in it.
func wantComplaint(t *testing.T, complaints []string, part string) {
	t.Helper()
	if !slices.ContainsFunc(complaints, func(c string) bool { return strings.Contains(c, part) }) {
		t.Errorf("no complaint with %q, but %q", part, complaints)
	}
}
