// Package web is the dashboard and the JSON API: pages that need no script, a form for every command, and the same
// questions and commands as JSON. Who is not signed in gets nothing.
package web

import (
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"sync"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
	"example.org/handover/internal/web/api"
)

//go:embed pages/*.html
var pages embed.FS

//go:embed openapi.json
var description []byte

type site struct {
	office *office.Office
	api    *api.Service
	log    *slog.Logger
	pages  func() *template.Template
	sheet  sheet
	cache  pageCache
	stamp  stamp
	options
}

// Handler serves the portfolio at /, a programme and its parts below /programmes/{programme}, the API below /api, its
// description at /openapi.json and whether the server lives at /healthz. Without an option that lets anybody sign in it
// serves the last two alone.
func Handler(o *office.Office, log *slog.Logger, choose ...Option) http.Handler {
	s := &site{office: o, log: log, sheet: newSheet(), cache: pageCache{Most: mostCached, Size: size}}
	for _, option := range choose {
		option(&s.options)
	}
	s.api = &api.Service{Office: o, Log: log, Caller: callerOf, Wrote: s.wrote, Verify: s.verify, OneSort: s.desk != nil}
	s.pages = sync.OnceValue(func() *template.Template { // a program that asks the API waits for no page
		return template.Must(template.New("").Funcs(s.functions()).ParseFS(pages, "pages/*.html"))
	})
	mux := http.NewServeMux()
	s.routes(mux)
	return s.guarded(divided(s.routed(mux), s.api.Routes(), s.routed))
}

func (s *site) routes(mux routes) {
	mux.HandleFunc("GET /healthz", healthy)
	mux.HandleFunc("GET /openapi.json", described)
	s.pageRoutes(mux)
	s.actRoutes(mux)
	s.deskRoutes(mux)
}

// divided gives what is below /api to the API's routes and the rest to the pages.
func divided(pages http.Handler, routes func() *http.ServeMux, routed func(*http.ServeMux) http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(path.Clean(r.URL.Path), "/api/") {
			routed(routes()).ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}

func healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

func described(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(description)
}

// HTTPStatus is the one mapping of error kinds to HTTP.
func HTTPStatus(kind fault.Kind) int { return api.Status(kind) }
