//go:build browser

package browser

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// a4 is the width of an A4 page between its margins of 1 cm, in CSS pixels.
const a4 = 718

// printed are the pages that go into papers for a board, and how many sheets of A4 each may take.
var printed = map[string]int{"programme": 5, "notice": 2, "checks": 8, "decision": 6}

// TestPrinted prints the pages of a programme that go into papers for a board: without what only a screen needs, nothing
// cut at the edge, on few sheets. With -screenshots each is kept as a PDF beside the pictures.
func TestPrinted(t *testing.T) {
	if *screenshots != "" {
		shownPictures(t)
	}
	b := opened(t, true, "--demo")
	for _, s := range typical() {
		most, ok := printed[s.name]
		if !ok {
			continue
		}
		b.look(s)
		b.asOnPaper(s.name)
		pdf := ask(b, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPrintBackground()))
		if sheets := bytes.Count(pdf, []byte("/Type /Page\n")); sheets < 1 || sheets > most {
			t.Errorf("%s takes %d sheets, not 1 to %d", s.name, sheets, most)
		}
		if *screenshots != "" {
			if err := os.WriteFile(filepath.Join(*screenshots, "all", s.name+".pdf"), pdf, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// asOnPaper looks at the page as the printer would draw it.
func (b *tab) asOnPaper(name string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(a4, 1000))
	b.media("print")
	defer b.media("")
	for _, gone := range []string{"header.masthead", "nav.tabs", "main form", ".act", "footer"} {
		seen := fmt.Sprintf(`[...document.querySelectorAll(%q)].some(e => e.getClientRects().length > 0)`, gone)
		if ask(b, chromedp.Evaluate[bool](seen)) {
			b.t.Errorf("%s: %s would be printed", name, gone)
		}
	}
	wide := `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)` +
		`.map(e => e.tagName + " " + e.textContent.slice(0, 40))`
	if cut := ask(b, chromedp.Evaluate[[]string](wide)); len(cut) > 0 {
		b.t.Errorf("%s: cut at the edge of the paper: %s", name, strings.Join(cut[:min(len(cut), 5)], "; "))
	}
	if text := ask(b, chromedp.TextContent("main")); !strings.Contains(text, "2022") {
		b.t.Errorf("%s has no date", name)
	}
}

func (b *tab) media(kind string) {
	b.t.Helper()
	if _, err := chromedp.Call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: kind}); err != nil {
		b.t.Fatal(err)
	}
}
