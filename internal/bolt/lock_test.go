package bolt_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/bolt"
	"example.org/handover/internal/fault"
)

func TestDirectoryInUseNamesTheProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	holder := startOther(t, "hold", dir)
	holder.says(t)
	pid := holder.cmd.Process.Pid
	for _, o := range []bolt.Options{{}, {Create: true}, {ReadOnly: true}} {
		asked := time.Now()
		_, err := bolt.Open(dir, o)
		if took := time.Since(asked); took > time.Second {
			t.Errorf("%+v: the answer took %v", o, took)
		}
		refused(t, err, fault.Unavailable, fmt.Sprintf("process %d (", pid), fmt.Sprintf("stop process %d", pid))
		if _, statErr := os.Stat("/proc/self/cmdline"); statErr == nil && !strings.Contains(err.Error(), "serve --data") {
			t.Errorf("got %v, want the command line in it", err)
		}
	}
	if err := holder.stdin.Close(); err != nil {
		t.Fatal(err)
	}
	if err := holder.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	open(t, dir, bolt.Options{})
}

func TestTheSameProcessTwice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, dir, bolt.Options{Create: true, NoSync: true})
	_, err := bolt.Open(dir, bolt.Options{})
	refused(t, err, fault.Unavailable, strconv.Itoa(os.Getpid()))
}

// A crashed process leaves its name behind, and its number may have been given away: it is not accused.
func TestAStaleNameIsNotBelieved(t *testing.T) {
	t.Parallel()
	for _, left := range []string{"", "nonsense", "-1 handover", "99999999 handover", "1 no-such-program", "12"} {
		t.Run(left, func(t *testing.T) {
			t.Parallel()
			if _, err := os.Stat("/proc/self/cmdline"); err != nil {
				t.Skip("only Linux tells which processes there are")
			}
			dir := t.TempDir()
			open(t, dir, bolt.Options{Create: true, NoSync: true})
			write(t, filepath.Join(dir, "handover.pid"), []byte(left))
			_, err := bolt.Open(dir, bolt.Options{})
			refused(t, err, fault.Unavailable, "in use by another process")
		})
	}
}

func TestTheNameIsThereOnlyWhileOpen(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, bolt.Options{Create: true})
	path := filepath.Join(dir, "handover.pid")
	raw, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(raw), strconv.Itoa(os.Getpid())+" bolt.test") {
		t.Errorf("got %q, %v", raw, err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("after Close: got %v, want no file", err)
	}
}

// refused asserts the kind and parts of the text.
func refused(t *testing.T, err error, kind fault.Kind, parts ...string) {
	t.Helper()
	if fault.KindOf(err) != kind {
		t.Fatalf("got %v (%s), want %s", err, fault.KindOf(err), kind)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("got %q, want %q in it", err, part)
		}
	}
}
