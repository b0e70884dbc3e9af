package web_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

const escaped = "Doncaster &lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;"

// inline is what a strict policy would not let a page do.
var inline = regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+=|javascript:|https?://`)

// TestPages reads every page in a programme two weeks before its transfer.
func TestPages(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	h.does("hr", "record-representation", `{"window": "unions", "id": "union-3", "reference": "EDRMS/union-3"}`)
	h.does("payroll", "submit-evidence", `{"check": "PAY-1", "evidence": "EDRMS/payroll"}`)
	b := h.browser("office-1")
	for _, c := range []struct {
		path string
		has  []string
	}{
		{"/", []string{escaped, "▲</span> Red", "Thu 15 Sep 2022: PAY-1: Two parallel payroll runs", "Overdue",
			"Judge the evidence of PAY-1",
			"Fri 30 Sep 2022, 00:01"}},
		{"", []string{escaped, "1 overdue item in the way", "Friday 30 September 2022 at 00:01",
			"79 days between the end of the notice",
			"G-02: Go or no-go decided by the quorum", "Why that date",
			"PAY-1: Two parallel payroll runs within tolerance (evidence submitted)",
			"Consultation of Staff of the Trust (not closed)", "<svg ",
			"Under way",
			"do/accept-check?subject=PAY-1"}},
		{"/notice", []string{"The Company Secretary", "First class post", "Tuesday 12 April 2022", "Tuesday 12 July 2022",
			"/documents/", "Notice to The Company Secretary"}},
		{"/consultation", []string{"Recognised trade unions", "union-3", "EDRMS/union-3", "Answer representation"}},
		{"/migration", []string{"Dry run 2", "203 of 203 rows match", "Signed by data-owner", "<svg "}},
		{"/checks", []string{"PAY-1: Two parallel payroll runs within tolerance", "Evidence submitted", "Accept check",
			"The system proves it"}},
		{"/checks?owner=hr-lead&status=accepted", []string{"PEO-1"}},
		{"/checks?owner=nobody", []string{"No check is like that"}},
		{"/decision", []string{"Up for decision", "2 distinct approvers", "Until the instant of transfer",
			"sro (Senior responsible owner, Approver)<br>",
			"PAY-1"}},
		{"/ledger", []string{"Evidence of check PAY-1 submitted", "Page 1 of", "Verify the ledger"}},
		{"/ledger?page=2", []string{"Page 2 of"}},
		{"/ledger/verification", []string{"Intact", "The entries are numbered from 1 without gaps"}},
		{"/work", []string{"Judge the evidence of PAY-1", "The handover waits for it", "Overdue"}},
		{"/do", []string{"Submit evidence", "Senior responsible owner"}},
		{"?as-of-day=1&as-of-month=6&as-of-year=2022", []string{"You are looking at the past", "Wednesday 1 June 2022",
			`/checks?as-of=2022-06-01"`}},
		{"?as-of=2022-06-01", []string{"You are looking at the past", "Wednesday 1 June 2022", "Data migration"}},
		{"/checks?as-of=2022-04-08", []string{"Not started"}},
	} {
		t.Run(c.path, func(t *testing.T) {
			path := c.path
			if path != "/" {
				path = "/programmes/doncaster" + path
			}
			page := b.page(path)
			for _, want := range c.has {
				if !strings.Contains(page, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			if found := inline.FindString(page); found != "" {
				t.Errorf("the page has %q", found)
			}
			if len(page) > 100<<10 {
				t.Errorf("the page has %d bytes", len(page))
			}
			if strings.Count(page, "<html lang=") != 1 || !strings.HasSuffix(strings.TrimSpace(page), "</html>") ||
				strings.Contains(page, "<no value>") {
				t.Error("the page is not complete")
			}
		})
	}
}

// TestWhatIsDueStandsFirst holds that the checks which are met come last, and what has to be met soonest comes first.
func TestWhatIsDueStandsFirst(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	page := h.browser("office-1").page("/programmes/doncaster/checks")
	last := 0
	for _, check := range []string{"ICT-1: ", "FIN-3: ", "GOV-6: ", "GOV-1: "} { // 29 September, 28 October, no day, met
		at := strings.Index(page, `<th scope="row">`+check)
		if at <= last {
			t.Errorf("%s stands at %d, after %d", check, at, last)
		}
		last = at
	}
}

// TestOtherEyes holds that what somebody may do follows who looks.
func TestOtherEyes(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	page := h.browser("sro").page("/programmes/doncaster/decision")
	if !strings.Contains(page, "do/vote?subject=decision%2Fsro") || !strings.Contains(page, "do/stop") {
		t.Error("the senior responsible owner finds no vote")
	}
	page = h.browser("hr").page("/programmes/doncaster/decision")
	if strings.Contains(page, "do/vote") || strings.Contains(page, "do/stop") {
		t.Error("the HR lead finds a vote")
	}
	if page := h.browser("sro").page("/programmes/doncaster?as-of=2022-06-01"); strings.Contains(page, "/do/vote") {
		t.Error("somebody can act in the past")
	}
	h = newHouse(t, true, "2022-03-22")
	if page := h.browser("").page("/"); !strings.Contains(page, "No programme has been started yet.") {
		t.Error("an empty portfolio does not say so")
	}
	if page := h.browser("").page("/work"); !strings.Contains(page, "No programme is under way.") {
		t.Error("there is work without a programme")
	}
}

// TestNoCanBeSaidWhileGoCannot holds that the decision room, the work list and the mail agree: while a blocking check is
// open, approvers find a vote to defer or to stop, over the evidence that is up, and no go to choose.
func TestNoCanBeSaidWhileGoCannot(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	h.does("payroll", "submit-evidence", `{"check": "PAY-1", "evidence": "EDRMS/payroll"}`)
	const why = "go is not possible until PAY-1 is met"
	sro := h.browser("sro")
	const link = "do/vote?subject=decision%2Fsro"
	if page := sro.page("/programmes/doncaster/decision"); !strings.Contains(page, "Up for decision; "+why) ||
		!strings.Contains(page, link) {
		t.Errorf("the room has no vote: %s", core(page))
	}
	for _, path := range []string{"/programmes/doncaster/work", "/work"} {
		if page := sro.page(path); !strings.Contains(page, "Vote to defer or to stop: "+why) || !strings.Contains(page, link) ||
			strings.Contains(page, "Nothing waits") {
			t.Errorf("%s has no vote: %s", path, core(page))
		}
	}
	for _, path := range []string{do + "vote", "/programmes/doncaster/" + link} {
		form := sro.page(path)
		if strings.Contains(form, `value="go"`) || !strings.Contains(form, `value="defer"`) ||
			!strings.Contains(form, `value="stop"`) ||
			!strings.Contains(form, "Go is not possible until PAY-1 is met.") || strings.Contains(form, `name="digest"`) ||
			strings.Contains(form, `name="phase"`) {
			t.Errorf("%s asks %s", path, core(form))
		}
	}
	to := sro.acts("/programmes/doncaster/"+link, url.Values{"outcome": {"defer"}, "reason": {"late"}, "until-day": {"30"},
		"until-month": {"11"}, "until-year": {"2022"}, "until-time": {"00:01"}})
	if page := sro.page(to); !strings.Contains(page, "sro: <strong>defer</strong>") {
		t.Errorf("the vote is not shown: %s", core(page))
	}
	page := h.browser("hr").page("/programmes/doncaster/decision")
	if strings.Contains(page, "do/vote") || !strings.Contains(page, "Approvers alone vote") ||
		!strings.Contains(page, "until Wednesday 30 November 2022 at 00:01") {
		t.Errorf("the HR lead sees %s", core(page))
	}
}

// TestManyChecksAreOneObstacle holds that a new programme does not list each of its checks among what is in the way.
func TestManyChecksAreOneObstacle(t *testing.T) {
	page := newHouse(t, true, "2022-03-22").started().browser("").page("/programmes/doncaster")
	_, way, _ := strings.Cut(page, "What stands in the way of the transfer")
	way, _, _ = strings.Cut(way, "Next deadlines</h2>")
	if n := strings.Count(way, `/programmes/doncaster/checks"`); n != 1 || !regexp.MustCompile(
		`checks">\d\d checks are not met</a><details>`).MatchString(way) {
		t.Errorf("the checks stand there %d times: %s", n, way)
	}
}

// TestARehearsalOfOthers shows a rehearsal in an office of real life: it says what it is, and nobody acts in it.
func TestARehearsalOfOthers(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-04-20", "")
	live := newHouse(t, false, "2026-01-05")
	live.app.Office.Store = h.store
	page := live.browser("").page("/programmes/doncaster")
	if !strings.Contains(page, "REHEARSAL</strong> Nothing here is real, and nothing was sent.") ||
		strings.Contains(page, "/do/trigger") {
		t.Error("the rehearsal is shown as real")
	}
	if status, _, page := live.browser("").get("/programmes/doncaster/do/stop"); status != http.StatusConflict {
		t.Errorf("a command in a rehearsal of others: %d %s", status, page)
	}
	raw, err := os.ReadFile(filepath.Join(samples, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	if status, _, body := live.program(http.MethodPost, "/api/programmes", string(raw), "Handover-Person",
		"office-1"); status != http.StatusConflict ||
		!strings.Contains(body, "kept apart") {
		t.Errorf("starting for real beside it: %d %s", status, body)
	}
}

// TestPollingIsCheap holds that a page asked again costs one look at the ledger and no page.
func TestPollingIsCheap(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-06-01", "")
	b := h.browser("office-1")
	said := 0
	for path, most := range map[string]int64{"/programmes/doncaster": 2, "/programmes/doncaster/checks": 2, "/": 1,
		"/programmes/doncaster/ledger": 2, "/programmes/doncaster/migration": 2} {
		h.store.reads.Store(0)
		_, header, _ := b.get(path)
		if n := h.store.reads.Load(); n > most {
			t.Errorf("%s asks the store %d times", path, n)
		}
		h.store.reads.Store(0)
		status, _, page := b.get(path, "If-None-Match", header.Get("ETag"))
		if n := h.store.reads.Load(); status != http.StatusNotModified || page != "" || n > 1 {
			t.Errorf("%s again: %d with %d bytes after %d questions", path, status, len(page), n)
		}
		said++
		h.does("hr", "record-representation", fmt.Sprintf(`{"window": "unions", "id": "u-%d", "reference": "E/1"}`, said))
		if status, _, _ := b.get(path, "If-None-Match", header.Get("ETag")); status != http.StatusOK && path != "/" {
			t.Errorf("%s after a change: %d", path, status)
		}
	}
	_, header, _ := b.get("/programmes/doncaster")
	h.watch.Set(h.watch.Now().AddDate(0, 0, 1))
	if status, _, _ := b.get("/programmes/doncaster", "If-None-Match", header.Get("ETag")); status != http.StatusOK {
		t.Errorf("on the next day: %d", status)
	}
}

// portfolio is a store with a portfolio of its own.
type portfolio struct {
	office.Store
	all []office.Summary
}

func (p portfolio) Portfolio(context.Context) ([]office.Summary, error) { return p.all, nil }

func manyProgrammes(n int) []office.Summary {
	var all []office.Summary
	for i := range n {
		all = append(all, office.Summary{Programme: fmt.Sprintf("programme-%04d", i),
			Title:  fmt.Sprintf("Service %d returns to the council", i),
			Status: handover.Running, Stage: handover.MigrationStage, RAG: []handover.RAG{handover.Red, handover.Amber,
				handover.Green}[i%3],
			Transfer: calendar.MustDate("2022-09-30").At(0, 1).Add(time.Duration(i) * time.Hour), Next: "2022-09-15 PAY-1",
			Waits: "Judge the evidence of PAY-1: Two parallel payroll runs within tolerance"})
	}
	return all
}

// TestTwoThousandProgrammes holds the budget of a large portfolio: one question for each page, at most 100 KB of each as
// it is read, every programme on one of the pages, and filter and order kept from page to page.
func TestTwoThousandProgrammes(t *testing.T) {
	h := newHouse(t, true, "2022-03-22")
	h.store.Store = portfolio{h.store.Store, manyProgrammes(2000)}
	b := h.browser("")
	next := regexp.MustCompile(`<a href="([^"]+)" rel="next">`)
	for start, want := range map[string]int{"/": 2000, "/?order=deadline": 2000, "/?rag=red": 667,
		"/?rag=red&text=Service+3": 39} {
		seen, pages := map[string]bool{}, 0
		for path := start; path != ""; pages++ {
			h.store.reads.Store(0)
			page := b.page(path)
			if n := h.store.reads.Load(); n != 1 || len(page) > 100<<10 {
				t.Errorf("%s: %d questions, %d bytes", path, n, len(page))
			}
			if strings.Contains(start, "red") && strings.Contains(core(page), "Amber</strong>") {
				t.Errorf("%s: the filter does not filter", path)
			}
			for _, m := range regexp.MustCompile(`href="/programmes/(programme-[0-9]+)"`).FindAllStringSubmatch(page, -1) {
				seen[m[1]] = true
			}
			path = ""
			if m := next.FindStringSubmatch(page); m != nil {
				path = html.UnescapeString(m[1])
			}
		}
		if len(seen) != want || pages != (want+99)/100 {
			t.Errorf("%s lists %d programmes on %d pages", start, len(seen), pages)
		}
	}
	if page := b.page("/?page=99"); !strings.Contains(page, "Page 20 of 20") {
		t.Error("a page behind the last is not the last")
	}
	programmes := regexp.MustCompile(`programme-[0-9]+`)
	for order, want := range map[string]string{"name": "programme-0001", "transfer": "programme-0001", "": "programme-0003",
		"backwards": "programme-0003"} {
		if got := programmes.FindAllString(b.page("/?order="+order), 2); len(got) != 2 || got[1] != want {
			t.Errorf("by %q the second is %s", order, got)
		}
	}
}
