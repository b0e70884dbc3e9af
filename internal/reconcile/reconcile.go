// Package reconcile compares two extracts of one dataset, as the source system and the target system wrote them, and
// gives one verdict with its proof. It is what stands between "the records were moved" and "the records arrived".
//
// An extract is a CSV file (RFC 4180, UTF-8, a header row, LF or CRLF). Rows are paired by key, never by position. The
// tests are M-01, M-02, M-03, M-05 and M-06 of the project's list for data-migration assurance; every one of them
// blocks. A report holds counts, column names and keyed digests: no value of a record, since reports are signed,
// published and kept in a ledger. Errors name file, line and column, and never show a cell either.
package reconcile

import (
	"cmp"
	"context"
	"hash/maphash"
	"io"
	"slices"

	"example.org/handover/internal/fault"
)

// Spec says how the extracts of a dataset are compared.
type Spec struct {
	Dataset string   `json:"dataset"`           // name of the dataset, for the report
	Key     []string `json:"key"`               // columns that together identify a row; at least one
	Ignore  []string `json:"ignore,omitempty"`  // columns left out of the comparison, on either side
	MinRows int      `json:"minRows,omitempty"` // fewest data rows a side may have; 0 counts as 1
}

// Input is one extract to read.
type Input struct {
	Name   string    // file name as the user gave it, for error messages
	R      io.Reader // the bytes; read once, to the end
	SHA256 string    // digest the sender's manifest states, 64 hexadecimal digits; "" when there is no manifest
}

// Compare reads both extracts, from the source system and to the target system, to their ends and reports whether the
// target holds what the source holds. The secret keys the digests by which the report speaks of rows; keep one a
// programme, so that nobody without it can guess a key from its digest.
//
// Both are streamed at once, and only digests are held, one set a key. The report does not depend on the order of rows
// or columns, file digests apart, and Compare(b, a) mirrors Compare(a, b).
//
// A difference is not an error: it makes a report that has not passed. Errors are fault.Invalid (an extract or the spec
// is malformed), fault.Unavailable (reading failed or ctx was cancelled; the cause is wrapped) and fault.Internal (the
// secret is empty).
func Compare(ctx context.Context, from, to Input, spec Spec, secret []byte) (Report, error) {
	if len(secret) == 0 {
		return Report{}, fault.New(fault.Internal, "the secret for the digests of keys is empty")
	}
	if err := spec.check(); err != nil {
		return Report{}, err
	}
	src, err := open(ctx, from, "source", spec.Key)
	if err != nil {
		return Report{}, err
	}
	tgt, err := open(ctx, to, "target", spec.Key)
	if err != nil {
		return Report{}, err
	}
	cols := match(src.header, tgt.header, spec)
	t := newTable(len(cols.shared))
	if err := readBoth(src, tgt, cols, t, secret); err != nil {
		return Report{}, err
	}
	return newReport(spec, src, tgt, cols, t), nil
}

// readBoth reads both extracts at once into the table. Each is read to its end even if the other fails, so that the
// same files always give the same error: the source's first.
func readBoth(src, tgt *extract, cols columns, t *table, secret []byte) error {
	seed := maphash.MakeSeed()
	failed := make(chan error, 1)
	go func() {
		failed <- tgt.each(cols.target, newDigester(secret, seed), func(b batch) { t.take(target, b) })
	}()
	err := src.each(cols.source, newDigester(secret, seed), func(b batch) { t.take(source, b) })
	return cmp.Or(err, <-failed)
}

// check refuses a spec that cannot be meant.
func (s Spec) check() error {
	if len(s.Key) == 0 {
		return badSpec("/key", "", "no key column is named", "name the columns that identify a row")
	}
	if s.MinRows < 0 {
		return badSpec("/minRows", "", "the fewest rows cannot be below 0", "leave it out or give a positive number")
	}
	for i, k := range s.Key {
		name, problem := clean(k)
		switch {
		case problem != "" || name == "" || name != k:
			return badSpec("/key", k, "a key column's name is blank or has stray characters",
				"write it as in the header")
		case slices.Contains(s.Key[:i], k):
			return badSpec("/key", k, "a key column is named twice", "name it once")
		case slices.Contains(s.Ignore, k):
			return badSpec("/ignore", k, "a key column cannot be ignored", "take it out of one of the two lists")
		}
	}
	return nil
}

// badSpec returns the error of a spec.
func badSpec(pointer, value, problem, mend string) error {
	e := fault.New(fault.Invalid, "%s", problem).At("", pointer).To("%s", mend)
	if value != "" {
		e = e.With(value)
	}
	return e
}
