package reconcile

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxCell is the most bytes a cell may have. A longer one is nearly always a quote that was never closed.
const maxCell = 1 << 20

// clean returns the cell as it is compared: in Unicode NFC, since systems disagree on how they store an accent, and
// without white space around it. The problem is "" or says, without showing the cell, why it cannot be compared.
func clean(cell string) (text, problem string) {
	if len(cell) > maxCell {
		return "", "the cell is larger than 1 MiB"
	}
	for i := range len(cell) {
		if c := cell[i]; c == 0 {
			return "", "the cell has a NUL byte"
		} else if c >= utf8.RuneSelf {
			return cleanUnicode(cell)
		}
	}
	return strings.TrimSpace(cell), ""
}

// cleanUnicode is clean for a cell that is not plain ASCII. It normalises first: two spellings of one text then give
// one result whatever stands at their ends.
func cleanUnicode(cell string) (text, problem string) {
	if strings.IndexByte(cell, 0) >= 0 {
		return "", "the cell has a NUL byte"
	}
	if !utf8.ValidString(cell) {
		return "", "the cell is not UTF-8"
	}
	return strings.TrimSpace(norm.NFC.String(cell)), ""
}
