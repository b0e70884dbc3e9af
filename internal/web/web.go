// Package web shows where programmes stand, as pages and as JSON. It only reads.
package web

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

//go:embed pages/*.html
var pages embed.FS

type site struct {
	office *office.Office
	log    *slog.Logger
	pages  *template.Template
	caller Caller // nil: nobody signs in, and nobody writes
}

// Handler serves the portfolio at /, a programme at /programmes/{id}, its status at /api/programmes/{id}/status and
// whether the server lives at /healthz.
func Handler(o *office.Office, log *slog.Logger, options ...Option) http.Handler {
	s := &site{office: o, log: log, pages: template.Must(template.New("").
		Funcs(template.FuncMap{"local": local, "long": calendar.Date.Long}).ParseFS(pages, "pages/*.html"))}
	for _, extend := range options {
		extend(s)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /{$}", s.page("portfolio.html", s.portfolio))
	mux.HandleFunc("GET /programmes/{id}", s.page("programme.html", s.status))
	mux.HandleFunc("GET /api/programmes", s.json(s.portfolio))
	mux.HandleFunc("GET /api/programmes/{id}/status", s.json(s.status))
	if s.caller == nil {
		return secured(ownMachineOnly(mux))
	}
	s.writes(mux)
	return secured(s.signedOnly(mux))
}

func local(t time.Time) string { return t.In(calendar.London()).Format("Monday 2 January 2006, 15:04") }

// secured sets what every answer carries: nothing is cached, framed, sniffed or loaded from elsewhere.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy",
			"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// ownMachineOnly answers to names of this machine only, so that no foreign page can reach it by a name of its own.
func ownMachineOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !thisMachine(r.Host) {
			http.Error(w, "this server answers to names of its own machine only", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

type query func(r *http.Request) (any, error)

func (s *site) portfolio(r *http.Request) (any, error) {
	all, err := s.office.Store.Portfolio(r.Context())
	if all == nil {
		all = []office.Summary{} // an empty list, not null
	}
	return all, err
}

func (s *site) status(r *http.Request) (any, error) {
	p, err := s.office.Peek(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	now := s.office.Clock()
	if p.Rehearsal {
		now = p.Changed
	}
	return p.StatusAt(now), nil
}

func (s *site) page(name string, of query) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := of(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		var out bytes.Buffer
		if err := s.pages.ExecuteTemplate(&out, name, v); err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = out.WriteTo(w)
	}
}

func (s *site) json(of query) http.HandlerFunc { return s.answer(http.StatusOK, of) }

// answer gives what a query returns as JSON, with a status for success.
func (s *site) answer(status int, of query) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := of(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if err := json.NewEncoder(w).Encode(v); err != nil {
			s.log.Error("answer", "path", r.URL.Path, "err", err)
		}
	}
}

// HTTPStatus is the one mapping of error kinds to HTTP.
func HTTPStatus(kind fault.Kind) int {
	switch kind {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Refused, fault.Conflict, fault.Superseded:
		return http.StatusConflict
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// fail answers with problem details (RFC 9457). What is not meant for users stays in the log.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind := fault.KindOf(err)
	detail := err.Error()
	if kind == fault.Internal || kind == fault.Unavailable {
		s.log.Error("request", "path", r.URL.Path, "kind", kind, "err", err)
		detail = "the server's log says why"
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(HTTPStatus(kind))
	_ = json.NewEncoder(w).Encode(map[string]any{"title": kind, "status": HTTPStatus(kind), "detail": detail})
}
