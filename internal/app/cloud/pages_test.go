//go:build aws

package cloud_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/web"
)

// entryCell is the number of an entry on the page of the ledger. Branches of the workflow run beside each other, so that
// entries of one instant have no order among themselves.
var entryCell = regexp.MustCompile(`<td data-label="Entry">\d+</td>`)

// comparePages holds that the stack serves, to callers who sign, the pages that the embedded product serves of the same
// ledger. Of the portfolio it is the row of the programme: the stack has those of the other plays too.
func (w *twin) comparePages(t *testing.T) {
	t.Helper()
	here := web.Handler(w.here.App.Office, slog.New(slog.DiscardHandler),
		web.SignedIn(func(*http.Request) (string, bool) { return "twin", true }))
	of := "/programmes/" + w.name
	for _, path := range []string{of, of + "/notice", of + "/consultation", of + "/migration", of + "/checks", of + "/decision",
		of + "/work", of + "/do"} {
		w.alike(t, path, w.hereOf(t, here, path), w.thereOf(t, path))
	}
	row := func(page string) string {
		_, rest, _ := strings.Cut(page, `<tr><th scope="row"><a href="`+of+`">`)
		found, _, ok := strings.Cut(rest, "</tr>")
		if !ok {
			t.Errorf("the portfolio has no row of %s: %s", w.name, page)
		}
		return found
	}
	w.alike(t, "/", row(w.hereOf(t, here, "/")), row(w.thereOf(t, "/")))
	ledger := of + "/ledger"
	w.alike(t, ledger, wholeLedger(ledger, func(path string) string { return w.hereOf(t, here, path) }),
		wholeLedger(ledger, func(path string) string { return w.thereOf(t, path) }))
}

// wholeLedger is what every page of a ledger says, line by line in an order of its own.
func wholeLedger(path string, get func(path string) string) string {
	var lines []string
	for n := 1; ; n++ {
		page := get(fmt.Sprintf("%s?page=%d", path, n))
		lines = append(lines, strings.Split(entryCell.ReplaceAllString(page, ""), "\n")...)
		if !strings.Contains(page, `rel="next"`) {
			slices.Sort(lines)
			return strings.Join(lines, "\n")
		}
	}
}

func (w *twin) alike(t *testing.T, path, here, there string) {
	t.Helper()
	if diff := cmp.Diff(strings.Split(here, "\n"), strings.Split(there, "\n")); diff != "" {
		t.Errorf("the page %s differs (-embedded +deployed):\n%s", path, diff)
	}
}

// hereOf is a page of the embedded product.
func (w *twin) hereOf(t *testing.T, site http.Handler, path string) string {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.Header.Set("Handover-Person", "office-1")
	answer := httptest.NewRecorder()
	site.ServeHTTP(answer, r)
	return w.page(t, path, answer.Code, answer.Header(), answer.Body.String())
}

// thereOf is a page of the stack.
func (w *twin) thereOf(t *testing.T, path string) string {
	t.Helper()
	got, err := w.there.send(t.Context(), "execute-api", http.MethodGet, w.there.door()+path, nil,
		map[string]string{"Handover-Person": "office-1"})
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	return w.page(t, path, got.status, got.header, string(got.body))
}

// page is the text of an answer, which has to be a page.
func (w *twin) page(t *testing.T, path string, status int, header http.Header, text string) string {
	t.Helper()
	if status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "text/html") ||
		!strings.Contains(text, "</html>") {
		t.Errorf("%s answered %d %v: %.200s", path, status, header, text)
	}
	return text
}
