package handover

import "example.org/handover/internal/calendar"

// WaiveCheck lets a check pass without evidence until a day, on the authority of the senior responsible owner.
type WaiveCheck struct {
	Check  string        `json:"check"`
	Reason string        `json:"reason"`
	Until  calendar.Date `json:"until"`
}

// Name implements Command.
func (WaiveCheck) Name() string { return "waive-check" }

func (c WaiveCheck) decide(p *Programme, x Context) ([]Event, error) {
	if _, err := p.judged(c.Check); err != nil {
		return nil, err
	}
	if c.Until.Before(x.Today()) {
		return nil, refuse("a waiver cannot end in the past").With(c.Until.String())
	}
	return one(CheckWaived(c))
}

// CheckWaived is recorded with the reason and the last day of the waiver.
type CheckWaived struct {
	Check  string        `json:"check"`
	Reason string        `json:"reason"`
	Until  calendar.Date `json:"until"`
}

// Kind implements Event.
func (CheckWaived) Kind() string { return "check-waived" }

func (v CheckWaived) apply(p *Programme, e Entry) {
	p.meet(v.Check, Waived, v.Reason, e)
	p.check(v.Check).Until = v.Until
}

func (v CheckWaived) line(*Programme) (Line, bool) {
	return Line{Stage: GoLiveStage, State: "SatisfyChecks", Why: v.Reason,
		What: "Check " + v.Check + " waived until " + v.Until.Long()}, true
}

// DismissCheck declares a check not applicable.
type DismissCheck struct {
	Check  string `json:"check"`
	Reason string `json:"reason"`
}

// Name implements Command.
func (DismissCheck) Name() string { return "dismiss-check" }

func (c DismissCheck) decide(p *Programme, _ Context) ([]Event, error) {
	if _, err := p.judged(c.Check); err != nil {
		return nil, err
	}
	return one(CheckDismissed(c))
}

// CheckDismissed is recorded when a check is declared not applicable.
type CheckDismissed struct {
	Check  string `json:"check"`
	Reason string `json:"reason"`
}

// Kind implements Event.
func (CheckDismissed) Kind() string { return "check-dismissed" }

func (v CheckDismissed) apply(p *Programme, e Entry) { p.meet(v.Check, NotApplicable, v.Reason, e) }

func (v CheckDismissed) line(*Programme) (Line, bool) {
	return Line{Stage: GoLiveStage, State: "SatisfyChecks", What: "Check " + v.Check + " does not apply", Why: v.Reason}, true
}
