// Package calendartest makes tables of bank holidays for tests.
package calendartest

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
)

// Published is the published table without the lines that have a text, none if it is empty, and with other lines.
func Published(t testing.TB, without string, with ...string) *calendar.Table {
	t.Helper()
	var all bytes.Buffer
	if err := calendar.Published().WriteCSV(&all); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(all.String()), "\n")
	lines = slices.DeleteFunc(lines, func(line string) bool { return without != "" && strings.Contains(line, without) })
	table, err := calendar.ReadTable("new.csv", strings.NewReader(strings.Join(append(lines, with...), "\n")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return table
}
