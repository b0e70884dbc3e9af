package web

import (
	"net/http"
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
	"example.org/handover/internal/web/api"
)

// portfolioView is what the list of programmes shows.
type portfolioView struct {
	Filter   api.Filter
	Filtered bool
	Picked   []office.Summary
	All      int
	Counts   [3]int // red, amber, green, of those picked
	Export   string
	Today    calendar.Date
}

// Late reports whether the next deadline of a programme has gone by.
func (v portfolioView) Late(p office.Summary) bool {
	day, _, _ := strings.Cut(p.Next, " ")
	due, err := calendar.ParseDate(day)
	return err == nil && p.Status == handover.Running && due.Before(v.Today)
}

// Stages lists the choices of the filter.
func (portfolioView) Stages() []handover.Stage { return handover.Stages() }

// Statuses lists the choices of the filter.
func (portfolioView) Statuses() []handover.Status {
	return []handover.Status{handover.Running, handover.Stopping, handover.Stopped, handover.Complete}
}

// RAGs lists the choices of the filter.
func (portfolioView) RAGs() []handover.RAG {
	return []handover.RAG{handover.Red, handover.Amber, handover.Green}
}

func (s *site) portfolio(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	filter := api.Filter{RAG: q.Get("rag"), Status: q.Get("status"), Stage: q.Get("stage"), Text: q.Get("text")}
	if len(filter.Text) > 100 {
		s.fail(w, r, fault.New(fault.Invalid, "the search is longer than 100 characters").At("",
			"text").To("search for less"))
		return
	}
	all, err := s.office.Store.Portfolio(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	f := s.frame(r, "Programmes")
	today := calendar.DateOf(s.office.Clock())
	tag := api.TagOf([]any{"portfolio", filter, today.String(), api.TagOfPortfolio(all), f.Browser, f.DemoNow, s.sheet.address})
	s.cached(w, r, tag, "portfolio", func() (any, error) {
		view := viewOf(all, filter, r.URL.RawQuery)
		view.Today = today
		f.Body = view
		return f, nil
	})
}

// viewOf puts the programmes that need somebody first: by rating, then by name.
func viewOf(all []office.Summary, filter api.Filter, query string) portfolioView {
	v := portfolioView{Filter: filter, Filtered: filter != api.Filter{}, All: len(all), Export: "/api/export/portfolio"}
	if query != "" && v.Filtered {
		v.Export += "?" + exportQuery(filter)
	}
	for _, p := range all {
		if filter.Picks(p) {
			v.Picked = append(v.Picked, p)
			v.Counts[urgency(p.RAG)]++
		}
	}
	slices.SortStableFunc(v.Picked, func(a, b office.Summary) int { return urgency(a.RAG) - urgency(b.RAG) })
	return v
}

func urgency(r handover.RAG) int {
	switch r {
	case handover.Red:
		return 0
	case handover.Amber:
		return 1
	}
	return 2
}
