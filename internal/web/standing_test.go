package web_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
)

// says holds that a page has some texts and lacks others.
func says(t *testing.T, page string, has, lacks []string) {
	t.Helper()
	page = core(page)
	for _, want := range has {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q: %s", want, page)
		}
	}
	for _, wrong := range lacks {
		if strings.Contains(page, wrong) {
			t.Errorf("the page says %q: %s", wrong, page)
		}
	}
}

// TestHeldIsNeverRunning holds that a transfer that was held is called so wherever it stands, and that the window that
// holds it up is drawn as overdue.
func TestHeldIsNeverRunning(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-29", "")
	h.does("hr", "record-representation", `{"window": "unions", "id": "union-9", "reference": "EDRMS/9"}`)
	h.watch.Set(calendar.MustDate("2022-10-01").At(9, 0))
	if err := h.app.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := h.browser("office-1")
	says(t, b.page(overview), []string{"Running; the transfer is held", "at 00:01: held, it did not take place",
		`<li class="held">`, "The office releases it", "The transfer is held, and this is still in its way:",
		`class="late-mark"`, "Consultation: Friday 1 April 2022 to Thursday 29 September 2022, overdue",
		">The service transfers to the authority<"},
		[]string{"If the transfer were now", "transfer: The service", "Window "})
	says(t, b.page(overview+"/consultation"), []string{"The window stays open until every representation is answered",
		"T-08/unions: Consultation window closed, every representation answered (Recognised trade unions)"}, nil)
	says(t, b.page(overview+"/decision"),
		[]string{"The transfer is held: the consultation of Recognised trade unions is not closed."}, nil)
	says(t, b.page(overview+"/ledger"), []string{"Transfer HELD"}, []string{"window unions", "hr-lead", ">system<"})
}

// TestHeldAndThenPaused holds that no page promises a release that the pause forbids.
func TestHeldAndThenPaused(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-29", "")
	h.does("hr", "record-representation", `{"window": "unions", "id": "union-9", "reference": "EDRMS/9"}`)
	h.passed("2022-10-01")
	h.does("office-1", "pause", `{"reason": "the budget is not set"}`)
	b := h.browser("office-1")
	const both = "once the programme is resumed and the "
	says(t, b.page(overview), []string{"<span class=\"hint\">It takes place " + both + "office has released it<",
		"The transfer is held. It takes place " + both + "programme office has released it, and this is still in its way:</p>"},
		[]string{"The office releases it"})
	says(t, b.page(overview+"/decision"), []string{"The transfer is held, and the programme is paused. It takes place " + both},
		[]string{"when the programme office releases it"})
	h.does("office-1", "trigger", `{"stage": "transfer"}`)
	says(t, b.page(overview), []string{"Released: it takes place once the programme is resumed and nothing is in its way<"}, nil)
}

// TestPausedOverTheTransfer holds that nobody is told to say no until an instant that has gone by.
func TestPausedOverTheTransfer(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-29", "")
	h.does("office-1", "pause", `{"reason": "the budget is not set"}`)
	b := h.browser("office-1")
	says(t, b.page(overview+"/decision"), []string{"Until the instant of transfer, Friday 30 September 2022 at 00:01"}, nil)
	h.passed("2022-10-03")
	says(t, b.page(overview+"/decision"), []string{
		"The instant of transfer, Friday 30 September 2022 at 00:01, came during the pause",
		"Once the programme is resumed the transfer takes place if nothing is in its way, and is held otherwise."},
		[]string{"Until the instant of transfer"})
}

// TestPausedSaysItOnce holds that a paused programme is not called running, and says its reason once.
func TestPausedSaysItOnce(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	h.does("office-1", "pause", `{"reason": "the budget is not set"}`)
	page := h.browser("office-1").page(overview)
	says(t, page, []string{"Paused since Friday 16 September 2022", "Begins by itself, but not during the pause",
		"No transfer takes place during the pause"}, []string{"<dd>Running"})
	if n := strings.Count(page, "the budget is not set"); n != 1 {
		t.Errorf("the reason stands there %d times: %s", n, core(page))
	}
	says(t, h.browser("office-1").page("/"), []string{"Paused</strong>"}, nil)
}

// TestStoppedWaitsForNothing holds that no page of a stopped programme speaks as if it went on.
func TestStoppedWaitsForNothing(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-09-16", "")
	h.does("sro", "stop", `{"reason": "the council decided otherwise"}`)
	b := h.browser("office-1")
	says(t, b.page(overview), []string{"The programme is stopped: it waits for nothing any more", "Broken off", "Never begun",
		"left open"}, []string{"Under way", ", under way", ", to come", "Begins by itself", "it waits for a date", "late-mark"})
	says(t, b.page(overview+"/decision"), []string{"Not decided", "No: the programme is over", "it was not reached"},
		[]string{"can vote to defer", "more needed", "Overdue"})
	says(t, b.page(overview+"/checks"), []string{" checks are met.</p>"}, []string{"Overdue"})
	says(t, b.page(overview+"/consultation"), []string{"Not closed"}, []string{">Open<", "Overdue"})
}

// TestDaysThatCannotBeShown holds that a day is asked for again in the words in which it was asked for.
func TestDaysThatCannotBeShown(t *testing.T) {
	b := newHouse(t, true, "2022-03-22").started().browser("office-1")
	for path, want := range map[string]string{
		"/?as-of=2022-03-01": "The list of programmes shows today alone: &#34;2022-03-01&#34;. Open a programme, and choose",
		overview + "?as-of-day=31&as-of-month=2&as-of-year=2022": "There is no such day: &#34;31 2 2022&#34;. Go back and",
	} {
		status, _, page := b.get(path)
		if says(t, page, []string{want}, nil); status != http.StatusBadRequest {
			t.Errorf("%s: %d", path, status)
		}
	}
	says(t, b.page("/"), []string{"As at Tuesday 22 March 2022."}, nil)
}

// TestOverdueDeadlinesOfAStage marks on the page of a stage what is overdue, until the programme is over.
func TestOverdueDeadlinesOfAStage(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	h.passed("2022-06-17")
	b, late := h.browser("legal"), `>Friday 8 April 2022 <strong class="tag red">Overdue</strong></td><th scope="row">`
	says(t, b.page("/programmes/doncaster/notice"), []string{late}, nil)
	h.does("sro", "stop", `{"reason": "r"}`)
	says(t, b.page("/programmes/doncaster/notice"), nil, []string{late})
}

// TestChecksInTheWay holds that the overview and the page of the checks count the same checks in the way of the transfer.
func TestChecksInTheWay(t *testing.T) {
	for _, day := range []string{"2022-04-20", "2022-09-16", "2022-09-29"} {
		b := newHouse(t, true, "2022-03-22").played(day, "").browser("office-1")
		overview, checks := b.page("/programmes/doncaster"), b.page("/programmes/doncaster/checks")
		_, overview, _ = strings.Cut(overview, "What stands in the way of the transfer")
		one := strings.Count(overview, `<li><a href="/programmes/doncaster/checks">`) // each check by itself, or all as one
		if m := regexp.MustCompile(`>(\d+) checks are not met<`).FindStringSubmatch(overview); m != nil {
			one, _ = strconv.Atoi(m[1])
		}
		other := 0
		if m := regexp.MustCompile(`are met. (\d+) of the others block`).FindStringSubmatch(checks); m != nil {
			other, _ = strconv.Atoi(m[1])
		}
		if one != other {
			t.Errorf("%s: %d checks are in the way on the overview, %d on their page", day, one, other)
		}
	}
}

// TestChecksOfWhatIsOver holds that nothing is told of other checks where there are none, nor of a transfer that took place.
func TestChecksOfWhatIsOver(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").played("2022-10-03", "")
	says(t, h.browser("office-1").page(overview+"/checks"), []string{" checks are met.</p>"}, nil)
	h = newHouse(t, true, "2022-03-22").played("", "")
	page := h.browser("office-1").page(overview + "/checks")
	if m := regexp.MustCompile(`>(\d+) of (\d+) checks are met\.</p>`).FindStringSubmatch(page); len(m) != 3 || m[1] != m[2] {
		t.Errorf("of a programme that is complete it says %q: %s", m, core(page))
	}
}

// TestNoPageTellsTheMinute holds that a page, which is kept for a day, says the day and the entry that it shows.
func TestNoPageTellsTheMinute(t *testing.T) {
	h := newHouse(t, false, "2022-03-22").started()
	h.watch.Set(calendar.MustDate("2022-03-22").At(21, 8))
	b := h.browser("office-1")
	says(t, b.page(overview), []string{"<dt>As at</dt><dd>Tuesday 22 March 2022, <a"}, []string{"21:08", "at 00:00</dd>"})
}
