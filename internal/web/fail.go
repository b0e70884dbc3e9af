package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/web/api"
)

// fail answers with problem details below /api and with a page elsewhere. What is not meant for users stays in the log.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.failWith(w, r, err, api.Status(fault.KindOf(err)))
}

func (s *site) failWith(w http.ResponseWriter, r *http.Request, err error, status int) {
	p := api.ProblemOf(err)
	p.Status = status
	if api.Ours(p.Kind) {
		s.log.Error("request", "path", r.URL.Path, "kind", p.Kind, "err", err)
	}
	if apiPath(r) {
		w.Header().Set("Content-Type", p.ContentType(""))
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(p)
		return
	}
	f := s.frame(r, failTitle(status))
	f.Body = failure{Status: status, Problem: p, Ours: api.Ours(p.Kind), Programme: s.above(r)}
	var out bytes.Buffer
	if err := s.pages().ExecuteTemplate(&out, "failure", f); err != nil {
		s.log.Error("page", "path", r.URL.Path, "err", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = out.WriteTo(w)
}

// failure is what the page of an error shows.
type failure struct {
	Status  int
	Problem *api.Problem
	Ours    bool
	// Programme is the one that the address belongs to, for a way back; "" if there is none.
	Programme string
}

// above returns the programme to whose pages the address of a request belongs, if there is one of that name and the
// request was for something below it.
func (s *site) above(r *http.Request) string {
	path, ok := strings.CutPrefix(r.URL.Path, "/programmes/")
	id, below, _ := strings.Cut(path, "/")
	if !ok || below == "" && r.URL.RawQuery == "" || identityOf(r.Context()).name == "" {
		return ""
	}
	if _, err := s.office.Peek(r.Context(), id); err != nil {
		return ""
	}
	return id
}

func failTitle(status int) string {
	switch status {
	case http.StatusNotFound:
		return "Page not found"
	case http.StatusUnauthorized:
		return "Sign in first"
	case http.StatusForbidden:
		return "You may not do this"
	case http.StatusConflict:
		return "This cannot be done now"
	case http.StatusBadRequest:
		return "There is a problem with what was sent"
	case http.StatusMethodNotAllowed:
		return "This page does not take that"
	case http.StatusRequestEntityTooLarge:
		return "This is too large"
	case http.StatusServiceUnavailable:
		return "Sorry, the service is out of reach for now"
	}
	return "Sorry, there is a problem with the service"
}

// unknown answers whoever is not signed in.
func (s *site) unknown(w http.ResponseWriter, r *http.Request) {
	if apiPath(r) || s.desk == nil {
		w.Header().Set("WWW-Authenticate", "Bearer")
		s.failWith(w, r, fault.New(fault.Forbidden, "the request is not signed").To("sign in first"), http.StatusUnauthorized)
		return
	}
	s.outside(w, r, http.StatusUnauthorized, "sign-in", "Sign in", strings.HasPrefix(r.URL.Path, signInPath))
}

// outside answers whoever is not signed in with a page that shows nothing of any programme.
func (s *site) outside(w http.ResponseWriter, r *http.Request, status int, name, title string, body any) {
	w.Header().Set(policyHeader, policy(s.sheet.source))
	s.show(w, r, status, name, frame{Title: title, Style: s.sheet.within(), Outside: true, Body: body})
}
