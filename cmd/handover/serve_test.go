package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/web"
)

// call runs the command line in this process and returns its exit code and what it printed.
func call(t *testing.T, args ...string) (code int, out, failed string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	e := env{strings.NewReader(""), &stdout, &stderr, func(string) string { return "" }, time.Now}
	code = run(t.Context(), args, e)
	return code, stdout.String(), stderr.String()
}

// caller is somebody who is signed in to a server.
type caller struct {
	t      *testing.T
	origin string
	http.Client
	token string
}

// serving runs the server and returns who is signed in by the link that it printed first. It is stopped, and has to stop
// well, at the end of the test.
func serving(t *testing.T, args ...string) *caller {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r, w := io.Pipe()
	var failed bytes.Buffer
	ended := make(chan int, 1)
	go func() {
		e := env{strings.NewReader(""), w, &failed, func(string) string { return "" }, time.Now}
		ended <- run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...), e)
		_ = w.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitOK {
			t.Errorf("the server ended with %d: %s", code, &failed)
		}
	})
	lines := bufio.NewScanner(r)
	if !lines.Scan() {
		t.Fatal("the server printed nothing")
	}
	link := lines.Text()
	go func() { _, _ = io.Copy(io.Discard, r) }()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	origin, _, ok := strings.Cut(link, "/sign-in/")
	c := &caller{t: t, origin: origin, Client: http.Client{Jar: jar}}
	if status, page := c.fetch(strings.TrimPrefix(link, origin), ""); !ok || status != http.StatusOK ||
		!strings.Contains(page, "<h1>Programmes</h1>") {
		t.Fatalf("the link %s answered %d: %s", link, status, page)
	}
	return c
}

// fetch gets an address under a Host header; without one, under the server's own name.
func (c *caller) fetch(path, host string) (status int, body string) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.origin+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Host = host
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Fatal(err)
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
	c := serving(t, "--data", dir)

	for _, path := range []string{"/", "/programmes/doncaster"} {
		status, page := c.fetch(path, "")
		if status != http.StatusOK || !strings.Contains(page, "Doncaster children&#39;s services return to the council") {
			t.Errorf("%s answered %d: %s", path, status, page)
		}
		if strings.Contains(page, "REHEARSAL") {
			t.Errorf("%s calls a real programme a rehearsal", path)
		}
	}
	var view handover.StatusView
	status, body := c.fetch("/api/programmes/doncaster/status", "")
	if err := json.Unmarshal([]byte(body), &view); status != http.StatusOK || err != nil ||
		view.Status != handover.Running {
		t.Errorf("the status answered %d: %s", status, body)
	}
	if status, body := c.fetch("/api/programmes/nowhere/status", ""); status != http.StatusNotFound {
		t.Errorf("an unknown programme answered %d: %s", status, body)
	}
	if status, body := c.fetch("/", "handover.council.example"); status != http.StatusMisdirectedRequest {
		t.Errorf("a foreign name answered %d: %s", status, body)
	}
	mails, err := filepath.Glob(filepath.Join(dir, "mail", "*.eml"))
	if err != nil || len(mails) == 0 {
		t.Errorf("no mails were written (%v)", err)
	}
	if status, page := c.fetch("/mails/"+strings.TrimSuffix(filepath.Base(mails[0]), ".eml"),
		""); status != http.StatusOK ||
		!strings.Contains(page, "Reference: doncaster/") {
		t.Errorf("the mail answered %d: %s", status, page)
	}
	token, err := os.ReadFile(filepath.Join(dir, "api-token"))
	program := &caller{t: t, origin: c.origin, token: strings.TrimSpace(string(token))}
	if status, _ := program.fetch("/api/programmes", ""); err != nil || status != http.StatusOK {
		t.Errorf("a program with the token was answered %d (%v)", status, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "api-token")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the token may be read by others: %v (%v)", info.Mode(), err)
	}
	if status, _ := (&caller{t: t, origin: c.origin}).fetch("/", ""); status != http.StatusUnauthorized {
		t.Errorf("somebody unknown was answered %d", status)
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
	c := serving(t, "--data", dir)
	for _, path := range []string{"/", "/programmes/doncaster"} {
		if status, page := c.fetch(path, ""); status != http.StatusOK || !strings.Contains(page, "REHEARSAL") {
			t.Errorf("%s answered %d without its banner: %s", path, status, page)
		}
	}
	_, body := c.fetch("/api/programmes/doncaster/status", "")
	var view handover.StatusView
	if err := json.Unmarshal([]byte(body), &view); err != nil || !view.Rehearsal || view.AsOf.Year() != 2022 {
		t.Errorf("the status of the rehearsal is %s (%v)", body, err)
	}
	if mails, err := filepath.Glob(filepath.Join(dir, "mail", "*")); err != nil || len(mails) > 0 {
		t.Errorf("a rehearsal wrote %d mails (%v)", len(mails), err)
	}
}

// TestServeFromNothing makes a data directory in which a programme can be started by hand.
func TestServeFromNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	c := serving(t, "--data", dir)
	if status, page := c.fetch("/start", ""); status != http.StatusOK || !strings.Contains(page, "Upload a definition") ||
		!strings.Contains(page, "can be picked here") {
		t.Errorf("/start answered %d: %s", status, page)
	}
	soon, err := os.ReadFile(soonFile(t))
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, "definitions")
	long := bytes.Repeat([]byte(" "), 2<<20)
	for name, content := range map[string][]byte{"mine.json": soon, "notes.txt": nil, "long.json": long} {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, page := c.fetch("/start", "")
	if strings.Count(page, `type="radio"`) != 2 || !strings.Contains(page, "Doncaster children&#39;s services") {
		t.Errorf("what lies in the data directory cannot be picked: %s", page)
	}
	if page := c.picks(page, "long.json"); !strings.Contains(page, "The file has more than 1 MB") {
		t.Errorf("a file that is too long: %s", page)
	}
	if page := c.picks(page, "mine.json"); !strings.Contains(page, "<h1>Check the plan</h1>") {
		t.Errorf("a definition that was picked: %s", page)
	}
	if err := os.Rename(folder, folder+"-elsewhere"); err != nil {
		t.Fatal(err)
	}
	if status, page := c.fetch("/start", ""); status != http.StatusOK || !strings.Contains(page, "Upload a definition") {
		t.Errorf("without its folder /start answered %d: %s", status, page)
	}
}

// TestServeDefinitions lists no more definitions than are shown and one, and leaves out none but those that are gone.
func TestServeDefinitions(t *testing.T) {
	d := &data{dir: t.TempDir()}
	if all, err := d.definitions(); err != nil || len(all) != 0 {
		t.Errorf("without a folder: %v, %v", all, err)
	}
	if err := os.Mkdir(d.picks(), 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range web.MostListed + 5 {
		if err := os.WriteFile(filepath.Join(d.picks(), fmt.Sprintf("%02d.json", i)), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := d.definitions(); err != nil || len(all) != web.MostListed+1 || all[0].Name != "00.json" {
		t.Errorf("%d are listed (%v)", len(all), err)
	}
	if _, there := sampleAt(filepath.Join(d.picks(), "gone.json")); there {
		t.Error("a definition that is gone is listed")
	}
	sample, there := sampleAt(d.picks()) // which cannot be read as a file
	if !there || sample.Trouble == nil || strings.Contains(sample.Trouble.Error(), d.dir) {
		t.Errorf("what cannot be read is listed as %v (%v)", sample, there)
	}
}

// picks sends the form of /start with a definition that lies in the data directory, and returns what that leads to.
func (c *caller) picks(page, name string) string {
	c.t.Helper()
	_, secret, _ := strings.Cut(page, `name="secret" value="`)
	secret, _, _ = strings.Cut(secret, `"`)
	r, err := c.PostForm(c.origin+"/start", url.Values{"secret": {secret}, "sample": {name}})
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(raw)
}

// TestServeDemo shows the sample two weeks before its transfer, marked as what it is, and lets time pass.
func TestServeDemo(t *testing.T) {
	c := serving(t, "--demo")
	for _, path := range []string{"/", "/programmes/doncaster", "/programmes/doncaster/work", "/mails"} {
		if status, page := c.fetch(path, ""); status != http.StatusOK || !strings.Contains(page, "Demonstration</strong>") {
			t.Errorf("%s answered %d: %s", path, status, page)
		}
	}
	_, page := c.fetch("/programmes/doncaster/work", "")
	for _, want := range []string{"Judge the evidence of PAY-1", "Answer representation union-3"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not left to do: %s", want, page)
		}
	}
	_, page = c.fetch("/programmes/doncaster/migration", "")
	for _, want := range []string{"Dry run 1: failed, 3 rows do not match", "Dry run 4: passed"} {
		if !strings.Contains(page, want) {
			t.Errorf("the trend does not tell %q", want)
		}
	}
	_, page = c.fetch("/clock", "")
	_, secret, _ := strings.Cut(page, `name="secret" value="`)
	secret, _, _ = strings.Cut(secret, `"`)
	given := url.Values{"secret": {secret}, "until-day": {"28"}, "until-month": {"9"}, "until-year": {"2022"}}
	response, err := c.PostForm(c.origin+"/clock", given)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if raw, _ := io.ReadAll(response.Body); !strings.Contains(string(raw), "Wednesday 28 September 2022 at 09:00") {
		t.Errorf("time did not pass: %s", raw)
	}
	if _, page := c.fetch("/mails", ""); !strings.Contains(page, "OVERDUE: PAY-1") {
		t.Error("nobody was reminded on the way")
	}
	empty := serving(t, "--demo", "--day", "2022-03-22")
	if status, page := empty.fetch("/start", ""); status != http.StatusOK || !strings.Contains(page, "doncaster.json") {
		t.Errorf("/start answered %d: %s", status, page)
	}
	if code, _, failed := call(t, "serve", "--demo", "--day", "someday"); code != exitBadInput ||
		!strings.Contains(failed, "--day") {
		t.Errorf("--day someday ended with %d: %s", code, failed)
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
