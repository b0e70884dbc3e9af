package document

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"example.org/handover/internal/fault"
)

// maxReported bounds how many problems one answer words, so that a hostile document cannot make an answer longer than
// itself. A person mends a few and asks again.
const maxReported = 50

// A finding is a problem with a document at a place, not yet in words: words cost more than finding, and only the first
// maxReported are wanted.
type finding struct {
	pointer string
	words   func() *fault.Error
	start   int // offset of the value at pointer, set by report
}

// report words the first findings in the order of the document, counts the rest, and joins them to one error. Where
// several parts of a schema say the same about a place, it is said once. No findings are no error.
func report(name string, data []byte, found []finding) error {
	pointers := make([]string, len(found))
	for i, f := range found {
		pointers[i] = f.pointer
	}
	starts := offsets(data, pointers)
	for i := range found {
		found[i].start = starts[found[i].pointer]
	}
	slices.SortStableFunc(found, func(a, b finding) int { return cmp.Compare(a.start, b.start) })
	var errs []error
	for len(found) > 0 && len(errs) < maxReported {
		same := 1
		for same < len(found) && found[same].start == found[0].start {
			same++
		}
		for _, f := range worded(found[:same]) {
			f.File, f.Line = name, lineAt(data, found[0].start)
			errs = append(errs, f)
		}
		found = found[same:]
	}
	if len(found) > 0 {
		more := fault.New(fault.Invalid, "%s not listed", count(len(found), "further problem"))
		errs = append(errs, more.At(name, "").To("mend those above first"))
	}
	return errors.Join(errs...)
}

// worded puts the findings of one place into words, sorted, each once.
func worded(found []finding) []*fault.Error {
	var faults []*fault.Error
	for _, f := range found {
		faults = append(faults, f.words().At("", f.pointer))
	}
	slices.SortFunc(faults, func(a, b *fault.Error) int { return strings.Compare(a.Error(), b.Error()) })
	return slices.CompactFunc(faults, func(a, b *fault.Error) bool { return a.Error() == b.Error() })
}
