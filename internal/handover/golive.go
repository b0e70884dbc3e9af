package handover

import (
	"iter"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// Check is the state of one go-live check. Its rule text stays in the pack; this is what decisions and people need.
type Check struct {
	ID        string        `json:"id"`
	Title     string        `json:"title"`
	Owner     Role          `json:"owner"`
	Phase     Phase         `json:"phase"`
	Blocking  bool          `json:"blocking,omitempty"`
	Proof     string        `json:"proof,omitempty"` // what the system proves by itself
	MetBy     string        `json:"metBy,omitempty"` // the rule whose due date it shares
	Status    CheckStatus   `json:"status"`
	Evidence  string        `json:"evidence,omitempty"` // a reference, never the document
	Submitter string        `json:"submitter,omitempty"`
	Corrector string        `json:"corrector,omitempty"` // who last corrected the evidence, if anybody did
	Judge     string        `json:"judge,omitempty"`     // who accepted, rejected, waived or dismissed it
	Reason    string        `json:"reason,omitempty"`
	Until     calendar.Date `json:"until,omitzero"` // the last day of a waiver
	Since     time.Time     `json:"since,omitzero"`
}

// Phase says by when a check must be met: for the decision, for its confirmation, at the transfer (only what the
// system proves by itself) or after day one.
type Phase string

// The phases.
const (
	DecisionPhase   Phase = "decision"
	FinalPhase      Phase = "final"
	AtTransferPhase Phase = "at-transfer"
	DayOnePhase     Phase = "day-one"
)

// CheckStatus is where a check stands. Only accepted, waived and not-applicable let anything pass.
type CheckStatus string

// The statuses.
const (
	NotStarted    CheckStatus = "not-started"
	Submitted     CheckStatus = "evidence-submitted"
	Accepted      CheckStatus = "accepted"
	Rejected      CheckStatus = "rejected"
	Waived        CheckStatus = "waived"
	NotApplicable CheckStatus = "not-applicable"
)

func (p *Programme) check(id string) *Check {
	return find(p.Checks, func(c *Check) bool { return c.ID == id })
}

// Met reports whether a check lets the handover go on.
func (c Check) Met() bool {
	return c.Status == Accepted || c.Status == Waived || c.Status == NotApplicable
}

// unmet gives the blocking checks of a phase that are not met.
func (p *Programme) unmet(phase Phase) iter.Seq[*Check] {
	return func(yield func(*Check) bool) {
		for i := range p.Checks {
			if c := &p.Checks[i]; c.Phase == phase && c.Blocking && !c.Met() && !yield(c) {
				return
			}
		}
	}
}

// allMet reports whether every blocking check of a phase is met.
func (p *Programme) allMet(phase Phase) bool {
	for range p.unmet(phase) {
		return false
	}
	return true
}

func decisionChecksMet(p *Programme, _ string) (Outcome, bool) {
	return Passed, len(p.Checks) > 0 && p.allMet(DecisionPhase)
}

// judged returns a check that people judge, for a command about it.
func (p *Programme) judged(id string) (*Check, error) {
	c := p.check(id)
	if c == nil {
		return nil, fault.New(fault.NotFound, "there is no such check").With(id)
	}
	if c.Proof != "" {
		return nil, refuse("check %s is proved by the system alone", id)
	}
	return c, nil
}

// SubmitEvidence submits the evidence of a check: a reference to a document.
type SubmitEvidence struct {
	Check    string `json:"check"`
	Evidence string `json:"evidence"`
}

// Name implements Command.
func (SubmitEvidence) Name() string { return "submit-evidence" }

func (c SubmitEvidence) owner(p *Programme) Role {
	if check := p.check(c.Check); check != nil {
		return check.Owner
	}
	return ""
}

func (c SubmitEvidence) decide(p *Programme, _ Context) ([]Event, error) {
	check, err := p.judged(c.Check)
	if err != nil {
		return nil, err
	}
	if check.Status == Submitted && check.Evidence == c.Evidence {
		return nil, refuse("this evidence of %s is submitted already", c.Check).To("wait until it is judged")
	}
	return one(EvidenceSubmitted(c))
}

// EvidenceSubmitted is recorded for each submission; it undoes any judgement of earlier evidence.
type EvidenceSubmitted struct {
	Check    string `json:"check"`
	Evidence string `json:"evidence"`
}

// Kind implements Event.
func (EvidenceSubmitted) Kind() string { return "evidence-submitted" }

func (v EvidenceSubmitted) apply(p *Programme, e Entry) {
	c := p.check(v.Check)
	c.set(Submitted, "", e)
	c.Evidence, c.Submitter = v.Evidence, e.By
	c.Corrector, c.Judge, c.Until = "", "", calendar.Date{}
	p.reopenObligations(e.At, "check:"+v.Check)
}

func (c *Check) set(s CheckStatus, reason string, e Entry) {
	c.Status, c.Reason, c.Judge, c.Since = s, reason, e.By, e.At
}

func (v EvidenceSubmitted) line(p *Programme) (Line, bool) {
	return Line{Stage: GoLiveStage, State: "SatisfyChecks", Subject: v.Check,
		What: "Evidence of check " + v.Check + " submitted: " + p.check(v.Check).Title}, true
}

// AcceptCheck accepts the evidence of a check; whoever submitted it may not.
type AcceptCheck struct {
	Check string `json:"check"`
}

// Name implements Command.
func (AcceptCheck) Name() string { return "accept-check" }

func (c AcceptCheck) decide(p *Programme, x Context) ([]Event, error) {
	if err := p.judging(c.Check, x); err != nil {
		return nil, err
	}
	return one(CheckAccepted(c))
}

// judging refuses to judge evidence that is not there or one's own.
func (p *Programme) judging(id string, x Context) error {
	check, err := p.judged(id)
	switch {
	case err != nil:
		return err
	case check.Status != Submitted:
		return refuse("check %s is %s: there is no evidence to judge", id, check.Status)
	case check.Submitter == x.Actor.ID:
		return fault.New(fault.Forbidden, "%s submitted the evidence of %s and cannot judge it", x.Actor.ID, id).
			To("ask a colleague")
	case check.Corrector == x.Actor.ID:
		return fault.New(fault.Forbidden, "%s corrected the evidence of %s and cannot judge it", x.Actor.ID, id).
			To("ask a colleague, or let its owner submit it anew")
	}
	return nil
}

// CheckAccepted is recorded when evidence is accepted.
type CheckAccepted struct {
	Check string `json:"check"`
}

// Kind implements Event.
func (CheckAccepted) Kind() string { return "check-accepted" }

func (v CheckAccepted) apply(p *Programme, e Entry) { p.meet(v.Check, Accepted, "", e) }

// meet sets a check to a status that lets things pass, and closes the obligations that it meets.
func (p *Programme) meet(id string, s CheckStatus, reason string, e Entry) {
	p.check(id).set(s, reason, e)
	p.closeObligations("check:"+id, e)
}

func (v CheckAccepted) line(p *Programme) (Line, bool) {
	return Line{Stage: GoLiveStage, State: "SatisfyChecks", Subject: v.Check,
		What: "Check " + v.Check + " accepted: " + p.check(v.Check).Title}, true
}

// RejectCheck rejects the evidence of a check.
type RejectCheck struct {
	Check  string `json:"check"`
	Reason string `json:"reason"`
}

// Name implements Command.
func (RejectCheck) Name() string { return "reject-check" }

func (c RejectCheck) decide(p *Programme, x Context) ([]Event, error) {
	if err := p.judging(c.Check, x); err != nil {
		return nil, err
	}
	return one(CheckRejected(c))
}

// CheckRejected is recorded when evidence is rejected.
type CheckRejected struct {
	Check  string `json:"check"`
	Reason string `json:"reason"`
}

// Kind implements Event.
func (CheckRejected) Kind() string { return "check-rejected" }

func (v CheckRejected) apply(p *Programme, e Entry) { p.check(v.Check).set(Rejected, v.Reason, e) }

func (v CheckRejected) line(*Programme) (Line, bool) {
	return Line{Stage: GoLiveStage, State: "SatisfyChecks", What: "Evidence of check " + v.Check + " rejected", Why: v.Reason}, true
}
