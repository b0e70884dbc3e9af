package web_test

import (
	"context"
	"testing"
	"time"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/calendar"
)

// passed lets time pass to a morning, and nobody do anything.
func (h *house) passed(day string) {
	h.t.Helper()
	theatre := embedded.Theatre{App: h.app, Watch: h.watch}
	if err := theatre.Pass(context.Background(), calendar.MustDate(day).At(9, 0)); err != nil {
		h.t.Fatal(err)
	}
}

// TestNoticeThatWasNotServed holds that once the day of service has gone by, nothing is told that would count from it:
// no deemed date, no period under way, no float.
func TestNoticeThatWasNotServed(t *testing.T) {
	const overview, notice = "/programmes/doncaster", "/programmes/doncaster/notice"
	const bar = "Notice period as planned: Tuesday 12 April 2022 to Tuesday 12 July 2022, not begun"
	void := []string{"Notice period: ", "between the end of the notice", "Float before the transfer"}
	h := newHouse(t, true, "2022-03-22").started()
	b := h.browser("legal")
	h.passed("2022-04-08")
	says(t, b.page(notice), []string{"<dd>Tuesday 12 April 2022 <span", "(as planned)", "Tuesday 12 July 2022, at 24:00",
		"79 days between"}, []string{"Not served"})
	says(t, b.page(overview), []string{"Notice period: Tuesday 12 April 2022", "79 days between"}, nil)
	for day, c := range map[string]struct{ ends, room string }{
		"2022-04-11": {"Wednesday 13 July 2022", "78 days before the transfer"},
		"2022-06-17": {"Wednesday 21 September 2022", "8 days before the transfer"},
		"2022-09-29": {"Tuesday 3 January 2023", "too late for the transfer"},
	} {
		today := calendar.MustDate(day).Long()
		t.Run(day, func(t *testing.T) {
			h := newHouse(t, true, "2022-03-22").started()
			h.passed(day)
			b := h.browser("legal")
			says(t, b.page(notice), []string{"Not served; it was to be served on Friday 8 April 2022", ">Overdue<",
				"It has not begun<br>", "If the notice went out on " + today + ", the period would end on " + c.ends + ", " + c.room},
				append(void, "(as planned)"))
			says(t, b.page(overview), []string{bar,
				"Unknown while the notice is not served on everybody", c.ends + ", " + c.room}, void)
		})
	}
	h.passed("2022-04-20")
	h.does("legal", "record-service",
		`{"addressee": "trust-secretary", "method": "hand", "sent": "2022-04-20T08:00", "reference": "E"}`)
	says(t, b.page(notice), []string{"Not served on everybody; it was to be served on Friday 8 April 2022",
		"If what is missing of it went out on Wednesday 20 April 2022, the period would end on Friday 22 July 2022, 69 days"}, void)
	says(t, b.page(overview), []string{"Notice to be served: Friday 8 April 2022, overdue"},
		append(void, "Notice period as planned"))
	h.does("legal", "record-service",
		`{"addressee": "trust-secretary", "method": "first-class-post", "sent": "2022-04-20T08:00", "reference": "E"}`)
	says(t, b.page(notice), []string{"Friday 22 April 2022", "Friday 22 July 2022, at 24:00", "69 days between"},
		[]string{"Not served"})
	says(t, b.page(overview), []string{"Notice period: Friday 22 April 2022 to Friday 22 July 2022, to come",
		"69 days between"}, nil)
}

// TestNoticeInTheHourThatComesTwice holds that there is a day on which the period would end in that hour too.
func TestNoticeInTheHourThatComesTwice(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	h.passed("2022-10-29")
	h.watch.Set(time.Date(2022, 10, 30, 1, 30, 0, 0, time.UTC))
	says(t, h.browser("legal").page("/programmes/doncaster/notice"), []string{
		"If the notice went out on Sunday 30 October 2022, the period would end on Wednesday 1 February 2023"}, nil)
}

// TestNoticeOfAStoppedProgramme holds that a programme which was stopped before its notice was served tells no dates that
// will never come, however early it was stopped.
func TestNoticeOfAStoppedProgramme(t *testing.T) {
	h := newHouse(t, true, "2022-03-22").started()
	h.does("sro", "stop", `{"reason": "r"}`)
	b := h.browser("legal")
	says(t, b.page("/programmes/doncaster/notice"), []string{"Not served; it was to be served on Friday 8 April 2022",
		"It has not begun<"}, []string{"(as planned)", "Overdue", "between the end"})
	says(t, b.page("/programmes/doncaster"), []string{"Tuesday 12 July 2022, not begun"},
		[]string{"<dt>Float</dt>", "Notice period: "})
}
