//go:build aws

package cloud_test

import (
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// microburst starts the proxy before a door, on a port that is free, and returns its host and port.
func microburst(t *testing.T, program, door string) string {
	t.Helper()
	rules, err := filepath.Abs("testdata/faults.yaml")
	if err != nil {
		t.Fatal(err)
	}
	address := freePort(t)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "--upstream", door, "--host", "127.0.0.1", "--port", port, "--config", rules, "--no-resign")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait() // it was asked to end
	})
	for range 300 {
		if r, err := http.Get("http://" + address + "/_microburst/health"); err == nil {
			_ = r.Body.Close()
			return address
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal(fmt.Errorf("microburst does not answer at %s", address))
	return ""
}

// freePort is an address that nobody listens on for now.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}
