package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"example.org/handover/internal/web"
)

// linked returns where the link of a page leads whose text, or the end of whose tag, matches.
func linked(page, pattern string) string {
	m := regexp.MustCompile(`<a href="([^"]+)"` + pattern).FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// TestPagesOfAPastLedger holds that whoever turns the pages of a past ledger stays in the past, and takes it along.
func TestPagesOfAPastLedger(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	b := h.browser("office-1")
	for _, start := range []string{"/programmes/doncaster/ledger?as-of=2022-09-14",
		"/programmes/doncaster/ledger?as-of-day=14&as-of-month=9&as-of-year=2022&recorded=3"} {
		pages := 0
		for path := start; path != ""; pages++ {
			page := b.page(path)
			if !strings.Contains(page, "at the end of Wednesday 14 September 2022") {
				t.Fatalf("%s is not of the past", path)
			}
			path = linked(page, ` rel="next"`)
		}
		if pages < 3 {
			t.Errorf("%s has %d pages", start, pages)
		}
	}
	back := linked(b.page("/programmes/doncaster/ledger?page=2&as-of=2022-09-14"), ` rel="prev"`)
	if back != "/programmes/doncaster/ledger?as-of=2022-09-14&page=1" {
		t.Errorf("the page before is %s", back)
	}
	if next := linked(b.page("/programmes/doncaster/ledger/verification"), ` rel="next"`); next !=
		"/programmes/doncaster/ledger?page=2" {
		t.Errorf("behind a verification comes %s", next)
	}
}

// TestDownloadsOfALedger holds that the downloads are those of the day that is shown, and whole.
func TestDownloadsOfALedger(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	b := h.browser("office-1")
	entries := func(query string) (n int) {
		page := b.page("/programmes/doncaster/ledger" + query)
		status, _, raw := b.get(linked(page, `>as JSON`))
		var rows []map[string]any
		if err := json.Unmarshal([]byte(raw), &rows); err != nil || status != http.StatusOK {
			t.Fatalf("%d, %v", status, err)
		}
		_, _, table := b.get(linked(page, `>Download the ledger`))
		if got := strings.Count(table, "\n"); got < len(rows)+1 {
			t.Errorf("%q: %d lines of CSV for %d entries", query, got, len(rows))
		}
		if !strings.Contains(page, fmt.Sprintf("<p>%d entries, the latest first.", len(rows))) {
			t.Errorf("%q: %d entries are downloaded", query, len(rows))
		}
		return len(rows)
	}
	if today, then := entries(""), entries("?as-of=2022-06-01"); then >= today || then == 0 {
		t.Errorf("%d entries today, %d then", today, then)
	}
}

// many is a mailbox with more mails than a page shows.
type many struct{ box }

func (many) List(context.Context) ([]web.Mail, error) { return make([]web.Mail, 51), nil }

// TestPagesOfMails turns the pages of the mails.
func TestPagesOfMails(t *testing.T) {
	b := newHouse(t, false, "2022-03-22", web.Mails(many{})).browser("")
	page := b.page("/mails")
	if next := linked(page, ` rel="next"`); next != "/mails?page=2" || linked(page, ` rel="prev"`) != "" {
		t.Fatalf("behind the first page comes %q", next)
	}
	if page = b.page("/mails?page=2"); linked(page, ` rel="prev"`) != "/mails?page=1" || linked(page, ` rel="next"`) != "" {
		t.Errorf("the pages behind and before are others: %s", core(page))
	}
}
