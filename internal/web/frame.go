package web

import (
	"bytes"
	"context"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
	"example.org/handover/internal/web/form"
)

// frame is what every page shows around its own content.
type frame struct {
	Title     string
	Sheet     string       // address of the stylesheet
	Style     template.CSS // the stylesheet itself, on the pages outside
	Demo      bool
	DemoNow   string
	Rehearsal bool
	Browser   bool // a browser's session: it has forms, a person and a way out
	Mails     bool
	Outside   bool // nobody is signed in: no page leads further
	Samples   bool

	Programme string // id, on the pages of a programme
	Name      string // title of the programme
	Section   string // of the programme's pages, as its address has it
	Me        handover.Person
	Acts      bool   // whether people can act here: nobody acts in the past or in a rehearsal of another office
	AsOf      string // the day in the past that is shown, YYYY-MM-DD
	AsOfLong  string
	On        string // the day that is shown, in words
	Seq       int    // the last ledger entry that is shown
	Recorded  int    // the ledger entry that the last act led to
	Started   bool   // whether the last act started the programme
	Secret    string // of the session's forms; on pages with a form alone
	Body      any

	definition *handover.Definition // of the programme
}

// Here is the address of a page of the programme, on the day that is shown.
func (f frame) Here(section string) string {
	address := "/programmes/" + f.Programme
	if section != "" {
		address += "/" + section
	}
	if f.AsOf != "" {
		address += "?as-of=" + f.AsOf
	}
	return address
}

// frame makes the frame of a page that belongs to no programme.
func (s *site) frame(r *http.Request, title string) frame {
	who := identityOf(r.Context())
	f := frame{Title: title, Sheet: s.sheet.address, Demo: s.demo != nil, Browser: who.session != nil,
		Mails: s.mailbox != nil}
	if f.Demo {
		f.DemoNow = local(s.office.Clock())
	}
	return f
}

// visit is a request for a page of a programme.
type visit struct {
	frame
	at    api.Standing
	who   identity
	r     *http.Request
	found []handover.Need // everything that people can do as things stand; nil until it is asked for
}

// visit looks up what a page of a programme is about.
func (s *site) visit(r *http.Request, section string) (*visit, error) {
	day, err := dayOf(r.URL.Query())
	if err != nil {
		return nil, err
	}
	at, err := s.api.At(r.Context(), r.PathValue("programme"), day)
	if err != nil {
		return nil, err
	}
	v := &visit{frame: s.frame(r, at.Definition.Title), at: at, who: identityOf(r.Context()), r: r}
	v.Programme, v.Name, v.Section, v.Rehearsal = at.Definition.Programme, at.Definition.Title, section, at.Rehearsal
	v.Acts = !at.Past && at.Rehearsal == s.office.Rehearsal
	if at.Past {
		v.AsOf, v.AsOfLong = day.String(), day.Long()
	}
	v.On, v.Seq = calendar.DateOf(at.Now).Long(), at.Seq
	v.Started = r.URL.Query().Get("started") == "1"
	v.definition = &v.at.Definition
	v.Me = s.me(v.who, at.Definition, r)
	if n, err := strconv.Atoi(r.URL.Query().Get("recorded")); err == nil && n > 0 && n <= at.Latest {
		v.Recorded = n
	}
	return v, nil
}

// me is the person whom a request acts as: a program says it in a header; a browser's session has chosen somebody, and
// before that is the programme office, for whoever has the data has the office.
func (s *site) me(who identity, d handover.Definition, r *http.Request) handover.Person {
	id := r.Header.Get(personHeader)
	if who.session != nil {
		id = who.session.Person(d.Programme)
		if id == "" {
			id = d.Holders(handover.ProgrammeOffice)[0].ID
		}
	}
	person, _ := d.Person(id)
	return person
}

// dayOf reads the day that is asked for: as one date, as links have it, or in three parts, as people fill it in.
func dayOf(q url.Values) (calendar.Date, error) {
	text := q.Get("as-of")
	day, month, year, _ := form.Parts()
	if d, m, y := q.Get("as-of"+day), q.Get("as-of"+month), q.Get("as-of"+year); d+m+y != "" {
		date, err := calendar.ParseDate(dashed(y, m, d))
		if err != nil {
			err = fault.Wrap(fault.Invalid, err, "there is no such day").At("", "as-of").
				With(strings.Join([]string{d, m, y}, " ")).To("go back and enter a real date, such as 30 9 2022")
		}
		return date, err
	}
	if text == "" {
		return calendar.Date{}, nil
	}
	return calendar.ParseDate(text)
}

// dashed puts the parts of a date together.
func dashed(parts ...string) string {
	for i, part := range parts {
		if parts[i] = strings.TrimSpace(part); len(parts[i]) == 1 {
			parts[i] = "0" + parts[i]
		}
	}
	return strings.Join(parts, "-")
}

// AsOfParts is the day in the past that is shown, as year, month and day; empty today.
func (f frame) AsOfParts() [3]string {
	var parts [3]string
	copy(parts[:], strings.SplitN(f.AsOf, "-", len(parts)))
	return parts
}

// programmePage makes a handler of what a page shows of a programme. The page depends on its address, the ledger, the
// day and who looks; unless one of these changes it is not built again.
func (s *site) programmePage(section string, build func(v *visit) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v, err := s.visit(r, section)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		name := section
		if name == "" {
			name = "programme"
		}
		tag := api.TagOf([]any{r.URL.RequestURI(), v.at.ETag(), v.Me.ID, v.Browser, v.DemoNow, s.sheet.address})
		v.r = r.WithContext(context.WithoutCancel(r.Context())) // others may wait for the page too
		s.cached(w, r, tag, name, func() (any, error) {
			var err error
			v.Body, err = build(v)
			v.Title = sectionTitle(section) + v.Name
			return v.frame, err
		})
	}
}

// cached answers with the page that a tag names, building it if it is not there.
func (s *site) cached(w http.ResponseWriter, r *http.Request, tag, name string, build func() (any, error)) {
	k, err := s.cache.Get(tag, func() (kept, error) {
		data, err := build()
		if err != nil {
			return kept{}, err
		}
		page, err := s.render(name, data)
		if err != nil {
			return kept{}, err
		}
		return keep(tag, page)
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	k.serve(w, r)
}

func (s *site) render(name string, data any) ([]byte, error) {
	var out bytes.Buffer
	err := s.pages().ExecuteTemplate(&out, name, data)
	return out.Bytes(), err
}

// show answers with a page that is never kept: it has a form, or something that only just happened.
func (s *site) show(w http.ResponseWriter, r *http.Request, status int, name string, f frame) {
	if who := identityOf(r.Context()); who.session != nil {
		f.Secret = who.session.Form()
	}
	page, err := s.render(name, f)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(page) //nolint:gosec // html/template has escaped it
}

func sectionTitle(section string) string {
	if section == "" {
		return ""
	}
	return sectionName(section) + " – "
}
