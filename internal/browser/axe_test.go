//go:build browser

package browser

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
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

// TestEveryPage looks at every page of every scene: at both widths for barriers and for what does not fit, and as it was
// sent for HTML, CSS and SVG that is not valid. Axe is put into the page past its policy, which lets nothing run.
func TestEveryPage(t *testing.T) {
	if *axe == "" || *vnu == "" {
		t.Skip("axe and vnu were not given: make browser")
	}
	source, err := os.ReadFile(*axe)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			b := staged(t, s, true)
			sent := b.watch()
			for _, one := range s.shots {
				t.Run(one.name, func(t *testing.T) {
					b := b.in(t).look(one)
					b.keep(sent, dir, one.name)
					ask(b, chromedp.Evaluate[bool](string(source)+"; true"))
					for _, width := range widths() {
						b.do(chromedp.EmulateViewport(width, 800))
						b.barriers(fmt.Sprintf("%s at %d", one.name, width))
					}
				})
			}
		})
	}
	valid(t, dir)
	valid(t, "--css", "../web/pages/handover.css")
}

// keep writes a page as the server sent it, and holds that what is called an error is one.
func (b *tab) keep(sent *answered, dir, name string) {
	b.t.Helper()
	status, source := b.source(sent)
	if wrong := strings.HasPrefix(name, "error-"); wrong != (status >= 400) || status >= 500 {
		b.t.Errorf("%s was answered %d: %s", name, status, ask(b, chromedp.TextContent("main")))
	}
	if !bytes.HasPrefix(source, []byte("<!DOCTYPE html>")) {
		b.t.Fatalf("%s is no page: %.100s", name, source)
	}
	f, err := os.OpenFile(filepath.Join(dir, name+".html"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		_, err = f.Write(source)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) barriers(where string) {
	b.t.Helper()
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

// valid holds files to their standards.
func valid(t *testing.T, args ...string) {
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
