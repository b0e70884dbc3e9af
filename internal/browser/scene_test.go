//go:build browser

package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// scene is a state of the product, and the pages that look otherwise in it than in any other.
type scene struct {
	name  string
	serve func(t *testing.T) []string // arguments of the server
	set   []step                      // what people do until it is so
	shots []shot
}

// shot is a page to be looked at: under a name, at an address, or where the steps lead that are done there.
type shot struct {
	name, path string
	steps      []step
}

// step is something that a person does in the window.
type step func(b *tab)

// page is a shot.
func page(name, path string, steps ...step) shot { return shot{name, path, steps} }

// demo begins a demonstration on a day; without one two weeks before the transfer.
func demo(day ...string) func(*testing.T) []string {
	args := []string{"--demo"}
	if len(day) > 0 {
		args = append(args, "--day", day[0])
	}
	return func(*testing.T) []string { return args }
}

// rehearsed keeps the sample, played by a script to a day, in a data directory.
func rehearsed(script, until string) func(t *testing.T) []string {
	return func(t *testing.T) []string {
		t.Helper()
		dir := filepath.Join(t.TempDir(), "play")
		args := []string{"rehearse", filepath.Join(samples, "programmes", "doncaster.json"), "--until", until,
			"--data", dir, "--quiet"}
		if script != "" {
			args = append(args, "--script", filepath.Join(samples, "rehearsals", script))
		}
		run(t, args...)
		return []string{"--data", dir}
	}
}

// forged is a rehearsal in whose ledger somebody has rewritten a proof of service.
func forged(t *testing.T) []string {
	t.Helper()
	args := rehearsed("", "2022-05-01")(t)
	file := filepath.Join(args[1], "handover.db")
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const was, is = "REHEARSAL/trust-secretary", "REHEARSAL/other-secretary"
	bad := strings.ReplaceAll(string(good), was, is)
	if bad == string(good) {
		t.Fatalf("%s has no %s", file, was)
	}
	if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
		t.Fatal(err)
	}
	return args
}

// open goes to a page.
func open(path string) step { return func(b *tab) { b.visit(path) } }

// as lets somebody else act from now on.
func as(person string) step {
	return func(b *tab) {
		b.visit("/programmes/doncaster/person")
		answer("person", person)(b)
		send("main form button")(b)
	}
}

// answer fills a field, or chooses.
func answer(name, value string) step {
	return func(b *tab) {
		b.t.Helper()
		const put = `((name, value) => {
			const fields = [...document.getElementsByName(name)];
			const choice = fields.find(f => f.type === "radio" && f.value === value);
			if (choice) choice.checked = true; else if (fields.length > 0) fields[0].value = value;
			return fields.length > 0;
		})(%s, %s)`
		if !ask(b, chromedp.Evaluate[bool](fmt.Sprintf(put, strconv.Quote(name), strconv.Quote(value)))) {
			b.t.Fatalf("%s has no field %s", b.address(), name)
		}
	}
}

// date answers the parts of a date.
func date(name, day, month, year string) step {
	return func(b *tab) {
		answer(name+"-day", day)(b)
		answer(name+"-month", month)(b)
		answer(name+"-year", year)(b)
	}
}

// upload chooses a file with some content.
func upload(field, name, content string) step {
	return func(b *tab) {
		file := filepath.Join(b.t.TempDir(), name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			b.t.Fatal(err)
		}
		b.do(chromedp.SetUploadFiles("#"+field, []string{file}))
	}
}

// unfold opens what is folded up.
func unfold(selector string) step {
	return func(b *tab) {
		ask(b, chromedp.Evaluate[bool](fmt.Sprintf(
			`(() => { const d = document.querySelector(%s); d.open = true; return true; })()`, strconv.Quote(selector))))
	}
}

// send presses a button or follows a link, and waits for the page that it leads to.
func send(selector string) step {
	return func(b *tab) {
		b.t.Helper()
		if !b.has(selector) {
			b.t.Fatalf("%s has no %s: %s", b.address(), selector, ask(b, chromedp.TextContent("main")))
		}
		b.leave(func() {
			ask(b, chromedp.Evaluate[bool](fmt.Sprintf(`(document.querySelector(%s).click(), true)`, strconv.Quote(selector))))
		})
	}
}

// check sends a form to have it checked; confirm sends it so that it counts.
func check() step   { return send(`button[value="check"]`) }
func confirm() step { return send(`button[value="confirm"]`) }

// leave waits until what somebody does has led to another page.
func (b *tab) leave(do func()) {
	b.t.Helper()
	ask(b, chromedp.Evaluate[bool](`window.before = true`))
	do()
	for range 1500 {
		loaded, err := chromedp.Run(b.Context, chromedp.Evaluate[bool](
			`typeof window.before === "undefined" && document.readyState === "complete"`))
		if err == nil && loaded {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Fatalf("%s leads nowhere", b.address())
}

// look goes to a shot's page.
func (b *tab) look(s shot) *tab {
	b.t.Helper()
	b.visit(s.path)
	for _, do := range s.steps {
		do(b)
	}
	return b
}

// in is the same window, looked at by another test.
func (b *tab) in(t *testing.T) *tab {
	t.Helper()
	return &tab{b.Context, t, b.origin}
}

// staged opens a window on a scene.
func staged(t *testing.T, s scene, script bool) *tab {
	t.Helper()
	b := opened(t, script, s.serve(t)...)
	for _, do := range s.set {
		do(b)
	}
	return b
}

// answered is the last page that a window was sent.
type answered struct {
	sync.Mutex
	status  int64
	request network.RequestID
}

// watch keeps in mind what the window is sent from now on.
func (b *tab) watch() *answered {
	b.t.Helper()
	a := new(answered)
	err := chromedp.Listen(b.Context, func(event any) {
		if e, ok := event.(*network.EventResponseReceived); ok && e.Type == network.ResourceTypeDocument {
			a.Lock()
			a.status, a.request = e.Response.Status, e.RequestID
			a.Unlock()
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

// source is the last page as the server sent it, with its status.
func (b *tab) source(a *answered) (status int64, page []byte) {
	b.t.Helper()
	a.Lock()
	status, request := a.status, a.request
	a.Unlock()
	body, err := chromedp.Call(b, network.GetResponseBody, network.GetResponseBodyParams{RequestID: request})
	if err != nil {
		b.t.Fatalf("%s: %v", b.address(), err)
	}
	return status, body.Body
}
