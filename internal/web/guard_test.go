package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/web"
	"example.org/handover/internal/web/api"
)

// addresses are of every sort that a handler serves.
func addresses() []string {
	const of = "/programmes/doncaster"
	return []string{"/", "/work", of, of + "/notice", of + "/consultation", of + "/migration", of + "/checks",
		of + "/decision", of + "/ledger",
		of + "/ledger/verification", of + "/work", of + "/do", of + "/do/stop", of + "/person", of + "/documents/x",
		"/start", "/start/check",
		"/session", "/mails", "/nowhere", "/programmes/nowhere", "/api", "/api/programmes", "/api/commands",
		"/api" + of + "/status",
		"/api" + of + "/log", "/api" + of + "/export/checks", "/api/export/portfolio", "/favicon.ico", "/static/x.css"}
}

// TestNobodyUnknownComesIn holds that without a signature there is a heartbeat, the API's description, a page that says how
// to sign in, and nothing else.
func TestNobodyUnknownComesIn(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	for _, path := range addresses() {
		for _, header := range []http.Header{nil, {"Cookie": {"handover-test=guess"}}, {"Authorization": {"Bearer guess"}},
			{"Handover-Person": {"sro"}}} {
			r := h.ask(http.MethodGet, path, header, nil)
			if page := text(t, r); r.StatusCode != http.StatusUnauthorized || strings.Contains(page, "Doncaster") ||
				strings.Contains(page, "office-1") {
				t.Errorf("%s with %v: %d %s", path, header, r.StatusCode, page)
			}
		}
	}
	for path, want := range map[string]string{"/healthz": "ok\n", "/openapi.json": `"openapi": "3.1.0"`} {
		if r := h.ask(http.MethodGet, path, nil, nil); r.StatusCode != http.StatusOK || !strings.Contains(text(t, r), want) {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	for _, path := range []string{"/programmes/doncaster/do/stop", "/start", "/api/programmes",
		"/api/programmes/doncaster/commands/stop"} {
		if r := h.ask(http.MethodPost, path, nil, strings.NewReader("{}")); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("POST %s: %d", path, r.StatusCode)
		}
	}
	bare := web.Handler(h.app.Office, slog.New(slog.DiscardHandler))
	for _, path := range addresses() {
		if status := serve(t, bare, http.MethodGet, path, "localhost"); status != http.StatusUnauthorized {
			t.Errorf("without any option %s: %d", path, status)
		}
	}
}

// TestTheWayInIsDressed holds that the page that says how to sign in has its styles within it, since there is nothing else
// for whoever is not signed in, and that its policy lets just these through.
func TestTheWayInIsDressed(t *testing.T) {
	h := newHouse(t, true, "2022-03-22")
	b := h.browser("")
	_, _, inside := b.get("/session")
	_, rest, _ := strings.Cut(inside, `<link rel="stylesheet" href="`)
	sheet, _, _ := strings.Cut(rest, `"`)
	r := h.ask(http.MethodGet, sheet, nil, nil)
	if !strings.HasPrefix(sheet, "/static/") || r.StatusCode != http.StatusUnauthorized {
		t.Errorf("%q is open: %d", sheet, r.StatusCode)
	}
	r = h.ask(http.MethodGet, "/", nil, nil)
	_, rest, _ = strings.Cut(text(t, r), "<style>")
	styles, _, found := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(styles))
	source := "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "';"
	got := r.Header.Get("Content-Security-Policy")
	if !found || !strings.Contains(styles, ".masthead") || !strings.Contains(got, source) {
		t.Errorf("policy %q, want %q for %.100s", got, source, styles)
	}
}

func serve(t *testing.T, h http.Handler, method, path, host string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	w := &statusOnly{header: http.Header{}}
	h.ServeHTTP(w, r)
	return w.status
}

type statusOnly struct {
	header http.Header
	status int
}

func (w *statusOnly) Header() http.Header { return w.header }
func (w *statusOnly) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *statusOnly) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return len(b), nil
}

// TestSigningIn holds that a link works once, that its secret stays nowhere, and that looking ahead does not spend it.
func TestSigningIn(t *testing.T) {
	h := newHouse(t, true, "2022-03-22")
	link := "/sign-in/" + h.desk.Link()
	for _, ahead := range []struct {
		method string
		header http.Header
	}{{http.MethodHead, nil}, {http.MethodGet, http.Header{"Sec-Purpose": {"prefetch;prerender"}}}} {
		if r := h.ask(ahead.method, link, ahead.header, nil); len(r.Cookies()) > 0 || r.StatusCode != http.StatusNoContent {
			t.Errorf("%s %v: %d", ahead.method, ahead.header, r.StatusCode)
		}
	}
	r := h.ask(http.MethodGet, link, nil, nil)
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/" ||
		r.Header.Get("Referrer-Policy") != "no-referrer" ||
		r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d to %s: %v", r.StatusCode, r.Header.Get("Location"), r.Header)
	}
	if cookie := r.Header.Get("Set-Cookie"); !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie,
		"SameSite=Strict") {
		t.Errorf("the cookie is %s", cookie)
	}
	if r := h.ask(http.MethodGet, link, nil, nil); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("the second time: %d", r.StatusCode)
	}
	if r := h.ask(http.MethodPost, "/sign-in", nil, nil); r.StatusCode != http.StatusOK || len(h.links) != 1 ||
		strings.Contains(text(t, r), h.links[0]) {
		t.Errorf("a new link: %d, %v", r.StatusCode, h.links)
	}
	b := h.browser("")
	b.send("/session/end", url.Values{"secret": {field(b.page("/session"), "secret")}}, http.StatusSeeOther)
	if status, _, _ := b.get("/"); status != http.StatusUnauthorized {
		t.Errorf("after signing out: %d", status)
	}
	if strings.Contains(h.log.String(), link) {
		t.Error("the log holds the link")
	}
}

// TestForgedRequestsAreRefused holds that no other site acts through a browser that is signed in here.
func TestForgedRequestsAreRefused(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	b, other := h.browser("sro"), h.browser("sro")
	path := "/programmes/doncaster/do/stop"
	good := url.Values{"secret": {field(b.page("/session"), "secret")}, "reason": {"r"}}
	for _, c := range []struct {
		name   string
		header http.Header
		given  url.Values
		want   int
	}{
		{"from here", http.Header{"Sec-Fetch-Site": {"same-origin"}}, good, 200},
		{"from another site", http.Header{"Sec-Fetch-Site": {"cross-site"}}, good, 403},
		{"from another port", http.Header{"Sec-Fetch-Site": {"same-site"}}, good, 403},
		{"from another origin", http.Header{"Origin": {"https://council.example"}}, good, 403},
		{"without the secret", nil, url.Values{"reason": {"r"}}, 403},
		{"with the secret of another session", nil, url.Values{"secret": {field(other.page("/session"), "secret")},
			"reason": {"r"}}, 403},
		{"with the secret in the address", nil, nil, 403},
	} {
		header := http.Header{"Cookie": {b.cookie}, "Content-Type": {"application/x-www-form-urlencoded"}}
		for name, values := range c.header {
			header[name] = values
		}
		to := path
		if c.given == nil {
			to += "?" + good.Encode()
		}
		if r := h.ask(http.MethodPost, to, header, strings.NewReader(c.given.Encode())); r.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", c.name, r.StatusCode, c.want)
		}
	}
	r := h.ask(http.MethodPost, "/api/programmes/doncaster/commands/stop", http.Header{"Cookie": {b.cookie},
		"Handover-Person": {"sro"},
		"Idempotency-Key": {"k"}, "Content-Type": {"application/json"}}, strings.NewReader(`{"reason":"r"}`))
	if r.StatusCode != http.StatusForbidden {
		t.Errorf("a session writes through the API: %d", r.StatusCode)
	}
}

// TestHosts holds that only names of this machine are answered: a foreign page that resolves its own name to this
// machine learns nothing.
func TestHosts(t *testing.T) {
	h := newHouse(t, true, "2022-03-22")
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "127.0.0.1": 200, "127.0.0.1:1": 200, "[::1]:8080": 200, "127.9.9.9": 200,
		"handover.council.example": 421, "localhost.council.example": 421, "10.0.0.1": 421, "0.0.0.0": 421, "": 421,
		"localhost.": 421, "127.0.0.1.council.example": 421, "[::]:8080": 421,
	} {
		if status := serve(t, h, http.MethodGet, "/healthz", host); status != want {
			t.Errorf("%q: %d, want %d", host, status, want)
		}
	}
}

// TestHeaders holds that nothing is framed, sniffed, run, loaded from elsewhere, or kept by somebody between.
func TestHeaders(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	b := h.browser("")
	for _, path := range append(addresses(), "/healthz", "/openapi.json") {
		_, header, _ := b.get(path)
		want := "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
		if got := header.Get("Content-Security-Policy"); got != want {
			t.Errorf("%s: policy %q", path, got)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin"} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if got := header.Get("Cache-Control"); got != "no-store" && got != "private, no-cache" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
		if header.Get("Content-Type") == "" && header.Get("Location") == "" {
			t.Errorf("%s has no type", path)
		}
	}
}

// TestHostileInput holds that no input leads elsewhere, climbs out of a folder, adds a header or floods the memory.
func TestHostileInput(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-06-01", "")
	b := h.browser("hr")
	for path, want := range map[string]int{
		"//council.example/":                                                                       404,
		"/programmes/..%2f..%2fetc%2fpasswd":                                                       404,
		"/programmes/doncaster/documents/..%2f..%2fsecret":                                         404,
		"/programmes/doncaster%0d%0aSet-Cookie:x=1":                                                404,
		"/programmes/doncaster?recorded=99999":                                                     200,
		"/programmes/doncaster?recorded=<script>":                                                  200,
		"/programmes/doncaster/ledger?page=-1":                                                     200,
		"/programmes/doncaster/ledger?page=999999999999999999999999":                               200,
		"/programmes/doncaster?as-of=2022-02-30":                                                   400,
		"/programmes/doncaster?as-of=%3Cscript%3E":                                                 400,
		"/programmes/doncaster?as-of=2021-01-01":                                                   404,
		"/?text=" + strings.Repeat("x", 101):                                                       400,
		"/programmes/doncaster/do/%3Cscript%3E":                                                    404,
		"/programmes/doncaster/do/extend-window?subject=%3Cscript%3E&back=https://council.example": 409,
	} {
		status, header, page := b.get(path)
		if location := header.Get("Location"); strings.Contains(location, "example") || header.Get("Set-Cookie") != "" {
			t.Errorf("%s leads to %s with %v", path, location, header)
		}
		if status != want && status != http.StatusTemporaryRedirect && status != http.StatusMovedPermanently {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
		if inline.MatchString(page) || strings.Contains(page, "Recorded. The ledger") {
			t.Errorf("%s: %s", path, core(page))
		}
	}
	secret := field(b.page("/session"), "secret")
	to := b.acts(do+"record-representation?subject=unions&back=https://council.example", url.Values{"id": {"union-9"},
		"reference": {`"><script>alert(1)</script>`}, "back": {"https://council.example"}, "secret": {secret}})
	if !strings.HasPrefix(to, "/programmes/doncaster/consultation") {
		t.Errorf("it leads to %s", to)
	}
	if page := b.page(to); inline.MatchString(page) || !strings.Contains(page, "&lt;script&gt;alert(1)") {
		t.Error("the reference is not escaped")
	}
	large := url.Values{"secret": {secret}, "person": {strings.Repeat("x", 70<<10)}}
	if page := b.send("/programmes/doncaster/person", large, http.StatusRequestEntityTooLarge); !strings.Contains(page,
		"This is too large") {
		t.Errorf("too large: %s", core(page))
	}
}

// TestErrorsAreOfTheirPlace holds that a page fails as a page and the API as problem details.
func TestErrorsAreOfTheirPlace(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	b := h.browser("")
	status, header, page := b.get("/programmes/nowhere")
	if status != http.StatusNotFound || !strings.HasPrefix(header.Get("Content-Type"), "text/html") ||
		!strings.Contains(page, "<h1>Page not found</h1>") ||
		!strings.Contains(page, "There is no such programme") {
		t.Errorf("%d %s: %s", status, header.Get("Content-Type"), core(page))
	}
	if r := h.ask(http.MethodPost, "/programmes/doncaster", http.Header{"Cookie": {b.cookie}},
		nil); r.StatusCode != http.StatusMethodNotAllowed ||
		r.Header.Get("Allow") != "GET, HEAD" || !strings.Contains(text(t, r), "This page does not take that") {
		t.Errorf("POST: %d, %v", r.StatusCode, r.Header)
	}
	for path, want := range map[string]int{"/api/programmes/nowhere/status": 404, "/api/nowhere": 404} {
		status, header, body := h.program(http.MethodGet, path, "")
		var p api.Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil || status != want ||
			header.Get("Content-Type") != "application/problem+json" ||
			p.Kind != fault.NotFound || p.Status != want || p.Type != "urn:handover:problem:notfound" {
			t.Errorf("%s: %d %s %s", path, status, header.Get("Content-Type"), body)
		}
	}
	h.app.Office.Store = broken{h.store}
	status, _, page = b.get("/programmes/doncaster")
	if status != http.StatusServiceUnavailable || strings.Contains(page, "sector 7") || !strings.Contains(page,
		"the service is out of reach for now") {
		t.Errorf("%d: %s", status, core(page))
	}
	if status, _, body := h.program(http.MethodGet, "/api/programmes/doncaster/status",
		""); status != http.StatusServiceUnavailable ||
		strings.Contains(body, "sector 7") {
		t.Errorf("%d: %s", status, body)
	}
	if strings.Count(h.log.String(), "sector 7") != 2 {
		t.Errorf("the log says %s", h.log)
	}
}

// TestHTTPStatus holds the one mapping of kinds.
func TestHTTPStatus(t *testing.T) {
	want := map[fault.Kind]int{fault.Invalid: 400, fault.Refused: 409, fault.Forbidden: 403, fault.NotFound: 404,
		fault.Conflict: 409, fault.Superseded: 409, fault.Unavailable: 503, fault.Internal: 500}
	for _, kind := range fault.Kinds() {
		if got := web.HTTPStatus(kind); got != want[kind] {
			t.Errorf("%s is %d, want %d", kind, got, want[kind])
		}
	}
}
