package handover

import (
	"slices"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
)

// meetAgain meets obligations that were opened again after the workflow had gone past their gate in this round, as when
// a service turns out to have failed after the notice period began. The workflow does not come back to such a gate, so
// what frees it is judged here once more.
func meetAgain(p *Programme, x Context) []Event {
	var events []Event
	for _, o := range p.Obligations {
		gate, ok := strings.CutPrefix(o.MetBy, "gate:")
		if !ok || !o.Open() || !p.wentThrough(gate) {
			continue
		}
		state, item, _ := strings.Cut(gate, "/")
		if outcome, free := p.passable(state, item, x.Now); free && outcome.meets() {
			events = append(events, ObligationMet{o.ID, p.metAgain(o, state, item)})
		}
	}
	return events
}

// metAgain is when an obligation was met that a correction opened again: when the workflow went through its gate, or when
// the gate's date had come by what the ledger says now. Zero, the time of the entry, where no correction opened it.
func (p *Programme) metAgain(o Obligation, state, item string) time.Time {
	if !o.Corrected {
		return time.Time{}
	}
	met := p.Gates[gateName(state, item)].Passed
	if opens := gateRules[state].opens; opens != nil && opens(p, item).After(met) {
		met = opens(p, item)
	}
	return met.UTC()
}

// wentThrough reports whether a gate has passed in the current round with an outcome that meets obligations.
func (p *Programme) wentThrough(gate string) bool {
	state, item, _ := strings.Cut(gate, "/")
	_, outcome, passed := p.Answer(state, item)
	return passed && outcome.meets()
}

// meets reports whether passing a gate with this outcome meets the obligations that wait for it.
func (o Outcome) meets() bool { return o != Again && o != Halt && o != Defer }

// owedAfter reports whether an obligation waits for a gate that the workflow has gone past.
func (p *Programme) owedAfter(gate string) bool {
	metBy := "gate:" + gate
	o := find(p.Obligations, func(o *Obligation) bool { return o.MetBy == metBy && o.Open() })
	return o != nil && p.wentThrough(gate)
}

// ObligationMet is recorded when what meets an obligation holds again after its gate has passed; At is since when, if
// only a correction made that known.
type ObligationMet struct {
	Obligation string    `json:"obligation"`
	At         time.Time `json:"at,omitzero"`
}

// Kind implements Event.
func (ObligationMet) Kind() string { return "obligation-met" }

func (v ObligationMet) apply(p *Programme, e Entry) {
	o := p.obligation(v.Obligation)
	o.Met, o.Corrected = e.At, false
	if !v.At.IsZero() {
		o.Met = v.At
	}
}

func (v ObligationMet) line(p *Programme) (Line, bool) {
	o := p.obligation(v.Obligation)
	what := o.ID + " met again: " + o.Title
	if !v.At.IsZero() {
		what = o.ID + " met since " + calendar.DateOf(v.At).Long() + ": " + o.Title
	}
	return Line{Stage: o.Stage, Subject: o.ID, What: what, Why: "due " + o.Due.Long()}, true
}

// reopenObligations opens obligations again that had been met. They are due on the date that holds now: moveDates sees
// to it, since the dates of what is met stand still.
func (p *Programme) reopenObligations(since time.Time, metBy ...string) {
	for i := range p.Obligations {
		o := &p.Obligations[i]
		if !slices.Contains(metBy, o.MetBy) {
			continue
		}
		if o.Corrected = false; !o.Open() {
			o.Met, o.Since = time.Time{}, since
		}
	}
}

// reconsider opens an obligation again because of a correction, which may turn out to change nothing for it.
func (p *Programme) reconsider(since time.Time, metBy string) {
	if o := p.ObligationMetBy(metBy); o != nil && !o.Open() {
		o.Met, o.Corrected, o.Since = time.Time{}, true, since
	}
}
