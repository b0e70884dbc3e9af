package web_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/post"
	"example.org/handover/internal/rehearsal"
	"example.org/handover/internal/web"
	"example.org/handover/internal/web/session"
)

const samples = "../../events/programmes"

// counted counts the questions to a store.
type counted struct {
	office.Store
	reads atomic.Int64
}

func (c *counted) Load(ctx context.Context, programme string) (office.Snapshot, error) {
	c.reads.Add(1)
	return c.Store.Load(ctx, programme)
}

func (c *counted) Entries(ctx context.Context, programme string, from, limit int) ([]handover.Entry, error) {
	c.reads.Add(1)
	return c.Store.Entries(ctx, programme, from, limit)
}

func (c *counted) Portfolio(ctx context.Context) ([]office.Summary, error) {
	c.reads.Add(1)
	return c.Store.Portfolio(ctx)
}

func (c *counted) Records(ctx context.Context, programme string, from, limit int) ([]ledger.Record, error) {
	c.reads.Add(1)
	return c.Store.Records(ctx, programme, from, limit)
}

func (c *counted) Request(ctx context.Context, programme, key string) (office.Request, error) {
	c.reads.Add(1)
	return c.Store.Request(ctx, programme, key)
}

func (c *counted) Gate(ctx context.Context, programme string, key handover.GateKey) (office.Gate, error) {
	c.reads.Add(1)
	return c.Store.Gate(ctx, programme, key)
}

func (c *counted) Outbox(ctx context.Context, programme string) ([]office.Row, error) {
	c.reads.Add(1)
	return c.Store.Outbox(ctx, programme)
}

func (c *counted) Due(ctx context.Context, at time.Time) ([]string, error) {
	c.reads.Add(1)
	return c.Store.Due(ctx, at)
}

func (c *counted) Beside(ctx context.Context, programme string) (office.Beside, error) {
	c.reads.Add(1)
	return c.Store.Beside(ctx, programme)
}

// house is the product in memory, at a time of its own.
type house struct {
	http.Handler
	t     testing.TB
	app   *embedded.App
	watch *embedded.Stopwatch
	store *counted
	desk  *session.Desk
	log   *bytes.Buffer
	links []string // announced where the server runs
}

// newHouse opens a house: for rehearsals or for real life, on a morning.
func newHouse(t testing.TB, rehearses bool, day string, options ...web.Option) *house {
	t.Helper()
	h := &house{t: t, watch: new(embedded.Stopwatch), store: &counted{Store: memory.New()}, log: new(bytes.Buffer)}
	h.watch.Set(calendar.MustDate(day).At(9, 0))
	var err error
	h.app, err = embedded.New(embedded.Options{Store: h.store, Files: new(files.Memory), Post: post.None{},
		Clock:     h.watch.Now,
		Rehearsal: rehearses, Seed: []byte("web"),
		Secret: func(context.Context, string) ([]byte, error) { return []byte("web"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	wall := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	h.desk = session.New("handover-test", func() time.Time { return wall })
	h.desk.Admit("token")
	var turn sync.Mutex
	pump := func(ctx context.Context) {
		turn.Lock()
		defer turn.Unlock()
		if err := h.app.Pump(context.WithoutCancel(ctx)); err != nil {
			t.Error(err)
		}
	}
	options = append([]web.Option{web.Desk(h.desk, func(link string) { h.links = append(h.links, link) }),
		web.After(pump)}, options...)
	h.Handler = web.Handler(h.app.Office, slog.New(slog.NewTextHandler(h.log, nil)), options...)
	return h
}

// definition reads the sample, with a title that a careless page would run.
func definition(t testing.TB) handover.Definition {
	t.Helper()
	f, err := os.Open(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d, err := intake.Definition("doncaster.json", f)
	if err != nil {
		t.Fatal(err)
	}
	d.Title = hostile
	return d
}

const hostile = `Doncaster <script>alert("1")</script>`

// started starts the sample, and lets the workflow go on.
func (h *house) started() *house {
	h.t.Helper()
	if _, err := h.app.Office.Start(context.Background(), definition(h.t), "office-1"); err != nil {
		h.t.Fatal(err)
	}
	if err := h.app.Pump(context.Background()); err != nil {
		h.t.Fatal(err)
	}
	return h
}

// played plays the sample to the end of a day, by a script. The house has to be one of rehearsals.
func (h *house) played(day, script string) *house {
	h.t.Helper()
	y := &rehearsal.Play{Definition: definition(h.t), Theatre: embedded.Theatre{App: h.app, Watch: h.watch},
		Read: func(name string) ([]byte, error) {
			return os.ReadFile(filepath.Join(samples, filepath.FromSlash(name)))
		}}
	if day != "" {
		y.Until = calendar.MustDate(day)
	}
	if script != "" {
		f, err := os.Open(filepath.Join(samples, "..", "rehearsals", script))
		if err != nil {
			h.t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		if y.Script, err = intake.Script(script, f, y.Definition); err != nil {
			h.t.Fatal(err)
		}
	}
	if _, err := y.Run(context.Background()); err != nil {
		h.t.Fatal(err)
	}
	if day != "" {
		h.watch.Set(calendar.MustDate(day).At(14, 0))
	}
	return h
}

// does gives a command of a person.
func (h *house) does(by, command, input string) {
	h.t.Helper()
	theatre := embedded.Theatre{App: h.app, Watch: h.watch}
	if err := theatre.Do(context.Background(), h.watch.Now(), "doncaster", command, by, []byte(input)); err != nil {
		h.t.Fatal(err)
	}
}

// ask sends a request and returns the answer.
func (h *house) ask(method, path string, header http.Header, body io.Reader) *http.Response {
	h.t.Helper()
	r := httptest.NewRequest(method, path, body)
	r.Host = "127.0.0.1:8080"
	for name, values := range header {
		r.Header[name] = values
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// program asks as a program that carries the token.
func (h *house) program(method, path, body string, header ...string) (int, http.Header, string) {
	h.t.Helper()
	given := http.Header{"Authorization": {"Bearer token"}}
	for i := 0; i+1 < len(header); i += 2 {
		given.Set(header[i], header[i+1])
	}
	r := h.ask(method, path, given, strings.NewReader(body))
	return r.StatusCode, r.Header, text(h.t, r)
}

func text(t testing.TB, r *http.Response) string {
	t.Helper()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// browser is a signed-in browser of a person.
type browser struct {
	*house
	cookie string
}

// browser signs in and, in the sample, acts as a person.
func (h *house) browser(person string) *browser {
	h.t.Helper()
	r := h.ask(http.MethodGet, "/sign-in/"+h.desk.Link(), nil, nil)
	if r.StatusCode != http.StatusSeeOther || len(r.Cookies()) != 1 {
		h.t.Fatalf("signing in: %d", r.StatusCode)
	}
	b := &browser{h, r.Cookies()[0].Name + "=" + r.Cookies()[0].Value}
	if person != "" {
		page := b.page("/programmes/doncaster/person")
		b.send("/programmes/doncaster/person", url.Values{"secret": {field(page, "secret")}, "person": {person}},
			http.StatusSeeOther)
	}
	return b
}

// get asks for an address.
func (b *browser) get(path string, header ...string) (int, http.Header, string) {
	b.t.Helper()
	given := http.Header{"Cookie": {b.cookie}}
	for i := 0; i+1 < len(header); i += 2 {
		given.Set(header[i], header[i+1])
	}
	r := b.ask(http.MethodGet, path, given, nil)
	return r.StatusCode, r.Header, text(b.t, r)
}

// page asks for a page that has to be there.
func (b *browser) page(path string) string {
	b.t.Helper()
	status, header, page := b.get(path)
	if status != http.StatusOK || header.Get("Content-Type") != "text/html; charset=utf-8" {
		b.t.Fatalf("%s: %d, %s: %s", path, status, header.Get("Content-Type"), core(page))
	}
	return page
}

// send sends a form, whose answer has to have a status, and returns where it leads or what it shows.
func (b *browser) send(path string, given url.Values, want int) string {
	b.t.Helper()
	r := b.post(path, given)
	page := text(b.t, r)
	if r.StatusCode != want {
		b.t.Fatalf("%s: %d, want %d: %s", path, r.StatusCode, want, core(page))
	}
	if want == http.StatusSeeOther {
		return r.Header.Get("Location")
	}
	return page
}

func (b *browser) post(path string, given url.Values) *http.Response {
	b.t.Helper()
	return b.ask(http.MethodPost, path, http.Header{"Cookie": {b.cookie},
		"Content-Type": {"application/x-www-form-urlencoded"}}, strings.NewReader(given.Encode()))
}

// core is a page without what stands around its own content, for what tests say of it.
func core(page string) string {
	_, page, _ = strings.Cut(page, `<main id="main"`)
	page, _, _ = strings.Cut(page, "</main>")
	return page
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// hiddenOf reads the hidden answers of a page's form.
func hiddenOf(page string) url.Values {
	all := url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(page, -1) {
		all.Add(m[1], html.UnescapeString(m[2]))
	}
	return all
}

func field(page, name string) string { return hiddenOf(page).Get(name) }

// acts fills in the form of a command and confirms it; it returns where that leads.
func (b *browser) acts(path string, answers url.Values) string {
	b.t.Helper()
	page := b.page(path)
	if !strings.Contains(page, "Confirm and record") {
		given := hiddenOf(page)
		for name, values := range answers {
			given[name] = values
		}
		page = b.send(path, given, http.StatusOK)
	}
	if !strings.Contains(page, "Confirm and record") {
		b.t.Fatalf("%s was not accepted: %s", path, core(page))
	}
	confirmed := hiddenOf(page)
	confirmed.Set("step", "confirm")
	return b.send(path, confirmed, http.StatusSeeOther)
}

// broken is a store whose disk fails.
type broken struct{ office.Store }

func (broken) Load(context.Context, string) (office.Snapshot, error) {
	return office.Snapshot{}, fault.New(fault.Unavailable, "the disk fails in sector 7")
}
