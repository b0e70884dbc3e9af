package handover

import (
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// Window is the state of one consultation window.
type Window struct {
	ID              string           `json:"id"`
	Closes          calendar.Date    `json:"closes,omitzero"` // set by an extension; else the definition's
	Letters         []FileRef        `json:"letters,omitempty"`
	Representations []Representation `json:"representations,omitempty"`
	Closed          time.Time        `json:"closed,omitzero"`
}

// Representation is something said in a window, known by a reference to the document, never by its content.
type Representation struct {
	ID        string `json:"id"`
	Reference string `json:"reference"`
	Reply     string `json:"reply,omitempty"`
}

func (p *Programme) window(id string) *Window {
	return find(p.Windows, func(w *Window) bool { return w.ID == id })
}

func windowOpens(p *Programme, id string) time.Time { return p.Dates["window."+id+".opens"].At(0, 0) }

// windowCloses is the instant after the window's last day, which belongs to it until 24:00.
func windowCloses(p *Programme, id string) time.Time {
	return dayAfter(p.Dates["window."+id+".closes"])
}

func windowAnswered(p *Programme, id string) (Outcome, bool) {
	for _, r := range p.window(id).Representations {
		if r.Reply == "" {
			return "", false
		}
	}
	return Passed, true
}

// openWindow returns a window that takes representations: opened and not closed.
func (p *Programme) openWindow(id string) (*Window, error) {
	w := p.window(id)
	switch {
	case w == nil:
		return nil, fault.New(fault.NotFound, "there is no such window").With(id)
	case p.Gates[gateName("OpenWindow", id)].Passed.IsZero():
		return nil, refuse("%s has not been opened yet", p.consultationOf(id))
	case !w.Closed.IsZero():
		return nil, refuse("%s is closed", p.consultationOf(id))
	}
	return w, nil
}

// RecordRepresentation records a representation that arrived within the window.
type RecordRepresentation struct {
	Window    string `json:"window"`
	ID        string `json:"id"`
	Reference string `json:"reference"`
}

// Name implements Command.
func (RecordRepresentation) Name() string { return "record-representation" }

func (c RecordRepresentation) decide(p *Programme, x Context) ([]Event, error) {
	w, err := p.openWindow(c.Window)
	if err != nil {
		return nil, err
	}
	if err := p.inWindow(c.Window, x); err != nil {
		return nil, err
	}
	if find(w.Representations, func(r *Representation) bool { return r.ID == c.ID }) != nil {
		return nil, refuse("representation %s is recorded already", c.ID)
	}
	return one(RepresentationRecorded(c))
}

// inWindow refuses what is said to have occurred in a window before it opened.
func (p *Programme) inWindow(id string, x Context) error {
	opens := windowOpens(p, id)
	if x.occurred.IsZero() || !x.occurred.Before(opens) {
		return nil
	}
	return refuse("%s opened on %s: nothing occurred in it before", p.consultationOf(id), calendar.DateOf(opens).Long()).
		At("", "/occurred").To("give a time from that day on")
}

// RepresentationRecorded is recorded for each representation.
type RepresentationRecorded struct {
	Window    string `json:"window"`
	ID        string `json:"id"`
	Reference string `json:"reference"`
}

// Kind implements Event.
func (RepresentationRecorded) Kind() string { return "representation-recorded" }

func (v RepresentationRecorded) apply(p *Programme, _ Entry) {
	w := p.window(v.Window)
	w.Representations = append(w.Representations, Representation{ID: v.ID, Reference: v.Reference})
}

func (v RepresentationRecorded) line(p *Programme) (Line, bool) {
	return Line{Stage: ConsultationStage, State: "CloseWindow",
		What: "Representation " + v.ID + " received in " + p.consultationOf(v.Window),
		Why:  "it needs a reply before the consultation can close"}, true
}

// AnswerRepresentation records the reply to a representation.
type AnswerRepresentation struct {
	Window string `json:"window"`
	ID     string `json:"id"`
	Reply  string `json:"reply"` // reference of the reply
}

// Name implements Command.
func (AnswerRepresentation) Name() string { return "answer-representation" }

func (c AnswerRepresentation) decide(p *Programme, x Context) ([]Event, error) {
	w, err := p.openWindow(c.Window)
	if err != nil {
		return nil, err
	}
	if err := p.inWindow(c.Window, x); err != nil {
		return nil, err
	}
	r := find(w.Representations, func(r *Representation) bool { return r.ID == c.ID })
	if r == nil {
		return nil, fault.New(fault.NotFound, "%s has no such representation", p.consultationOf(c.Window)).With(c.ID)
	}
	if r.Reply != "" {
		return nil, refuse("representation %s has its reply already", c.ID)
	}
	return one(RepresentationAnswered(c))
}

// RepresentationAnswered is recorded for each reply.
type RepresentationAnswered struct {
	Window string `json:"window"`
	ID     string `json:"id"`
	Reply  string `json:"reply"`
}

// Kind implements Event.
func (RepresentationAnswered) Kind() string { return "representation-answered" }

func (v RepresentationAnswered) apply(p *Programme, _ Entry) {
	find(p.window(v.Window).Representations, func(r *Representation) bool { return r.ID == v.ID }).Reply = v.Reply
}

func (v RepresentationAnswered) line(p *Programme) (Line, bool) {
	return Line{Stage: ConsultationStage, State: "CloseWindow",
		What: "Representation " + v.ID + " in " + p.consultationOf(v.Window) + " answered"}, true
}

// ExtendWindow moves the last day of a window that is not closed.
type ExtendWindow struct {
	Window string        `json:"window"`
	Closes calendar.Date `json:"closes"`
	Reason string        `json:"reason"`
}

// Name implements Command.
func (ExtendWindow) Name() string { return "extend-window" }

func (c ExtendWindow) decide(p *Programme, x Context) ([]Event, error) {
	w := p.window(c.Window)
	switch {
	case w == nil:
		return nil, fault.New(fault.NotFound, "there is no such window").With(c.Window)
	case !w.Closed.IsZero():
		return nil, refuse("%s is closed", p.consultationOf(c.Window))
	case c.Closes.Before(x.Today()) || c.Closes.Before(p.Dates["window."+c.Window+".opens"]):
		return nil, refuse("a window cannot close in the past nor before it opens").With(c.Closes.String())
	case !dayAfter(c.Closes).Before(p.Transfer):
		return nil, refuse("the window would close after the transfer on %s", calendar.DateOf(p.Transfer).Long()).
			With(c.Closes.String()).To("put the transfer off first, or choose an earlier day")
	}
	return one(WindowExtended(c))
}

// WindowExtended is recorded when the office moves the last day of a window.
type WindowExtended struct {
	Window string        `json:"window"`
	Closes calendar.Date `json:"closes"`
	Reason string        `json:"reason"`
}

// Kind implements Event.
func (WindowExtended) Kind() string { return "window-extended" }

func (v WindowExtended) apply(p *Programme, _ Entry) { p.window(v.Window).Closes = v.Closes }

func (v WindowExtended) line(p *Programme) (Line, bool) {
	return Line{Stage: ConsultationStage, State: "CloseWindow", Why: v.Reason,
		What: capital(p.consultationOf(v.Window)) + " now closes at the end of " + v.Closes.Long()}, true
}

// SendInvitations is the workflow's record of the letters that open a window.
type SendInvitations struct {
	Execution int
	Window    string
	Letters   []FileRef
}

// Name implements Command.
func (SendInvitations) Name() string { return "send-invitations" }

func (c SendInvitations) decide(p *Programme, _ Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil {
		return nil, err
	}
	w := p.window(c.Window)
	if w == nil {
		return nil, fault.New(fault.NotFound, "there is no such window").With(c.Window)
	}
	if len(w.Letters) > 0 || p.Status != Running {
		return nil, nil
	}
	return one(InvitationsSent{c.Window, c.Letters})
}

// InvitationsSent is recorded when the invitations of a window have been written and put in the outbox.
type InvitationsSent struct {
	Window  string    `json:"window"`
	Letters []FileRef `json:"letters"`
}

// Kind implements Event.
func (InvitationsSent) Kind() string { return "invitations-sent" }

// Invited reports whether the invitations of a window have gone out, or nobody is to be invited any more.
func (p *Programme) Invited(window string) bool {
	w := p.window(window)
	return w != nil && len(w.Letters) > 0 || p.Status != Running
}

func (v InvitationsSent) apply(p *Programme, _ Entry) { p.window(v.Window).Letters = v.Letters }

func (v InvitationsSent) line(p *Programme) (Line, bool) {
	closes := p.Dates["window."+v.Window+".closes"]
	return Line{Stage: ConsultationStage, State: "InviteRepresentatives", Why: orElsewhere(v.Letters, "its first day has come"),
		What: capital(p.consultationOf(v.Window)) + " opened: representatives invited, until the end of " + closes.Long()}, true
}
