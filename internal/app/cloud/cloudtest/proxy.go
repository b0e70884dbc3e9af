package cloudtest

import (
	"bytes"
	"io"
	"maps"
	"net/http"
)

// Proxy signs each request with the credentials of the environment and sends it on to the HTTP API of the stack: what
// whoever may call the API runs on their own machine, as long as nobody signs in there. It takes requests of this
// machine alone, for whoever reaches it acts with those credentials.
func (s Stack) Proxy() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got, err := s.forward(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		got.Header.Del("Content-Length")
		maps.Copy(w.Header(), got.Header)
		w.WriteHeader(got.Status)
		_, _ = w.Write(got.Body) // whoever asked has gone
	})
}

func (s Stack) forward(r *http.Request) (Reply, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return Reply{}, err
	}
	address := s.Door() + r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		address += "?" + r.URL.RawQuery
	}
	//nolint:gosec // where it goes is what the stack says; what is asked there is what a proxy is for
	out, err := http.NewRequestWithContext(r.Context(), r.Method, address, bytes.NewReader(body))
	if err != nil {
		return Reply{}, err
	}
	out.Header = r.Header.Clone()
	for _, own := range []string{"Authorization", "Connection", "Accept-Encoding"} { // of this way, not of the next
		out.Header.Del(own)
	}
	if err := s.sign(out, "execute-api", body); err != nil {
		return Reply{}, err
	}
	return Fetch(out)
}
