package letter

import (
	"fmt"
	"strings"

	"example.org/handover/internal/fault"
)

// width is the longest line of the text form, in characters.
const width = 78

// plain reads the text form off a page.
func plain(page []byte) ([]byte, error) {
	tree, err := parse(page)
	if err != nil {
		return nil, err
	}
	w := new(writer)
	if err := w.blocks(tree); err != nil {
		return nil, err
	}
	return []byte(strings.Join(w.paragraphs, "\n\n") + "\n"), nil
}

// writer gathers paragraphs; a blank line will stand between any two.
type writer struct{ paragraphs []string }

func (w *writer) add(lines ...string) {
	if len(lines) > 0 {
		w.paragraphs = append(w.paragraphs, strings.Join(lines, "\n"))
	}
}

// blocks writes the elements in n. An element that it does not know is an error, so that no word of a letter can be
// missing from its text form.
func (w *writer) blocks(n *node) error {
	for _, kid := range n.kids {
		switch kid.tag {
		case "":
			if text := strings.TrimSpace(kid.text); text != "" {
				return fault.New(fault.Internal, "text outside of a paragraph").With(text)
			}
		case "head":
		case "html", "body", "main", "header", "footer", "section":
			if err := w.blocks(kid); err != nil {
				return err
			}
		case "h1":
			w.heading(kid, "=")
		case "h2":
			w.heading(kid, "-")
		case "p", "address":
			w.paragraph(kid)
		case "ul", "ol":
			w.list(kid)
		case "dl":
			w.pairs(kid)
		case "table":
			if err := w.table(kid); err != nil {
				return err
			}
		default:
			return fault.New(fault.Internal, "the text form knows no such element").With(kid.tag)
		}
	}
	return nil
}

func (w *writer) paragraph(n *node) { w.add(wrapAll(n, "", "")...) }

func (w *writer) heading(n *node, rule string) {
	lines := wrapAll(n, "", "")
	longest := 0
	for _, line := range lines {
		longest = max(longest, length(line))
	}
	w.add(append(lines, strings.Repeat(rule, longest))...)
}

func (w *writer) list(n *node) {
	var lines []string
	for i, item := range n.all("li") {
		mark := "- "
		if n.tag == "ol" {
			mark = fmt.Sprintf("%d. ", i+1)
		}
		lines = append(lines, wrapAll(item, mark, strings.Repeat(" ", len(mark)))...)
	}
	w.add(lines...)
}

// pairs writes a list of terms, each with what is said of it on the same line.
func (w *writer) pairs(n *node) {
	var lines []string
	term := ""
	for _, kid := range n.kids {
		switch kid.tag {
		case "dt":
			term = strings.Join(kid.lines(), " ") + ": "
		case "dd":
			lines = append(lines, wrapAll(kid, term, "    ")...)
		}
	}
	w.add(lines...)
}

// table writes a row as an item, each cell after the heading of its column. Columns side by side would not fit, and a
// screen reader could not follow them.
func (w *writer) table(n *node) error {
	for _, caption := range n.all("caption") {
		w.paragraph(caption)
	}
	var headings, lines []string
	for _, row := range n.all("tr") {
		if cells := row.all("th"); len(headings) == 0 {
			for _, cell := range cells {
				headings = append(headings, strings.Join(cell.lines(), " ")+": ")
			}
			continue
		}
		cells := row.cells()
		if len(cells) != len(headings) {
			return fault.New(fault.Internal, "a row has %d cells under %d headings", len(cells), len(headings))
		}
		for i, cell := range cells {
			indent := "  "
			if i == 0 {
				indent = "- "
			}
			lines = append(lines, wrapAll(cell, indent+headings[i], "      ")...)
		}
	}
	w.add(lines...)
	return nil
}

// wrapAll wraps the lines of n: the first begins with first, all others with rest.
func wrapAll(n *node, first, rest string) []string {
	var out []string
	for _, line := range n.lines() {
		out = append(out, wrap(line, first, rest)...)
		first = rest
	}
	return out
}
