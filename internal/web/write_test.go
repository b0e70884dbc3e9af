package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/files"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/post"
	"example.org/handover/internal/web"
)

// signer is the header in which these tests say who signed.
const signer = "Test-Signer"

// desk is a site that is written to, and the app behind it.
type desk struct {
	http.Handler
	app *embedded.App
	log *bytes.Buffer
}

func newDesk(t *testing.T) desk {
	t.Helper()
	now := time.Date(2022, 3, 22, 9, 0, 0, 0, time.UTC)
	app, err := embedded.New(embedded.Options{Store: memory.New(), Files: new(files.Memory), Post: post.None{},
		Clock: func() time.Time { return now }, Seed: []byte("web"),
		Secret: func(context.Context, string) ([]byte, error) { return []byte("web"), nil }})
	if err != nil {
		t.Fatal(err)
	}
	d := desk{app: app, log: new(bytes.Buffer)}
	signed := web.SignedIn(func(r *http.Request) (string, bool) {
		name := r.Header.Get(signer)
		return name, name != ""
	})
	d.Handler = web.Handler(app.Office, slog.New(slog.NewTextHandler(d.log, nil)), signed)
	return d
}

// ask sends a signed request of a person. The idempotency key is left out if it is empty.
func (d desk) ask(t *testing.T, method, path, person, key string, body []byte) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, bytes.NewReader(body))
	r.Header.Set(signer, "portal")
	r.Header.Set("Handover-Person", person)
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	answer, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(answer)
}

func doncaster(t *testing.T) []byte {
	t.Helper()
	raw, err := os.ReadFile("../../events/programmes/doncaster.json")
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestPeopleWrite starts the sample, hands in a document, gives a command, and reads all of it in the ledger.
func TestPeopleWrite(t *testing.T) {
	d := newDesk(t)
	status, answer := d.ask(t, http.MethodPost, "/api/programmes", "office-1", "", doncaster(t))
	if status != http.StatusCreated || answer != `{"programme":"doncaster","sequence":1,"added":1}`+"\n" {
		t.Fatalf("start: %d %s", status, answer)
	}
	if err := d.app.Pump(t.Context()); err != nil {
		t.Fatal(err)
	}
	status, answer = d.ask(t, http.MethodPut, "/api/programmes/doncaster/files/evidence/rota.txt", "hr", "", []byte("a rota"))
	if status != http.StatusCreated ||
		answer != `{"name":"doncaster/evidence/rota.txt",`+
			`"sha256":"6d7aa076e210c001982b0767f42d036ba34b344ce59d1b8487402f7ff75d1e72"}`+"\n" {
		t.Errorf("keep: %d %s", status, answer)
	}
	before := sequence(t, d)
	const command = "/api/programmes/doncaster/commands/stop"
	status, answer = d.ask(t, http.MethodPost, command, "sro", "k-1", []byte(`{"reason":"the council decided otherwise"}`))
	var written web.Written
	if err := json.Unmarshal([]byte(answer), &written); err != nil || status != http.StatusOK || written.Added == 0 {
		t.Fatalf("stop: %d %s", status, answer)
	}
	status, answer = d.ask(t, http.MethodPost, command, "sro", "k-1", []byte(`{"reason":"the council decided otherwise"}`))
	if status != http.StatusOK || !strings.Contains(answer, `"added":0`) {
		t.Errorf("the repetition: %d %s", status, answer)
	}
	if after := sequence(t, d); after != before+written.Added {
		t.Errorf("the ledger stands at %d, want %d", after, before+written.Added)
	}
	if !strings.Contains(d.log.String(), "person=sro caller=portal") {
		t.Errorf("the log does not say who acted through whom:\n%s", d.log)
	}
}

// sequence reads the whole ledger page by page and returns where it stands.
func sequence(t *testing.T, d desk) int {
	t.Helper()
	for last, path := 0, "/api/programmes/doncaster/log?limit=3"; ; {
		status, answer := d.ask(t, http.MethodGet, path, "", "", nil)
		var log web.Log
		if err := json.Unmarshal([]byte(answer), &log); err != nil || status != http.StatusOK {
			t.Fatalf("log: %d %s %v", status, answer, err)
		}
		for _, e := range log.Entries {
			if e.Seq != last+1 {
				t.Fatalf("entry %d follows %d", e.Seq, last)
			}
			last = e.Seq
		}
		if len(log.Entries) < 3 {
			return last
		}
		path = "/api/programmes/doncaster/log?limit=3&from=" + strconv.Itoa(last+1)
	}
}

// TestWritesAreRefused holds that nobody writes in another's name, twice by mistake, or where people have no business.
func TestWritesAreRefused(t *testing.T) {
	d := newDesk(t)
	if status, answer := d.ask(t, http.MethodPost, "/api/programmes", "office-1", "", doncaster(t)); status != http.StatusCreated {
		t.Fatalf("start: %d %s", status, answer)
	}
	const command, file = "/api/programmes/doncaster/commands/", "/api/programmes/doncaster/files/"
	for _, c := range []struct {
		name, method, path, person, key, body string
		status                                int
		says                                  string
	}{
		{"started twice", "POST", "/api/programmes", "office-1", "", string(doncaster(t)), 409, "a programme of that name already"},
		{"started by the wrong person", "POST", "/api/programmes", "legal", "", string(doncaster(t)), 403, "only the programme office"},
		{"a definition that is none", "POST", "/api/programmes", "office-1", "", "{", 400, "definition"},
		{"no key", "POST", command + "stop", "sro", "", `{"reason":"r"}`, 400, "Idempotency-Key"},
		{"a key too long", "POST", command + "stop", "sro", strings.Repeat("k", 101), `{"reason":"r"}`, 400, "1 to 100 characters"},
		{"nobody", "POST", command + "stop", "", "k", `{"reason":"r"}`, 403, "knows nobody of that id"},
		{"a stranger", "POST", command + "stop", "stranger", "k", `{"reason":"r"}`, 403, "knows nobody of that id"},
		{"without the role", "POST", command + "stop", "hr", "k", `{"reason":"r"}`, 403, "Forbidden"},
		{"an unknown command", "POST", command + "sing", "sro", "k", `{}`, 404, "there is no command of that name"},
		{"the system's command", "POST", command + "open-gate", "sro", "k", `{}`, 404, "there is no command of that name"},
		{"an input that is none", "POST", command + "stop", "sro", "k", `{"reason":1}`, 400, "/reason"},
		{"an unknown programme", "POST", "/api/programmes/york/commands/stop", "sro", "k", `{"reason":"r"}`, 404, "NotFound"},
		{"a letter", "PUT", file + "letters/notice.txt", "legal", "", "x", 409, "a document of this name is not taken"},
		{"a file that climbs", "PUT", file + "evidence/..%2f..%2fx", "legal", "", "x", 400, "cannot be kept under this name"},
		{"a file too large", "PUT", file + "evidence/large", "legal", "", strings.Repeat("x", 4<<20+1), 400, "more than 4194304 bytes"},
		{"a file of nobody", "PUT", file + "evidence/x", "stranger", "", "x", 403, "knows nobody of that id"},
		{"the log of nothing", "GET", "/api/programmes/york/log", "", "", "", 404, "NotFound"},
		{"the log from nowhere", "GET", "/api/programmes/doncaster/log?from=0", "", "", "", 400, "?from"},
		{"the log without number", "GET", "/api/programmes/doncaster/log?limit=many", "", "", "", 400, "?limit"},
	} {
		status, answer := d.ask(t, c.method, c.path, c.person, c.key, []byte(c.body))
		if status != c.status || !strings.Contains(answer, c.says) {
			t.Errorf("%s: %d %s, want %d with %q", c.name, status, answer, c.status, c.says)
		}
	}
}

// TestOnlySignedRequestsComeIn holds that nothing but the heartbeat answers without a signature, whatever the host.
func TestOnlySignedRequestsComeIn(t *testing.T) {
	d := newDesk(t)
	for path, want := range map[string]int{"/": 403, "/api/programmes": 403, "/programmes/doncaster": 403, "/healthz": 200} {
		if got := get(t, d, http.MethodGet, path, "handover.example").StatusCode; got != want {
			t.Errorf("unsigned %s: %d, want %d", path, got, want)
		}
	}
	if status, _ := d.ask(t, http.MethodGet, "/api/programmes", "", "", nil); status != http.StatusOK {
		t.Errorf("signed: %d", status)
	}
}

// TestAPlainSiteOnlyReads holds that without the option there is nothing to write to, and no ledger.
func TestAPlainSiteOnlyReads(t *testing.T) {
	plain, _ := site(t, true, true)
	for _, c := range [][2]string{{"POST", "/api/programmes"}, {"POST", "/api/programmes/doncaster/commands/stop"},
		{"PUT", "/api/programmes/doncaster/files/evidence/x"}, {"GET", "/api/programmes/doncaster/log"}} {
		if got := get(t, plain, c[0], c[1], "localhost").StatusCode; got != http.StatusNotFound && got != http.StatusMethodNotAllowed {
			t.Errorf("%s %s: %d", c[0], c[1], got)
		}
	}
}
