package web

import (
	"net/http"
	"net/url"
	"strings"

	"example.org/handover/internal/fault"
)

// Addresses of signing in.
const (
	signInPath  = "/sign-in/"
	newLinkPath = "/sign-in"
)

// mostForm is how many bytes a form without files may have.
const mostForm = 64 << 10

// SignInLink is the address at which the secret of a one-time link signs in.
func SignInLink(origin, secret string) string { return origin + signInPath + secret }

func (s *site) deskRoutes(mux routes) {
	mux.HandleFunc("GET "+s.sheet.address, s.sheet.serve)
	if s.desk == nil {
		return
	}
	mux.HandleFunc("GET "+signInPath+"{secret}", s.signIn)
	mux.HandleFunc("POST "+newLinkPath, s.newLink)
	mux.HandleFunc("GET /session", s.session)
	mux.HandleFunc("POST /session/end", s.posted(mostForm, s.signOut))
	mux.HandleFunc("GET /programmes/{programme}/person", s.choosePerson)
	mux.HandleFunc("POST /programmes/{programme}/person", s.posted(mostForm, s.chosePerson))
}

// signIn exchanges a link's secret for a session and leads away from it, so that it stays in no address bar. A browser
// that only fetches ahead does not spend the link.
func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch") {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	cookie, ok := s.desk.Enter(r.PathValue("secret"))
	if !ok {
		s.unknown(w, r)
		return
	}
	http.SetCookie(w, cookie)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// newLink shows another link where the server runs: whoever can read it there may sign in.
func (s *site) newLink(w http.ResponseWriter, r *http.Request) {
	if s.announce != nil {
		s.announce(s.desk.Link())
	}
	s.outside(w, r, http.StatusOK, "sign-in-sent", "A new link was printed", nil)
}

func (s *site) session(w http.ResponseWriter, r *http.Request) {
	s.show(w, r, http.StatusOK, "session", s.frame(r, "Your session"))
}

func (s *site) signOut(w http.ResponseWriter, r *http.Request, _ url.Values) {
	http.SetCookie(w, s.desk.Leave(identityOf(r.Context()).session))
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *site) choosePerson(w http.ResponseWriter, r *http.Request) {
	v, err := s.visit(r, "person")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if v.who.session == nil {
		s.fail(w, r, onlyBrowsers())
		return
	}
	v.Title, v.Body = sectionTitle("person")+v.Name, v.at.Definition.People
	s.show(w, r, http.StatusOK, "person", v.frame)
}

func (s *site) chosePerson(w http.ResponseWriter, r *http.Request, given url.Values) {
	v, err := s.visit(r, "person")
	if err != nil {
		s.fail(w, r, err)
		return
	}
	person, ok := v.at.Definition.Person(given.Get("person"))
	if !ok {
		s.fail(w, r, fault.New(fault.Invalid,
			"the definition knows nobody of that id").With(given.Get("person")).To("choose somebody of the list"))
		return
	}
	v.who.session.Choose(v.Programme, person.ID)
	//nolint:gosec // the programme is one of the store, and its page one of this server
	http.Redirect(w, r, "/programmes/"+v.Programme+"/work", http.StatusSeeOther)
}

func onlyBrowsers() error {
	return fault.New(fault.Forbidden, "only a signed-in browser has forms").To("give commands through the API")
}

// posted takes a form of a session: of a bounded size, and with the session's secret in it.
func (s *site) posted(most int64, take func(w http.ResponseWriter, r *http.Request,
	given url.Values)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who := identityOf(r.Context())
		if who.session == nil {
			s.fail(w, r, onlyBrowsers())
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		if err := readForm(r); err != nil {
			if large(err) {
				s.tooLarge(w, r, most)
				return
			}
			s.fail(w, r, fault.Wrap(fault.Invalid, err, "the form cannot be read").To("go back and send it again"))
			return
		}
		defer cleanUp(r)
		if !who.session.Sent(r.PostForm.Get("secret")) {
			s.fail(w, r, fault.New(fault.Forbidden,
				"the form is not one of this session").To("go back, reload the page and send it again"))
			return
		}
		take(w, r, r.PostForm)
	}
}

// tooLarge answers a form that was not read to its end. That of a definition is shown again, with the
// mistake at its field.
func (s *site) tooLarge(w http.ResponseWriter, r *http.Request, most int64) {
	if r.URL.Path == "/start" {
		s.refuseDefinition(w, r, http.StatusRequestEntityTooLarge, tooLong())
		return
	}
	s.failWith(w, r, fault.New(fault.Invalid, "what was sent has more than %s", sized(most)).To("send less"),
		http.StatusRequestEntityTooLarge)
}
