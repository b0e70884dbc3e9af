package letter

import (
	"strings"
	"unicode/utf8"
)

// wrap breaks text into lines of at most width characters. The first line begins with first, the others with rest. A
// word longer than a line is cut, since whoever writes the definition must not be able to break the form.
func wrap(text, first, rest string) []string {
	var lines []string
	line, gap := first, ""
	for _, word := range strings.Fields(text) {
		if line != rest && length(line)+length(gap)+length(word) > width {
			lines = append(lines, cut(strings.TrimRight(line, " "), rest)...)
			line, gap = rest, ""
		}
		line, gap = line+gap+word, " "
		if pieces := cut(line, rest); len(pieces) > 1 {
			lines = append(lines, pieces[:len(pieces)-1]...)
			line = pieces[len(pieces)-1]
		}
	}
	if line != rest || len(lines) == 0 {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// cut breaks a line that is too long wherever its width ends.
func cut(line, rest string) []string {
	var pieces []string
	runes := []rune(line)
	for len(runes) > width {
		pieces = append(pieces, string(runes[:width]))
		runes = append([]rune(rest), runes[width:]...)
	}
	return append(pieces, string(runes))
}

func length(s string) int { return utf8.RuneCountInString(s) }
