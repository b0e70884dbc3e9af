//go:build browser

package browser

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"github.com/chromedp/chromedp"
)

// give meets a need: by keyboard if it is the first of its sort.
func (w *walker) give(n need) {
	w.t.Helper()
	people := w.holders(n)
	if !w.done[n.sort()] {
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
	w.done[n.sort()] = true
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
