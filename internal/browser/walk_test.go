//go:build browser

package browser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
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
	token  string
	people []struct {
		ID    string
		Roles []string
	}
	done map[string]bool // commands given by keyboard
	keys int
}

// TestFromUploadToClosure walks through all stages by keyboard alone, with and without script.
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
			for _, command := range []string{"record-service", "record-representation", "answer-representation",
				"receive-extract", "sign-run",
				"submit-evidence", "accept-check", "report-obligation", "vote", "record-review"} {
				if !w.done[command] {
					t.Errorf("%s was never given by keyboard", command)
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
	raw, err := os.ReadFile(filepath.Join(samples, "programmes", "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		People []struct {
			ID    string
			Roles []string
		}
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	w.people = d.People
	return w
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
	file, err := filepath.Abs(filepath.Join(samples, "programmes", "doncaster.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	w.do(chromedp.SetUploadFiles("#definition", []string{file}))
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

// give meets a need: by keyboard if it is the first of its sort.
func (w *walker) give(n need) {
	w.t.Helper()
	people := w.holders(n)
	if !w.done[n.Command] && n.Command != "trigger" {
		w.types(n, people[len(people)-1])
		return
	}
	for _, person := range slices.Backward(people) {
		raw, err := json.Marshal(w.input(n, person))
		if err != nil {
			w.t.Fatal(err)
		}
		if w.api(http.MethodPost, "/api/programmes/doncaster/commands/"+n.Command, person, raw, nil) == http.StatusOK {
			return
		}
	}
	w.t.Fatalf("nobody of %v may %s %s", people, n.Command, n.Subject)
}

// holders are the people who can meet a need.
func (w *walker) holders(n need) []string {
	if n.Person != "" {
		return []string{n.Person}
	}
	var ids []string
	for _, p := range w.people {
		if slices.Contains(p.Roles, n.Role) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// input completes what a need knows with what a person would add.
func (w *walker) input(n need, person string) map[string]any {
	w.t.Helper()
	in := map[string]any{}
	for name, value := range n.Input {
		in[name] = value
	}
	for name, value := range w.answers(n) {
		in[name] = value
	}
	if n.Command == "receive-extract" {
		for field, file := range w.extracts(n) {
			raw, err := os.ReadFile(file)
			if err != nil {
				w.t.Fatal(err)
			}
			var ref map[string]any
			w.api(http.MethodPut, "/api/programmes/doncaster/files/extracts/"+filepath.Base(file), person, raw, &ref)
			in[field] = ref
		}
	}
	return in
}

// answers are what a person adds to a command.
func (w *walker) answers(n need) map[string]string {
	reference := "EDRMS/" + n.Subject
	switch n.Command {
	case "record-service":
		return map[string]string{"sent": w.today(), "reference": reference}
	case "record-review", "report-obligation":
		return map[string]string{"reference": reference}
	case "record-representation":
		return map[string]string{"id": "union-3", "reference": reference}
	case "answer-representation":
		return map[string]string{"reply": reference}
	case "submit-evidence":
		return map[string]string{"evidence": reference}
	case "vote":
		return map[string]string{"outcome": "go"}
	}
	return nil
}

func (w *walker) extracts(n need) map[string]string {
	name := map[string]string{"children": "header", "episodes": "episodes"}[n.Subject]
	return map[string]string{"source": filepath.Join(samples, "extracts", name+"-source.csv"),
		"target": filepath.Join(samples, "extracts", name+"-target.csv")}
}

// types gives a command as a person, by keyboard.
func (w *walker) types(n need, person string) {
	w.t.Helper()
	w.done[n.Command] = true
	w.visit("/programmes/doncaster")
	w.reach(`a[href$="/person"]`)
	w.follow()
	w.choose("person", person)
	w.reach("main button")
	w.follow()
	link := fmt.Sprintf(`main a[href$="/do/%s?subject=%s"]`, n.Command, url.QueryEscape(n.Subject))
	if n.Command == "record-representation" {
		w.reach("main summary") // what may be done beyond what must is folded up
		w.press(" ")
	}
	w.reach(link)
	w.follow()
	if w.has(`button[value="check"]`) {
		w.answer(n)
		w.reach(`button[value="check"]`)
		w.follow()
	}
	if !w.has(`button[value="confirm"]`) {
		w.t.Fatalf("%s: %s", n.Command, ask(w.tab, chromedp.TextContent("main")))
	}
	w.reach(`button[value="confirm"]`)
	w.follow()
	if !w.has(".success") {
		w.t.Fatalf("%s: %s", n.Command, ask(w.tab, chromedp.TextContent("main")))
	}
}

// answer fills in a form in the order of its fields.
func (w *walker) answer(n need) {
	w.t.Helper()
	if n.Command == "receive-extract" {
		for field, file := range w.extracts(n) {
			path, err := filepath.Abs(file)
			if err != nil {
				w.t.Fatal(err)
			}
			w.do(chromedp.SetUploadFiles("#"+field, []string{path}))
		}
		return
	}
	answers := w.answers(n)
	for _, name := range []string{"sent", "id", "outcome", "reference", "reply", "evidence"} {
		value, asked := answers[name]
		switch {
		case !asked:
		case name == "sent":
			w.fillDate(name, value)
		default:
			w.fill(name, value)
		}
	}
}
