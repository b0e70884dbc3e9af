package handover

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
)

// StatusView says where a programme stands; one schema from the laptop to AWS.
type StatusView struct {
	Programme string        `json:"programme"`
	Title     string        `json:"title"`
	Rehearsal bool          `json:"rehearsal,omitempty"`
	Status    Status        `json:"status"`
	Stage     Stage         `json:"stage"`
	Stages    []StageView   `json:"stages"`
	RAG       RAG           `json:"rag"`
	RAGWhy    string        `json:"ragWhy"`
	Transfer  time.Time     `json:"transfer"`
	Service   *ServiceDates `json:"service,omitempty"` // once the notice is served
	BlockedBy []Blocker     `json:"blockedBy"`
	Next      []Deadline    `json:"next"`
	Sequence  int           `json:"sequence"`
	AsOf      time.Time     `json:"asOf"`
}

// RAG is red, amber or green; RAGWhy always says it in words too.
type RAG string

// The ratings.
const (
	Red   RAG = "red"
	Amber RAG = "amber"
	Green RAG = "green"
)

// StageView is one stage: waiting (not begun), triggerable (waits for the office), active, held (the transfer, whose
// instant came and something was amiss), done, or stopped with the programme before it was done.
type StageView struct {
	Stage Stage  `json:"stage"`
	Mode  Mode   `json:"mode"`
	State string `json:"state"`
	Open  int    `json:"open"` // obligations still owed
}

// Blocker is something that the handover waits for now. Input is what the command needs to be told and the programme
// knows already: ids, the digest to vote over, the report to sign.
type Blocker struct {
	What    string         `json:"what"`
	Who     Role           `json:"who"`
	Person  string         `json:"person,omitempty"`
	Command string         `json:"command"`
	Subject string         `json:"subject,omitempty"`
	Due     calendar.Date  `json:"due,omitzero"` // zero where nothing says by when
	Overdue bool           `json:"overdue,omitempty"`
	Input   map[string]any `json:"input,omitempty"`
}

// Deadline is an obligation that comes due.
type Deadline struct {
	ID      string        `json:"id"`
	Stage   Stage         `json:"stage"`
	Title   string        `json:"title"`
	Owner   Role          `json:"owner"`
	Due     calendar.Date `json:"due"`
	Overdue bool          `json:"overdue,omitempty"`
	Command string        `json:"command,omitempty"` // what meets it, where that is a report
}

// daysAhead is how many days before a deadline a programme is rated amber.
const daysAhead = 7

// nextDeadlines is how many deadlines a status shows.
const nextDeadlines = 10

// StatusAt shows where the programme stands at an instant.
func (p *Programme) StatusAt(now time.Time) StatusView {
	today := calendar.DateOf(now)
	v := StatusView{Programme: p.Definition.Programme, Title: p.Definition.Title, Rehearsal: p.Rehearsal, Status: p.Status,
		Transfer: p.Transfer, Sequence: p.Seq, AsOf: now.UTC(), BlockedBy: p.blockers(today), Next: p.deadlines(today)}
	if !p.Effective.IsZero() {
		v.Transfer = p.Effective
	}
	for _, s := range Stages() {
		v.Stages = append(v.Stages, p.stageView(s))
	}
	if service, ok := p.ServiceDates(); ok {
		v.Service = &service
	}
	v.Stage = p.currentStage(v.Stages)
	v.RAG, v.RAGWhy = p.rate(v)
	return v
}

func (p *Programme) blockers(today calendar.Date) []Blocker {
	list := []Blocker{}
	waits := p.Status == Running && len(p.Held) > 0 && p.Deferral == "" && !p.Triggered[TransferStage]
	if waits { // what was amiss at its instant is on record; what is amiss now holds it
		for _, reason := range p.Amiss() {
			list = append(list, Blocker{What: "Transfer held: " + reason, Who: ProgrammeOffice, Command: "trigger",
				Subject: "transfer", Due: calendar.DateOf(p.Transfer), Overdue: true, Input: map[string]any{"stage": TransferStage}})
		}
	}
	for _, n := range p.Needs() {
		if n.Blocks {
			list = append(list, Blocker{n.What, n.Role, n.Person, n.Command, n.Subject, n.Due, !n.Due.IsZero() && n.Due.Before(today),
				n.Input})
		}
	}
	slices.SortStableFunc(list, func(a, b Blocker) int { return a.Due.Compare(b.Due) }) // what has no date is first
	return list
}

// comeUndone are the checks that the transfer rested on and that are open again, as after a correction.
func (p *Programme) comeUndone() []string {
	if p.Effective.IsZero() {
		return nil
	}
	var ids []string
	for _, phase := range []Phase{DecisionPhase, FinalPhase, AtTransferPhase} {
		for c := range p.unmet(phase) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

func (p *Programme) deadlines(today calendar.Date) []Deadline {
	list := []Deadline{}
	if p.Status != Running {
		return list
	}
	for _, o := range p.Obligations {
		if o.Open() && !p.awaitsService(o, today) {
			d := Deadline{ID: o.ID, Stage: o.Stage, Title: o.Title, Owner: o.Owner, Due: o.Due, Overdue: o.Due.Before(today)}
			if o.MetBy == "report" {
				d.Command = ReportObligation{}.Name()
			}
			list = append(list, d)
		}
	}
	slices.SortStableFunc(list, func(a, b Deadline) int { return cmp.Or(a.Due.Compare(b.Due), strings.Compare(a.ID, b.ID)) })
	return list[:min(len(list), nextDeadlines)]
}

func (p *Programme) stageView(s Stage) StageView {
	v := StageView{Stage: s, Mode: p.Definition.Stages[s]}
	owed := 0
	for _, o := range p.Obligations {
		if o.Stage == s {
			owed++
			if o.Open() {
				v.Open++
			}
		}
	}
	_, waits := p.firstGate(s)
	switch {
	case p.Status == Complete, owed > 0 && v.Open == 0 && (s != GoLiveStage || len(p.comeUndone()) == 0):
		v.State = "done"
	case s == TransferStage && p.Status == Running && len(p.Held) > 0:
		v.State = "held"
	case !p.begun(s) && waits:
		v.State = "triggerable"
	case p.touched(s) && p.Status == Stopped:
		v.State = "stopped"
	case p.touched(s):
		v.State = "active"
	default:
		v.State = "waiting"
	}
	return v
}

// touched reports whether a gate of the stage has been passed, or a later one reached.
func (p *Programme) touched(s Stage) bool {
	for name, g := range p.Gates {
		state, _, _ := strings.Cut(name, "/")
		if rule := gateRules[state]; rule.stage == s && (!rule.first || !g.Passed.IsZero()) {
			return true
		}
	}
	return false
}

// currentStage is the latest active one, or the first that is not done.
func (p *Programme) currentStage(stages []StageView) Stage {
	current := RingfenceStage
	for _, s := range slices.Backward(stages) {
		if s.State == "active" {
			return s.Stage
		}
		if s.State != "done" {
			current = s.Stage
		}
	}
	return current
}

// rate: red when something blocking is overdue, the transfer is held, the workflow is stuck, or what the transfer rested on
// has come undone; amber while it is paused, and when anything is overdue or due within a week; else green.
func (p *Programme) rate(v StatusView) (RAG, string) {
	switch {
	case p.Status == Complete:
		return Green, "closed"
	case p.Status != Running:
		return Red, "stopped: " + p.Reason
	case p.Execution.Stuck || p.Gates["Intervene"].Open():
		return Red, "the workflow needs the office"
	case len(p.Held) > 0:
		return Red, "the transfer is held"
	}
	overdue := 0
	for _, o := range v.BlockedBy {
		if o.Overdue {
			overdue++
		}
	}
	late := counted(overdue, "overdue item") + " in the way"
	if pause := p.Paused(); pause != nil {
		if overdue > 0 {
			return Red, late + "; paused: " + pause.Reason
		}
		return Amber, "paused: " + pause.Reason
	}
	if overdue > 0 {
		return Red, late
	}
	if undone := p.comeUndone(); len(undone) > 0 {
		return Red, "the service has transferred, and check " + undone[0] + " is open again"
	}
	soon := calendar.DateOf(v.AsOf).AddDays(daysAhead)
	for _, d := range v.Next {
		if d.Overdue {
			return Amber, reference(d.ID) + " is overdue: " + d.Title
		}
		if !d.Due.After(soon) {
			return Amber, reference(d.ID) + " " + ahead(calendar.DateOf(v.AsOf), d.Due) + ": " + d.Title
		}
	}
	return Green, "nothing is overdue or due within a week"
}
