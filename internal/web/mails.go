package web

import (
	"net/http"
	"strconv"
)

// mailsView is what the list of mails shows.
type mailsView struct {
	Mails       []Mail
	All         int
	Page, Pages int
}

// Earlier is the page with earlier mails; 0 if there is none.
func (v mailsView) Earlier() int {
	if v.Page < v.Pages {
		return v.Page + 1
	}
	return 0
}

// Later is the page with later mails; 0 if there is none.
func (v mailsView) Later() int { return v.Page - 1 }

func (s *site) mails(w http.ResponseWriter, r *http.Request) {
	all, err := s.mailbox.List(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := mailsView{All: len(all), Page: 1, Pages: max((len(all)+perPage-1)/perPage, 1)}
	if n, err := strconv.Atoi(r.URL.Query().Get("page")); err == nil && n >= 1 {
		v.Page = min(n, v.Pages)
	}
	first := (v.Page - 1) * perPage
	v.Mails = all[first:min(first+perPage, len(all))]
	f := s.frame(r, "Mails")
	f.Body = v
	s.show(w, r, http.StatusOK, "mails", f)
}

func (s *site) mail(w http.ResponseWriter, r *http.Request) {
	m, err := s.mailbox.Read(r.Context(), r.PathValue("name"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	f := s.frame(r, m.Subject)
	f.Body = m
	s.show(w, r, http.StatusOK, "mail", f)
}
