package handover

import (
	"time"

	"example.org/handover/internal/calendar"
)

// Pause is a time in which nothing goes on by itself: no gate passes, no reminder goes out, no service transfers.
// People still record what happens, and statutory periods run on, since no council can halt those.
type Pause struct {
	From   time.Time `json:"from"`
	To     time.Time `json:"to,omitzero"` // zero while it lasts
	Reason string    `json:"reason"`
}

// Paused returns the pause that lasts, or nil.
func (p *Programme) Paused() *Pause {
	if n := len(p.Pauses); n > 0 && p.Pauses[n-1].To.IsZero() {
		return &p.Pauses[n-1]
	}
	return nil
}

// The halts of a running programme.
const (
	HaltPaused = "paused" // somebody paused it
	HaltHeld   = "held"   // the instant of its transfer came, and something was amiss
)

// Halt says what keeps a running programme from going on by itself; "" if nothing does.
func (p *Programme) Halt() string {
	switch {
	case p.Status != Running:
		return ""
	case p.Paused() != nil:
		return HaltPaused
	case len(p.Held) > 0:
		return HaltHeld
	}
	return ""
}

// slept reports whether a reminder fell into a pause that is over.
func (p *Programme) slept(step rung) bool {
	for _, s := range p.Pauses {
		if at := step.at(); !at.Before(s.From) && at.Before(s.To) {
			return true
		}
	}
	return false
}

// PauseProgramme halts what goes on by itself until it is resumed.
type PauseProgramme struct {
	Reason string `json:"reason"`
}

// Name implements Command.
func (PauseProgramme) Name() string { return "pause" }

func (c PauseProgramme) decide(p *Programme, _ Context) ([]Event, error) {
	if pause := p.Paused(); pause != nil {
		return nil, refuse("the programme is paused already: %s", pause.Reason)
	}
	return one(ProgrammePaused(c))
}

// ProgrammePaused is recorded when a programme is halted.
type ProgrammePaused struct {
	Reason string `json:"reason"`
}

// Kind implements Event.
func (ProgrammePaused) Kind() string { return "paused" }

func (v ProgrammePaused) apply(p *Programme, e Entry) {
	p.Pauses = append(p.Pauses, Pause{From: e.At, Reason: v.Reason})
}

func (v ProgrammePaused) line(*Programme) (Line, bool) {
	return Line{What: "PAUSED: nothing goes on by itself; statutory periods run on", Why: v.Reason}, true
}

// ResumeProgramme lets a paused programme go on.
type ResumeProgramme struct{}

// Name implements Command.
func (ResumeProgramme) Name() string { return "resume" }

func (ResumeProgramme) decide(p *Programme, x Context) ([]Event, error) {
	if p.Paused() == nil {
		return nil, refuse("the programme is not paused")
	}
	next := p.Clone()
	ProgrammeResumed{}.apply(next, Entry{At: x.Now})
	if next.Halt() == HaltHeld && len(p.Held) == 0 { // it is told like every other hold
		return []Event{ProgrammeResumed{}, TransferHeld{next.Held}}, nil
	}
	return one(ProgrammeResumed{})
}

// ProgrammeResumed is recorded when a paused programme goes on. Reminders that fell into the pause are not sent late;
// what became overdue in it is still called overdue.
type ProgrammeResumed struct{}

// Kind implements Event.
func (ProgrammeResumed) Kind() string { return "resumed" }

// apply holds a transfer whose instant fell into the pause: a service must not move at an hour that nobody planned.
func (ProgrammeResumed) apply(p *Programme, e Entry) {
	p.Paused().To = e.At
	missed := !e.At.Before(p.Transfer) && p.Effective.IsZero() && p.Deferral == "" && !p.transferPassed()
	if missed && len(p.Held) > 0 {
		delete(p.Triggered, TransferStage) // released before the pause, it waits to be released again
	} else if missed {
		TransferHeld{[]string{"the programme was paused at the instant of transfer"}}.apply(p, e)
	}
}

func (ProgrammeResumed) line(p *Programme) (Line, bool) {
	return Line{What: "Resumed", Why: "it was paused since " + calendar.DateOf(p.Pauses[len(p.Pauses)-1].From).Long()}, true
}

func pauseNeeds(p *Programme) []Need {
	if p.Paused() == nil {
		return nil
	}
	return []Need{{Command: "resume", Role: ProgrammeOffice, What: "Resume the programme, which is paused", Blocks: true,
		Input: map[string]any{}}}
}

func (v ProgrammePaused) mail(p *Programme) Mail {
	return Mail{To: p.everyone(), Subject: "The handover is PAUSED", Body: v.Reason +
		"\n\nNothing goes on by itself and no reminder goes out. Statutory periods run on; record what happens."}
}

func (ProgrammeResumed) mail(p *Programme) Mail {
	return Mail{To: p.everyone(), Subject: "The handover goes on", Body: "Reminders go out again from today."}
}
