//go:build browser

package browser

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
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
		{"clock", "/clock"}, {"as-of", of + "?as-of=2022-06-01"}, {"portfolio-filtered", "/?rag=red"},
		{"portfolio-none", "/?rag=green"},
		{"mail", "/mails/doncaster-243-0"}}
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
			picture, err := small(ask(b, chromedp.FullScreenshot(100)))
			if err != nil {
				b.t.Fatal(err)
			}
			name := filepath.Join(*screenshots, fmt.Sprintf("%s-%d.png", s.name, width))
			if err := os.WriteFile(name, picture, 0o600); err != nil {
				b.t.Fatal(err)
			}
		}
	}
}

// small gives a picture the 256 colours that it uses most, which a page hardly exceeds, and packs it well.
func small(picture []byte) ([]byte, error) {
	full, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	counts, box := map[color.RGBA]int{}, full.Bounds()
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(full.At(x, y)).(color.RGBA) }
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			counts[at(x, y)]++
		}
	}
	most := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int { return counts[b] - counts[a] })
	var palette color.Palette
	for _, c := range most[:min(len(most), 256)] {
		palette = append(palette, c)
	}
	few, nearest := image.NewPaletted(box, palette), map[color.RGBA]uint8{}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			c := at(x, y)
			index, known := nearest[c]
			if !known {
				index = uint8(palette.Index(c))
				nearest[c] = index
			}
			few.SetColorIndex(x, y, index)
		}
	}
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, few)
	return out.Bytes(), err
}
