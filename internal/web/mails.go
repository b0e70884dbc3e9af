package web

import "net/http"

// mailsView is what the list of mails shows.
type mailsView struct {
	paging
	Mails []Mail
	All   int
}

func (s *site) mails(w http.ResponseWriter, r *http.Request) {
	all, err := s.mailbox.List(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	v := mailsView{paging: paged(r.URL.Query(), len(all), "/mails"), All: len(all)}
	from, to := v.bounds()
	v.Mails = all[from:to]
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
