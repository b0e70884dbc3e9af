package web

import (
	"net/http"
	"net/url"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/web/form"
)

// clockView is what the page of a demonstration's time shows.
type clockView struct {
	Now, Next time.Time
	Problem   string
	Given     url.Values
}

// furthest is how many days time passes at once: nobody means more.
const furthest = 3 * 366

func (s *site) clock(w http.ResponseWriter, r *http.Request) {
	s.showClock(w, r, http.StatusOK, "", url.Values{})
}

func (s *site) showClock(w http.ResponseWriter, r *http.Request, status int, problem string, given url.Values) {
	if !s.browserOnly(w, r) {
		return
	}
	next, err := s.demo.Next(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	f := s.frame(r, "Let time pass")
	if problem != "" {
		f.Title = "Error: " + f.Title
	}
	f.Body = clockView{s.office.Clock(), next, problem, given}
	s.show(w, r, status, "clock", f)
}

// clockMoved lets time pass in a demonstration: to what is due next, or to a day.
func (s *site) clockMoved(w http.ResponseWriter, r *http.Request, given url.Values) {
	until, problem, err := s.moment(r, given)
	switch {
	case err != nil:
		s.fail(w, r, err)
	case problem != "":
		s.showClock(w, r, http.StatusBadRequest, problem, given)
	default:
		if err := s.demo.Advance(r.Context(), until); err != nil {
			s.fail(w, r, err)
			return
		}
		http.Redirect(w, r, "/clock", http.StatusSeeOther)
	}
}

func (s *site) moment(r *http.Request, given url.Values) (until time.Time, problem string, err error) {
	now := s.office.Clock()
	if given.Get("to") == "next" {
		until, err = s.demo.Next(r.Context())
		if err == nil && until.IsZero() {
			err = fault.New(fault.Refused, "nothing comes due by itself any more")
		}
		return until, "", err
	}
	day, month, year, _ := form.Parts()
	date, wrong := calendar.ParseDate(dashed(given.Get("until"+year), given.Get("until"+month), given.Get("until"+day)))
	if wrong != nil {
		return until, "Enter a real date, such as 30 9 2022", nil //nolint:nilerr // told as a problem of the form
	}
	until = date.At(9, 0)
	if !until.After(now) || calendar.DateOf(now).DaysUntil(date) > furthest {
		return until, "The day must be later than today, by at most three years", nil
	}
	return until, "", nil
}
