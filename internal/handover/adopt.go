package handover

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// Past is one thing that happened before a programme was adopted: a command of the list, or one of the facts below.
type Past struct {
	At      time.Time
	By      Actor
	Command Command
}

// Adopt enters a programme part-way: what has happened stands in its past, with evidence, marked as adopted. The past
// is held to the same rules as if it had been recorded at the time. The last dry run, cut-over, go and transfer cannot
// be adopted: what they rest on has to be proved here.
type Adopt struct {
	Past   []Past
	Reason string
}

// Name implements Command.
func (Adopt) Name() string { return "adopt" }

// adoptable lists the commands that a past may hold; the rest is decided here, on evidence that is here.
var adoptable = map[string]bool{
	"trigger": true, "record-service": true, "report-undelivered": true, "record-representation": true,
	"answer-representation": true, "extend-window": true, "submit-evidence": true, "accept-check": true, "waive-check": true,
	"dismiss-check": true, "report-obligation": true,
	"notice-drafted": true, "window-opened": true, "window-closed": true, "dry-run-passed": true,
}

// Adoptable lists the names that a past may hold.
func Adoptable() map[string]bool { return adoptable }

func (c Adopt) decide(p *Programme, x Context) ([]Event, error) {
	if p.Seq != 1 {
		return nil, refuse("only a programme that has just been started can be given a past")
	}
	next := p.Clone()
	planned, err := Plan{p.Execution.Number}.decide(next, x)
	if err != nil || len(planned) == 0 {
		return nil, err
	}
	v := Adopted{Plan: planned[0].(Planned), Reason: c.Reason}
	v.Plan.apply(next, Entry{Seq: 2, At: x.Now})
	for i, past := range c.Past {
		events, err := past.decide(next, x)
		if err != nil {
			return nil, inPast(err, i, past)
		}
		for _, event := range events {
			v.act(next, past, event)
		}
		if _, served := noticeServed(next, ""); served && next.Gates["ServeNotice"].Passed.IsZero() {
			for _, event := range went("ServeNotice", "") {
				v.act(next, past, event)
			}
		}
	}
	view, err := next.Preview(x.Rules, x.Today())
	if err != nil {
		return nil, err
	}
	if blocking := view.Blocking(); len(blocking) > 0 {
		return nil, refuse("the plan cannot work from here: %s", blocking[0].Problem).To("%s", blocking[0].Mend)
	}
	return one(v)
}

func (v *Adopted) act(p *Programme, past Past, event Event) {
	acted := Acted{past.At.UTC(), past.By.ID, Recorded{event}}
	v.Acts = append(v.Acts, acted)
	acted.apply(p, p.Seq+1, len(v.Acts))
}

func (a Past) decide(p *Programme, x Context) ([]Event, error) {
	if !adoptable[a.Command.Name()] {
		return nil, refuse("%s cannot be adopted", a.Command.Name()).To("leave it out; give the command once the programme is adopted")
	}
	if _, twice := a.Command.(Dated); twice {
		return nil, refuse("an act says once when it occurred").To("leave /input/occurred out: the act's own time says it")
	}
	if a.At.After(x.Now) {
		return nil, refuse("a past lies in the past").To("correct its time")
	}
	if err := p.inTime(a.At); err != nil {
		return nil, err
	}
	at := Context{Now: a.At, Actor: a.By, Rules: x.Rules}
	if err := p.admitPast(a.Command, at); err != nil {
		return nil, err
	}
	return a.Command.decide(p, at)
}

// admitPast refuses facts by people whose work it was not, and commands as they are refused today.
func (p *Programme) admitPast(c Command, x Context) error {
	fact, ok := c.(pastFact)
	if !ok {
		return p.admit(c, x)
	}
	allowed := append(fact.roles(), ProgrammeOffice)
	if x.Actor.holdsAny(allowed) {
		return nil
	}
	return fault.New(fault.Forbidden, "%s may not say %s", x.Actor.ID, c.Name()).To("name somebody who is %s", roleNames(allowed))
}

// inPast says in which act of the past a mistake is.
func inPast(err error, i int, a Past) error {
	var e *fault.Error
	if !errors.As(err, &e) {
		return err
	}
	placed := *e
	placed.Pointer = fmt.Sprintf("/acts/%d", i)
	placed.Problem = a.Command.Name() + " of " + calendar.DateOf(a.At).Long() + ": " + e.Problem
	return &placed
}

// Acted is one entry of an adopted past: when it occurred, and by whom.
type Acted struct {
	Occurred time.Time `json:"occurred"`
	By       string    `json:"by"`
	Recorded
}

type actedJSON struct {
	Occurred time.Time `json:"occurred"`
	By       string    `json:"by"`
	Event    Recorded  `json:"event"`
}

// MarshalJSON renders the act with its event.
func (a Acted) MarshalJSON() ([]byte, error) {
	return json.Marshal(actedJSON{a.Occurred, a.By, a.Recorded})
}

// UnmarshalJSON reads an act.
func (a *Acted) UnmarshalJSON(raw []byte) error {
	var j actedJSON
	err := json.Unmarshal(raw, &j)
	*a = Acted{j.Occurred, j.By, j.Event}
	return err
}

// apply folds the act with a number, the first is 1, of the adoption that is entry seq.
func (a Acted) apply(p *Programme, seq, number int) {
	p.fold(a.Event, Entry{Seq: seq, At: a.Occurred, By: a.By, Event: a.Event}, number)
}

// Adopted is recorded second in the ledger of a programme that was entered part-way: its plan, and its past.
type Adopted struct {
	Plan   Planned `json:"plan"`
	Acts   []Acted `json:"acts"`
	Reason string  `json:"reason"`
}

// Kind implements Event.
func (Adopted) Kind() string { return "adopted" }

func (v Adopted) apply(p *Programme, e Entry) {
	v.Plan.apply(p, e)
	for i, a := range v.Acts {
		a.apply(p, e.Seq, i+1)
	}
}

// PassedBy returns the gates that an event passes: its own, or those of an adopted past.
func PassedBy(v Event) []GatePassed {
	switch v := v.(type) {
	case GatePassed:
		return []GatePassed{v}
	case Adopted:
		var passed []GatePassed
		for _, a := range v.Acts {
			passed = append(passed, PassedBy(a.Event)...)
		}
		return passed
	}
	return nil
}

func (v Adopted) line(*Programme) (Line, bool) {
	what := "Programme adopted part-way, with " + counted(len(v.Acts), "fact") + " of its past"
	return Line{State: "Plan", What: what, Why: v.Reason}, true
}

// past gives the lines of an adopted past, each at its own time.
func (v Adopted) past(p *Programme, seq int) []Line {
	var lines []Line
	for i, a := range v.Acts {
		if l, ok := a.line(p); ok {
			l.At, l.By, l.Kind, l.Seq = a.Occurred, a.By, a.Kind(), seq
			l.What += fmt.Sprintf(" (adopted, act %d)", i+1) // by which it is corrected
			lines = append(lines, l)
		}
	}
	return lines
}

func (v Adopted) mail(p *Programme) Mail {
	return Mail{To: p.everyone(), Subject: "The handover is run here from now on", Body: v.Reason +
		"\n\nWhat happened before is in the ledger, marked as adopted. Reminders go out from today."}
}
