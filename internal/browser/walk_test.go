//go:build browser

package browser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

const samples = "../../events"

// need is something that a person must do, as the API tells it.
type need struct {
	Command, Subject, Role, Person, Due string
	Input                               map[string]any
}

// walker takes a programme from its upload to its closure: each sort of act once by keyboard, and again through the API
// whenever it comes up.
type walker struct {
	*tab
	token      string
	people     []person
	definition string          // the file that is uploaded
	done       map[string]bool // sorts of acts given by keyboard
	keys       int
}

// stages are those of a programme. The programme office begins each of them by keyboard.
var stages = []string{"notice", "consultation", "migration", "golive", "transfer", "ringfence"}

// sort is the sort of act that meets a need. To begin one stage is not to begin another.
func (n need) sort() string {
	if n.Command == "trigger" {
		return n.Command + " " + n.Subject
	}
	return n.Command
}

// TestFromUploadToClosure walks through all stages by keyboard alone, with and without script. No stage begins by itself:
// the programme office triggers each one.
func TestFromUploadToClosure(t *testing.T) {
	for _, script := range []bool{true, false} {
		t.Run(fmt.Sprintf("script %v", script), func(t *testing.T) {
			w := newWalker(t, script)
			w.upload()
			for w.status() == "running" {
				w.step()
			}
			if got := w.status(); got != "closed" {
				t.Errorf("the programme is %s", got)
			}
			acts := []string{"record-service", "record-representation", "answer-representation", "receive-extract", "sign-run",
				"submit-evidence", "accept-check", "report-obligation", "vote", "record-review"}
			for _, stage := range stages {
				acts = append(acts, "trigger "+stage)
			}
			for _, act := range acts {
				if !w.done[act] {
					t.Errorf("%s was never given by keyboard", act)
				}
			}
			w.visit("/programmes/doncaster")
			if page := ask(w.tab, chromedp.TextContent("main")); !strings.Contains(page, "Closed") {
				t.Errorf("the page says %s", page)
			}
		})
	}
}

func newWalker(t *testing.T, script bool) *walker {
	t.Helper()
	file := filepath.Join(t.TempDir(), "token")
	w := &walker{tab: opened(t, script, "--demo", "--day", "2022-03-22", "--token-file", file), done: map[string]bool{}}
	token, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	w.token = strings.TrimSpace(string(token))
	w.definition = filepath.Join(t.TempDir(), "manual.json")
	w.people = manual(t, w.definition)
	return w
}

// person is somebody of the definition.
type person struct {
	ID    string
	Roles []string
}

// manual writes the sample with every stage waiting for the programme office, and returns its people.
func manual(t *testing.T, file string) []person {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(samples, "programmes", "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	raw = bytes.ReplaceAll(raw, []byte(`"automatic"`), []byte(`"manual"`))
	var d struct {
		People []person
		Stages map[string]string
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	for _, stage := range stages {
		if d.Stages[stage] != "manual" {
			t.Fatalf("the stage %s is %q, not manual", stage, d.Stages[stage])
		}
	}
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return d.People
}

// api asks the API and decodes what it says.
func (w *walker) api(method, path, person string, body []byte, into any) int {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w, method, w.origin+path, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	w.keys++
	r.Header.Set("Authorization", "Bearer "+w.token)
	r.Header.Set("Handover-Person", person)
	r.Header.Set("Idempotency-Key", fmt.Sprint("walk-", w.keys))
	r.Header.Set("Content-Type", "application/json")
	if method == http.MethodPut {
		r.Header.Set("Content-Type", "application/octet-stream")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if into != nil {
		if err := json.Unmarshal(raw, into); err != nil {
			w.t.Fatalf("%s: %s", path, raw)
		}
	}
	return answer.StatusCode
}

func (w *walker) status() string {
	w.t.Helper()
	var v struct{ Status string }
	w.api(http.MethodGet, "/api/programmes/doncaster/status", "", nil, &v)
	return v.Status
}

func (w *walker) today() string {
	w.t.Helper()
	var v struct{ AsOf time.Time }
	w.api(http.MethodGet, "/api/programmes/doncaster/status", "", nil, &v)
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		w.t.Fatal(err)
	}
	return v.AsOf.In(london).Format("2006-01-02T15:04")
}

// upload starts the programme. Choosing a file is the machine's own dialogue, which no page opens.
func (w *walker) upload() {
	w.t.Helper()
	w.reach(`a[href="/start"]`)
	w.follow()
	w.do(chromedp.SetUploadFiles("#definition", []string{w.definition}))
	w.reach("main button")
	w.follow()
	w.choose("person", "office-2")
	w.reach("main button")
	w.follow()
	if !w.has(".success") {
		w.t.Fatalf("%s: the programme was not started", w.address())
	}
}

// step does what is due, or lets time pass until something is.
func (w *walker) step() {
	w.t.Helper()
	var needs []need
	w.api(http.MethodGet, "/api/programmes/doncaster/needs", "", nil, &needs)
	today, next := w.today()[:10], ""
	acted := false
	for _, n := range needs {
		if n.Due > today {
			if next == "" || n.Due < next {
				next = n.Due
			}
			continue
		}
		w.give(n)
		acted = true
		if n.Command == "vote" || n.Command == "accept-check" {
			return // what else there is to do may be otherwise now
		}
	}
	if !w.done["record-representation"] && today > "2022-05-01" {
		w.types(need{Command: "record-representation", Subject: "unions", Role: "hr-lead"}, "hr")
		return
	}
	if !acted {
		w.wait(next)
	}
}

// wait lets time pass: until a day, or until something comes due by itself.
func (w *walker) wait(day string) {
	w.t.Helper()
	w.visit("/clock")
	if day == "" || !w.done["waited"] {
		w.done["waited"] = true
		w.reach("main form:first-of-type button")
		w.follow()
		return
	}
	w.fillDate("until", day)
	w.reach("main form:last-of-type button")
	w.follow()
	if w.has(".errors") {
		w.t.Fatalf("%s: time does not pass until %s", w.address(), day)
	}
}
