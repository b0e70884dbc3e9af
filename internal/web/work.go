package web

import (
	"net/http"
	"slices"
	"strconv"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// workView is what there is to do for whoever looks.
type workView struct {
	Must  []act // the handover, or a duty, waits for it
	Votes []act // that nobody waits for and that count all the same
	May   []act
}

func (s *site) work(v *visit) (any, error) {
	var view workView
	for _, n := range v.at.Needs() {
		if a := v.act(n); a.Mine {
			view.Must = append(view.Must, a)
		}
	}
	for _, n := range v.at.Options() {
		switch a := v.act(n); {
		case !a.Mine:
		case n.Command == (handover.Vote{}).Name():
			view.Votes = append(view.Votes, a)
		default:
			view.May = append(view.May, a)
		}
	}
	sortActs(view.Must)
	return view, nil
}

// What a page of the work in all programmes shows at the most, which keeps it below 100 KB: so many programmes, and of
// each so many things that wait and so many votes. The rest is behind links.
const (
	perWork   = 25
	mostMust  = 5
	mostVotes = 2
)

// allWorkView is a page of what there is to do for whoever looks, in all programmes under way.
type allWorkView struct {
	Programmes  []workOf // in which something waits for whoever looks
	Idle        int      // programmes of this page in which nothing does
	UnderWay    int      // all programmes under way
	First, Last int      // of these, those that this page is about, counted from 1
	Page        int
}

// workOf is the work in one programme.
type workOf struct {
	Programme, Name string
	Me              handover.Person
	Must, Votes     []act
	More            int // things that wait and are not listed
}

// Left is how many programmes are behind those of this page.
func (v allWorkView) Left() int { return v.UnderWay - v.Last }

// Earlier is the page before, 0 if there is none.
func (v allWorkView) Earlier() int { return v.Page - 1 }

// Later is the page behind.
func (v allWorkView) Later() int { return v.Page + 1 }

// allWork shows what there is to do for whoever looks in every programme that is not over, the worst rated first.
func (s *site) allWork(w http.ResponseWriter, r *http.Request) {
	all, err := s.office.Portfolio(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	all = slices.DeleteFunc(all, func(p office.Summary) bool { return p.Status.Over() })
	slices.SortStableFunc(all, func(a, b office.Summary) int { return urgency(a.RAG) - urgency(b.RAG) })
	view := allWorkPage(len(all), r.URL.Query().Get("page"))
	for _, p := range all[view.First-1 : view.Last] {
		own, err := s.workIn(r, p.Programme)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if len(own.Must)+len(own.Votes) == 0 {
			view.Idle++
			continue
		}
		view.Programmes = append(view.Programmes, own)
	}
	f := s.frame(r, "My work")
	f.Body = view
	s.show(w, r, http.StatusOK, "all-work", f)
}

// allWorkPage is the page that is asked for, or the last, still without its work.
func allWorkPage(underWay int, asked string) allWorkView {
	v := allWorkView{UnderWay: underWay, Page: 1}
	if n, err := strconv.Atoi(asked); err == nil && n > 1 {
		v.Page = min(n, max((underWay+perWork-1)/perWork, 1))
	}
	v.First, v.Last = (v.Page-1)*perWork+1, min(v.Page*perWork, underWay)
	return v
}

// workIn is the work in one programme, as far as the page over all programmes lists it.
func (s *site) workIn(r *http.Request, programme string) (workOf, error) {
	r.SetPathValue("programme", programme)
	v, err := s.visit(r, "work")
	if err != nil {
		return workOf{}, err
	}
	body, err := s.work(v)
	own, _ := body.(workView)
	must, votes := own.Must[:min(len(own.Must), mostMust)], own.Votes[:min(len(own.Votes), mostVotes)]
	return workOf{v.Programme, v.Name, v.Me, must, votes, len(own.Must) + len(own.Votes) - len(must) - len(votes)}, err
}
