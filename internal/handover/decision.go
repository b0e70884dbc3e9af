package handover

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// Decision is a go/no-go over one digest of the evidence, by a quorum of distinct approvers.
type Decision struct {
	Round   int     `json:"round"`
	Probed  bool    `json:"probed,omitempty"`
	Digest  string  `json:"digest,omitempty"` // of the evidence that is up for decision; "" while none is
	Votes   []Vote  `json:"votes,omitempty"`
	Outcome Outcome `json:"outcome,omitempty"`
}

func decisionRound(p *Programme, _ string) int { return p.Decision.Round }
func finalRound(p *Programme, _ string) int    { return p.Final.Round }

func decided(p *Programme, _ string) (Outcome, bool) {
	return p.Decision.Outcome, p.Decision.Outcome != ""
}
func confirmed(p *Programme, _ string) (Outcome, bool) { return p.Final.Outcome, p.Final.Outcome != "" }

// decision returns the decision of a phase.
func (p *Programme) decision(phase Phase) *Decision {
	if phase == FinalPhase {
		return &p.Final
	}
	return &p.Decision
}

// evidence is what a digest covers. Its JSON form is hashed, so fields are only ever added with omitempty.
type evidence struct {
	Programme string    `json:"programme"`
	Phase     Phase     `json:"phase"`
	Round     int       `json:"round"`
	Transfer  time.Time `json:"transfer"`
	Checks    []proof   `json:"checks"`
	Services  []Service `json:"services"`
	Runs      []string  `json:"runs"` // digests of the signed reports
}

type proof struct {
	ID       string        `json:"id"`
	Status   CheckStatus   `json:"status"`
	Evidence string        `json:"evidence,omitempty"`
	By       string        `json:"by,omitempty"`
	Judge    string        `json:"judge,omitempty"`
	Reason   string        `json:"reason,omitempty"`
	Until    calendar.Date `json:"until,omitzero"` // the last day of a waiver
}

// Digest returns the SHA-256 of the evidence of a phase as it stands. What only the clock can finish is left out, or
// nobody could sign before midnight.
func (p *Programme) Digest(phase Phase) string {
	ev := evidence{Programme: p.Definition.Programme, Phase: phase, Round: p.decision(phase).Round, Transfer: p.Transfer,
		Services: p.Notice.Services}
	for _, c := range p.Checks {
		if c.Phase == DecisionPhase || c.Phase == phase {
			ev.Checks = append(ev.Checks, proof{c.ID, c.Status, c.Evidence, cmp.Or(c.Corrector, c.Submitter), c.Judge, c.Reason,
				c.Until})
		}
	}
	for _, d := range p.Datasets {
		ev.Runs = append(ev.Runs, d.Dry.Report.SHA256)
		if phase == FinalPhase {
			ev.Runs = append(ev.Runs, d.Live.Report.SHA256)
		}
	}
	raw, err := json.Marshal(ev)
	if err != nil {
		panic("handover: evidence always marshals: " + err.Error())
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// ready reports whether the evidence of a phase allows a go: fail closed.
func (p *Programme) goAllowed(phase Phase) bool {
	if !p.allMet(DecisionPhase) {
		return false
	}
	return phase == DecisionPhase || p.CutOver.Proved && p.allMet(FinalPhase)
}

// ComposeEvidence is the workflow putting the evidence of the decision phase under one digest.
type ComposeEvidence struct{ Execution int }

// Name implements Command.
func (ComposeEvidence) Name() string { return "compose-evidence" }

func (c ComposeEvidence) decide(p *Programme, _ Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil || p.Status != Running || p.Decision.Digest != "" || p.Deferral != "" {
		return nil, err
	}
	return one(EvidenceComposed{DecisionPhase, p.Decision.Round, p.Digest(DecisionPhase)})
}

// recompose keeps the digests that are up for decision true to the evidence. Votes over an older digest are void.
func recompose(p *Programme, _ Context) []Event {
	var events []Event
	if d := p.Decision; d.Digest != "" && d.Outcome == "" && d.Digest != p.Digest(DecisionPhase) {
		events = append(events, EvidenceComposed{DecisionPhase, d.Round, p.Digest(DecisionPhase)})
	}
	if p.goAllowed(FinalPhase) && p.Effective.IsZero() && p.Final.Digest != p.Digest(FinalPhase) {
		events = append(events, EvidenceComposed{FinalPhase, p.Final.Round, p.Digest(FinalPhase)})
	}
	return events
}

// EvidenceComposed is recorded when evidence is up for decision, and again when it has changed.
type EvidenceComposed struct {
	Phase  Phase  `json:"phase"`
	Round  int    `json:"round"`
	Digest string `json:"digest"`
}

// Kind implements Event.
func (EvidenceComposed) Kind() string { return "evidence-composed" }

func (v EvidenceComposed) apply(p *Programme, e Entry) {
	d := p.decision(v.Phase)
	d.Digest, d.Votes, d.Outcome = v.Digest, nil, ""
	p.reopenObligations(e.At, "gate:"+decisionState(v.Phase))
}

func (v EvidenceComposed) line(*Programme) (Line, bool) {
	what := "Evidence for the decision composed"
	if v.Phase == FinalPhase {
		what = "Final evidence composed, for the confirmation"
	}
	return Line{Stage: GoLiveStage, State: "ComposeEvidence", What: what, Why: "digest " + v.Digest[:12]}, true
}

// Vote is one approver's vote over one digest. Until and Reason go with defer, Reason with stop.
type Vote struct {
	Phase   Phase   `json:"phase"`
	Outcome Outcome `json:"outcome"`
	Digest  string  `json:"digest"`
	Until   Local   `json:"until,omitempty"`
	Reason  string  `json:"reason,omitempty"`
	By      string  `json:"by,omitempty"`
}

// Name implements Command.
func (Vote) Name() string { return "vote" }

func (c Vote) decide(p *Programme, x Context) ([]Event, error) {
	d := p.decision(c.Phase)
	switch {
	case d.Digest == "":
		return nil, refuse("no evidence of the %s phase is up for decision yet", c.Phase)
	case d.Outcome != "":
		return nil, refuse("the %s phase is decided: %s", c.Phase, d.Outcome)
	case d.Digest != c.Digest:
		return nil, refuse("the digest is not that of the evidence up for decision").With(c.Digest).
			To("read the evidence again and vote over %s", d.Digest)
	case c.Outcome == Go && !p.goAllowed(c.Phase):
		return nil, refuse("a blocking check is open, so go is not possible")
	case slices.Contains(p.submitters(c.Phase), x.Actor.ID):
		return nil, fault.New(fault.Forbidden, "%s submitted or corrected evidence and cannot vote over it", x.Actor.ID)
	}
	if c.Outcome == Defer {
		if err := p.deferrable(c.Until, x); err != nil {
			return nil, err
		}
	}
	return one(Voted(c))
}

// submitters are the people whose evidence a decision is about, or who corrected it.
func (p *Programme) submitters(phase Phase) []string {
	var ids []string
	for _, c := range p.Checks {
		if c.Phase == DecisionPhase || c.Phase == phase {
			ids = append(ids, c.Submitter, c.Corrector)
		}
	}
	for _, d := range p.Datasets {
		ids = append(ids, d.Dry.By, d.Live.By)
	}
	return ids
}

// Voted is recorded for each vote; a second vote of the same approver replaces the first.
type Voted Vote

// Kind implements Event.
func (Voted) Kind() string { return "voted" }

func (v Voted) apply(p *Programme, e Entry) {
	d := p.decision(v.Phase)
	v.By = e.By
	d.Votes = slices.DeleteFunc(d.Votes, func(o Vote) bool { return o.By == e.By })
	d.Votes = append(d.Votes, Vote(v))
}

func (v Voted) line(*Programme) (Line, bool) {
	return Line{Stage: GoLiveStage, State: decisionState(v.Phase), What: "An approver voted " + string(v.Outcome),
		Why: v.Reason}, true
}

func decisionState(phase Phase) string { return pick(phase == FinalPhase, "ConfirmGo", "Decide") }

// counting are the votes of a phase that count: of those who are approvers still.
func (p *Programme) counting(phase Phase) []Vote {
	return slices.DeleteFunc(slices.Clone(p.decision(phase).Votes), func(v Vote) bool {
		person, known := p.Definition.Person(v.By)
		return !known || !person.Holds(Approver)
	})
}

// count finds a quorum: enough distinct approvers who want the same over the same digest.
func count(p *Programme, _ Context) []Event {
	for _, phase := range []Phase{DecisionPhase, FinalPhase} {
		d := p.decision(phase)
		if d.Outcome != "" || d.Digest == "" || d.Digest != p.Digest(phase) {
			continue
		}
		votes := p.counting(phase)
		for _, v := range votes {
			agreed := 0
			for _, o := range votes {
				if o.Outcome == v.Outcome && o.Until == v.Until {
					agreed++
				}
			}
			if agreed < p.Definition.Quorum || v.Outcome == Go && !p.goAllowed(phase) {
				continue
			}
			return []Event{Decided{phase, d.Round, v.Outcome, v.Until}}
		}
	}
	return nil
}

// stopDecided stops a programme whose approvers decided so.
func stopDecided(p *Programme, _ Context) []Event {
	if p.Decision.Outcome == Halt || p.Final.Outcome == Halt {
		return []Event{StopOrdered{"the approvers decided to stop"}}
	}
	return nil
}

// Decided is recorded when a quorum agrees.
type Decided struct {
	Phase   Phase   `json:"phase"`
	Round   int     `json:"round"`
	Outcome Outcome `json:"outcome"`
	Until   Local   `json:"until,omitempty"`
}

// Kind implements Event.
func (Decided) Kind() string { return "decided" }

// apply meets what waits for a go at once: the workflow may come to the gate only after the last window has closed.
func (v Decided) apply(p *Programme, e Entry) {
	p.decision(v.Phase).Outcome = v.Outcome
	switch v.Outcome {
	case Go:
		p.closeObligations("gate:"+decisionState(v.Phase), e)
	case Defer:
		p.Deferral = v.Until
	}
}

func (v Decided) line(p *Programme) (Line, bool) {
	what := map[Outcome]string{Go: "GO", Defer: "NO-GO: defer to " + v.Until.Date().Long(), Halt: "STOP"}[v.Outcome]
	verb := pick(v.Phase == FinalPhase, "Confirmed: ", "Decided: ")
	return Line{Stage: GoLiveStage, State: decisionState(v.Phase), What: verb + what,
		Why: counted(p.Definition.Quorum, "distinct approver") + " over the same digest"}, true
}
