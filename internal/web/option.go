package web

import (
	"context"
	"net/http"

	"example.org/handover/internal/fault"
)

// Caller names who signed a request, and reports false if nobody did.
type Caller func(r *http.Request) (string, bool)

// Option extends what a Handler serves.
type Option func(s *site)

// SignedIn puts every route but /healthz behind a signature, answers to whatever host name the request came by, and
// adds the routes that write: a definition, a command, a document. Without it a site only reads, and only for its own
// machine.
func SignedIn(caller Caller) Option {
	return func(s *site) { s.caller = caller }
}

type callerKey struct{}

// callerOf names who signed the request that a context belongs to.
func callerOf(ctx context.Context) string {
	name, _ := ctx.Value(callerKey{}).(string)
	return name
}

// signedOnly refuses a request that nobody signed. The front door checks signatures; this holds if it is ever left
// open.
func (s *site) signedOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, ok := s.caller(r)
		if !ok && r.URL.Path != "/healthz" {
			s.fail(w, r, fault.New(fault.Forbidden, "the request is not signed").To("sign in first"))
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, name)))
	})
}
