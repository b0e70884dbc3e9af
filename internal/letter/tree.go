package letter

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"example.org/handover/internal/fault"
)

// node is an element of a page, or a piece of its text if it has no tag.
type node struct {
	tag  string
	text string
	kids []*node
}

// parse reads a page into its tree. The templates are well-formed XML as well as HTML, which a test holds.
func parse(page []byte) (*node, error) {
	root := new(node)
	open := []*node{root}
	d := xml.NewDecoder(bytes.NewReader(page))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return nil, fault.Wrap(fault.Internal, err, "the page is not well-formed")
		}
		top := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			kid := &node{tag: t.Name.Local}
			top.kids = append(top.kids, kid)
			open = append(open, kid)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.kids = append(top.kids, &node{text: string(t)})
		}
	}
}

// all returns the elements of a tag anywhere below n, in order.
func (n *node) all(tag string) []*node {
	var found []*node
	for _, kid := range n.kids {
		if kid.tag == tag {
			found = append(found, kid)
		}
		found = append(found, kid.all(tag)...)
	}
	return found
}

// cells returns the cells of a table's row.
func (n *node) cells() []*node {
	var cells []*node
	for _, kid := range n.kids {
		if kid.tag == "td" || kid.tag == "th" {
			cells = append(cells, kid)
		}
	}
	return cells
}

// lines returns the text of n: one line, and one more for each line break in it.
func (n *node) lines() []string {
	var lines []string
	for _, line := range strings.Split(n.flat(), "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// flat returns the text of n with a line break only where an element asks for one.
func (n *node) flat() string {
	if n.tag == "br" {
		return "\n"
	}
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(n.text, "\n", " "))
	for _, kid := range n.kids {
		b.WriteString(kid.flat())
	}
	return b.String()
}
