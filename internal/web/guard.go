package web

import (
	"context"
	"net"
	"net/http"
	"strings"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/web/session"
)

// identity is who sent a request: a session of a browser, or a program.
type identity struct {
	name    string           // for the log
	session *session.Session // nil for a program
}

type identityKey struct{}

func identityOf(ctx context.Context) identity {
	who, _ := ctx.Value(identityKey{}).(identity)
	return who
}

// callerOf names who signed the request that a context belongs to.
func callerOf(ctx context.Context) string { return identityOf(ctx).name }

// guarded lets in who is signed in, and nobody else; it refuses requests that another site made a browser send.
func (s *site) guarded(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, fault.New(fault.Forbidden,
			"another site made this request").To("open the page here and send the form again"))
	}))
	return secured(s.hosted(origin.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, ok := s.identify(r)
		switch {
		case !ok && !open(r):
			s.unknown(w, r)
			return
		case ok && who.session != nil && apiPath(r) && r.Method != http.MethodGet && r.Method != http.MethodHead:
			s.fail(w, r, fault.New(fault.Forbidden,
				"a browser's session only reads the API").To("use the forms, or the API's token"))
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), identityKey{}, who)))
	}))))
}

// open reports whether a request needs nobody's signature: the heartbeat, the API's description, and signing in.
func open(r *http.Request) bool {
	switch r.URL.Path {
	case "/healthz", "/openapi.json", newLinkPath:
		return true
	}
	return strings.HasPrefix(r.URL.Path, signInPath)
}

func apiPath(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Path == "/api" || r.URL.Path == "/openapi.json" ||
		r.URL.Path == "/healthz"
}

func (s *site) identify(r *http.Request) (identity, bool) {
	if s.caller != nil {
		if name, ok := s.caller(r); ok {
			return identity{name: name}, true
		}
	}
	if s.desk == nil {
		return identity{}, false
	}
	if s.desk.Bears(r) {
		return identity{name: "token"}, true
	}
	if found, ok := s.desk.Of(r); ok {
		return identity{name: "session", session: found}, true
	}
	return identity{}, false
}

// hosted answers browsers' names of this machine only, so that no foreign page can reach it by a name of its own.
// Callers who sign come by whatever name the front door has.
func (s *site) hosted(next http.Handler) http.Handler {
	if s.caller != nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !thisMachine(r.Host) {
			http.Error(w, "this server answers to names of its own machine only", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// thisMachine reports whether a Host header names this machine.
func thisMachine(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

const policyHeader = "Content-Security-Policy"

// policy lets a page have styles from one source, pictures and forms of this site, and nothing else.
func policy(styles string) string {
	return "default-src 'none'; style-src " + styles + "; img-src 'self'; form-action 'self'; frame-ancestors 'none'; " +
		"base-uri 'none'"
}

// secured sets what every answer carries: nothing is framed, sniffed, run or loaded from elsewhere.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set(policyHeader, policy("'self'"))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// routed answers what the mux has no route for as the rest is answered: as a page, or as problem details.
func (s *site) routed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		probe := &probe{header: http.Header{}}
		h.ServeHTTP(probe, r)
		if probe.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", probe.header.Get("Allow"))
			s.failWith(w, r, fault.New(fault.Invalid, "this address does not take %s", r.Method), probe.status)
			return
		}
		s.fail(w, r, fault.New(fault.NotFound, "there is nothing at this address").With(r.URL.Path).
			To("check the address, or go to the list of programmes"))
	})
}

// probe learns what the mux would answer.
type probe struct {
	header http.Header
	status int
}

// Header implements http.ResponseWriter.
func (p *probe) Header() http.Header { return p.header }

// WriteHeader implements http.ResponseWriter.
func (p *probe) WriteHeader(status int) { p.status = status }

// Write implements http.ResponseWriter: the text is not wanted.
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }
