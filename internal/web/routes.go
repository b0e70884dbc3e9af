package web

import (
	"net/http"

	"example.org/handover/internal/fault"
)

// routes takes what the server answers to: a mux, or a test that counts what each route asks.
type routes interface {
	HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request))
}

// pageRoutes adds the pages that only show. Their addresses follow the words of the command line: status, log, verify.
func (s *site) pageRoutes(mux routes) {
	const of = "GET /programmes/{programme}"
	mux.HandleFunc("GET /{$}", s.portfolio)
	mux.HandleFunc("GET /work", s.allWork)
	for section, build := range map[string]func(v *visit) (any, error){"": s.programme, "notice": s.notice,
		"consultation": s.consultation, "migration": s.migration, "checks": s.checks, "decision": s.decision,
		"ledger": s.ledger,
		"work":   s.work} {
		address := of
		if section != "" {
			address += "/" + section
		}
		mux.HandleFunc(address, s.programmePage(section, build))
	}
	mux.HandleFunc(of+"/ledger/verification", s.verified)
	mux.HandleFunc(of+"/documents/{digest}", s.document)
	if s.mailbox != nil {
		mux.HandleFunc("GET /mails", s.mails)
		mux.HandleFunc("GET /mails/{name}", s.mail)
	}
}

// actRoutes adds the forms. Each command has its own, at do/COMMAND.
func (s *site) actRoutes(mux routes) {
	const of = "/programmes/{programme}/do"
	mux.HandleFunc("GET "+of, s.programmePage("do", s.everything))
	mux.HandleFunc("GET "+of+"/{command}", s.asked)
	mux.HandleFunc("POST "+of+"/{command}", s.posted(mostUpload, s.given))
	mux.HandleFunc("GET /start", s.chooseDefinition)
	mux.HandleFunc("POST /start", s.posted(MostDefinition+mostForm, s.choseDefinition))
	mux.HandleFunc("GET /start/check", s.checkDefinition)
	mux.HandleFunc("POST /start/check", s.posted(mostForm, s.started))
	if s.demo != nil {
		mux.HandleFunc("GET /clock", s.clock)
		mux.HandleFunc("POST /clock", s.posted(mostForm, s.clockMoved))
	}
}

// browserOnly refuses programs, whose place is the API.
func (s *site) browserOnly(w http.ResponseWriter, r *http.Request) bool {
	if identityOf(r.Context()).session == nil {
		s.fail(w, r, fault.Wrap(fault.Forbidden, onlyBrowsers(), "only a signed-in browser has forms").To("use the API"))
		return false
	}
	return true
}
