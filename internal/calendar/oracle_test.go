//go:build oracle

package calendar_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"example.org/handover/internal/calendar"
)

// TestOracle holds working days to those that two libraries of others count; `make oracle` asks them first.
func TestOracle(t *testing.T) {
	f, err := os.Open(filepath.Join(os.Getenv("HANDOVER_ORACLE"), "dates.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) != 100_001 {
		t.Fatalf("%d rows, %v; want 100,000 and their heading", len(rows), err)
	}
	years, wrong := map[string]int{}, 0
	for _, row := range rows[1:] {
		n, err := strconv.Atoi(row[2])
		if err != nil {
			t.Fatal(row, err)
		}
		c := calendar.Published().Calendar(calendar.Jurisdiction(row[0]), calendar.Date{})
		got := c.Add(calendar.MustDate(row[1]), n).String()
		years[row[1][:4]]++
		if [2]string{got, got} == [2]string{row[3], row[4]} {
			continue
		}
		if wrong++; wrong <= 10 {
			t.Errorf("%d working days from %s in %s is %s; the libraries say %s and %s", n, row[1], row[0], got, row[3], row[4])
		}
	}
	if wrong > 0 || len(years) != 17 {
		t.Errorf("%d of %d dates differ, in %d years", wrong, len(rows)-1, len(years))
	}
}
