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
	"regexp"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

var screenshots = flag.String("screenshots", "", "folder of the page of screenshots, into which every page is drawn")

// TestScreenshots draws every page of every scene, at the width of a telephone and of a desk.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("no folder was given: make screenshots")
	}
	shown := shownPictures(t)
	for _, s := range scenes() {
		t.Run(s.name, func(t *testing.T) {
			b := staged(t, s, false)
			for _, one := range s.shots {
				t.Run(one.name, func(t *testing.T) { b.in(t).look(one).draw(one.name, shown) })
			}
		})
	}
}

// shownPictures are the files that the page of screenshots shows. It makes the folder of all others.
func shownPictures(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(*screenshots, "README.md"))
	if err == nil {
		err = os.MkdirAll(filepath.Join(*screenshots, "all"), 0o750)
	}
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`[a-z-]+-[0-9]+\.png`).FindAllString(string(text), -1)
}

// shownHeight is how much of a page people are shown who only want to know what it looks like.
const shownHeight = 1400

// draw keeps pictures of the page that the window shows: as a whole, and its top if it is one of those that are shown.
func (b *tab) draw(name string, shown []string) {
	b.t.Helper()
	for _, width := range widths() {
		b.do(chromedp.EmulateViewport(width, 800))
		full, err := png.Decode(bytes.NewReader(ask(b, chromedp.FullScreenshot(100))))
		if err != nil {
			b.t.Fatal(err)
		}
		file := fmt.Sprintf("%s-%d.png", name, width)
		whole := full.Bounds()
		b.write(filepath.Join("all", file), full, whole)
		if slices.Contains(shown, file) {
			b.write(file, full, whole.Intersect(image.Rect(0, 0, whole.Max.X, shownHeight)))
		}
	}
}

func (b *tab) write(file string, full image.Image, box image.Rectangle) {
	b.t.Helper()
	var out bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, small(full, box))
	if err == nil {
		err = os.WriteFile(filepath.Join(*screenshots, file), out.Bytes(), 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// widths are those of a telephone and of a desk.
func widths() []int64 { return []int64{320, 1280} }

// small gives a part of a picture the 256 colours that it uses most, which a page hardly exceeds.
func small(full image.Image, box image.Rectangle) image.Image {
	counts := map[color.RGBA]int{}
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
	return few
}
