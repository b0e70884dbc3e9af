package handover

import (
	"maps"
	"slices"
	"strings"
)

// settle records what follows from a change by itself, until nothing more does: dates move, the system proves checks,
// quorums are reached, gates pass. It runs within every command, so that a gate opens with the act that frees it.
func settle(p *Programme, x Context) []Entry {
	x.Actor = TheSystem()
	var entries []Entry
	for _, consequence := range consequences(p) {
		entries = append(entries, p.record(consequence(p, x), x)...)
	}
	if len(entries) == 0 {
		entries = p.record(hold(p, x), x) // only once nothing else can clear what stands in the way
	}
	if len(entries) == 0 {
		return nil
	}
	return append(entries, settle(p, x)...)
}

// consequences are what may follow by itself. Of a programme that stops or has ended nothing is judged any more; its
// gates only let the workflow go.
func consequences(p *Programme) []func(*Programme, Context) []Event {
	if p.Status != Running {
		return []func(*Programme, Context) []Event{passGates}
	}
	return []func(*Programme, Context) []Event{moveDates, proveChecks, recompose, count, passGates, meetAgain}
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
