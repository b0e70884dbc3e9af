package reconcile

import (
	"fmt"
	"strings"
)

// Summary returns the verdict as one line for a manager: "203 of 203 rows match", or what is wrong, as in
// "3 rows missing in target, 2 rows differ (DOB, UPN)".
func (r Report) Summary() string {
	if r.Passed {
		return fmt.Sprintf("%d of %s match", r.Matched, count(r.SourceRows, "row"))
	}
	var parts []string
	add := func(wrong bool, part string) {
		if wrong {
			parts = append(parts, part)
		}
	}
	add(r.MissingInTarget > 0, count(r.MissingInTarget, "row")+" missing in target")
	add(r.UnexpectedInTarget > 0, count(r.UnexpectedInTarget, "row")+" unexpected in target")
	add(r.Different > 0, r.differing())
	add(r.DuplicateSourceKeys > 0, count(r.DuplicateSourceKeys, "key")+" duplicated in source")
	add(r.DuplicateTargetKeys > 0, count(r.DuplicateTargetKeys, "key")+" duplicated in target")
	add(len(r.ColumnsOnlySource) > 0, "only in source: "+strings.Join(r.ColumnsOnlySource, ", "))
	add(len(r.ColumnsOnlyTarget) > 0, "only in target: "+strings.Join(r.ColumnsOnlyTarget, ", "))
	for _, t := range r.Tests {
		if t.Passed {
			continue
		}
		// M-01 is told above unless the sides are alike and too small. The others' findings are all above.
		add(t.ID == "M-01" && r.SourceRows == r.TargetRows, t.Detail)
		add(t.ID == "M-06", "files: "+t.Detail)
	}
	return strings.Join(parts, ", ")
}

// differing returns "2 rows differ (DOB, UPN)".
func (r Report) differing() string {
	verb := "rows differ"
	if r.Different == 1 {
		verb = "row differs"
	}
	names := make([]string, len(r.Columns))
	for i, c := range r.Columns {
		names[i] = c.Column
	}
	return fmt.Sprintf("%d %s (%s)", r.Different, verb, strings.Join(names, ", "))
}
