package document

import (
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/handover/internal/fault"
)

// nearest returns the name that a misspelling most likely stands for, or "". Up to a third of the letters may differ,
// not counting capitals; of equals the first in the alphabet wins, so that messages are stable.
func nearest(got string, names []string) string {
	const longest = 64 // runes; nobody misspells a longer name, and the distance costs the product of the lengths
	if utf8.RuneCountInString(got) > longest {
		return ""
	}
	best, least := "", -1
	for _, name := range slices.Sorted(slices.Values(names)) {
		if name == got || utf8.RuneCountInString(name) > longest {
			continue
		}
		most := max(utf8.RuneCountInString(got), utf8.RuneCountInString(name)) / 3
		d := distance(strings.ToLower(got), strings.ToLower(name))
		if d <= most && (least < 0 || d < least) {
			best, least = name, d
		}
	}
	return best
}

// distance counts the letters to insert, remove, replace or swap with their neighbour to turn a into b (optimal string
// alignment).
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	rows := make([][]int, len(from)+1)
	for i := range rows {
		rows[i] = make([]int, len(to)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(from); i++ {
		for j := 1; j <= len(to); j++ {
			cost := 1
			if from[i-1] == to[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(from)][len(to)]
}

// unknownField is the fault of a field that the reader does not know, with the known name it may stand for.
func unknownField(name string, known []string) *fault.Error {
	f := fault.New(fault.Invalid, "unknown field")
	if near := nearest(name, known); near != "" {
		return f.To("did you mean %q? remove it or spell it as the schema does", near)
	}
	if len(known) == 0 {
		return f.To("remove it")
	}
	return f.To("remove it; the fields known here are %s", quoted(slices.Sorted(slices.Values(known))))
}
