package web

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/web/api"
	"example.org/handover/internal/web/session"
)

// MostDefinition is how many bytes a definition may have.
const MostDefinition = 1 << 20

// startView is what the pages show that start a programme.
type startView struct {
	Ready      []Sample // definitions that need no upload
	More       bool     // whether there are more than are listed
	Unlisted   bool     // whether they cannot be listed
	Own        bool     // whether these are the council's own, and no samples
	Problem    *api.Problem
	Focus      string // id of the field that the problem is about; "" if it is about none
	Definition handover.Definition
	Plan       api.Plan
	Starters   []handover.Person
	Digest     string // of the definition, so that none but this one is started
	Key        string // under which it is started once, however often the form is sent
	Moved      bool   // whether another definition was chosen since the last look
}

// First is the deadlines that come first, for a look at the plan.
func (v startView) First() []api.Planned {
	return v.Plan.Obligations[:min(len(v.Plan.Obligations), 12)]
}

// Trouble is what is said beside the field of a definition that cannot be used: the mistake, or how many there are.
func (v startView) Trouble() string {
	if v.Problem == nil {
		return ""
	}
	all := mistakes(v.Problem)
	if len(all) > 1 {
		return "The definition has " + counted(len(all), "mistake")
	}
	return all[0]
}

// Manual lists the stages that begin only when the office triggers them.
func (v startView) Manual() []handover.Stage {
	return slices.DeleteFunc(handover.Stages(), func(s handover.Stage) bool { return v.Definition.Stages[s] != handover.Manual })
}

func (s *site) chooseDefinition(w http.ResponseWriter, r *http.Request) {
	if s.browserOnly(w, r) {
		s.showStart(w, r, http.StatusOK, startView{})
	}
}

func (s *site) showStart(w http.ResponseWriter, r *http.Request, status int, v startView) {
	f := s.frame(r, "Start a programme")
	if v.Problem != nil {
		f.Title = "Error: " + f.Title
	}
	var err error
	if v.Ready, err = s.ready(); err != nil { // who has a file can upload it all the same
		s.log.Error("definitions", "path", r.URL.Path, "kind", fault.KindOf(err), "err", err)
		v.Ready, v.Unlisted = nil, true
	}
	if len(v.Ready) > MostListed {
		v.Ready, v.More = v.Ready[:MostListed], true
	}
	v.Own = s.own
	f.Body = v
	s.show(w, r, status, "start", f)
}

// choseDefinition reads an uploaded or picked definition. A good one is kept with the session until it is started.
func (s *site) choseDefinition(w http.ResponseWriter, r *http.Request, given url.Values) {
	name, content, ok, err := uploaded(r, "definition")
	if err == nil && !ok {
		name, content, err = s.picked(given.Get("sample"))
	}
	if err == nil && len(content) > MostDefinition {
		err = tooLong()
	}
	if err == nil {
		_, err = intake.DefinitionBy(s.api.Office.Rules, name, bytes.NewReader(content))
	}
	if err != nil {
		s.refuseDefinition(w, r, http.StatusBadRequest, err)
		return
	}
	identityOf(r.Context()).session.Keep(content)
	http.Redirect(w, r, "/start/check", http.StatusSeeOther)
}

// refuseDefinition shows the form again, with what is wrong with what was chosen.
func (s *site) refuseDefinition(w http.ResponseWriter, r *http.Request, status int, err error) {
	s.showStart(w, r, status, startView{Problem: api.ProblemOf(err), Focus: "definition"})
}

func tooLong() error {
	return fault.New(fault.Invalid, "the file has more than %s", sized(MostDefinition)).
		To("choose the JSON file of a definition: none is as long")
}

// ready lists the definitions that need no upload.
func (s *site) ready() ([]Sample, error) {
	if s.listed == nil {
		return nil, nil
	}
	return s.listed()
}

func (s *site) picked(name string) (string, []byte, error) {
	all, err := s.ready()
	if err != nil { // the form is shown again, without a list, and the reason is logged there
		all = nil
	}
	for _, sample := range all {
		if sample.Name == name {
			return name, sample.Definition, sample.Trouble
		}
	}
	mend := "upload one"
	if len(all) > 0 {
		mend += " or pick one of the list"
	}
	return "", nil, fault.New(fault.Invalid, "no definition was chosen").To("%s", mend)
}

// draft reads the definition that the session keeps, and plans it.
func (s *site) draft(r *http.Request) (startView, error) {
	kept := identityOf(r.Context()).session.Draft()
	if kept == nil {
		return startView{}, fault.New(fault.Refused, "no definition was chosen yet").To("choose one under “Start a programme”")
	}
	var v startView
	var err error
	if v.Definition, err = intake.DefinitionBy(s.api.Office.Rules, "definition", bytes.NewReader(kept)); err != nil {
		return v, err
	}
	v.Starters = v.Definition.Holders(handover.ProgrammeOffice)
	v.Digest = fmt.Sprintf("%x", sha256.Sum256(kept))
	if late := s.office.Timely(v.Definition); late != nil {
		v.Problem = api.ProblemOf(late)
	}
	v.Plan, err = s.api.PlanOf(r.Context(), v.Definition)
	return v, err
}

func (s *site) checkDefinition(w http.ResponseWriter, r *http.Request) {
	if !s.browserOnly(w, r) {
		return
	}
	v, err := s.draft(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.showCheck(w, r, http.StatusOK, v)
}

func (s *site) showCheck(w http.ResponseWriter, r *http.Request, status int, v startView) {
	f := s.frame(r, "Check the plan")
	if v.Problem != nil {
		f.Title = "Error: " + f.Title
	}
	v.Key = session.Fresh()
	f.Body, f.definition = v, &v.Definition
	s.show(w, r, status, "check", f)
}

// started starts the programme whose plan was checked. The session keeps one definition, and another window of the same
// browser may have chosen another meanwhile: that one is shown first. The definition stays with the session, so that a
// form which is sent twice finds it again.
func (s *site) started(w http.ResponseWriter, r *http.Request, given url.Values) {
	v, err := s.draft(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if given.Get("definition") != v.Digest {
		v.Moved = true
		s.showCheck(w, r, http.StatusOK, v)
		return
	}
	if _, err := s.api.Start(r.Context(), v.Definition, given.Get("person"), given.Get("key")); err != nil {
		v.Problem = api.ProblemOf(err)
		if api.Ours(v.Problem.Kind) {
			s.fail(w, r, err)
			return
		}
		s.showCheck(w, r, v.Problem.Status, v)
		return
	}
	identityOf(r.Context()).session.Choose(v.Definition.Programme, given.Get("person"))
	http.Redirect(w, r, "/programmes/"+v.Definition.Programme+"?started=1", http.StatusSeeOther)
}
