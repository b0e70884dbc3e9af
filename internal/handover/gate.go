package handover

import (
	"time"

	"example.org/handover/internal/fault"
)

// Gate is a place where the workflow waits: for a person, for a date, or for both. It is known by state, item and
// round; a new round asks anew.
type Gate struct {
	Round   int       `json:"round"`
	Opened  time.Time `json:"opened"`
	Passed  time.Time `json:"passed,omitzero"`
	Outcome Outcome   `json:"outcome,omitempty"`
	Problem string    `json:"problem,omitempty"` // the error that led to an intervention
}

// Open reports whether the workflow waits there.
func (g Gate) Open() bool { return !g.Opened.IsZero() && g.Passed.IsZero() }

// Outcome is what a gate or a task answers to the state machine, whose choices name these words.
type Outcome string

// The outcomes.
const (
	Passed     Outcome = "passed"
	Again      Outcome = "again"
	Reconciled Outcome = "reconciled"
	Go         Outcome = "go"
	Defer      Outcome = "defer"
	Halt       Outcome = "stop"
	Held       Outcome = "held"
	Rollback   Outcome = "rollback"
	ClosedOut  Outcome = "closed"
)

// GateKey names a gate in a round.
type GateKey struct {
	State string `json:"state"`
	Item  string `json:"item,omitempty"`
	Round int    `json:"round"`
}

func gateName(state, item string) string {
	if item == "" {
		return state
	}
	return state + "/" + item
}

// gateRule says of one state of the machine when it opens and passes. Nil functions mean: round 1, no date, no
// condition. A gate passes when its stage is triggered (for the first gate of a manual stage), its instant has come
// and its condition holds.
type gateRule struct {
	stage Stage
	first bool
	round func(p *Programme, item string) int
	opens func(p *Programme, item string) time.Time
	ready func(p *Programme, item string) (Outcome, bool)
}

// moves reports whether the gate belongs to what a deferral begins anew. The notice and the windows go on beside it.
func (r gateRule) moves() bool {
	return r.stage == MigrationStage || r.stage == GoLiveStage || r.stage == TransferStage
}

// gateRules has one rule for each gate of the state machine, by state name; a policy test holds the two together.
var gateRules = map[string]gateRule{
	"AuthoriseNotice": {stage: NoticeStage, first: true, opens: implementable},
	"ServeNotice":     {stage: NoticeStage, ready: noticeServed},
	"NoticeExpires":   {stage: NoticeStage, opens: noticeEnds, ready: noticeServed},
	"OpenWindow":      {stage: ConsultationStage, first: true, opens: windowOpens},
	"CloseWindow":     {stage: ConsultationStage, opens: windowCloses, ready: windowAnswered},
	"ReceiveExtract":  {stage: MigrationStage, first: true, round: dryRound, ready: dryReceived},
	"SignOffDryRun":   {stage: MigrationStage, round: dryRound, ready: drySigned},
	"SatisfyChecks":   {stage: GoLiveStage, first: true, round: decisionRound, ready: decisionChecksMet},
	"Decide":          {stage: GoLiveStage, round: decisionRound, ready: decided},
	"FreezeAndExtract": {stage: MigrationStage, round: liveRound,
		ready: liveReceived},
	"SignOffLive": {stage: MigrationStage, round: liveRound, ready: liveSigned},
	"ConfirmGo":   {stage: GoLiveStage, round: finalRound, ready: confirmed},
	"TakeEffect":  {stage: TransferStage, first: true, round: finalRound, opens: transferInstant, ready: nothingAmiss},
	"Review":      {stage: RingfenceStage, first: true, opens: reviewDue, ready: reviewRecorded},
	"Intervene":   {round: interventions, ready: retried},
}

// GateStates lists the states of the machine that are gates.
func GateStates() []string {
	var names []string
	for name := range gateRules {
		names = append(names, name)
	}
	return names
}

// Round returns the current round of a gate, folded from the ledger.
func (p *Programme) gateRound(state, item string) int {
	if r := gateRules[state].round; r != nil {
		return r(p, item)
	}
	return 1
}

// has reports whether a gate's item is one of the programme's; most gates have none.
func (p *Programme) has(state, item string) bool {
	switch state {
	case "OpenWindow", "CloseWindow":
		return p.window(item) != nil
	case "ReceiveExtract", "SignOffDryRun", "FreezeAndExtract", "SignOffLive":
		return p.dataset(item) != nil
	case "Review":
		return p.review(item) != nil
	}
	return item == ""
}

// Answer returns the gate's key in the current round and, if it has been passed in it, the outcome.
func (p *Programme) Answer(state, item string) (GateKey, Outcome, bool) {
	key := GateKey{state, item, p.gateRound(state, item)}
	g := p.Gates[gateName(state, item)]
	return key, g.Outcome, g.Round == key.Round && !g.Passed.IsZero()
}

// waits says whether a gate passes, and from which instant it could by the clock alone (zero if no date is in the
// way).
func (p *Programme) passable(state, item string, now time.Time) (Outcome, bool) {
	rule, g := gateRules[state], p.Gates[gateName(state, item)]
	switch {
	case p.Status != Running:
		return Halt, true
	case p.Paused() != nil && state != "Intervene":
		return "", false
	case g.Round < p.gateRound(state, item):
		return Again, true // what it waited for belongs to a round that is over
	case p.Deferral != "" && rule.moves():
		return Defer, true // the workflow comes back to it once the new round is planned
	case rule.first && !p.begun(rule.stage):
		return "", false
	case rule.opens != nil && now.Before(rule.opens(p, item)):
		return "", false
	case rule.ready == nil:
		return Passed, true
	}
	return rule.ready(p, item)
}

// begun reports whether a stage may begin: automatic ones may, manual ones once triggered; a held transfer needs the
// office to release it, whatever its mode.
func (p *Programme) begun(s Stage) bool {
	if s == TransferStage && len(p.Held) > 0 {
		return p.Triggered[s]
	}
	return p.Definition.Stages[s] != Manual || p.Triggered[s]
}

// GateOpened is recorded when the workflow arrives at a gate for the first time in a round.
type GateOpened struct {
	State   string `json:"state"`
	Item    string `json:"item,omitempty"`
	Round   int    `json:"round"`
	Problem string `json:"problem,omitempty"`
}

// Kind implements Event.
func (GateOpened) Kind() string { return "gate-opened" }

func (v GateOpened) apply(p *Programme, e Entry) {
	if p.Gates == nil {
		p.Gates = map[string]Gate{}
	}
	p.Gates[gateName(v.State, v.Item)] = Gate{Round: v.Round, Opened: e.At, Problem: v.Problem}
}

func (v GateOpened) line(*Programme) (Line, bool) {
	if v.State != "Intervene" {
		return Line{}, false
	}
	return Line{State: v.State, What: "The workflow needs the office", Why: "it failed with " + v.Problem}, true
}

// GatePassed is recorded when a gate lets the workflow go on.
type GatePassed struct {
	State   string  `json:"state"`
	Item    string  `json:"item,omitempty"`
	Round   int     `json:"round"`
	Outcome Outcome `json:"outcome"`
}

// Kind implements Event.
func (GatePassed) Kind() string { return "gate-passed" }

func (v GatePassed) apply(p *Programme, e Entry) {
	if p.Gates == nil {
		p.Gates = map[string]Gate{}
	}
	name := gateName(v.State, v.Item)
	g := p.Gates[name]
	g.Passed, g.Outcome = e.At, v.Outcome
	p.Gates[name] = g
	if v.Outcome.meets() {
		p.closeObligations("gate:"+name, e)
	}
	switch v.State {
	case "CloseWindow":
		p.window(v.Item).Closed = e.At
	case "Intervene":
		p.Execution.Interventions++
	}
}

// OpenGate is the workflow's arrival at a gate; the office registers the token apart from it.
type OpenGate struct {
	Execution int
	State     string
	Item      string
	Problem   string
}

// Name implements Command.
func (OpenGate) Name() string { return "open-gate" }

func (c OpenGate) decide(p *Programme, _ Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil {
		return nil, err
	}
	if _, ok := gateRules[c.State]; !ok {
		return nil, fault.New(fault.Invalid, "state %q of the machine is no gate", c.State)
	}
	if !p.has(c.State, c.Item) {
		return nil, fault.New(fault.NotFound, "gate %s has no such item", c.State).With(c.Item)
	}
	round := p.gateRound(c.State, c.Item)
	if g := p.Gates[gateName(c.State, c.Item)]; g.Round == round && !g.Opened.IsZero() {
		return nil, nil
	}
	return one(GateOpened{c.State, c.Item, round, c.Problem})
}

// Trigger is the programme office beginning a stage.
type Trigger struct {
	Stage Stage `json:"stage"`
}

// Name implements Command.
func (Trigger) Name() string { return "trigger" }

func (c Trigger) decide(p *Programme, _ Context) ([]Event, error) {
	if _, ok := p.Definition.Stages[c.Stage]; !ok {
		return nil, fault.New(fault.Invalid, "there is no such stage").With(string(c.Stage)).
			To("use one of notice, consultation, migration, golive, transfer, ringfence")
	}
	if p.begun(c.Stage) {
		return nil, refuse("stage %s needs no trigger: it is automatic or triggered already", c.Stage)
	}
	return one(Triggered(c))
}

// Triggered is recorded when the office has begun a stage.
type Triggered struct {
	Stage Stage `json:"stage"`
}

// Kind implements Event.
func (Triggered) Kind() string { return "triggered" }

func (v Triggered) apply(p *Programme, _ Entry) {
	if p.Triggered == nil {
		p.Triggered = map[Stage]bool{}
	}
	p.Triggered[v.Stage] = true
}

func (v Triggered) line(p *Programme) (Line, bool) {
	if v.Stage == TransferStage && len(p.Held) > 0 {
		return Line{Stage: v.Stage, What: "The programme office released the transfer, which was held"}, true
	}
	return Line{Stage: v.Stage, What: "The programme office began the stage: " + v.Stage.Words()}, true
}
