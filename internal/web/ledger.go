package web

import (
	"net/http"
	"slices"
	"strconv"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
)

// perPage is how many lines of a ledger or mails a page shows.
const perPage = 50

// ledgerView is what the page of the ledger shows.
type ledgerView struct {
	Lines        []handover.Line // the latest first
	Page, Pages  int
	Entries      int
	Verification *api.Verification
}

// Earlier is the page with what happened before; 0 if there is none.
func (l ledgerView) Earlier() int {
	if l.Page < l.Pages {
		return l.Page + 1
	}
	return 0
}

// Later is the page with what happened after; 0 if there is none.
func (l ledgerView) Later() int { return l.Page - 1 }

func (s *site) ledger(v *visit) (any, error) {
	entries, err := s.office.Store.Entries(v.r.Context(), v.Programme, 1, v.at.Seq)
	if err != nil {
		return nil, err
	}
	_, lines, err := handover.Replay(entries)
	if err != nil {
		return nil, err
	}
	slices.Reverse(lines)
	view := ledgerView{Entries: v.at.Seq, Page: 1, Pages: max((len(lines)+perPage-1)/perPage, 1)}
	if n, err := strconv.Atoi(v.r.URL.Query().Get("page")); err == nil && n >= 1 {
		view.Page = min(n, view.Pages)
	}
	first := (view.Page - 1) * perPage
	view.Lines = lines[first:min(first+perPage, len(lines))]
	return view, nil
}

// verified verifies the ledger and shows what was found; each time anew, for that is the point of it.
func (s *site) verified(w http.ResponseWriter, r *http.Request) {
	v, err := s.visit(r, "ledger")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	found, err := s.api.Verified(r.Context(), v.Programme)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	body, err := s.ledger(v)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	view, _ := body.(ledgerView)
	view.Verification = &found
	v.Title, v.Body = "Verification – "+v.Name, view
	s.show(w, r, http.StatusOK, "ledger", v.frame)
}
