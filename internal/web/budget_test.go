package web_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/web"
	"example.org/handover/internal/web/api"
)

// pageBudgets is how often each page asks the store at the most, whether or not it was shown before. A page that says
// no looks once more, for the way back; who verifies asks for each gate.
func pageBudgets() map[string]int64 {
	const of = "/programmes/doncaster"
	return map[string]int64{"/": 1, "/work": 2, "/start": 0, "/session": 0, "/mails": 0,
		of: 2, of + "/notice": 1, of + "/consultation": 1, of + "/migration": 2, of + "/checks": 1, of + "/decision": 1,
		of + "/ledger": 2, of + "/work": 1, of + "/do": 1, of + "/person": 1, of + "/ledger/verification": 22,
		of + "?as-of=2022-06-01": 2, of + "/do/vote": 1, of + "/do/trigger": 2, of + "/do/pause": 1, of + "/documents/0": 3}
}

// apiBudgets is the same for each question of the API, by its path in the description.
func apiBudgets() map[string]int64 {
	const of = "/api/programmes/{programme}"
	return map[string]int64{"/healthz": 0, "/api/programmes": 1, "/api/export/portfolio": 1, "/api/commands": 0,
		of + "/status": 1, of + "/definition": 1, of + "/needs": 1, of + "/deadlines": 1, of + "/checks": 1,
		of + "/decisions/{phase}": 1, of + "/log": 2, of + "/timeline": 2, of + "/verification": 20, of + "/export/{table}": 2,
		of + "/proofs/entries/{entry}": 20, of + "/proofs/continuation": 2, of + "/checkpoint": 2, "/api/checkpoint-key": 0}
}

// unsigned are the questions that this house, which signs no checkpoints, has no answer to.
func unsigned() []string {
	const of = "/api/programmes/{programme}"
	return []string{"/api/checkpoint-key", of + "/checkpoint", of + "/proofs/continuation", of + "/proofs/entries/{entry}"}
}

// TestBudgets holds how often each page and each question of the API asks the store: first cold, then again.
func TestBudgets(t *testing.T) {
	h := newHouse(t, true, "2022-03-22", web.Mails(box{})).played("2022-09-16", "")
	b := h.browser("office-1")
	for path, most := range pageBudgets() {
		for range 2 {
			h.store.reads.Store(0)
			status, _, page := b.get(path)
			if n := h.store.reads.Load(); n > most || status >= http.StatusInternalServerError {
				t.Errorf("%s: %d, %d questions: %.80s", path, status, n, page)
			}
		}
	}
	var description struct {
		Paths map[string]map[string]any
	}
	raw, err := api.Document()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &description); err != nil {
		t.Fatal(err)
	}
	budgets := apiBudgets()
	for _, path := range slices.Sorted(maps.Keys(description.Paths)) {
		if description.Paths[path]["get"] == nil {
			continue
		}
		most, ok := budgets[path]
		if !ok {
			t.Errorf("%s has no budget", path)
			continue
		}
		delete(budgets, path)
		asked := strings.NewReplacer("{programme}", "doncaster", "{phase}", "decision", "{table}", "timeline", "{entry}",
			"3").Replace(path)
		for range 2 {
			h.store.reads.Store(0)
			status, _, body := h.program(http.MethodGet, asked, "")
			if n := h.store.reads.Load(); n > most || status >= http.StatusInternalServerError || status != http.StatusOK &&
				!slices.Contains(unsigned(), path) {
				t.Errorf("%s: %d, %d questions: %.200s", asked, status, n, body)
			}
		}
	}
	for path := range budgets {
		t.Errorf("there is no question %s", path)
	}
}
