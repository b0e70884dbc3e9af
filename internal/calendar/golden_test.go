package calendar_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/calendar"
)

// goldenRules maps the rule names of testdata/golden-dates.csv to the date language. N is the rule's number, IN its
// input.
var goldenRules = []struct{ name, expression string }{
	{`CPR626_FIRST_CLASS`, "deemed service by first-class-post sent IN under cpr-6.26"},
	{`SECOND_BUSINESS_DAY`, "deemed service by first-class-post sent IN under second-business-day"},
	{`CPR626_ELECTRONIC_1630`, "deemed service by email sent IN under cpr-6.26"},
	{`ELECTRONIC_1700_NEXT_WD_0900`, "deemed service by email sent IN under dfe-grant-style"},
	{`CLEAR_CALENDAR_DAYS_BEFORE\((\d+)\)`, "N clear days before IN"},
	{`CLEAR_WORKING_DAYS_BEFORE\((\d+)\)`, "N clear working days before IN"},
	{`CALLIN_(\d+)_CLEAR_WD_FIRST_IMPLEMENTABLE`, "N clear working days after IN"},
	{`(\d+)_CLEAR_DAYS_BEFORE \(prudent ELI\)`, "N clear days before IN"},
	{`AT_LEAST_(\d+)_DAYS_BEFORE \(ELI\)`, "at least N days before IN"},
	{`AT_LEAST_(\d+)_WEEKS_BEFORE`, "at least N weeks before IN"},
	{`WORKING_DAYS_BEFORE\((\d+)\)`, "N working days before IN"},
	{`PLUS_(\d+)_WORKING_DAY`, "N working days after IN"},
	{`PA2023_S80_LAST_DAY`, "30 days beginning with IN"},
	{`S188_(\d+)_DAYS_BEFORE`, "at least N days before IN"},
	{`PLUS_(\d+)_DAYS`, "N days after IN"},
	{`PLUS_(\d+)_MONTHS(?:\(corresponding date\))?`, "N months after IN"},
}

func TestGoldenDates(t *testing.T) {
	for _, row := range goldenRows(t) {
		t.Run(row["id"]+" "+row["rule"], func(t *testing.T) {
			if got := goldenDate(t, row); got != row["expected"] {
				t.Errorf("%s of %s as known on %q is %s, want %s", row["rule"], row["input"], row["as_of"], got, row["expected"])
			}
		})
	}
}

// TestNoResultDependsOnTheMachine computes every golden date in other time zones of the machine.
func TestNoResultDependsOnTheMachine(t *testing.T) {
	was := time.Local
	defer func() { time.Local = was }()
	t.Setenv("TZ", "Pacific/Auckland")
	t.Setenv("ZONEINFO", "/nowhere")
	for _, hours := range []int{-11, 0, 14} {
		time.Local = time.FixedZone("elsewhere", hours*3600)
		for _, row := range goldenRows(t) {
			if got := goldenDate(t, row); got != row["expected"] {
				t.Errorf("at UTC%+d: %s of %s is %s, want %s", hours, row["rule"], row["input"], got, row["expected"])
			}
		}
	}
}

// goldenRows reads the file by column name and holds that it has the rows it is known to have.
func goldenRows(t *testing.T) []map[string]string {
	t.Helper()
	file, err := os.Open("testdata/golden-dates.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 90 {
		t.Fatalf("%d golden lines, want 90", len(records))
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// goldenDate computes a row by the date language, or by what lies under it where the rule is not a date.
func goldenDate(t *testing.T, row map[string]string) string {
	t.Helper()
	input := strings.TrimSuffix(row["input"], " Europe/London")
	switch row["rule"] {
	case "WORKING_DAYS_IN_YEAR":
		first, last := calendar.MustDate(input+"-01-01"), calendar.MustDate(input+"-12-31")
		c := calendar.Published().Calendar(calendar.EnglandAndWales, calendar.Date{})
		return strconv.Itoa(c.Count(first, last))
	case "LONDON_TO_UTC":
		at, err := calendar.ParseLocal(input)
		if err != nil {
			return "NONEXISTENT"
		}
		return at.Format("2006-01-02T15:04Z")
	}
	text := goldenExpression(t, row["rule"], input)
	if row["as_of"] != "" {
		text += " as known on " + row["as_of"]
	}
	return eval(t, text, calendar.Context{Jurisdiction: calendar.EnglandAndWales}).Date.String()
}

func goldenExpression(t *testing.T, rule, input string) string {
	t.Helper()
	for _, r := range goldenRules {
		if m := regexp.MustCompile("^" + r.name + "$").FindStringSubmatch(rule); m != nil {
			n := fmt.Sprint(m[len(m)-1])
			return strings.NewReplacer("IN", input, "N", n).Replace(r.expression)
		}
	}
	t.Fatalf("no expression for the rule %q", rule)
	return ""
}
