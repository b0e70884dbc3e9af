package main

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// assassin runs the real program as processes of its own and kills them, without a warning, at random moments.
type assassin struct {
	*testing.T
	*rand.Rand
	dir     string
	begun   bool // there is a ledger
	kills   int  // of processes that left a ledger behind
	doubles int  // of them, those whose predecessor was killed too
}

func newAssassin(t *testing.T, seed uint64) *assassin {
	return &assassin{T: t, Rand: rand.New(rand.NewPCG(seed, 1)), dir: filepath.Join(t.TempDir(), "data")}
}

// deaths is how many deaths a test wants: few each time, and many where HANDOVER_CRASH asks for all.
func deaths(few, all int) int {
	if os.Getenv("HANDOVER_CRASH") != "" {
		return all
	}
	return few
}

// runs runs the program to its end, or kills it after some time; zero lets it live. It reports whether it was killed.
func (a *assassin) runs(life time.Duration, input string, args ...string) (killed bool, code int, out string) {
	a.Helper()
	cmd := exec.Command("handover", append(args, "--data", a.dir)...)
	var both bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &both, &both
	if err := cmd.Start(); err != nil {
		a.Fatal(err)
	}
	if life > 0 {
		defer time.AfterFunc(life, func() { _ = cmd.Process.Kill() }).Stop() // it may have ended by itself
	}
	err := cmd.Wait()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		return failed.ExitCode() < 0, failed.ExitCode(), both.String()
	}
	if err != nil {
		a.Fatal(err)
	}
	return false, 0, both.String()
}

// whole fails the test unless what is in the data directory verifies. Until there is a ledger there may be no data either.
func (a *assassin) whole() {
	a.Helper()
	_, code, out := a.runs(0, "", "verify")
	if code != exitOK && (a.begun || code != exitBadInput) {
		a.Fatalf("after %d kills, exit code %d: %s", a.kills, code, out)
	}
	a.begun = a.begun || code == exitOK && strings.Contains(out, "doncaster: ")
}

// enough fails the test unless somebody was killed twice in a row.
func (a *assassin) enough(kills, doubles int) {
	a.Helper()
	if doubles == 0 {
		a.Errorf("of %d kills none hit twice in a row", kills)
	}
	a.Logf("%d kills, %d of them twice in a row", kills, doubles)
}

// insists repeats a command until it is not killed, which happens so many times in a row at most; after each death what
// is left has to verify. Now and then one dies as soon as it has begun to recover.
func (a *assassin) insists(longest time.Duration, most int, input string, args ...string) (code int, out string) {
	a.Helper()
	for n := 0; ; n++ {
		life := 1 + a.N(longest)
		if a.IntN(4) == 0 {
			life = 1 + a.N(longest/8)
		}
		if n >= most {
			life = 0
		}
		killed, code, out := a.runs(life, input, args...)
		if !killed {
			return code, out
		}
		if a.whole(); a.begun {
			a.kills++
			if n > 0 {
				a.doubles++
			}
		}
	}
}

// N is a random duration below another.
func (a *assassin) N(below time.Duration) time.Duration { return time.Duration(a.Int64N(int64(below))) }

// ledger is the ledger of the sample in a data directory.
func (a *assassin) ledger() string {
	a.Helper()
	_, code, out := a.runs(0, "", "log", "doncaster", "--json")
	if code != exitOK {
		a.Fatal(out)
	}
	return out
}

const sampleFile = "../../events/programmes/doncaster.json"

// TestKilledRehearsal kills a rehearsal again and again and lets it go on: in the end its ledger is that of one which
// nobody disturbed, byte for byte.
func TestKilledRehearsal(t *testing.T) {
	t.Parallel()
	calm := newAssassin(t, 1)
	began := time.Now()
	if _, code, out := calm.runs(0, "", "rehearse", sampleFile, "--quiet"); code != exitOK {
		t.Fatal(out)
	}
	longest := time.Since(began) / 2 // on this machine
	want := calm.ledger()
	kills, doubles := 0, 0
	for seed := uint64(2); kills < deaths(10, 200); seed++ {
		a := newAssassin(t, seed)
		if code, out := a.insists(longest, 20, "", "rehearse", sampleFile, "--quiet", "--resume"); code != exitOK {
			t.Fatal(out)
		}
		a.whole()
		if got := a.ledger(); got != want {
			t.Fatalf("seed %d: after %d kills the ledger is another:\n%s", seed, a.kills, firstDifference(got, want))
		}
		kills, doubles = kills+a.kills, doubles+a.doubles
	}
	calm.enough(kills, doubles)
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return "line " + strconv.Itoa(i+1) + ":\n" + g[i] + "\nundisturbed:\n" + w[i]
		}
	}
	return strconv.Itoa(len(g)) + " lines, undisturbed " + strconv.Itoa(len(w))
}

// step is one command of somebody who plays by hand.
type step struct{ at, as, command, input string }

func (s step) args(n int) []string {
	if s.command == "tick" {
		return []string{"tick", "--now", s.at, "--quiet"}
	}
	list := []string{"do", "doncaster", s.command, "--input", "-", "--as", s.as, "--now", s.at, "--quiet", "--key",
		"step-" + strconv.Itoa(n)}
	if extracts := map[string]string{"children": "header", "episodes": "episodes"}[strings.Split(s.input, `"`)[3]]; s.command ==
		"receive-extract" {
		folder := filepath.Join("..", "..", "events", "extracts", extracts)
		list = append(list, "--file", "source="+folder+"-source.csv", "--file", "target="+folder+"-target.csv")
	}
	return list
}

// byHand is a programme of which every stage waits for the office, up to the checks before the decision.
func byHand() []step {
	const children, episodes = `{"dataset": "children"}`, `{"dataset": "episodes"}`
	served := func(method string) string {
		return `{"addressee": "trust-secretary", "method": "` + method + `", "sent": "2022-04-08T14:00", "reference": "R/1"}`
	}
	trigger := func(at, stage string) step { return step{at, "office-1", "trigger", `{"stage": "` + stage + `"}`} }
	tick := func(at string) step { return step{at: at, command: "tick"} }
	return []step{
		tick("2022-04-08T09:00"), trigger("2022-04-08T14:00", "notice"),
		{"2022-04-08T14:00", "legal", "record-service", served("hand")},
		{"2022-04-08T14:00", "legal", "record-service", served("first-class-post")},
		trigger("2022-04-08T14:00", "consultation"), tick("2022-06-01T09:00"), trigger("2022-06-17T10:00", "migration"),
		{"2022-06-17T10:00", "data-lead", "receive-extract", children},
		{"2022-06-17T10:00", "data-lead", "receive-extract", episodes}, tick("2022-07-20T09:00"),
		{"2022-08-12T10:00", "data-lead", "receive-extract", children},
		{"2022-08-12T10:00", "data-lead", "receive-extract", episodes}, tick("2022-08-20T09:00"),
		trigger("2022-09-15T10:00", "golive"), tick("2022-09-20T09:00"),
		{"2022-09-20T10:00", "sro", "stop", `{"reason": "enough"}`},
	}
}

// plays plays the programme by hand, in processes that may be killed: a command that was is given again.
func (a *assassin) plays(definition string, longest time.Duration, most int) string {
	a.Helper()
	code, out := a.insists(longest, most, "", "start", definition, "--rehearsal", "--now", "2022-03-22T09:00",
		"--quiet")
	if code != exitOK && !strings.Contains(out, "there is a programme of that name already") { // landed before it was killed
		a.Fatal(out)
	}
	for n, s := range byHand() {
		if code, out := a.insists(longest, most, s.input, s.args(n)...); code != exitOK {
			a.Fatalf("%s at %s, after %d kills: %s", s.command, s.at, a.kills, out)
		}
	}
	a.whole()
	return a.ledger()
}

// TestKilledByHand kills the commands of somebody who plays a programme by hand, each of which is given again under its
// key: the ledger is that of one which nobody disturbed.
func TestKilledByHand(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(sampleFile)
	if err != nil {
		t.Fatal(err)
	}
	definition := filepath.Join(t.TempDir(), "manual.json")
	if err := os.WriteFile(definition, bytes.ReplaceAll(raw, []byte(`"automatic"`), []byte(`"manual"`)), 0o600); err != nil {
		t.Fatal(err)
	}
	calm, began := newAssassin(t, 1), time.Now()
	want := calm.plays(definition, time.Second, 0)
	longest := time.Since(began) / time.Duration(len(byHand())) // for one command, on this machine
	if n := strings.Count(want, `"kind": "triggered"`); n != 4 {
		t.Fatalf("%d stages were triggered", n)
	}
	kills, doubles := 0, 0
	for seed := uint64(2); kills < deaths(5, 60); seed++ {
		a := newAssassin(t, seed)
		if got := a.plays(definition, longest, 2); got != want {
			t.Fatalf("seed %d: after %d kills the ledger is another:\n%s", seed, a.kills, firstDifference(got, want))
		}
		kills, doubles = kills+a.kills, doubles+a.doubles
	}
	calm.enough(kills, doubles)
}
