package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/handover"
)

// call runs the command line in this process and returns its exit code and what it printed.
func call(t *testing.T, args ...string) (code int, out, failed string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	e := env{strings.NewReader(""), &stdout, &stderr, func(string) string { return "" }, time.Now}
	code = run(t.Context(), args, e)
	return code, stdout.String(), stderr.String()
}

// serving runs the server on a data directory and returns its address. It is stopped, and has to stop well, at the end
// of the test.
func serving(t *testing.T, dir string) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r, w := io.Pipe()
	var failed bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		e := env{strings.NewReader(""), w, &failed, func(string) string { return "" }, time.Now}
		ended <- run(ctx, []string{"serve", "--data", dir, "--listen", "127.0.0.1:0"}, e)
		_ = w.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitOK {
			t.Errorf("the server ended with %d: %s", code, &failed)
		}
	})
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if i := strings.Index(lines.Text(), "http://127.0.0.1:"); i >= 0 {
			go func() { _, _ = io.Copy(io.Discard, r) }()
			return strings.TrimSuffix(strings.Fields(lines.Text()[i:])[0], "/")
		}
	}
	t.Fatal("the server gave no address")
	return ""
}

// fetch gets a page under a Host header; without one, under the server's own name.
func fetch(t *testing.T, url, host string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		request.Host = host
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(raw)
}

// soonFile writes the sample with dates around today.
func soonFile(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../events/programmes/doncaster.json")
	if err != nil {
		t.Fatal(err)
	}
	if raw, err = soon(raw, time.Now()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "mine.json")
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestServe shows a real programme: page, JSON and mails are there, only this machine is answered, and while the server
// runs nobody else writes to its data.
func TestServe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "real")
	if code, _, failed := call(t, "start", soonFile(t), "--data", dir); code != exitOK {
		t.Fatal(failed)
	}
	url := serving(t, dir)

	for _, path := range []string{"/", "/programmes/doncaster"} {
		status, page := fetch(t, url+path, "")
		if status != http.StatusOK || !strings.Contains(page, "Doncaster children&#39;s services return to the council") {
			t.Errorf("%s answered %d: %s", path, status, page)
		}
		if strings.Contains(page, "REHEARSAL") {
			t.Errorf("%s calls a real programme a rehearsal", path)
		}
	}
	var view handover.StatusView
	status, body := fetch(t, url+"/api/programmes/doncaster/status", "")
	if err := json.Unmarshal([]byte(body), &view); status != http.StatusOK || err != nil || view.Status != handover.Running {
		t.Errorf("the status answered %d: %s", status, body)
	}
	if status, body := fetch(t, url+"/api/programmes/nowhere/status", ""); status != http.StatusNotFound {
		t.Errorf("an unknown programme answered %d: %s", status, body)
	}
	if status, body := fetch(t, url+"/", "handover.council.example"); status != http.StatusMisdirectedRequest {
		t.Errorf("a foreign name answered %d: %s", status, body)
	}
	mails, err := filepath.Glob(filepath.Join(dir, "mail", "*.eml"))
	if err != nil || len(mails) == 0 {
		t.Errorf("no mails were written (%v)", err)
	}

	began := time.Now()
	code, _, failed := call(t, "tick", "--data", dir)
	if code != exitProblems || !strings.Contains(failed, dir+": the data directory is in use by process ") {
		t.Errorf("a second process ended with %d: %s", code, failed)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("a second process waited for %v", took)
	}
}

// TestServeRehearsal shows a rehearsal with its banner, and leaves it as it is.
func TestServeRehearsal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "play")
	sample := "../../events/programmes/doncaster.json"
	if code, _, failed := call(t, "rehearse", sample, "--until", "2022-04-12", "--data", dir, "--quiet"); code != exitOK {
		t.Fatal(failed)
	}
	url := serving(t, dir)
	for _, path := range []string{"/", "/programmes/doncaster"} {
		if status, page := fetch(t, url+path, ""); status != http.StatusOK || !strings.Contains(page, "REHEARSAL") {
			t.Errorf("%s answered %d without its banner: %s", path, status, page)
		}
	}
	_, body := fetch(t, url+"/api/programmes/doncaster/status", "")
	var view handover.StatusView
	if err := json.Unmarshal([]byte(body), &view); err != nil || !view.Rehearsal || view.AsOf.Year() != 2022 {
		t.Errorf("the status of the rehearsal is %s (%v)", body, err)
	}
	if mails, err := filepath.Glob(filepath.Join(dir, "mail", "*")); err != nil || len(mails) > 0 {
		t.Errorf("a rehearsal wrote %d mails (%v)", len(mails), err)
	}
}

func TestServeOnlyThisMachine(t *testing.T) {
	for _, address := range []string{"0.0.0.0:8080", ":8080", "192.0.2.1:80", "[::]:80", "localhost:80", "8080", ""} {
		code, _, failed := call(t, "serve", "--data", t.TempDir(), "--listen", address)
		if code != exitBadInput || !strings.Contains(failed, "--listen: the server listens on this machine alone") {
			t.Errorf("--listen %q ended with %d: %s", address, code, failed)
		}
	}
}
