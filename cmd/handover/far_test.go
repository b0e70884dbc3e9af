package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.org/handover/internal/fault"
)

// distant is a server, and a way to it that breaks when the test says so: after the server has done what it was asked,
// before it can say so.
type distant struct {
	direct, shaky []string // flags
	breaks        atomic.Bool
	files         string // a folder
}

func newDistant(t *testing.T) *distant {
	t.Helper()
	d := &distant{files: t.TempDir()}
	dir := filepath.Join(t.TempDir(), "far")
	served, stop, err := openTwin(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
	origin, err := url.Parse(served.address)
	if err != nil {
		t.Fatal(err)
	}
	way := httptest.NewServer(d.way(httputil.NewSingleHostReverseProxy(origin)))
	t.Cleanup(way.Close)
	token := filepath.Join(dir, "api-token")
	d.direct = []string{"--token-file", token, "--server", served.address}
	d.shaky = []string{"--token-file", token, "--server", way.URL}
	return d
}

func (d *distant) way(proxy http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet || !d.breaks.CompareAndSwap(true, false) {
			proxy.ServeHTTP(w, r)
			return
		}
		proxy.ServeHTTP(httptest.NewRecorder(), r)
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			_ = conn.Close()
		}
	})
}

// file writes a file and returns its name.
func (d *distant) file(t *testing.T, name, content string) string {
	t.Helper()
	name = filepath.Join(d.files, name)
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// sample is the definition of the sample with its dates around today.
func (d *distant) sample(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../events/programmes/doncaster.json")
	if err == nil {
		raw, err = soon(raw, time.Now())
	}
	if err != nil {
		t.Fatal(err)
	}
	return d.file(t, "doncaster.json", string(raw))
}

// says runs the command line, holds it to its exit code and returns all that it printed.
func says(t *testing.T, code int, where []string, args ...string) string {
	t.Helper()
	got, out, failed := call(t, slices.Concat(args, where)...)
	if got != code {
		t.Fatalf("%q ended with %d, not %d: %s", args, got, code, failed)
	}
	return out + failed
}

// TestABrokenConnectionLosesAndDoublesNothing holds that what a server has done is done once and told, although its
// answer was lost.
func TestABrokenConnectionLosesAndDoublesNothing(t *testing.T) {
	d := newDistant(t)
	reason := d.file(t, "reason.json", `{"reason": "local elections"}`)
	extract := d.file(t, "extract.json", `{"dataset": "children"}`)
	for _, step := range []struct {
		args []string
		want string
	}{
		{[]string{"start", d.sample(t)}, "Started on http://127.0.0.1:"},
		{[]string{"do", "doncaster", "pause", "--input", reason, "--as", "sro", "--dry-run"}, "Nothing has been recorded."},
		{[]string{"do", "doncaster", "pause", "--input", reason, "--as", "sro"}, "paused by sro"},
		{[]string{"do", "doncaster", "resume", "--as", "sro", "--json"}, `"kind": "resumed"`},
		{[]string{"do", "doncaster", "receive-extract", "--input", extract, "--as", "data-lead",
			"--file", "source=../../events/extracts/header-source.csv", "--file", "target=../../events/extracts/header-target.csv"},
			"extract-received by data-lead"},
	} {
		d.breaks.Store(true)
		if out := says(t, exitOK, d.shaky, step.args...); !strings.Contains(out, step.want) || strings.Contains(out, "already") {
			t.Errorf("%q says\n%s", step.args, out)
		}
		if d.breaks.Load() {
			t.Errorf("%q: the connection did not break", step.args)
		}
	}
	ledger := says(t, exitOK, d.direct, "log", "doncaster", "--json")
	for _, kind := range []string{"started", "paused", "resumed", "extract-received"} {
		if n := strings.Count(ledger, `"kind": "`+kind+`"`); n != 1 {
			t.Errorf("the ledger has %d entries of kind %s", n, kind)
		}
	}
}

// TestNobodyConfirmsWhatHasMoved holds that what was shown is recorded as it was shown, or refused.
func TestNobodyConfirmsWhatHasMoved(t *testing.T) {
	d := newDistant(t)
	says(t, exitOK, d.direct, "start", d.sample(t), "--quiet")
	p := place{server: d.direct[3], tokenFile: d.direct[1]}
	var out, failed bytes.Buffer
	e := env{strings.NewReader(""), &out, &failed, func(string) string { return "" }, time.Now}
	err := p.reading(e, func(h house) error {
		pause := &order{as: "sro", programme: "doncaster", command: "pause", input: []byte(`{"reason":"r"}`)}
		if err := foresee(t.Context(), e, h, pause); err != nil || !strings.Contains(out.String(), "PAUSED") {
			t.Errorf("shown: %v %s", err, &out)
		}
		says(t, exitOK, d.direct, "do", "doncaster", "submit-evidence", "--as", "dpo", "--input",
			d.file(t, "dpo.json", `{"check":"DAT-1","evidence":"EDRMS/1"}`))
		err := give(t.Context(), e, h, shown{}, *pause)
		if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "has moved on to entry") {
			t.Errorf("given after a change: %v", err)
		}
		if err := foresee(t.Context(), e, h, pause); err != nil {
			t.Error(err)
		}
		return give(t.Context(), e, h, shown{}, *pause)
	})
	if err != nil || !strings.Contains(out.String(), "paused by sro") {
		t.Errorf("shown again and given: %v %s", err, &out)
	}
}
