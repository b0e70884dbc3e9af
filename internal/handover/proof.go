package handover

import (
	"time"

	"example.org/handover/internal/calendar"
)

// proofs are what the system proves by itself, by the name that a check of a pack gives: whether it holds, and why.
var proofs = map[string]func(p *Programme) (string, bool){
	"notice-served": func(p *Programme) (string, bool) {
		deemed, ok := p.deemed()
		ends := p.Dates["notice.ends"]
		return "deemed served on " + deemed.Long() + "; the period ends on " + ends.Long(), ok && dayAfter(ends).Before(p.Transfer)
	},
	"dry-runs-signed": func(p *Programme) (string, bool) {
		for _, d := range p.Datasets {
			if d.Dry.SignedBy == "" {
				return "", false
			}
		}
		return "every dataset's last dry run passed and was signed", true
	},
	"decided-go": func(p *Programme) (string, bool) {
		return "the quorum decided go", p.Decision.Outcome == Go
	},
	"live-runs-signed": func(p *Programme) (string, bool) {
		return "every live run passed and was signed", p.liveRunsSigned()
	},
	"windows-closed": func(p *Programme) (string, bool) {
		for _, w := range p.Windows {
			if w.Closed.IsZero() {
				return "", false
			}
		}
		return "every window ran to its end and every representation has its reply", true
	},
}

// Proofs lists what the system proves by itself, for the test that holds the packs to it.
func Proofs() []string {
	var names []string
	for name := range proofs {
		names = append(names, name)
	}
	return names
}

// proveChecks sets the system's own checks to what the state shows, in both directions: a proof that no longer holds
// opens its check again. Waivers whose last day is over lapse too.
func proveChecks(p *Programme, x Context) []Event {
	var events []Event
	for _, c := range p.Checks {
		switch {
		case c.Status == Waived && c.Until.Before(x.Today()):
			events = append(events, CheckReopened{c.ID, "the waiver ended on " + c.Until.Long(), x.since()})
		case c.Proof == "":
		default:
			why, holds := proofs[c.Proof](p)
			if holds && !c.Met() {
				events = append(events, CheckProved{c.ID, why})
			} else if !holds && c.Status == Accepted {
				events = append(events, CheckReopened{c.ID, "what proved it no longer holds", x.since()})
			}
		}
	}
	return events
}

// CheckProved is recorded when the system itself has proved a check.
type CheckProved struct {
	Check string `json:"check"`
	Why   string `json:"why"`
}

// Kind implements Event.
func (CheckProved) Kind() string { return "check-proved" }

func (v CheckProved) apply(p *Programme, e Entry) { p.meet(v.Check, Accepted, v.Why, e) }

func (v CheckProved) line(p *Programme) (Line, bool) {
	return Line{Stage: GoLiveStage, State: "SatisfyChecks", Why: v.Why,
		What: "Check " + v.Check + " proved: " + p.check(v.Check).Title}, true
}

// CheckReopened is recorded when a check that was met is open again; Since is when, if the clock found it later.
type CheckReopened struct {
	Check  string    `json:"check"`
	Reason string    `json:"reason"`
	Since  time.Time `json:"since,omitzero"`
}

// Kind implements Event.
func (CheckReopened) Kind() string { return "check-reopened" }

func (v CheckReopened) apply(p *Programme, e Entry) {
	if !v.Since.IsZero() {
		e.At = v.Since
	}
	c := p.check(v.Check)
	c.set(NotStarted, v.Reason, e)
	c.Evidence, c.Submitter, c.Corrector, c.Judge, c.Until = "", "", "", "", calendar.Date{}
	delete(p.Standing, evidenceOf(v.Check))
	p.reopenObligations(e.At, "check:"+v.Check)
}

func (v CheckReopened) line(*Programme) (Line, bool) {
	return Line{Stage: GoLiveStage, State: "SatisfyChecks", What: "Check " + v.Check + " is open again", Why: v.Reason}, true
}

// ProbeChecks is the workflow's step that fixes the checklist before the checks are waited for: what can be proved by
// then is proved as a consequence of it.
type ProbeChecks struct{ Execution int }

// Name implements Command.
func (ProbeChecks) Name() string { return "probe-checks" }

func (c ProbeChecks) decide(p *Programme, _ Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil || p.Status != Running || p.Decision.Probed {
		return nil, err
	}
	open := 0
	for range p.unmet(DecisionPhase) {
		open++
	}
	return one(ChecksProbed{p.Decision.Round, open})
}

// ChecksProbed is recorded once a round, with the number of blocking checks still open for the decision.
type ChecksProbed struct {
	Round int `json:"round"`
	Open  int `json:"open"`
}

// Kind implements Event.
func (ChecksProbed) Kind() string { return "checks-probed" }

func (v ChecksProbed) apply(p *Programme, _ Entry) { p.Decision.Probed = true }

func (v ChecksProbed) line(*Programme) (Line, bool) {
	return Line{Stage: GoLiveStage, State: "ProbeChecks", What: counted(v.Open, "blocking check") + " open for the decision"}, true
}
