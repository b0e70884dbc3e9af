package picture

import (
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"
)

// Run is one reconciliation in a trend: how many rows did not match.
type Run struct {
	Label  string // such as "Dry run 1"
	Wrong  int    // rows missing, unexpected, different or twice
	Passed bool
}

// Measures of the trend, in units of the drawing.
const (
	runWidth    = 58.0 // so that four fit a telephone
	trendHigh   = 94.0 // of the highest column
	trendTop    = 24.0
	trendFoot   = 32.0
	leastColumn = 3.0 // so that a run without any difference is seen
)

// Trend draws the runs of a dataset as columns, the first on the left. A run without any difference stands as a tick on
// the base line. Id distinguishes the picture from others of the page.
func Trend(id, title string, runs []Run) template.HTML {
	s, most := new(svg), 1
	for _, r := range runs {
		most = max(most, r.Wrong)
	}
	width, base := 20+runWidth*float64(max(len(runs), 3)), trendTop+trendHigh
	if !slices.ContainsFunc(runs, func(r Run) bool { return r.Wrong > 0 }) {
		base = trendTop + leastColumn // nothing was wrong: ticks need no room
	}
	s.add(`<line x1="10" y1="%.1f" x2="%.1f" y2="%.1f" class="axis"/>`, base, width-10, base)
	var words []string
	for i, r := range runs {
		x := 20 + runWidth*float64(i)
		r.draw(s, x, base, float64(r.Wrong)/float64(most)*trendHigh)
		words = append(words, r.sentence())
	}
	return s.close(id, width, base+trendFoot, title, strings.Join(words, ". ")+".")
}

func (r Run) draw(s *svg, x, base, height float64) {
	class, middle := "column failed", x+22
	if r.Passed {
		class = "column passed"
	}
	height = max(height, leastColumn)
	s.add(`<rect x="%.1f" y="%.1f" width="44" height="%.1f" class="%s"><title>%s</title></rect>`, x, base-height,
		height, class,
		html.EscapeString(r.sentence()))
	mark := fmt.Sprintf("✗ %d", r.Wrong)
	if r.Passed {
		mark = "✓ 0"
	}
	s.text(middle, base-height-6, "column-value", "middle", mark)
	s.text(middle, base+18, "tick", "middle", strings.Replace(r.Label, " run ", " ", 1)) // so that labels stand apart
}

func (r Run) sentence() string {
	if r.Passed {
		return r.Label + ": passed, no row differs"
	}
	if r.Wrong == 1 {
		return r.Label + ": failed, 1 row does not match"
	}
	return fmt.Sprintf("%s: failed, %d rows do not match", r.Label, r.Wrong)
}
