package reconcile

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// columns says which columns of the two extracts are compared with which.
type columns struct {
	shared         []string // compared columns, sorted; without the key's and the ignored ones
	onlySource     []string // sorted, without the ignored ones
	onlyTarget     []string // likewise
	source, target places
}

// places are positions in an extract's rows.
type places struct {
	key    []int // of the key's columns, in the spec's order
	shared []int // of the compared columns, in the order of columns.shared
}

// match pairs two headers by name. Both have the key's columns.
func match(source, target []string, spec Spec) columns {
	c := columns{shared: []string{}, onlySource: []string{}, onlyTarget: []string{}}
	for _, name := range source {
		switch {
		case slices.Contains(spec.Key, name) || slices.Contains(spec.Ignore, name):
		case slices.Contains(target, name):
			c.shared = append(c.shared, name)
		default:
			c.onlySource = append(c.onlySource, name)
		}
	}
	for _, name := range target {
		if !slices.Contains(source, name) && !slices.Contains(spec.Ignore, name) {
			c.onlyTarget = append(c.onlyTarget, name)
		}
	}
	slices.Sort(c.shared)
	slices.Sort(c.onlySource)
	slices.Sort(c.onlyTarget)
	c.source = places{find(source, spec.Key), find(source, c.shared)}
	c.target = places{find(target, spec.Key), find(target, c.shared)}
	return c
}

// find returns where in the header each name stands.
func find(header, names []string) []int {
	at := make([]int, len(names))
	for i, name := range names {
		at[i] = slices.Index(header, name)
	}
	return at
}

// readHeader reads the header row and checks it. Names are shown in errors only once the key's columns are found: until
// then the row may be data, of a file that has no header.
func (e *extract) readHeader(key []string) error {
	row, err := e.read()
	if errors.Is(err, io.EOF) {
		return e.bad(0, "", "the extract is empty", "extract again, with a header row")
	}
	if err != nil {
		return err
	}
	for i, cell := range row {
		name, problem := clean(cell)
		if problem == "" && strings.ContainsFunc(name, unprintable) {
			problem = "the column's name has a line break or another control character"
		}
		if problem == "" && name == "" {
			problem = "the column has no name"
		}
		if problem != "" {
			return e.bad(e.line, fmt.Sprintf("column %d", i+1), problem,
				"save the extract as a CSV file in UTF-8 with a named header for every column")
		}
		e.header = append(e.header, name)
	}
	return e.checkNames(key)
}

// checkNames refuses a header without the key or with a name that stands twice.
func (e *extract) checkNames(key []string) error {
	for _, k := range key {
		if !slices.Contains(e.header, k) {
			return e.bad(e.line, k, "the header lacks this key column",
				"add it, and see that line 1 is the header and that commas separate its columns")
		}
	}
	seen := make(map[string]bool, len(e.header))
	for _, name := range e.header {
		if seen[name] {
			return e.bad(e.line, name, "the header has this column twice", "keep one of them or rename the other")
		}
		seen[name] = true
	}
	return nil
}

// unprintable reports a control character or a Unicode line break.
func unprintable(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }
