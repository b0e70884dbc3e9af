package bolt_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"example.org/handover/internal/bolt"
)

// The test program plays the other process, too: with this variable set it holds or writes to a data directory.
const childVariable = "HANDOVER_TEST_CHILD"

func TestMain(m *testing.M) {
	run := m.Run
	switch os.Getenv(childVariable) {
	case "hold":
		run = func() int { return child(hold) }
	case "write":
		run = func() int { return child(writeOn) }
	}
	os.Exit(run())
}

// child opens the data directory named in the last argument, and reports on standard output.
func child(work func(s *bolt.Store) error) int {
	s, err := bolt.Open(os.Args[len(os.Args)-1], bolt.Options{Create: true})
	if err == nil {
		err = work(s)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// hold keeps the directory until standard input ends.
func hold(s *bolt.Store) error {
	fmt.Println("holding")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	return s.Close()
}

// writeOn commits until it is killed, and says after each commit how far the ledger is.
func writeOn(s *bolt.Store) error {
	seq := 0
	if snapshot, err := s.Load(context.Background(), "a"); err == nil {
		seq = snapshot.Seq
	}
	for {
		if err := s.Commit(context.Background(), full("a", seq)); err != nil {
			return err
		}
		seq += perCommit
		fmt.Println(seq)
	}
}

// other is another process at work on a data directory.
type other struct {
	cmd    *exec.Cmd
	stdin  io.Closer
	stdout *bufio.Scanner
}

func startOther(t *testing.T, work, dir string) *other {
	t.Helper()
	cmd := exec.Command(os.Args[0], "serve", "--data", dir)
	cmd.Env = append(os.Environ(), childVariable+"="+work)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // in case the test failed before it ended the process itself
	return &other{cmd, in, bufio.NewScanner(out)}
}

// says waits for the next line.
func (o *other) says(t *testing.T) string {
	t.Helper()
	if !o.stdout.Scan() {
		t.Fatal("the other process ended before it said anything")
	}
	return o.stdout.Text()
}
