//go:build browser

package browser

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

var screenshots = flag.String("screenshots", "", "folder into which every page is drawn")

// shot is a page to be drawn: under a name, at an address of a demonstration.
type shot struct{ name, path string }

// typical are the pages as they look in the demonstration.
func typical() []shot {
	const of = "/programmes/doncaster"
	return []shot{{"portfolio", "/"}, {"programme", of}, {"notice", of + "/notice"}, {"consultation",
		of + "/consultation"},
		{"migration", of + "/migration"}, {"checks", of + "/checks"}, {"decision", of + "/decision"}, {"ledger",
			of + "/ledger"},
		{"verification", of + "/ledger/verification"}, {"work", of + "/work"}, {"all-work", "/work"}, {"commands",
			of + "/do"},
		{"person", of + "/person"}, {"form", of + "/do/extend-window?subject=unions"}, {"form-vote", of + "/do/vote"},
		{"form-extract", of + "/do/receive-extract"}, {"form-amend", of + "/do/amend"},
		{"confirm", of + "/do/accept-check?subject=PAY-1"}, {"mails", "/mails"}, {"start", "/start"}, {"session", "/session"},
		{"clock", "/clock"}, {"as-of", of + "?as-of=2022-06-01"}}
}

// empty are the pages as they look before anything has happened.
func empty() []shot {
	return []shot{{"empty-portfolio", "/"}, {"empty-work", "/work"}, {"empty-mails", "/mails"}}
}

// failing are pages of what does not work.
func failing() []shot {
	return []shot{{"error-not-found", "/programmes/nowhere"}, {"error-nothing-here", "/nowhere"},
		{"error-done", "/programmes/doncaster/do/accept-check?subject=GOV-1"}, {"error-day",
			"/programmes/doncaster?as-of=tomorrow"},
		{"error-too-early", "/programmes/doncaster?as-of=2020-01-01"}}
}

// TestScreenshots draws every page, at the width of a telephone and of a desk.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("no folder was given: make screenshots")
	}
	if err := os.MkdirAll(*screenshots, 0o750); err != nil {
		t.Fatal(err)
	}
	b := opened(t, false, "--demo")
	b.draw(append(typical(), failing()...))
	opened(t, false, "--demo", "--day", "2022-03-22").draw(empty())
}

func (b *tab) draw(shots []shot) {
	b.t.Helper()
	for _, width := range []int64{320, 1280} {
		b.do(chromedp.EmulateViewport(width, 800))
		for _, s := range shots {
			b.visit(s.path)
			picture := ask(b, chromedp.FullScreenshot(100))
			name := filepath.Join(*screenshots, fmt.Sprintf("%s-%d.png", s.name, width))
			if err := os.WriteFile(name, picture, 0o600); err != nil {
				b.t.Fatal(err)
			}
		}
	}
}
