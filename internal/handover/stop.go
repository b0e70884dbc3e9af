package handover

import "example.org/handover/internal/fault"

// Stop ends the programme at any stage.
type Stop struct {
	Reason string `json:"reason"`
}

// Name implements Command.
func (Stop) Name() string { return "stop" }

func (c Stop) decide(p *Programme, _ Context) ([]Event, error) {
	if !p.Effective.IsZero() {
		return nil, refuse("the service has transferred; the programme ends with its closure").
			To("close it early by an amendment that leaves out the reviews which will not be held")
	}
	return one(StopOrdered(c))
}

// StopOrdered is recorded when the programme is to stop; every gate is moot from then on.
type StopOrdered struct {
	Reason string `json:"reason"`
}

// Kind implements Event.
func (StopOrdered) Kind() string { return "stop-ordered" }

func (v StopOrdered) apply(p *Programme, _ Entry) { p.Status, p.Reason = Stopping, v.Reason }

func (v StopOrdered) line(*Programme) (Line, bool) {
	return Line{What: "Stop ordered", Why: v.Reason}, true
}

// StandDown is the workflow's last step of a stopped programme.
type StandDown struct {
	Execution int
	Letter    FileRef
}

// Name implements Command.
func (StandDown) Name() string { return "stand-down" }

func (c StandDown) decide(p *Programme, _ Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil || p.Status.Over() {
		return nil, err
	}
	if p.Status == Running {
		return nil, fault.New(fault.Internal, "programme %s runs and cannot stand down", p.Definition.Programme)
	}
	return one(StoodDown{c.Letter})
}

// StoodDown is the last entry of a stopped programme, with the letter that says so to everybody concerned.
type StoodDown struct {
	Letter FileRef `json:"letter"`
}

// Kind implements Event.
func (StoodDown) Kind() string { return "stood-down" }

func (StoodDown) apply(p *Programme, e Entry) { p.Status, p.Ended = Stopped, e.At }

func (StoodDown) line(p *Programme) (Line, bool) {
	return Line{State: "StandDown", What: "Programme stopped; everybody is told", Why: p.Reason}, true
}
