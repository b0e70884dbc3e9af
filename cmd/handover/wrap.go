package main

import (
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"
)

// pageWidth is how many characters a line of text for people may have; a terminal that is narrower has fewer.
const (
	pageWidth      = 120
	leastPageWidth = 40
)

// page is text for people with the width of its lines.
type page struct {
	io.Writer
	width int
}

// widthOf returns how many characters a line may have.
func widthOf(w io.Writer) int {
	if p, ok := w.(page); ok {
		return p.width
	}
	return pageWidth
}

// columns returns the width of a page: as wide as the terminal, within reason. The variable COLUMNS overrides it.
func (e env) columns() int {
	width, err := strconv.Atoi(e.getenv("COLUMNS"))
	if err != nil || width <= 0 {
		width = pageWidth
		if f, ok := e.stdout.(*os.File); ok {
			if n := terminalWidth(f); n > 0 {
				width = n
			}
		}
	}
	return max(leastPageWidth, min(width, pageWidth))
}

// tie is a space at which a line is never broken; it is written as a plain one.
const tie = "\u00a0"

// wrapped writes text between margins: the first line begins with head, the others are indented by as much.
func wrapped(w io.Writer, head, text string) {
	indent := utf8.RuneCountInString(head)
	width := widthOf(w)
	line, used := head, indent
	empty := true
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }) {
		n := utf8.RuneCountInString(word)
		switch {
		case empty:
		case used+1+n > width:
			say(w, "%s", line)
			line, used = strings.Repeat(" ", indent), indent
		default:
			line, used = line+" ", used+1
		}
		line, used, empty = line+strings.ReplaceAll(word, tie, " "), used+n, false
	}
	say(w, "%s", strings.TrimRight(line, " "))
}
