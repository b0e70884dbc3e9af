package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/post"
	"example.org/handover/internal/web"
)

// site serves the sample, started as a rehearsal or for real on its planned day, or nothing at all.
func site(t *testing.T, rehearsal, started bool) (http.Handler, *bytes.Buffer) {
	t.Helper()
	now := time.Date(2022, 3, 22, 9, 0, 0, 0, time.UTC)
	app, err := embedded.New(embedded.Options{Store: memory.New(), Files: new(files.Memory), Post: post.None{},
		Clock: func() time.Time { return now }, Rehearsal: rehearsal, Seed: []byte("web"),
		Secret: func(context.Context, string) ([]byte, error) { return []byte("web"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	if started {
		start(t, app)
	}
	var log bytes.Buffer
	return web.Handler(app.Office, slog.New(slog.NewTextHandler(&log, nil))), &log
}

func start(t *testing.T, app *embedded.App) {
	t.Helper()
	f, err := os.Open("../../events/programmes/doncaster.json")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d, err := intake.Definition("doncaster.json", f)
	if err != nil {
		t.Fatal(err)
	}
	d.Title = `Doncaster <script>alert("1")</script>`
	if _, err := app.Office.Start(t.Context(), d, "office-1"); err != nil {
		t.Fatal(err)
	}
	if err := app.Pump(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func get(t *testing.T, h http.Handler, method, path, host string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	r.Host = host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := b.ReadFrom(r.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPages(t *testing.T) {
	live, _ := site(t, false, true)
	play, _ := site(t, true, true)
	empty, _ := site(t, false, false)
	const title = "Doncaster &lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;"
	for _, c := range []struct {
		name, path string
		site       http.Handler
		has        []string
		not        []string
	}{
		{"portfolio", "/", live, []string{title, "running", "Friday 30 September 2022, 00:01"},
			[]string{"REHEARSAL", "<script"}},
		{"programme", "/programmes/doncaster", live, []string{title, "Submit the evidence of DAT-1", "Tuesday 22 March 2022",
			"D-04: General exception", "amber"}, []string{"REHEARSAL", "<script"}},
		{"rehearsed portfolio", "/", play, []string{"REHEARSAL"}, nil},
		{"rehearsed programme", "/programmes/doncaster", play,
			[]string{"REHEARSAL: nothing here is real, and nothing was sent."}, nil},
		{"empty portfolio", "/", empty, []string{"No programme has been started yet."}, []string{"<table"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := get(t, c.site, http.MethodGet, c.path, "localhost:8080")
			page := body(t, r)
			if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Fatalf("%d, %s: %s", r.StatusCode, r.Header.Get("Content-Type"), page)
			}
			for _, text := range c.has {
				if !strings.Contains(page, text) {
					t.Errorf("the page lacks %q", text)
				}
			}
			for _, text := range c.not {
				if strings.Contains(page, text) {
					t.Errorf("the page has %q", text)
				}
			}
			if strings.Count(page, "<html lang=") != 1 || !strings.HasSuffix(strings.TrimSpace(page), "</html>") {
				t.Error("the page is not complete")
			}
		})
	}
}

func TestStatus(t *testing.T) {
	h, _ := site(t, true, true)
	var v handover.StatusView
	r := get(t, h, http.MethodGet, "/api/programmes/doncaster/status", "127.0.0.1:8080")
	if err := json.Unmarshal([]byte(body(t, r)), &v); err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r.StatusCode, err)
	}
	if v.Programme != "doncaster" || v.Status != handover.Running || !v.Rehearsal || len(v.Stages) != 6 || len(v.BlockedBy) == 0 {
		t.Errorf("the status is %+v", v)
	}
	var all []office.Summary
	r = get(t, h, http.MethodGet, "/api/programmes", "127.0.0.1:8080")
	if err := json.Unmarshal([]byte(body(t, r)), &all); err != nil || len(all) != 1 || all[0].Programme != "doncaster" {
		t.Errorf("the portfolio is %+v (%v)", all, err)
	}
	empty, _ := site(t, true, false)
	if got := strings.TrimSpace(body(t, get(t, empty, http.MethodGet, "/api/programmes", "127.0.0.1:8080"))); got != "[]" {
		t.Errorf("an empty portfolio is %s", got)
	}
}

// TestHosts holds that only names of this machine are answered: a foreign page that resolves its own name to this
// machine learns nothing.
func TestHosts(t *testing.T) {
	h, _ := site(t, false, true)
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "127.0.0.1": 200, "127.0.0.1:1": 200, "[::1]:8080": 200, "127.9.9.9": 200,
		"handover.council.example": 421, "localhost.council.example": 421, "10.0.0.1": 421, "0.0.0.0": 421, "": 421,
		"localhost.": 421, "127.0.0.1.council.example": 421, "[::]:8080": 421,
	} {
		if r := get(t, h, http.MethodGet, "/programmes/doncaster", host); r.StatusCode != want {
			t.Errorf("%q: %d, want %d", host, r.StatusCode, want)
		}
	}
}

// TestOnlyReads holds that a site of one machine takes no writes, and answers what is not there as it should.
func TestOnlyReads(t *testing.T) {
	h, _ := site(t, false, true)
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"POST", "/", 405}, {"POST", "/api/programmes", 405}, {"DELETE", "/programmes/doncaster", 405},
		{"POST", "/api/programmes/doncaster/commands/stop", 404}, {"PUT", "/api/programmes/doncaster/files/evidence/a", 404},
		{"GET", "/api/programmes/doncaster/log", 404}, {"GET", "/nowhere", 404}, {"GET", "/programmes/nowhere", 404},
		{"GET", "/api/programmes/nowhere/status", 404}, {"GET", "/programmes/..%2f..%2fetc", 404}, {"GET", "/healthz", 200},
		{"HEAD", "/programmes/doncaster", 200},
	} {
		if r := get(t, h, c.method, c.path, "localhost"); r.StatusCode != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, r.StatusCode, c.want)
		}
	}
}

func TestHeaders(t *testing.T) {
	h, _ := site(t, false, true)
	for _, path := range []string{"/", "/programmes/doncaster", "/api/programmes", "/programmes/nowhere", "/healthz"} {
		header := get(t, h, http.MethodGet, path, "localhost").Header
		if csp := header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; ") ||
			!strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "script-src") {
			t.Errorf("%s: policy %q", path, csp)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cache-Control": "no-store"} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
}

// TestProblems holds that what fails is told as problem details, and that what is ours alone stays in the log.
func TestProblems(t *testing.T) {
	h, _ := site(t, false, true)
	r := get(t, h, http.MethodGet, "/api/programmes/nowhere/status", "localhost")
	var p struct {
		Title  fault.Kind
		Status int
		Detail string
	}
	if err := json.Unmarshal([]byte(body(t, r)), &p); err != nil || r.Header.Get("Content-Type") != "application/problem+json" {
		t.Fatal(r.Header.Get("Content-Type"), err)
	}
	if p.Title != fault.NotFound || p.Status != 404 || !strings.Contains(p.Detail, "nowhere") {
		t.Errorf("the problem is %+v", p)
	}

	app, err := embedded.New(embedded.Options{Store: broken{memory.New()}, Files: new(files.Memory), Post: post.None{},
		Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	h = web.Handler(app.Office, slog.New(slog.NewTextHandler(&log, nil)))
	r = get(t, h, http.MethodGet, "/api/programmes/doncaster/status", "localhost")
	if text := body(t, r); r.StatusCode != http.StatusServiceUnavailable || strings.Contains(text, "sector 7") {
		t.Errorf("%d: %s", r.StatusCode, text)
	}
	if !strings.Contains(log.String(), "sector 7") {
		t.Errorf("the log says %s", &log)
	}
}

// broken is a store whose disk fails.
type broken struct{ office.Store }

func (broken) Load(context.Context, string) (office.Snapshot, error) {
	return office.Snapshot{}, fault.New(fault.Unavailable, "the disk fails in sector 7")
}

func TestHTTPStatus(t *testing.T) {
	want := map[fault.Kind]int{fault.Invalid: 400, fault.Refused: 409, fault.Forbidden: 403, fault.NotFound: 404,
		fault.Conflict: 409, fault.Superseded: 409, fault.Unavailable: 503, fault.Internal: 500}
	for _, kind := range fault.Kinds() {
		if got := web.HTTPStatus(kind); got != want[kind] {
			t.Errorf("%s is %d, want %d", kind, got, want[kind])
		}
	}
}
