package web_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/web"
	"example.org/handover/internal/web/api"
)

// ask is a request, with an answer to a form if it has one, and how often it may ask the store.
type ask struct {
	path  string
	given url.Values
	most  int64
}

// pageBudgets is how often each page asks the store when it was not shown before, by its route; again it asks no more. A page
// that says no looks once more, for the way back; who verifies asks for each gate; the list of work and the clock of a
// demonstration ask for each programme, of which there is one here.
func pageBudgets() map[string][]ask {
	const at, of = "/programmes/{programme}", "/programmes/doncaster"
	shown := func(most int64, paths ...string) []ask {
		var asks []ask
		for _, path := range paths {
			asks = append(asks, ask{path, nil, most})
		}
		return asks
	}
	extended := url.Values{"closes-day": {"29"}, "closes-month": {"9"}, "closes-year": {"2022"}, "reason": {"r"}}
	return map[string][]ask{
		"GET /healthz": shown(0, "/healthz"), "GET /openapi.json": shown(0, "/openapi.json"),
		"GET /{$}": shown(1, "/", "/?rag=red"), "GET /work": shown(2, "/work"),
		"GET " + at: append(shown(1, of), shown(2, of+"?as-of=2022-06-01")...), "GET " + at + "/notice": shown(1, of+"/notice"),
		"GET " + at + "/consultation": shown(1, of+"/consultation"), "GET " + at + "/migration": shown(2, of+"/migration"),
		"GET " + at + "/checks": shown(1, of+"/checks"), "GET " + at + "/decision": shown(1, of+"/decision"),
		"GET " + at + "/ledger": shown(2, of+"/ledger"), "GET " + at + "/work": shown(1, of+"/work"),
		"GET " + at + "/ledger/verification": shown(7, of+"/ledger/verification"),
		"GET " + at + "/documents/{digest}":  shown(3, of+"/documents/0"),
		"GET /mails":                         shown(0, "/mails"), "GET /mails/{name}": shown(0, "/mails/doncaster-1-1", "/mails/none"),
		"GET " + at + "/do":            shown(1, of+"/do"),
		"GET " + at + "/do/{command}":  append(shown(1, of+"/do/vote", of+"/do/pause"), shown(2, of+"/do/trigger")...),
		"POST " + at + "/do/{command}": {{of + "/do/extend-window?subject=unions", extended, 2}},
		"GET /start":                   shown(0, "/start"), "POST /start": {{"/start", url.Values{"sample": {"none"}}, 0}},
		"GET /start/check": shown(0, "/start/check"), "POST /start/check": {{"/start/check", url.Values{"person": {"hr"}}, 0}},
		"GET /clock": shown(2, "/clock"), "POST /clock": {{"/clock", url.Values{"until-day": {"x"}}, 2}},
		"GET /sign-in/{secret}": shown(0, "/sign-in/used"), "POST /sign-in": {{"/sign-in", url.Values{}, 0}},
		"GET /session": shown(0, "/session"), "GET " + at + "/person": shown(1, of+"/person"),
		"POST " + at + "/person": {{of + "/person", url.Values{"person": {"office-1"}}, 1}},
		"POST /session/end":      {{"/session/end", url.Values{}, 0}},
	}
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
	var h *house
	demo := web.Demo{Next: func(ctx context.Context) (time.Time, error) { return h.app.NextDue(ctx) }}
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	options := []web.Option{web.Samples(web.Sample{Name: "doncaster.json", Definition: raw}),
		web.Mails(box{web.Mail{Name: "doncaster-1-1"}}), web.Demonstration(demo)}
	h = newHouse(t, true, "2022-03-22", options...).played("2022-09-16", "")
	budgets := pageBudgets()
	for _, route := range web.Routes(append(options, web.Desk(h.desk, nil))...) {
		if strings.HasPrefix(route, "GET /static/") {
			continue
		}
		asks, ok := budgets[route]
		if !ok {
			t.Errorf("%s has no budget", route)
		}
		delete(budgets, route)
		for _, a := range asks {
			h.within(t, route, a)
		}
	}
	for route := range budgets {
		t.Errorf("there is no route %s", route)
	}
	h.questions(t)
}

// within asks twice, each time in a session of its own.
func (h *house) within(t *testing.T, route string, a ask) {
	t.Helper()
	var seen int64
	for range 2 {
		b := h.browser("office-1")
		secret := field(b.page("/session"), "secret")
		if r := b.upload(nil, "doncaster.json"); r.StatusCode != http.StatusSeeOther { // a draft, for whoever goes on with it
			t.Fatalf("choosing a sample: %d", r.StatusCode)
		}
		h.store.reads.Store(0)
		var status int
		var page string
		if a.given == nil {
			status, _, page = b.get(a.path)
		} else {
			a.given.Set("secret", secret)
			r := b.post(a.path, a.given)
			status, page = r.StatusCode, text(t, r)
		}
		n := h.store.reads.Load()
		seen = max(seen, n)
		if n > a.most || status >= http.StatusInternalServerError {
			t.Errorf("%s: %s: %d, %d questions: %.80s", route, a.path, status, n, page)
		}
	}
	if seen < a.most {
		t.Errorf("%s: %s: %d questions alone, fewer than its %d", route, a.path, seen, a.most)
	}
}

// questions holds the same of the API.
func (h *house) questions(t *testing.T) {
	t.Helper()
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
