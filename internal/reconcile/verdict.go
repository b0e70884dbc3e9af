package reconcile

import (
	"fmt"
	"strings"
)

// The tests. Each judges counts that are final. The tests M-04 and M-07 to M-17 of the list need more than two extracts
// and belong to others.

// completeness is M-01: as many rows arrived as left, and there were any. Nothing against nothing proves nothing.
func completeness(r Report, atLeast int) TestResult {
	t := TestResult{ID: "M-01", Title: "Completeness"}
	t.Detail = fmt.Sprintf("%s in source, %d in target", count(r.SourceRows, "row"), r.TargetRows)
	if min(r.SourceRows, r.TargetRows) < atLeast {
		t.Detail += fmt.Sprintf(", at least %d needed on each side", atLeast)
		return t
	}
	t.Passed = r.SourceRows == r.TargetRows
	return t
}

// duplicateKeys is M-02: on each side a key identifies one row.
func duplicateKeys(r Report) TestResult {
	return TestResult{
		ID: "M-02", Title: "Duplicate keys",
		Passed: r.DuplicateSourceKeys == 0 && r.DuplicateTargetKeys == 0,
		Detail: fmt.Sprintf("%s duplicated in source, %d in target",
			count(r.DuplicateSourceKeys, "key"), r.DuplicateTargetKeys),
	}
}

// keySets is M-03: both sides have the same keys.
func keySets(r Report) TestResult {
	return TestResult{
		ID: "M-03", Title: "Key sets",
		Passed: r.MissingInTarget == 0 && r.UnexpectedInTarget == 0,
		Detail: fmt.Sprintf("%s missing in target, %d unexpected",
			count(r.MissingInTarget, "key"), r.UnexpectedInTarget),
	}
}

// rowComparison is M-05: rows with the same key are equal, column by column, and neither side has a column alone. Where
// no rows could be paired the test has compared nothing and does not pass.
func rowComparison(r Report, shared int) TestResult {
	t := TestResult{ID: "M-05", Title: "Row comparison"}
	t.Passed = r.Matched > 0 && r.Different == 0 && len(r.ColumnsOnlySource) == 0 && len(r.ColumnsOnlyTarget) == 0
	details := []string{fmt.Sprintf("%s compared over %s, %d different",
		count(r.Matched+r.Different, "row"), count(shared, "column"), r.Different)}
	if len(r.ColumnsOnlySource) > 0 {
		details = append(details, "only in source: "+strings.Join(r.ColumnsOnlySource, ", "))
	}
	if len(r.ColumnsOnlyTarget) > 0 {
		details = append(details, "only in target: "+strings.Join(r.ColumnsOnlyTarget, ", "))
	}
	t.Detail = strings.Join(details, "; ")
	return t
}

// fileDigests is M-06: the files received are those the manifests state. Without a manifest there is nothing to hold
// them against, and the report's digests are the first record of them.
func fileDigests(src, tgt *extract) TestResult {
	source, sourceOK := fileDigest(src)
	target, targetOK := fileDigest(tgt)
	return TestResult{
		ID: "M-06", Title: "File digests", Passed: sourceOK && targetOK,
		Detail: "source " + source + ", target " + target,
	}
}

// fileDigest says how one file stands to its manifest.
func fileDigest(e *extract) (detail string, ok bool) {
	switch {
	case e.stated == "":
		return "recorded (no manifest)", true
	case strings.EqualFold(e.stated, e.received()):
		return "as its manifest states", true
	}
	return "not as its manifest states", false
}

// count returns "1 row", "2 rows".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
