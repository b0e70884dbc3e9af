package handover

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// mostConsequences keeps one command within one DynamoDB transaction of 100 items: a consequence writes up to four. What
// is left over follows with the next command, at the latest the clock's.
const mostConsequences = 12

// settle records what follows from a change by itself, until nothing more does: dates move, the system proves checks,
// quorums are reached, gates pass. It runs within every command, so that a gate opens with the act that frees it.
func settle(p *Programme, x Context, change []Event) []Entry {
	x.Actor = TheSystem()
	var entries []Entry
	if p.Status == Running {
		entries = p.record(moveDates(p, x, keepDates(change)), x)
	}
	for len(entries) < mostConsequences {
		more := follow(p, x, mostConsequences-len(entries))
		if len(more) == 0 {
			break
		}
		entries = append(entries, more...)
	}
	if p.Status == Running && p.reopened(x) { // dates of what was met stood still
		entries = append(entries, p.record(moveDates(p, x, false), x)...)
	}
	return entries
}

// follow records one round of consequences, at most so many.
func follow(p *Programme, x Context, most int) []Entry {
	var entries []Entry
	for _, consequence := range consequences(p) {
		events := consequence(p, x)
		entries = append(entries, p.record(events[:min(len(events), most-len(entries))], x)...)
	}
	if len(entries) == 0 {
		entries = p.record(hold(p, x), x) // only once nothing else can clear what stands in the way
	}
	return entries
}

// unsettled reports whether something is left over from a command that had more consequences than it could write. Dates
// are never among it: they come first, and are one entry.
func (p *Programme) unsettled(now time.Time) bool {
	for _, consequence := range consequences(p) {
		if len(consequence(p, Context{Now: now})) > 0 {
			return true
		}
	}
	return false
}

// consequences are what may follow by itself. Of a programme that stops or has ended nothing is judged any more; its
// gates only let the workflow go.
func consequences(p *Programme) []func(*Programme, Context) []Event {
	if p.Status != Running {
		return []func(*Programme, Context) []Event{passGates}
	}
	return []func(*Programme, Context) []Event{proveChecks, recompose, count, stopDecided, passGates, meetAgain}
}

// passGates passes every open gate that can pass, in the order of their names so that a replay does the same.
func passGates(p *Programme, x Context) []Event {
	var events []Event
	for _, name := range slices.Sorted(maps.Keys(p.Gates)) {
		g := p.Gates[name]
		if !g.Open() {
			continue
		}
		state, item, _ := strings.Cut(name, "/")
		if outcome, ok := p.passable(state, item, x.Now); ok {
			events = append(events, GatePassed{state, item, g.Round, outcome})
		}
	}
	return events
}
