package bolt

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"example.org/handover/internal/fault"
)

// nameFile holds the process id and the program name of the process that writes here. It is a courtesy for the next
// one, written while the lock is held: the lock decides, the file only tells whom to ask.
const nameFile = "handover.pid"

func leaveName(dir string) error {
	path := filepath.Join(dir, nameFile)
	name := fmt.Sprintf("%d %s\n", os.Getpid(), filepath.Base(os.Args[0]))
	if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
		return fault.Wrap(fault.Unavailable, err, "the data directory cannot be written to").At(path, "").
			To("check that you may write there, and that the disk is not full")
	}
	return nil
}

func removeName(dir string) {
	_ = os.Remove(filepath.Join(dir, nameFile)) // a name left behind does no harm: see holder
}

// inUse says who holds the data directory.
func inUse(dir string) error {
	who, ask := "another process", "stop it"
	if pid, command, ok := holder(dir); ok {
		who, ask = fmt.Sprintf("process %d (%s)", pid, command), fmt.Sprintf("stop process %d", pid)
	}
	return fault.New(fault.Unavailable, "the data directory is in use by %s", who).At(dir, "").
		To("%s or use another data directory", ask)
}

// holder returns the process named in the name file, with its command line where the system tells it. A name that a
// crashed process left behind is not believed.
func holder(dir string) (pid int, command string, ok bool) {
	raw, err := os.ReadFile(filepath.Join(dir, nameFile))
	if err != nil {
		return 0, "", false
	}
	number, name, _ := strings.Cut(strings.TrimSpace(string(raw)), " ")
	pid, err = strconv.Atoi(number)
	if err != nil || pid <= 0 || name == "" {
		return 0, "", false
	}
	if _, err := os.Stat("/proc/self/cmdline"); err != nil {
		return pid, shorten(name), true // not Linux: the name has to do
	}
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return 0, "", false // it is gone
	}
	args := strings.Split(strings.TrimRight(string(line), "\x00"), "\x00")
	if filepath.Base(args[0]) != name {
		return 0, "", false // its number was given to another program
	}
	args[0] = name
	return pid, shorten(strings.Join(args, " ")), true
}

// shorten keeps a command line fit for an error message: one short line, nothing that a terminal would act upon.
func shorten(s string) string {
	const most = 60
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
