//go:build browser

// Package browser drives the product in a real browser: what people see, by keyboard alone and without script. It needs
// Chromium; make browser runs it.
package browser

import (
	"bufio"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

var chromium = flag.String("chromium", "/usr/bin/chromium", "the browser")

// program is the product, built once for all tests.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "handover-browser")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "handover")
	build := exec.CommandContext(context.Background(), "go", "build", "-o", program, "../../cmd/handover")
	if out, err := build.CombinedOutput(); err != nil {
		panic(string(out))
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// served starts the server and returns its origin and the link that signs in.
func served(t *testing.T, args ...string) (origin, link string) {
	t.Helper()
	server := exec.Command(program, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
	})
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the server printed nothing")
	}
	link = lines.Text()
	go func() {
		for lines.Scan() { // the pipe has to be read, or the server waits
		}
	}()
	origin, _, ok := strings.Cut(link, "/sign-in/")
	if !ok {
		t.Fatalf("the server printed %q", link)
	}
	return origin, link
}

// run lets the program do something and end.
func run(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v %s", args, err, out)
	}
}

// tab is a window of the browser.
type tab struct {
	context.Context
	t      *testing.T
	origin string
}

// opened opens a signed-in window. Without script nothing of a page may run.
func opened(t *testing.T, script bool, args ...string) *tab {
	t.Helper()
	origin, link := served(t, args...)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(*chromium), chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	ctx, done := context.WithTimeout(ctx, 15*time.Minute)
	t.Cleanup(done)
	b := &tab{ctx, t, origin}
	if _, err := chromedp.Call(b, emulation.SetScriptExecutionDisabled,
		emulation.SetScriptExecutionDisabledParams{Value: !script}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Navigate(link))
	return b
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// ask runs an action of a window and returns what it gives.
func ask[T any](b *tab, action chromedp.Action[T]) T {
	b.t.Helper()
	answer, err := chromedp.Run(b.Context, action)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer
}

// visit goes to an address of the product.
func (b *tab) visit(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.origin + path))
}
