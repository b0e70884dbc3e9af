// Package picture draws the pictures of the dashboard as SVG without script, inline style or text set in a picture
// font: colours come from the stylesheet by class, so that they also print, and shapes say the same as colours.
package picture

import (
	"fmt"
	"html"
	"html/template"
	"strings"
)

// svg writes elements. Every text goes through text, which escapes it.
type svg struct{ b strings.Builder }

func (s *svg) add(format string, args ...any) { _, _ = fmt.Fprintf(&s.b, format, args...) }

// text writes a text at a place, anchored at its start, middle or end.
func (s *svg) text(x, y float64, class, anchor, content string) {
	s.add(`<text x="%.1f" y="%.1f" class="%s" text-anchor="%s">%s</text>`, x, y, class, anchor, html.EscapeString(content))
}

// close ends the drawing and wraps it: id distinguishes the pictures of a page, since title and description are found
// by it.
func (s *svg) close(id string, width, height float64, title, description string) template.HTML {
	return template.HTML(fmt.Sprintf( //nolint:gosec // every text in it is escaped above and here
		`<svg class="picture" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="%s-t %s-d">`+
			`<title id="%s-t">%s</title><desc id="%s-d">%s</desc>%s</svg>`,
		width, height, width, height, id, id, id, html.EscapeString(title), id, html.EscapeString(description), s.b.String()))
}
