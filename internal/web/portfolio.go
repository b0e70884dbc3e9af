package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
	"example.org/handover/internal/web/api"
)

// perPortfolio is how many programmes a page lists.
const perPortfolio = 100

// portfolioView is what the list of programmes shows.
type portfolioView struct {
	Filter   api.Filter
	Filtered bool
	Order    string // name, deadline or transfer; "" for the rating
	Page     int
	Picked   []office.Summary
	All      int
	Counts   [3]int // red, amber, green, of those picked
	Export   string
	Today    calendar.Date
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

// Rows is the part of the programmes picked that one page shows.
func (v portfolioView) Rows() []office.Summary {
	first := (v.Page - 1) * perPortfolio
	return v.Picked[first:min(first+perPortfolio, len(v.Picked))]
}

// Pages is how many pages there are.
func (v portfolioView) Pages() int { return max((len(v.Picked)+perPortfolio-1)/perPortfolio, 1) }

// At is the address of another page of the same choice; "" if there is none.
func (v portfolioView) At(page int) string {
	if page < 1 || page > v.Pages() {
		return ""
	}
	q := queryOf(v.Filter)
	if v.Order != "" {
		q.Set("order", v.Order)
	}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	if len(q) == 0 {
		return "/"
	}
	return "/?" + q.Encode()
}

// Earlier is the address of the page before.
func (v portfolioView) Earlier() string { return v.At(v.Page - 1) }

// Later is the address of the page behind.
func (v portfolioView) Later() string { return v.At(v.Page + 1) }

// orders are the ways to order the list, beside the rating.
func orders() map[string]func(a, b office.Summary) int {
	return map[string]func(a, b office.Summary) int{
		"name": func(a, b office.Summary) int {
			return strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title))
		},
		"deadline": func(a, b office.Summary) int {
			if (a.Next == "") != (b.Next == "") {
				return strings.Compare(b.Next, a.Next) // what has no deadline comes last
			}
			return strings.Compare(a.Next, b.Next)
		},
		"transfer": func(a, b office.Summary) int { return a.Transfer.Compare(b.Transfer) },
	}
}

func (s *site) portfolio(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	filter := api.Filter{RAG: q.Get("rag"), Status: q.Get("status"), Stage: q.Get("stage"), Text: q.Get("text")}
	if len(filter.Text) > 100 {
		s.fail(w, r, fault.New(fault.Invalid, "the search is longer than 100 characters").At("",
			"text").To("search for less"))
		return
	}
	if q.Get("as-of") != "" {
		s.fail(w, r, fault.New(fault.Invalid, "the list of programmes shows today alone").At("", "as-of").
			With(q.Get("as-of")).To("open a programme, and choose the day there"))
		return
	}
	all, err := s.office.Store.Portfolio(r.Context()) // as it is kept: the tag has the day besides
	if err != nil {
		s.fail(w, r, err)
		return
	}
	view := portfolioView{Filter: filter, Filtered: filter != api.Filter{}, All: len(all), Order: q.Get("order"), Page: 1,
		Today: calendar.DateOf(s.office.Clock())}
	if _, known := orders()[view.Order]; !known {
		view.Order = ""
	}
	if n, err := strconv.Atoi(q.Get("page")); err == nil && n > 1 {
		view.Page = min(n, max((len(all)+perPortfolio-1)/perPortfolio, 1))
	}
	f := s.frame(r, "Programmes")
	tag := api.TagOf([]any{"portfolio", filter, view.Order, view.Page, view.Today.String(), s.stamp.of(all), f.Browser, f.DemoNow,
		s.sheet.address})
	s.cached(w, r, tag, "portfolio", func() (any, error) {
		view.pick(s.office.Current(all))
		f.Body = view
		return f, nil
	})
}

// pick picks and orders the programmes: those that need somebody first, unless another order was chosen.
func (v *portfolioView) pick(all []office.Summary) {
	v.Export = "/api/export/portfolio"
	if v.Filtered {
		v.Export += "?" + queryOf(v.Filter).Encode()
	}
	for _, p := range all {
		if v.Filter.Picks(p) {
			v.Picked = append(v.Picked, p)
			v.Counts[urgency(p.RAG)]++
		}
	}
	by, ok := orders()[v.Order]
	if !ok {
		by = func(a, b office.Summary) int { return urgency(a.RAG) - urgency(b.RAG) }
	}
	slices.SortStableFunc(v.Picked, by)
	v.Page = min(v.Page, v.Pages())
}

// stamp remembers the tag of the list that was shown last: a store hands out the same one until something was written,
// and nobody changes it.
type stamp struct{ last atomic.Pointer[stamped] }

type stamped struct {
	list []office.Summary
	tag  string
}

func (s *stamp) of(all []office.Summary) string {
	last := s.last.Load()
	if last != nil && len(all) > 0 && len(all) == len(last.list) && &all[0] == &last.list[0] {
		return last.tag
	}
	now := &stamped{all, api.TagOfPortfolio(all)}
	s.last.Store(now)
	return now.tag
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
