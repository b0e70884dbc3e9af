package web_test

import (
	"bytes"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.org/handover/internal/handover"
)

const do = "/programmes/doncaster/do/"

// TestEveryCommandHasAForm asks for the form of every command, as somebody who may give it.
func TestEveryCommandHasAForm(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	for _, spec := range handover.Commands() {
		person := ""
		p, err := h.app.Office.Peek(t.Context(), "doncaster")
		if err != nil {
			t.Fatal(err)
		}
		for _, role := range spec.Roles {
			if holders := p.Definition.Holders(role); len(holders) > 0 {
				person = holders[0].ID
			}
		}
		now := slices.ContainsFunc(p.Acts(), func(n handover.Need) bool { return n.Command == spec.Name })
		status, _, page := h.browser(person).get(do + spec.Name)
		if !now {
			if status != http.StatusConflict || !strings.Contains(page, "There is nothing to do here now") {
				t.Errorf("%s, which cannot be given now: %d %s", spec.Name, status, core(page))
			}
			continue
		}
		if status != http.StatusOK && status != http.StatusConflict || strings.Contains(page, "may do this.") ||
			!strings.Contains(page, "<h1>") || !strings.Contains(page, `name="secret"`) {
			t.Errorf("%s as %s: %d %s", spec.Name, person, status, core(page))
		}
		if strings.Contains(page, "<label></label>") || strings.Contains(page, "<legend></legend>") {
			t.Errorf("%s: a field has no label", spec.Name)
		}
	}
}

// TestActing gives commands through their forms: with a last look, once, and only by whoever may.
func TestActing(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	h.does("payroll", "submit-evidence", `{"check": "PAY-1", "evidence": "EDRMS/payroll"}`)
	hr, office := h.browser("hr"), h.browser("office-2")

	to := hr.acts(do+"record-representation?subject=unions", url.Values{"id": {"union-3"},
		"reference": {"EDRMS/\r\n union-3"}})
	if !strings.HasPrefix(to, "/programmes/doncaster/consultation?recorded=") {
		t.Errorf("it leads to %s", to)
	}
	page := hr.page(to)
	if !strings.Contains(page, "Recorded up to <a") || !strings.Contains(page, "EDRMS/ union-3") {
		t.Error("the page does not say that it was recorded")
	}
	hr.acts(do+"answer-representation?subject=unions%2Funion-3", url.Values{"reply": {"EDRMS/reply"}})
	hr.acts(do+"extend-window?subject=staff", url.Values{"reason": {"asked for"}, "closes-day": {"28"},
		"closes-month": {"9"},
		"closes-year":  {"2022"}})
	office.acts(do+"accept-check?subject=PAY-1", nil)
	if page := office.page("/programmes/doncaster/consultation"); !strings.Contains(page, "EDRMS/reply") ||
		!strings.Contains(page, "Wednesday 28 September 2022") {
		t.Error("what was done is not shown")
	}
	sro, deputy := h.browser("sro"), h.browser("deputy")
	sro.acts(do+"vote?subject=decision%2Fsro", url.Values{"outcome": {"go"}})
	path := do + "vote?subject=decision%2Fdeputy"
	given := hiddenOf(deputy.page(path))
	given.Set("outcome", "go")
	look := deputy.send(path, given, http.StatusOK)
	for _, want := range []string{"Decided: GO", "What will be recorded",
		"Programme office, Senior responsible owner: [doncaster] Outcome of the decision: go"} {
		if !strings.Contains(look, want) {
			t.Errorf("the last look lacks %q: %s", want, core(look))
		}
	}
	confirmed := hiddenOf(look)
	confirmed.Set("step", "confirm")
	first := deputy.send(path, confirmed, http.StatusSeeOther)
	p, _ := h.app.Office.Peek(t.Context(), "doncaster")
	if p.Decision.Outcome != handover.Go || !strings.HasPrefix(first, "/programmes/doncaster/decision?recorded=") {
		t.Errorf("decided %q, leads to %s", p.Decision.Outcome, first)
	}
}

// TestSendingTwiceActsOnce holds that a form sent again changes nothing.
func TestSendingTwiceActsOnce(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-06-01", "")
	b, path := h.browser("hr"), do+"record-representation?subject=unions"
	given := hiddenOf(b.page(path))
	given.Set("id", "union-1")
	given.Set("reference", "EDRMS/1")
	confirmed := hiddenOf(b.send(path, given, http.StatusOK))
	confirmed.Set("step", "confirm")
	b.send(path, confirmed, http.StatusSeeOther)
	before, _ := h.app.Office.Peek(t.Context(), "doncaster")
	b.send(path, confirmed, http.StatusSeeOther)
	if after, _ := h.app.Office.Peek(t.Context(), "doncaster"); after.Seq != before.Seq {
		t.Errorf("the ledger moved from %d to %d", before.Seq, after.Seq)
	}
}

// TestConfirmingTwice holds that whoever confirms a second time is answered as the first time, though there is nothing to do
// any more; that another command under the key is refused, and so is another person.
func TestConfirmingTwice(t *testing.T) {
	for path, c := range map[string]struct {
		person, other string
		answers       url.Values
		field         string // that makes it another command
	}{
		"stop": {"sro", "deputy", url.Values{"reason": {"no money"}}, "reason"},
		"answer-representation?subject=unions%2Funion-3": {"hr", "office-1", url.Values{"reply": {"EDRMS/reply"}}, "reply"},
		"answer-representation":                          {"hr", "office-1", url.Values{"reply": {"EDRMS/reply"}}, "reply"},
		"accept-check?subject=PAY-1":                     {"office-1", "office-2", nil, ""},
		"extend-window?subject=staff": {"hr", "office-1", url.Values{"reason": {"asked for"}, "closes-day": {"28"},
			"closes-month": {"9"}, "closes-year": {"2022"}}, "reason"},
	} {
		t.Run(path, func(t *testing.T) {
			h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
			h.does("hr", "record-representation", `{"window": "unions", "id": "union-3", "reference": "E"}`)
			h.does("payroll", "submit-evidence", `{"check": "PAY-1", "evidence": "E"}`)
			b := h.browser(c.person)
			page := b.page(do + path)
			if !strings.Contains(page, "Confirm and record") {
				given := hiddenOf(page)
				maps.Copy(given, c.answers)
				page = b.send(do+path, given, http.StatusOK)
			}
			confirmed := hiddenOf(page)
			confirmed.Set("step", "confirm")
			first := b.send(do+path, confirmed, http.StatusSeeOther)
			before, _ := h.app.Office.Peek(t.Context(), "doncaster")
			if again := b.send(do+path, confirmed, http.StatusSeeOther); again != first {
				t.Errorf("the first time it leads to %s, then to %s", first, again)
			}
			if after, _ := h.app.Office.Peek(t.Context(), "doncaster"); after.Seq != before.Seq {
				t.Errorf("the ledger moved from %d to %d", before.Seq, after.Seq)
			}
			other := h.browser(c.other)
			theirs := maps.Clone(confirmed)
			theirs.Set("secret", field(other.page("/session"), "secret"))
			if page := other.send(do+path, theirs, http.StatusConflict); !strings.Contains(page, "used for another command") &&
				!strings.Contains(page, "who may not do this") {
				t.Errorf("somebody else: %s", core(page))
			}
			if c.field != "" {
				confirmed.Set(c.field, "another")
				b.send(do+path, confirmed, http.StatusConflict)
			}
		})
	}
}

// TestConfirmingTwiceAtOnce sends a form twice at the same moment, as a double click does.
func TestConfirmingTwiceAtOnce(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	b, path := h.browser("sro"), do+"stop"
	given := hiddenOf(b.page(path))
	given.Set("reason", "no money")
	confirmed := hiddenOf(b.send(path, given, http.StatusOK))
	confirmed.Set("step", "confirm")
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if r := b.post(path, confirmed); r.StatusCode != http.StatusSeeOther {
				t.Errorf("%d: %s", r.StatusCode, core(text(t, r)))
			}
		})
	}
	both.Wait()
}

// TestAnotherLook holds that nobody confirms what has become something else meanwhile.
func TestAnotherLook(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	h.browser("sro").acts(do+"vote?subject=decision%2Fsro", url.Values{"outcome": {"defer"}, "reason": {"late"},
		"until-day":   {"30"},
		"until-month": {"11"}, "until-year": {"2022"}, "until-time": {"00:01"}})
	b, path := h.browser("deputy"), do+"vote?subject=decision%2Fdeputy"
	given := hiddenOf(b.page(path))
	given.Set("outcome", "go")
	confirmed := hiddenOf(b.send(path, given, http.StatusOK))
	confirmed.Set("step", "confirm")
	h.does("sro", "vote", `{"phase": "decision", "outcome": "go", "digest": "`+given.Get("digest")+digest(t, h)+`"}`)
	page := b.send(path, confirmed, http.StatusOK)
	if !strings.Contains(page, "Something happened since you looked.") || !strings.Contains(page, "Decided: GO") {
		t.Error("the form was confirmed unseen")
	}
	if p, _ := h.app.Office.Peek(t.Context(), "doncaster"); p.Decision.Outcome != "" {
		t.Error("it was decided")
	}
}

func digest(t *testing.T, h *house) string {
	t.Helper()
	p, err := h.app.Office.Peek(t.Context(), "doncaster")
	if err != nil {
		t.Fatal(err)
	}
	return p.Decision.Digest
}

// TestMistakesInForms holds that what is wrong is said on top of the page and at the field.
func TestMistakesInForms(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	window := do + "extend-window?subject=unions"
	for _, c := range []struct {
		name, person, path string
		given              url.Values
		status             int
		says               []string
	}{
		{"nothing", "hr", window, nil, 400, []string{"There is a problem",
			`href="#closes-day">Enter the new last day of the window`,
			`href="#reason">Enter the reason`, "<title>Error: "}},
		{"no date", "hr", window, url.Values{"reason": {"r"}, "closes-day": {"31"}, "closes-month": {"9"},
			"closes-year": {"2022"}}, 400,
			[]string{"The new last day of the window must be a real date", `value="31"`}},
		{"a word for a day", "hr", window, url.Values{"reason": {"r"}, "closes-day": {"x"}, "closes-month": {"9"},
			"closes-year": {"2022"}}, 400,
			[]string{"must be a real date"}},
		{"after the transfer", "hr", window, url.Values{"reason": {"r"}, "closes-day": {"1"}, "closes-month": {"10"},
			"closes-year": {"2022"}}, 409,
			[]string{`href="#closes-day">The window would close after the transfer on Friday 30 September 2022; put`,
				`aria-describedby="closes-hint closes-error"`}},
		{"an id that is none", "hr", do + "record-representation?subject=unions", url.Values{"id": {"Union 3"},
			"reference": {"E"}}, 400,
			[]string{`href="#id">The short name of the representation: `, `aria-describedby="id-hint id-error"`}},
		{"no such hour", "sro", do + "vote?subject=decision%2Fsro", url.Values{"outcome": {"defer"}, "reason": {"r"},
			"until-day":   {"30"},
			"until-month": {"10"}, "until-year": {"2022"}, "until-time": {"25:00"}}, 400,
			[]string{"must have a time that exists in London"}},
		{"an hour that comes twice", "sro", do + "vote?subject=decision%2Fsro", url.Values{"outcome": {"defer"},
			"reason": {"r"}, "until-day": {"30"},
			"until-month": {"10"}, "until-year": {"2022"}, "until-time": {"01:30"}}, 400,
			[]string{"must have a time that exists in London"}},
		{"defer without a date", "sro", do + "vote?subject=decision%2Fsro", url.Values{"outcome": {"defer"}}, 400,
			[]string{"Enter the new date and time of the transfer", "Enter the reason for your vote"}},
		{"an entry that is no number", "office-1", do + "correct", url.Values{"entry": {"first"}, "reason": {"r"}}, 400,
			[]string{"must be a whole number"}},
		{"an object that is none", "office-1", do + "amend", url.Values{"definition": {"{"}, "reason": {"r"}}, 400,
			[]string{"must be a JSON object"}},
		{"somebody else's", "hr", do + "stop", url.Values{"reason": {"r"}}, 403,
			[]string{"You act as hr, who may not do this."}},
		{"done already", "office-1", do + "accept-check?subject=GOV-1", nil, 409,
			[]string{"There is nothing to do here now"}},
		{"an unknown command", "hr", do + "sing", nil, 404, []string{"There is no command of that name"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := h.browser(c.person)
			given := url.Values{"secret": {field(b.page("/session"), "secret")}}
			for name, values := range c.given {
				given[name] = values
			}
			page := b.send(c.path, given, c.status)
			for _, want := range c.says {
				if !strings.Contains(page, want) {
					t.Errorf("the page lacks %q: %s", want, core(page))
				}
			}
		})
	}
}

// TestHandingInExtracts uploads both extracts of a live run, and one that cannot be compared.
func TestHandingInExtracts(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-06-16", "")
	b, path := h.browser("data-lead"), do+"receive-extract?subject=children"
	upload := func(source, target string, want int) string {
		t.Helper()
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		for name, values := range hiddenOf(b.page(path)) {
			_ = w.WriteField(name, values[0])
		}
		for field, name := range map[string]string{"source": source, "target": target} {
			part, err := w.CreateFormFile(field, `C:\extracts\..\`+name)
			if err != nil {
				t.Fatal(err)
			}
			raw, err := os.ReadFile("../../events/extracts/" + name)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = part.Write(raw)
		}
		_ = w.Close()
		r := b.ask(http.MethodPost, path, http.Header{"Cookie": {b.cookie}, "Content-Type": {w.FormDataContentType()}}, &body)
		page := text(t, r)
		if r.StatusCode != want {
			t.Fatalf("%d: %s", r.StatusCode, page)
		}
		return page
	}
	if page := upload("header-source.csv", "episodes-no-key.csv", http.StatusBadRequest); !strings.Contains(page,
		"There is a problem") {
		t.Error("an extract without its key was taken")
	}
	page := upload("header-source.csv", "header-target.csv", http.StatusOK)
	if !strings.Contains(page, "header-source.csv") || !strings.Contains(page,
		"Extracts received for dry run 1: ") {
		t.Errorf("the last look is %s", page)
	}
	confirmed := hiddenOf(page)
	confirmed.Set("step", "confirm")
	to := b.send(path, confirmed, http.StatusSeeOther)
	if page := b.page(to); !strings.Contains(page, "203 of 203 rows match") {
		t.Error("the run was not reconciled")
	}
}

// TestManyAtOnce has several people act and read at once: each act is recorded once, and nobody waits for ever.
func TestManyAtOnce(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-06-01", "")
	var browsers []*browser
	for range 6 {
		browsers = append(browsers, h.browser("hr"))
	}
	var all sync.WaitGroup
	for i, b := range browsers {
		all.Go(func() {
			for n := range 4 {
				id := fmt.Sprintf("u-%d-%d", i, n)
				if status, _, body := h.program(http.MethodPost, of+"/commands/record-representation",
					`{"window":"unions","id":"`+id+`","reference":"E"}`, "Handover-Person", "hr", "Idempotency-Key", id,
					"Content-Type", "application/json"); status != http.StatusOK {
					t.Errorf("%s: %d %s", id, status, body)
				}
				if status, _, page := b.get("/programmes/doncaster/consultation"); status != http.StatusOK ||
					!strings.Contains(page, id) {
					t.Errorf("%s is not shown: %d", id, status)
				}
			}
		})
	}
	all.Wait()
	p, err := h.app.Office.Peek(t.Context(), "doncaster")
	if err != nil || len(p.Windows[1].Representations) != 24 {
		t.Errorf("%d representations, %v", len(p.Windows[1].Representations), err)
	}
}
