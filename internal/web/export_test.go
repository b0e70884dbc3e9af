package web

import "net/http"

// Routes lists what a handler with some options answers to, without the API.
func Routes(choose ...Option) []string {
	s := &site{sheet: newSheet()}
	for _, option := range choose {
		option(&s.options)
	}
	var all listed
	s.routes(&all)
	return all
}

type listed []string

// HandleFunc implements routes.
func (l *listed) HandleFunc(pattern string, _ func(http.ResponseWriter, *http.Request)) {
	*l = append(*l, pattern)
}
