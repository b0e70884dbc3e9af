package calendar

import (
	"cmp"
	"crypto/sha256"
	_ "embed" // for the published table
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// Holiday is one bank holiday of one division of the United Kingdom.
type Holiday struct {
	Division  Jurisdiction `json:"division"` // never UKAny
	Date      Date         `json:"date"`
	Title     string       `json:"title"`
	KnownFrom Date         `json:"known_from,omitzero"` // the day it was published; zero if it was known all along
}

// Table is a set of bank holidays with the day each became known. It is immutable and safe for concurrent use.
//
// It holds holidays as they finally stood. A holiday that was moved away from a day, as the spring holiday of 2022 was
// from 30 May, is not remembered on its old day.
type Table struct {
	holidays []Holiday // by date, then division
	days     map[Jurisdiction]map[Date][]Holiday
	spans    map[Jurisdiction]years
	version  string
}

// years is a span of years, both included.
type years struct{ first, last int }

// publishedData is the bank holidays of GOV.UK (Open Government Licence v3.0), with the day on which GOV.UK first
// showed those that were proclaimed late.
//
//go:embed data/bank-holidays.csv
var publishedData string

var published = sync.OnceValue(func() *Table {
	t, err := ReadTable("bank-holidays.csv", strings.NewReader(publishedData))
	if err != nil {
		panic(fmt.Sprintf("calendar: embedded table: %v", err))
	}
	return t
})

// Published returns the table inside the binary.
func Published() *Table { return published() }

// Version returns a digest of the content and the last day covered in every division, "sha256:1a2b3c4d5e6f to
// 2028-12-31". Tables with the same holidays have the same version, however they were written down.
func (t *Table) Version() string { return t.version }

// Holidays returns the holidays of a jurisdiction, by date and division.
func (t *Table) Holidays(j Jurisdiction) []Holiday {
	return t.filter(j, func(Holiday) bool { return true })
}

// Years returns the first and the last year whose bank holidays of a jurisdiction the table has; 0 and 0 if it has none.
func (t *Table) Years(j Jurisdiction) (first, last int) {
	span := t.spans[j]
	if span.last < span.first {
		return 0, 0
	}
	return span.first, span.last
}

// WriteCSV writes the table so that ReadTable reads the same one.
func (t *Table) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{strings.Split(tableHeader, ",")}
	for _, h := range t.holidays {
		rows = append(rows, []string{string(h.Division), h.Date.String(), h.Title, h.KnownFrom.String()})
	}
	return out.WriteAll(rows)
}

// News returns the holidays of a jurisdiction that became known after one day and up to another, by date and division.
func (t *Table) News(after, upTo Date, j Jurisdiction) []Holiday {
	return t.filter(j, func(h Holiday) bool { return h.KnownFrom.After(after) && !h.KnownFrom.After(upTo) })
}

// Without returns the holidays of a jurisdiction that another table has not, or has otherwise, by date and division.
func (t *Table) Without(other *Table, j Jurisdiction) []Holiday {
	has := map[Holiday]bool{}
	for _, h := range other.Holidays(j) {
		has[h] = true
	}
	return t.filter(j, func(h Holiday) bool { return !has[h] })
}

func (t *Table) filter(j Jurisdiction, keep func(Holiday) bool) []Holiday {
	var found []Holiday
	for _, h := range t.holidays {
		if j.covers(h.Division) && keep(h) {
			found = append(found, h)
		}
	}
	return found
}

// newTable indexes holidays that ReadTable found sound.
func newTable(holidays []Holiday) *Table {
	slices.SortFunc(holidays, func(a, b Holiday) int {
		return cmp.Or(a.Date.Compare(b.Date), strings.Compare(string(a.Division), string(b.Division)))
	})
	t := &Table{holidays: holidays, days: map[Jurisdiction]map[Date][]Holiday{}, spans: map[Jurisdiction]years{}}
	digest := sha256.New()
	for _, j := range Jurisdictions() {
		t.days[j] = map[Date][]Holiday{}
	}
	for _, h := range holidays {
		fmt.Fprintf(digest, "%s,%s,%q,%s\n", h.Division, h.Date, h.Title, h.KnownFrom)
		t.days[h.Division][h.Date] = append(t.days[h.Division][h.Date], h)
		t.days[UKAny][h.Date] = append(t.days[UKAny][h.Date], h)
		t.spans[h.Division] = t.spans[h.Division].with(h.Date.Year())
	}
	all := years{first: firstYear, last: lastYear}
	for _, j := range Jurisdictions()[:3] {
		all = years{first: max(all.first, t.spans[j].first), last: min(all.last, t.spans[j].last)}
	}
	t.spans[UKAny] = all
	t.version = "sha256:" + hex.EncodeToString(digest.Sum(nil))[:12] + " to " + all.end().String()
	return t
}

// with returns the span widened to a year.
func (s years) with(year int) years {
	if s == (years{}) {
		return years{first: year, last: year}
	}
	return years{first: min(s.first, year), last: max(s.last, year)}
}

// end returns the last day of the span, no date for an empty one.
func (s years) end() Date {
	if s.last < s.first || s.last == 0 {
		return Date{}
	}
	return civil(s.last, time.December, 31)
}
