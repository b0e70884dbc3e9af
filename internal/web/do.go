package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
	"example.org/handover/internal/web/form"
	"example.org/handover/internal/web/session"
)

// mostUpload is how many bytes two extracts and their form may have.
const mostUpload = 2*mostExtract + mostForm

// mostExtract is how many bytes an uploaded extract may have.
const mostExtract = form.MostExtract

// order is a command on its way from the form to the ledger.
type order struct {
	*visit
	spec    handover.Spec
	need    handover.Need
	form    *form.Form
	command handover.Command // nil while an answer is wrong
	refs    map[string]handover.FileRef
	done    int // the ledger entry that the form led to when it was sent before; 0 if it is new
}

// actView is what the pages of a command show: its form, or what it would lead to.
type actView struct {
	Command  handover.Spec
	What     string
	Action   string
	Back     string
	Allowed  bool
	Who      string   // who may give it
	People   []string // those of the programme who may
	Form     *form.Form
	Answers  []answer // on the page that asks for a last look
	Hidden   url.Values
	Foreseen handover.Foreseen
	Key      string
	Problem  *api.Problem // what keeps the command from being given
	Moved    bool         // whether something happened since the last look
	Wanted   string       // the evidence that the check asks for
	About    []answer     // what is known of what the command is about
	Grave    bool         // whether nothing takes it back
	everyone func(to []handover.Role) bool
}

// Told names those who get a mail, or says that everybody does.
func (v actView) Told(to []handover.Role) string {
	if v.everyone(to) {
		return "Everybody in the programme"
	}
	return roleNames(to)
}

// grave reports whether nothing takes a command back: the programme ends, or the service moves.
func (o *order) grave() bool {
	switch c := o.command.(type) {
	case handover.Stop:
		return true
	case handover.Trigger:
		return c.Stage == handover.TransferStage
	case handover.Vote:
		return c.Outcome == handover.Halt || c.Outcome == handover.Go && c.Phase == handover.FinalPhase
	}
	return false
}

// answer is an answer as it is checked before it counts.
type answer struct{ Label, Text string }

// order reads what a request is about: the command, and what the link to it knew already. A form that was recorded before
// is the same order again, whatever there is to do by now.
func (s *site) order(r *http.Request, given url.Values) (*order, error) {
	v, err := s.visit(r, "do")
	if err != nil {
		return nil, err
	}
	if v.who.session == nil {
		return nil, onlyBrowsers()
	}
	if !v.Acts {
		return nil, fault.New(fault.Refused, "nobody acts in the past, nor in a rehearsal that another process keeps").
			To("go to the programme as it stands today")
	}
	o := &order{visit: v, refs: map[string]handover.FileRef{}}
	if o.spec, err = handover.LookUp(r.PathValue("command")); err != nil {
		return nil, err
	}
	if o.done, err = s.recorded(r.Context(), v.Programme, given); err != nil {
		return nil, err
	}
	if o.done > 0 {
		o.need = o.recalled(given)
	} else if o.need, err = o.needed(); err != nil {
		return nil, err
	}
	o.form, err = form.For(o.spec.Name, v.at.Programme, o.need)
	return o, err
}

// needed is what there is to do about the subject of the link.
func (o *order) needed() (handover.Need, error) {
	command := o.spec.Name
	subject := o.subject(command, o.r.URL.Query().Get("subject"))
	if need, ok := o.at.ActOn(command, subject); ok {
		return need, nil
	}
	if subject != "" || len(o.acts(func(n handover.Need) bool { return n.Command == command })) == 0 {
		return handover.Need{}, fault.New(fault.Refused, "there is nothing to do here now").
			With(strings.TrimSpace(form.Sentence(command) + " " + subject)).
			To("go back to the programme: somebody may have done it, or its time has not come")
	}
	return handover.Need{Command: command, Role: o.at.OwnerOf(subject), What: o.spec.Summary,
		Stage: handover.TransferStage}, nil
}

// subject is what a command is about: what the link says, or else the one thing that there is to give it about.
func (v *visit) subject(command, given string) string {
	if given != "" {
		return given
	}
	mine := v.acts(func(n handover.Need) bool { return n.Command == command && v.at.MayGive(n, v.Me) })
	if len(mine) == 1 {
		return mine[0].Subject
	}
	return ""
}

// allowed reports whether whoever looks may give the command. A form that still has to ask what it is about is shown to
// everybody who might own that.
func (o *order) allowed() bool {
	if o.need.Person != "" && o.need.Person != o.Me.ID {
		return false
	}
	owner := o.need.Role
	for _, name := range []string{"check", "obligation"} {
		if id := o.form.Given.Get(name); id != "" {
			owner = o.at.OwnerOf(id)
		}
	}
	return o.spec.Permits(o.Me.Roles, owner) || owner == "" && slices.Contains(o.spec.Roles, handover.Owner)
}

func (o *order) view() actView {
	v := actView{Command: o.spec, What: o.need.What, Action: o.r.URL.RequestURI(), Back: o.back(), Allowed: o.allowed(),
		Form: o.form, Who: roleNames(o.spec.Roles), About: o.about(), Grave: o.grave(), everyone: o.at.Everybody}
	roles := o.spec.Roles
	if o.need.Role != "" {
		roles, v.Who = []handover.Role{o.need.Role}, roleName(o.need.Role)
	}
	if o.need.Person != "" {
		v.Who = o.need.Person
		return v
	}
	for _, role := range roles {
		for _, p := range o.at.Definition.Holders(role) {
			if !slices.Contains(v.People, p.ID) {
				v.People = append(v.People, p.ID)
			}
		}
	}
	return v
}

// back is the page of the programme that a command belongs to. No request chooses it.
func (o *order) back() string {
	section := map[handover.Stage]string{handover.NoticeStage: "/notice", handover.ConsultationStage: "/consultation",
		handover.MigrationStage: "/migration", handover.GoLiveStage: "/checks"}[o.need.Stage]
	switch o.spec.Name {
	case "vote", "defer-transfer":
		section = "/decision"
	case "trigger", "retry", "stop", "pause", "resume":
		section = ""
	}
	return "/programmes/" + o.Programme + section
}

// asked shows the form of a command, or at once what it would lead to if there is nothing to ask.
func (s *site) asked(w http.ResponseWriter, r *http.Request) {
	o, err := s.order(r, nil)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if !o.form.Asks() && o.allowed() {
		if o.command, err = o.form.Read(url.Values{}, nil); err == nil && o.command != nil {
			s.lastLook(w, r, o, false)
			return
		}
	}
	s.showForm(w, r, http.StatusOK, o, nil)
}

func (s *site) showForm(w http.ResponseWriter, r *http.Request, status int, o *order, problem error) {
	if problem != nil && api.Ours(fault.KindOf(problem)) {
		s.fail(w, r, problem)
		return
	}
	problem = o.form.Blame(problem)
	view := o.view()
	if problem != nil {
		view.Problem = api.ProblemOf(problem)
	}
	if wanted, err := s.evidence(o.at.Definition.Pack); err == nil {
		view.Wanted = wanted[o.need.Subject]
	}
	o.Title, o.Body = view.What+" – "+o.Name, view
	if len(o.form.Faulty()) > 0 || view.Problem != nil {
		o.Title = "Error: " + o.Title
	}
	s.show(w, r, status, "form", o.frame)
}

// given takes a form: the first time to check it and show what would follow, the second time to give the command.
func (s *site) given(w http.ResponseWriter, r *http.Request, given url.Values) {
	o, err := s.order(r, given)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if err := s.attach(r, o, given); err != nil {
		s.showForm(w, r, http.StatusBadRequest, o, err)
		return
	}
	o.command, err = o.form.Read(given, o.refs)
	switch {
	case err != nil || o.command == nil:
		s.showForm(w, r, http.StatusBadRequest, o, err)
	case given.Get("step") == "confirm":
		s.confirmed(w, r, o, given)
	default:
		s.lastLook(w, r, o, false)
	}
}

// attach keeps the files of a form, or takes up those that were kept when it was sent the first time.
func (s *site) attach(r *http.Request, o *order, given url.Values) error {
	for i := range o.form.Fields {
		field := o.form.Fields[i]
		if field.Kind != form.Upload {
			continue
		}
		file, content, ok, err := uploaded(r, field.Name)
		if err != nil {
			return err
		}
		if !ok {
			if kept := given.Get(field.Name + "-sha256"); kept != "" {
				o.refs[field.Name] = handover.FileRef{Name: given.Get(field.Name), SHA256: kept}
			}
			continue
		}
		if len(content) > mostExtract {
			return fault.New(fault.Invalid, "the file has more than %d MB", mostExtract>>20).At("",
				field.Name).To("hand it in on the command line")
		}
		if !o.allowed() {
			return fault.New(fault.Forbidden, "%s may not %s", o.Me.ID, o.spec.Name)
		}
		if o.refs[field.Name], err = s.office.Files.Put(r.Context(), handover.ExtractName(o.Programme, file, content),
			content); err != nil {
			return err
		}
	}
	return nil
}

// lastLook shows what the command would lead to, before it counts.
func (s *site) lastLook(w http.ResponseWriter, r *http.Request, o *order, moved bool) {
	view := o.view()
	var err error
	view.Foreseen, err = s.office.Foresee(r.Context(), o.Programme, o.command, o.Me.Actor())
	if err != nil {
		s.showForm(w, r, api.Status(fault.KindOf(err)), o, err)
		return
	}
	view.Key, view.Moved = session.Fresh(), moved
	view.Answers, view.Hidden = o.answers()
	view.Hidden.Set("foreseen", digestOf(view.Foreseen))
	view.Hidden.Set(stageField, string(o.need.Stage))
	o.Title, o.Body = "Check before you go on – "+view.What, view
	s.show(w, r, http.StatusOK, "confirm", o.frame)
}

// confirmed gives the command, unless what follows from it has become something else than was shown.
func (s *site) confirmed(w http.ResponseWriter, r *http.Request, o *order, given url.Values) {
	moved, err := s.moved(r.Context(), o, given)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if moved {
		s.lastLook(w, r, o, true)
		return
	}
	// A command that was given before under its key would be refused if it were new: the office tells the two apart.
	result, err := s.office.Do(r.Context(), o.Programme, o.command, o.Me.Actor(), given.Get("key"))
	if err != nil {
		s.showForm(w, r, api.Status(fault.KindOf(err)), o, err)
		return
	}
	s.log.InfoContext(r.Context(), "command", "programme", o.Programme, "command", o.spec.Name, "person", o.Me.ID,
		"caller", o.who.name)
	s.wrote(r.Context())
	q := url.Values{"recorded": {itoa(cmp.Or(o.done, result.Programme.Seq))}}
	http.Redirect(w, r, o.back()+"?"+q.Encode(), http.StatusSeeOther) //nolint:gosec // back is a page of the programme
}
