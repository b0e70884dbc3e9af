package handover

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/rulebook"
)

// Command is something that somebody wants done. Deciding it against the state gives events or a refusal; it changes
// nothing by itself.
type Command interface {
	Name() string
	decide(p *Programme, x Context) ([]Event, error)
}

// Context is what a decision depends on besides state and command.
type Context struct {
	Now     time.Time
	Actor   Actor
	Request string // the id of the request, kept on its entries
	Rules   Rules
	found   time.Time // when the clock found what was due at Now; zero outside a tick

	occurred time.Time // when what the command records occurred; zero: now
}

// Today is the civil date in London.
func (x Context) Today() calendar.Date { return calendar.DateOf(x.Now) }

// Actor is who gives a command: a person of the definition with the roles held, or the system.
type Actor struct {
	ID    string
	Roles []Role
}

// TheSystem is the actor of the workflow's own commands.
func TheSystem() Actor { return Actor{ID: string(System), Roles: []Role{System}} }

// Rules are the calendar table and the rule book that a programme is planned by, and the version of the state machine
// that its executions are started with ("" where there is but one).
type Rules struct {
	Table   *calendar.Table
	Book    rulebook.Book
	Machine string
}

// Spec says what a command is: its name, what it is for, and the roles that may give it. Owner stands for the role
// that owns the check or obligation which the command names.
type Spec struct {
	Name    string
	Summary string
	Roles   []Role
	decode  func(input []byte) (Command, error)
}

// Owner is no role of a person: it stands for whoever owns what a command is about.
const Owner Role = "owner"

// Commands is the one list of what people can do. API routes, command-line help, forms and the rights table come from
// it; the JSON schemas of the inputs stand in commands.schema.json under the same names.
func Commands() []Spec {
	office, legal, hr := ProgrammeOffice, LegalLead, HRLead
	return []Spec{
		{"trigger", "Begin a stage that waits for the programme office", []Role{office}, input[Trigger]},
		{"record-service", "Record that an addressee was served by a method", []Role{legal, office}, input[RecordService]},
		{"report-undelivered", "Report that a service failed: returned, bounced, refused", []Role{legal, office},
			input[ReportUndelivered]},
		{"record-representation", "Record a representation received in a window", []Role{hr, office},
			input[RecordRepresentation]},
		{"answer-representation", "Record the reply to a representation", []Role{hr, office}, input[AnswerRepresentation]},
		{"extend-window", "Move the last day of a window", []Role{hr, office}, input[ExtendWindow]},
		{"receive-extract", "Hand in the extracts of source and target system", []Role{DataLead}, input[ReceiveExtract]},
		{"sign-run", "Sign a reconciliation as the owner of the data", []Role{DataOwner}, input[SignRun]},
		{"refuse-run", "Refuse a reconciliation; the run is repeated", []Role{DataOwner}, input[RefuseRun]},
		{"submit-evidence", "Submit the evidence of a check", []Role{Owner, office}, input[SubmitEvidence]},
		{"accept-check", "Accept the evidence of a check that somebody else submitted", []Role{office}, input[AcceptCheck]},
		{"reject-check", "Reject the evidence of a check, with the reason", []Role{office}, input[RejectCheck]},
		{"waive-check", "Let a check pass without evidence, until a day", []Role{SRO}, input[WaiveCheck]},
		{"dismiss-check", "Declare a check not applicable, with the reason", []Role{SRO}, input[DismissCheck]},
		{"vote", "Vote go, defer or stop over one digest of the evidence", []Role{Approver}, input[Vote]},
		{"defer-transfer", "Put the transfer off after the go was confirmed", []Role{SRO}, input[DeferTransfer]},
		{"record-review", "Record a ring-fence review", []Role{office}, input[RecordReview]},
		{"report-obligation", "Report that an obligation is met", []Role{Owner, office}, input[ReportObligation]},
		{"retry", "Let the workflow try again after an intervention", []Role{office}, input[Retry]},
		{"amend", "Put an amended definition in the place of the one that holds", []Role{office, SRO}, input[Amend]},
		{"reassign", "Give the duties of one person to another", []Role{office, SRO}, input[Reassign]},
		{"correct", "Put right, or strike out, what an entry recorded wrongly", []Role{office}, input[Correct]},
		{"pause", "Halt what goes on by itself; statutory periods run on", []Role{SRO, office}, input[PauseProgramme]},
		{"resume", "Let a paused programme go on", []Role{SRO, office}, input[ResumeProgramme]},
		{"stop", "Stop the programme; everybody is told and nothing goes on", []Role{SRO}, input[Stop]},
	}
}

// LookUp returns the spec of a command by name. An unknown name is fault.NotFound.
func LookUp(name string) (Spec, error) {
	var names []string
	for _, s := range Commands() {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return Spec{}, fault.New(fault.NotFound, "there is no command of that name").With(name).
		To("use one of %s", strings.Join(names, ", "))
}

// Decode reads the command's input, which its JSON schema must have accepted.
func (s Spec) Decode(input []byte) (Command, error) {
	c, err := s.decode(input)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the input of %s cannot be read", s.Name).
			To("compare it with the schema that `handover do --list` shows")
	}
	return dated(s.Name, c, input)
}

func input[C Command](raw []byte) (Command, error) {
	var c C
	err := json.Unmarshal(raw, &c)
	return c, err
}

// Decide gives the entries that a command leads to, with all that follows from it by itself, and folds them into p.
// On an error p is spoilt: the caller drops it. The error's kind says why: Forbidden (rights), Refused (rules, state)
// or Invalid.
func Decide(p *Programme, c Command, x Context) ([]Entry, error) {
	c, err := p.undate(c, &x)
	if err != nil {
		return nil, err
	}
	if err := p.admit(c, x); err != nil {
		return nil, err
	}
	if x.Now.Before(p.Changed) {
		x.Now = p.Changed // a clock that lags behind another machine's never writes an entry before its predecessor
	}
	if _, ok := c.(Tick); ok {
		return catchUp(p, x), nil
	}
	events, err := c.decide(p, x)
	if err != nil || len(events) == 0 {
		return nil, err // nothing happened, so nothing follows; what time brings is the clock's to find
	}
	entries := p.record(events, x)
	x.occurred = time.Time{}
	return append(entries, settle(p, x, events)...), nil
}

// admit holds the rights and the rule that an ended programme takes no more commands of people.
func (p *Programme) admit(c Command, x Context) error {
	s, err := LookUp(c.Name())
	if err != nil { // not on the list: a step of the workflow
		if !slices.Contains(x.Actor.Roles, System) {
			return fault.New(fault.Forbidden, "only the workflow itself gives %s", c.Name())
		}
		return nil
	}
	if p.Status != Running && (p.Status.Over() || c.Name() != (Retry{}).Name()) { // a stop may need its workflow mended
		return fault.New(fault.Refused, "programme %s is %s and takes no more commands", p.Definition.Programme, p.Status)
	}
	allowed := slices.Clone(s.Roles)
	if o, ok := c.(owned); ok && slices.Contains(allowed, Owner) {
		allowed = append(allowed, o.owner(p))
	}
	if x.Actor.holdsAny(allowed) {
		return nil
	}
	return fault.New(fault.Forbidden, "%s may not %s", x.Actor.ID, c.Name()).
		To("ask somebody who is %s", roleNames(allowed))
}

func (a Actor) holdsAny(roles []Role) bool {
	return slices.ContainsFunc(a.Roles, func(r Role) bool { return slices.Contains(roles, r) })
}

// owned is a command about something that a role owns.
type owned interface{ owner(p *Programme) Role }

func roleNames(roles []Role) string {
	var names []string
	for _, r := range roles {
		if r != Owner && r != "" && !slices.Contains(names, string(r)) {
			names = append(names, string(r))
		}
	}
	return strings.Join(names, " or ")
}

// record numbers events as entries and folds them.
func (p *Programme) record(events []Event, x Context) []Entry {
	var entries []Entry
	at := x.Now.UTC()
	if !x.found.IsZero() {
		at = x.found.UTC()
	}
	for _, v := range events {
		e := Entry{Seq: p.Seq + 1, At: at, Occurred: x.occurred, By: x.Actor.ID, Request: x.Request, Event: v}
		p.fold(v, e, 0)
		p.Seq, p.Changed = e.Seq, e.At
		entries = append(entries, e)
	}
	return entries
}

func refuse(format string, args ...any) *fault.Error {
	return fault.New(fault.Refused, format, args...)
}

func one(v Event) ([]Event, error) { return []Event{v}, nil }
