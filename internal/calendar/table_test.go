package calendar_test

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

const tableHead = "division,date,title,known_from\n"

func TestNews(t *testing.T) {
	funeral := calendar.MustDate("2022-09-10")
	got := calendar.Published().News(calendar.MustDate("2022-09-09"), funeral, calendar.EnglandAndWales)
	want := []calendar.Holiday{{
		Division: calendar.EnglandAndWales, Date: calendar.MustDate("2022-09-19"),
		Title: "State Funeral of Queen Elizabeth II", KnownFrom: funeral,
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("news of 10 September 2022 (-want +got):\n%s", diff)
	}
	for _, c := range []struct {
		after, upTo string
		in          calendar.Jurisdiction
		want        int
	}{
		{"2022-09-10", "2022-11-09", calendar.EnglandAndWales, 0},
		{"2022-09-09", "2022-09-10", calendar.UKAny, 3},
		{"2020-11-11", "2022-11-10", calendar.Scotland, 4},
		{"2022-11-10", "2028-12-31", calendar.UKAny, 0},
	} {
		got := calendar.Published().News(calendar.MustDate(c.after), calendar.MustDate(c.upTo), c.in)
		if len(got) != c.want {
			t.Errorf("news in %s after %s up to %s: %v, want %d", c.in, c.after, c.upTo, got, c.want)
		}
	}
}

func TestReadTableErrors(t *testing.T) {
	for _, c := range []struct {
		name, file   string
		line         int
		column, text string
	}{
		{"empty", "", 0, "", "the file is empty"},
		{"no rows", tableHead, 0, "", "no holidays"},
		{"columns", "date,title\n", 1, "", "not those of a holiday table"},
		{"short row", tableHead + "scotland,2022-01-03\n", 2, "", "2 columns"},
		{"division", tableHead + "wales,2022-01-03,New Year,\n", 2, "division", `(got "wales"); use one of`},
		{"a group", tableHead + "uk-any,2022-01-03,New Year,\n", 2, "division", "not a division"},
		{"date", tableHead + "scotland,2022-01-03,New Year,\nscotland,3 Jan 2023,New Year,\n", 3, "date", "YYYY-MM-DD"},
		{"title", tableHead + "scotland,2022-01-03, ,\n", 2, "title", "name the holiday"},
		{"known", tableHead + "scotland,2022-01-03,New Year,soon\n", 2, "known_from", `got "soon"`},
		{"too late", tableHead + "scotland,2022-01-03,New Year,2022-01-04\n", 2, "known_from", "on or before the holiday"},
		{"twice", tableHead + "scotland,2022-01-03,A,\nscotland,2022-01-03,B,\n", 3, "date", "already on line 2"},
		{"gap", tableHead + "scotland,2022-01-03,A,\nscotland,2024-01-01,B,\n", 0, "date", "no holidays of scotland in 2023"},
		{"too many", tableHead + manyRows(20_001), 20_002, "", "give at most 20000"},
		{"quote", tableHead + "scotland,2022-01-03,\"A,\n", 2, "", "not CSV"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := calendar.ReadTable("holidays.csv", strings.NewReader(c.file))
			f := asFault(t, err)
			place := f.File == "holidays.csv" && f.Line == c.line && f.Pointer == c.column
			if f.Kind != fault.Invalid || !place || f.Mend == "" {
				t.Errorf("got %s fault in %q line %d column %q: %v", f.Kind, f.File, f.Line, f.Pointer, err)
			}
			if !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %q, want it to say %q", err, c.text)
			}
		})
	}
}

// manyRows returns rows for as many days in a row.
func manyRows(n int) string {
	var rows strings.Builder
	for i := range n {
		rows.WriteString("scotland," + calendar.MustDate("1950-01-01").AddDays(i).String() + ",Holiday,\n")
	}
	return rows.String()
}

func TestReadTableFromABrokenReader(t *testing.T) {
	broken := errors.New("the disk is gone")
	_, err := calendar.ReadTable("holidays.csv", iotest.ErrReader(broken))
	if fault.KindOf(err) != fault.Unavailable || !errors.Is(err, broken) {
		t.Errorf("got %v, want Unavailable around the cause", err)
	}
}

func TestVersionIsOfTheContent(t *testing.T) {
	read := func(rows ...string) string {
		table, err := calendar.ReadTable("t.csv", strings.NewReader(tableHead+strings.Join(rows, "")))
		if err != nil {
			t.Fatal(err)
		}
		return table.Version()
	}
	a, b := "scotland,2022-01-03,New Year,\n", "england-and-wales,2022-04-15,Good Friday,\n"
	same := read(a, b)
	if got := read(b, strings.ReplaceAll(a, "\n", "\r\n")); got != same {
		t.Errorf("the same holidays in another order have the version %s, not %s", got, same)
	}
	for _, other := range []string{
		read(a), read(a, strings.Replace(b, "Good", "Bad", 1)), read(a, strings.Replace(b, ",\n", ",2022-01-01\n", 1)),
	} {
		if other == same {
			t.Errorf("other holidays have the same version %s", same)
		}
	}
	if got := calendar.Published().Version(); !strings.HasSuffix(got, " to 2028-12-31") || len(got) > 40 {
		t.Errorf("the published version is %q", got)
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add(tableHead + "scotland,2022-01-03,New Year,\n")
	f.Add("\ufeff" + tableHead + "uk-any,2022-01-03,\"A,\n")
	f.Add(tableHead + "scotland,2022-01-03,A,2021-12-01\nscotland,2024-01-01,B,\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := calendar.ReadTable("t.csv", strings.NewReader(text))
		if err != nil {
			asFault(t, err)
			return
		}
		for _, h := range table.Holidays(calendar.UKAny) {
			if table.Calendar(h.Division, calendar.Date{}).IsWorkingDay(h.Date) {
				t.Errorf("%s is a working day in %s", h.Date, h.Division)
			}
		}
	})
}
