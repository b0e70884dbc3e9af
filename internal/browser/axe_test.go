//go:build browser

package browser

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

var (
	axe = flag.String("axe", "", "axe.min.js, which looks for barriers")
	vnu = flag.String("vnu", "", "vnu.jar, which looks for invalid HTML, CSS and SVG")
)

// violation is a barrier that axe found.
type violation struct {
	ID    string
	Help  string
	Nodes []struct{ HTML string }
}

// finding is what axe says of a page.
type finding struct {
	Violations []violation
	Passes     int
}

// TestNoBarriers looks for barriers on every page, at the width of a telephone and of a desk. Axe is put into the page
// past its policy, which lets nothing run.
func TestNoBarriers(t *testing.T) {
	if *axe == "" {
		t.Skip("axe was not given: make browser")
	}
	source, err := os.ReadFile(*axe)
	if err != nil {
		t.Fatal(err)
	}
	b := opened(t, true, "--demo")
	for _, width := range []int64{320, 1280} {
		b.do(chromedp.EmulateViewport(width, 800))
		for _, s := range append(typical(), failing()...) {
			b.visit(s.path)
			b.barriers(string(source), fmt.Sprintf("%s at %d", s.name, width))
		}
	}
	b = opened(t, true, "--demo", "--day", "2022-03-22")
	for _, s := range empty() {
		b.visit(s.path)
		b.barriers(string(source), s.name)
	}
}

func (b *tab) barriers(source, where string) {
	b.t.Helper()
	ask(b, chromedp.Evaluate[bool](source+"; true"))
	found := ask(b, chromedp.Evaluate[finding](
		`axe.run(document).then(r => ({violations: r.violations, passes: r.passes.length}))`, chromedp.EvalAwaitPromise))
	if found.Passes < 10 {
		b.t.Errorf("%s: axe looked at %d things only", where, found.Passes)
	}
	for _, v := range found.Violations {
		for _, n := range v.Nodes {
			b.t.Errorf("%s: %s: %s: %s", where, v.ID, v.Help, n.HTML)
		}
	}
	cut := `innerWidth > 640 ? [] : [...document.querySelectorAll(".scroll > table")].filter(t => ` +
		`t.parentElement.scrollWidth > t.parentElement.clientWidth).map(t => t.parentElement.ariaLabel)`
	for _, table := range ask(b, chromedp.Evaluate[[]string](cut)) {
		b.t.Errorf("%s: the table %q is cut at the edge", where, table)
	}
	if wide := ask(b, chromedp.Evaluate[int](`document.documentElement.scrollWidth - window.innerWidth`)); wide > 0 {
		b.t.Errorf("%s: the page is %d pixels wider than its window", where, wide)
	}
}

// TestValid holds every page, the pictures in them and the stylesheet to their standards.
func TestValid(t *testing.T) {
	if *vnu == "" {
		t.Skip("vnu was not given: make browser")
	}
	dir := t.TempDir()
	keep(t, dir, append(typical(), failing()...), "--demo")
	keep(t, dir, empty(), "--demo", "--day", "2022-03-22")
	check(t, dir)
	check(t, "--css", "../web/pages/handover.css")
}

func check(t *testing.T, args ...string) {
	t.Helper()
	var out bytes.Buffer
	c := exec.CommandContext(t.Context(), "java", append([]string{"-jar", *vnu, "--format", "json"}, args...)...)
	c.Stderr = &out
	err := c.Run()
	var found struct {
		Messages []struct{ URL, Type, Message, Extract string }
	}
	if decoded := json.Unmarshal(out.Bytes(), &found); decoded != nil {
		t.Fatal(err, out.String())
	}
	for _, m := range found.Messages {
		t.Errorf("%s: %s: %s: %s", filepath.Base(m.URL), m.Type, m.Message, m.Extract)
	}
}

// keep writes pages as the server sends them.
func keep(t *testing.T, dir string, shots []shot, args ...string) {
	t.Helper()
	origin, link := served(t, args...)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{Jar: jar}
	for _, s := range append([]shot{{"signing-in", strings.TrimPrefix(link, origin)}}, shots...) {
		r, err := client.Get(origin + s.path)
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil || !bytes.HasPrefix(page, []byte("<!DOCTYPE html>")) {
			t.Fatalf("%s is no page: %v %.100s", s.path, err, page)
		}
		if err := os.WriteFile(filepath.Join(dir, s.name+".html"), page, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := http.Get(origin + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	page, err := io.ReadAll(r.Body)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "unknown.html"), page, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
