package main

import (
	"io"
	"strings"
	"unicode/utf8"
)

// pageWidth is how many characters a line of text for people may have.
const pageWidth = 120

// tie is a space at which a line is never broken; it is written as a plain one.
const tie = "\u00a0"

// wrapped writes text between margins: the first line begins with head, the others are indented by as much.
func wrapped(w io.Writer, head, text string) {
	indent := utf8.RuneCountInString(head)
	line, used := head, indent
	empty := true
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }) {
		n := utf8.RuneCountInString(word)
		switch {
		case empty:
		case used+1+n > pageWidth:
			say(w, "%s", line)
			line, used = strings.Repeat(" ", indent), indent
		default:
			line, used = line+" ", used+1
		}
		line, used, empty = line+strings.ReplaceAll(word, tie, " "), used+n, false
	}
	say(w, "%s", strings.TrimRight(line, " "))
}
