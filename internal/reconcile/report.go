package reconcile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// Report is the verdict of a comparison and its proof. It holds no personal data: counts, column names and keyed
// digests. Lists are never nil and always in a fixed order.
//
// Rows are counted by key. A key that occurs more than once on a side counts as duplicate; its rows cannot be paired,
// so they are neither matched nor different. A key of one side alone counts as missing or unexpected, duplicate or not.
type Report struct {
	Dataset string `json:"dataset"`
	Passed  bool   `json:"passed"` // every test passed

	SourceRows int `json:"sourceRows"` // data rows
	TargetRows int `json:"targetRows"`
	Matched    int `json:"matched"` // keys whose rows are equal in every shared column

	MissingInTarget     int `json:"missingInTarget"`     // keys of the source alone
	UnexpectedInTarget  int `json:"unexpectedInTarget"`  // keys of the target alone
	Different           int `json:"different"`           // keys whose rows differ in at least one shared column
	DuplicateSourceKeys int `json:"duplicateSourceKeys"` // keys that occur more than once in the source
	DuplicateTargetKeys int `json:"duplicateTargetKeys"`

	Columns           []ColumnDifference `json:"columns"`           // columns in which rows differ, by name
	ColumnsOnlySource []string           `json:"columnsOnlySource"` // sorted
	ColumnsOnlyTarget []string           `json:"columnsOnlyTarget"` // sorted

	Examples     []Example    `json:"examples"`     // at most 20, by key
	SourceSHA256 string       `json:"sourceSha256"` // of the bytes received, hexadecimal
	TargetSHA256 string       `json:"targetSha256"`
	Tests        []TestResult `json:"tests"` // by id
}

// ColumnDifference says in how many of the different rows a column differs.
type ColumnDifference struct {
	Column string `json:"column"`
	Rows   int    `json:"rows"`
}

// TestResult is the outcome of one test of the data-migration assurance list.
type TestResult struct {
	ID     string `json:"id"` // "M-01"
	Title  string `json:"title"`
	Passed bool   `json:"passed"`
	Detail string `json:"detail"` // counts and column names, a clause without a full stop
}

// newReport draws up the report once both extracts are read.
func newReport(spec Spec, src, tgt *extract, cols columns, t *table) Report {
	r := Report{
		Dataset:    spec.Dataset,
		SourceRows: src.rows, TargetRows: tgt.rows,
		ColumnsOnlySource: cols.onlySource, ColumnsOnlyTarget: cols.onlyTarget,
		SourceSHA256: src.received(), TargetSHA256: tgt.received(),
	}
	r.tally(cols.shared, t)
	r.Tests = []TestResult{
		completeness(r, max(spec.MinRows, 1)),
		duplicateKeys(r),
		keySets(r),
		rowComparison(r, len(cols.shared)),
		fileDigests(src, tgt),
	}
	r.Passed = !slices.ContainsFunc(r.Tests, func(t TestResult) bool { return !t.Passed })
	return r
}

// tally fills the counts, the columns and the examples from the table.
func (r *Report) tally(shared []string, t *table) {
	var found sample
	rows := make([]int, len(shared)) // differing rows by column
	for key, at := range t.index {
		e := t.entries[at]
		if e.count[source] > 1 {
			r.DuplicateSourceKeys++
		}
		if e.count[target] > 1 {
			r.DuplicateTargetKeys++
		}
		if kind := duplicate(e); kind != "" {
			found.offer(key, "", kind)
		}
		switch {
		case e.count[target] == 0:
			r.MissingInTarget++
			found.offer(key, "", KindMissing)
		case e.count[source] == 0:
			r.UnexpectedInTarget++
			found.offer(key, "", KindUnexpected)
		case e.count[source] > 1 || e.count[target] > 1: // cannot be paired
		case !e.differs:
			r.Matched++
		default:
			r.Different++
			for i, mark := range t.held(at) {
				if mark == differsMark {
					rows[i]++
					found.offer(key, shared[i], KindDifferent)
				}
			}
		}
	}
	r.Columns = differences(shared, rows)
	r.Examples = found.examples()
}

// differences returns the columns that have differing rows.
func differences(columns []string, rows []int) []ColumnDifference {
	found := []ColumnDifference{}
	for i, n := range rows {
		if n > 0 {
			found = append(found, ColumnDifference{columns[i], n})
		}
	}
	return found
}

// Digest returns the SHA-256, in hexadecimal, of the report's canonical JSON (RFC 8785: keys sorted, no white space).
// It is what people sign: any later change to the report voids their signature. A report read back from its JSON has
// the same digest.
func (r Report) Digest() string {
	sum := sha256.Sum256(canonical(r))
	return hex.EncodeToString(sum[:])
}

// canonical returns the report's canonical JSON. Going through maps sorts the keys. A Report is strings, whole numbers
// and booleans, so neither step can fail.
func canonical(r Report) []byte {
	plain, err := json.Marshal(r)
	if err != nil {
		panic("reconcile: a report does not marshal: " + err.Error())
	}
	var tree any
	d := json.NewDecoder(bytes.NewReader(plain))
	d.UseNumber()
	if err := d.Decode(&tree); err != nil {
		panic("reconcile: a report does not unmarshal: " + err.Error())
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(tree); err != nil {
		panic("reconcile: a report does not marshal: " + err.Error())
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
