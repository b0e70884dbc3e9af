package web

import (
	"net/http"
	"slices"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
)

// ledgerView is what the page of the ledger shows.
type ledgerView struct {
	paging
	Lines        []handover.Line // the latest first
	Entries      int
	Verification *api.Verification
}

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
	view := ledgerView{paging: paged(v.r.URL.Query(), len(lines), v.Here("ledger")), Entries: v.at.Seq}
	from, to := view.bounds()
	view.Lines = lines[from:to]
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
