package calendar_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/calendar"
)

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

// goldenRows reads the file by column name. It may grow; it never has fewer lines than it is known to have.
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
	if len(records) < 90 {
		t.Fatalf("%d golden lines, want 90 or more", len(records))
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
	switch {
	case strings.HasPrefix(row["rule"], "WORKING_DAYS_IN_YEAR"):
		place := calendar.Jurisdiction(strings.TrimPrefix(goldenPlaces.in(strings.ToUpper(row["rule"])), " in "))
		first, last := calendar.MustDate(input+"-01-01"), calendar.MustDate(input+"-12-31")
		return strconv.Itoa(calendar.Published().Calendar(place, calendar.Date{}).Count(first, last))
	case row["rule"] == "LONDON_TO_UTC":
		return goldenInstant(t, input, row["expected"])
	}
	text := goldenExpression(row["rule"], input)
	if text == "" {
		t.Fatalf("no expression for the rule %q", row["rule"])
	}
	if row["as_of"] != "" {
		text += " as known on " + row["as_of"]
	}
	return eval(t, text, calendar.Context{Jurisdiction: calendar.EnglandAndWales}).Date.String()
}
