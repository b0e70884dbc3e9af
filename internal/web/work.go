package web

import (
	"net/http"

	"example.org/handover/internal/handover"
)

// workView is what there is to do for whoever looks.
type workView struct {
	Must      []act // the handover, or a duty, waits for it
	Votes     []act // that nobody waits for and that count all the same
	May       []act
	Elsewhere []workOf // on the page over all programmes
}

// workOf is the work in one programme.
type workOf struct {
	Programme, Name string
	Me              handover.Person
	Must, Votes     []act
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

// mostWork is over how many programmes the page of all work looks.
const mostWork = 50

// allWork shows what there is to do for whoever looks in every programme that is not over, up to mostWork.
func (s *site) allWork(w http.ResponseWriter, r *http.Request) {
	all, err := s.office.Store.Portfolio(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var view workView
	for _, p := range all {
		if p.Status.Over() || len(view.Elsewhere) == mostWork {
			continue
		}
		r.SetPathValue("programme", p.Programme)
		v, err := s.visit(r, "work")
		if err != nil {
			s.fail(w, r, err)
			return
		}
		body, err := s.work(v)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		own, _ := body.(workView)
		view.Elsewhere = append(view.Elsewhere, workOf{v.Programme, v.Name, v.Me, own.Must, own.Votes})
	}
	f := s.frame(r, "My work")
	f.Body = view
	s.show(w, r, http.StatusOK, "all-work", f)
}
