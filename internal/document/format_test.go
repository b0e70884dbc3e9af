package document_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"example.org/handover/internal/document"
)

// accepts says whether a schema of one format accepts a text.
func accepts(t interface{ Fatal(...any) }, s *document.Schema, text string) bool {
	data, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate("p.json", data) == nil
}

// formatted compiles a schema that is one format.
func formatted(t *testing.T, format string) *document.Schema {
	t.Helper()
	s, err := document.Compile("s.json", fmt.Appendf(nil, `{"format": %q}`, format))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFormats(t *testing.T) {
	for format, texts := range map[string]map[string]bool{
		"date": {
			"2026-12-31": true, "2024-02-29": true, "2000-02-29": true, "0001-01-01": true, "9999-12-31": true,
			"2023-02-29": false, "1900-02-29": false, "2022-02-30": false, "2026-13-01": false, "2026-00-10": false,
			"2026-04-31": false, "2026-01-00": false, "0000-01-01": false, "2026-1-1": false, "20260101": false,
			"2026/01/01": false, "01-01-2026": false, "2026-01-01 ": false, "+026-01-01": false, "": false,
			"2026-01-01T00:00": false, "２026-01-01": false,
		},
		"local-date-time": {
			"2026-03-29T01:30": true, "2026-12-31T23:59:59": true, "2026-01-01T00:00": true,
			"2026-01-01T24:00": false, "2026-01-01T10:60": false, "2026-01-01T10:00:60": false,
			"2026-02-29T10:00": false, "2026-01-01 10:00": false, "2026-01-01T10:00Z": false, "2026-01-01": false,
			"2026-01-01T10:00:00.5": false, "2026-01-01T1:00": false, "0000-01-01T10:00": false,
		},
		"date-time": {
			"2026-01-01T10:00:00Z": true, "2026-07-01T10:00:00+01:00": true, "2026-01-01T10:00:00.123456789-05:30": true,
			"2026-01-01T10:00:00": false, "2026-01-01T10:00Z": false, "2026-01-01t10:00:00z": false,
			"2026-01-01T10:00:00.Z": false, "2026-01-01T10:00:00,5Z": false, "2026-01-01T10:00:00+0100": false,
			"2026-01-01T10:00:00+25:00": false, "2026-02-30T10:00:00Z": false, "2026-01-01T24:00:00Z": false,
			"2016-12-31T23:59:60Z": false, "2026-01-01 10:00:00Z": false, "2026-01-01T10:00:00ZZ": false,
		},
	} {
		s := formatted(t, format)
		for text, want := range texts {
			if got := accepts(t, s, text); got != want {
				t.Errorf("%s accepts %q: %v, want %v", format, text, got, want)
			}
		}
		if err := s.Validate("p.json", []byte(`20260101`)); err != nil {
			t.Errorf("%s is asserted of a number: %v", format, err)
		}
	}
}

// daysIn is the length of a month by the rule of 1582: every fourth year is a leap year, centuries only every fourth.
func daysIn(year, month int) int {
	switch {
	case month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	default:
		return 31
	}
}

func TestDateExistsInTheCalendar(t *testing.T) {
	s := formatted(t, "date")
	rapid.Check(t, func(t *rapid.T) {
		year, month, day := rapid.IntRange(1, 9999).Draw(t, "year"), rapid.IntRange(0, 13).Draw(t, "month"),
			rapid.IntRange(0, 32).Draw(t, "day")
		text := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
		want := month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
		if got := accepts(t, s, text); got != want {
			t.Fatalf("%s: %v, want %v", text, got, want)
		}
	})
}
