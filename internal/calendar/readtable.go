package calendar

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"example.org/handover/internal/fault"
)

const (
	tableHeader  = "division,date,title,known_from"
	mostHolidays = 20_000 // rows of a table: more is not a table of bank holidays
	mostTitle    = 200    // bytes of a title
)

// ReadTable reads a table from CSV with the columns division, date, title and known_from. The name is the file's, for
// errors. Every error is fault.Invalid and says file, line, column, value and mend; a reader that fails is
// fault.Unavailable. Each division named must have holidays in every year from its first to its last, since a missing
// year would quietly make working days of its holidays.
func ReadTable(name string, r io.Reader) (*Table, error) {
	in := tableReader{name: name, csv: csv.NewReader(r), lines: map[Holiday]int{}}
	in.csv.FieldsPerRecord = -1
	holidays, err := in.read()
	if err != nil {
		return nil, err
	}
	t := newTable(holidays)
	if err := in.checkYears(t); err != nil {
		return nil, err
	}
	return t, nil
}

// tableReader reads the rows of one file.
type tableReader struct {
	name  string
	csv   *csv.Reader
	lines map[Holiday]int // the line of each division and date
}

func (in *tableReader) read() ([]Holiday, error) {
	if err := in.header(); err != nil {
		return nil, err
	}
	var holidays []Holiday
	for {
		row, err := in.csv.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, in.broken(err)
		}
		h, err := in.holiday(row)
		if err != nil {
			return nil, err
		}
		if holidays = append(holidays, h); len(holidays) > mostHolidays {
			return nil, in.wrong(-1, "", "too many holidays").To("give at most %d", mostHolidays)
		}
	}
	if len(holidays) == 0 {
		return nil, fault.New(fault.Invalid, "no holidays").At(in.name, "").To("add one line for each bank holiday")
	}
	return holidays, nil
}

func (in *tableReader) header() error {
	row, err := in.csv.Read()
	if errors.Is(err, io.EOF) {
		return fault.New(fault.Invalid, "the file is empty").At(in.name, "").To("begin it with the line %s", tableHeader)
	}
	if err != nil {
		return in.broken(err)
	}
	if got := strings.TrimPrefix(strings.Join(row, ","), "\ufeff"); got != tableHeader {
		return in.wrong(-1, got, "the columns are not those of a holiday table").To("make the first line %s", tableHeader)
	}
	return nil
}

func (in *tableReader) holiday(row []string) (h Holiday, err error) {
	if len(row) != 4 {
		return h, in.wrong(-1, strings.Join(row, ","), "the row has %d columns", len(row)).
			To("give four: %s", tableHeader)
	}
	h.Division = Jurisdiction(row[0])
	if h.Division, err = ParseJurisdiction(row[0]); err != nil || h.Division == UKAny {
		return h, in.wrong(0, row[0], "not a division").To("use one of %s", list(Jurisdictions()[:3]))
	}
	if h.Date, err = ParseDate(row[1]); err != nil {
		return h, in.wrong(1, row[1], "not a date").To("write it as YYYY-MM-DD, like 2022-09-19")
	}
	if h.Title = strings.TrimSpace(row[2]); h.Title == "" || len(h.Title) > mostTitle {
		return h, in.wrong(2, row[2], "not a title").To("name the holiday in at most %d letters", mostTitle)
	}
	if row[3] != "" {
		if h.KnownFrom, err = ParseDate(row[3]); err != nil || h.KnownFrom.After(h.Date) {
			return h, in.wrong(3, row[3], "not a date on or before the holiday").
				To("give the day it was published, or nothing if it was known all along")
		}
	}
	return h, in.once(h)
}

// once refuses a second holiday of one division on one day.
func (in *tableReader) once(h Holiday) error {
	key := Holiday{Division: h.Division, Date: h.Date}
	if line := in.lines[key]; line > 0 {
		return in.wrong(1, h.Date.String(), "%s has this holiday already on line %d", h.Division, line).
			To("remove one of the two lines")
	}
	in.lines[key], _ = in.csv.FieldPos(0)
	return nil
}

// checkYears refuses a table in which a division has no holiday in some year between others.
func (in *tableReader) checkYears(t *Table) error {
	seen := map[Jurisdiction]map[int]bool{}
	for _, h := range t.holidays {
		if seen[h.Division] == nil {
			seen[h.Division] = map[int]bool{}
		}
		seen[h.Division][h.Date.Year()] = true
	}
	for _, j := range Jurisdictions()[:3] {
		for y := t.spans[j].first; y < t.spans[j].last; y++ {
			if !seen[j][y] {
				return fault.New(fault.Invalid, "no holidays of %s in %d, though there are before and after", j, y).
					At(in.name, "date").To("add that year's bank holidays")
			}
		}
	}
	return nil
}

// wrong returns a fault at a column of the row just read, or at the whole row with column -1.
func (in *tableReader) wrong(column int, value, format string, args ...any) *fault.Error {
	field := ""
	if column >= 0 {
		field = strings.Split(tableHeader, ",")[column]
	}
	err := fault.New(fault.Invalid, format, args...).At(in.name, field).With(value)
	err.Line, _ = in.csv.FieldPos(max(column, 0))
	return err
}

// broken returns the fault of a row that is not CSV, or of a reader that failed.
func (in *tableReader) broken(cause error) error {
	var syntax *csv.ParseError
	if !errors.As(cause, &syntax) {
		return fault.Wrap(fault.Unavailable, cause, "the file cannot be read").At(in.name, "").To("try again")
	}
	err := fault.Wrap(fault.Invalid, cause, "not CSV: %v at column %d", syntax.Err, syntax.Column).At(in.name, "").
		To("put a title with a comma or a quote in double quotes")
	err.Line = syntax.Line
	return err
}
