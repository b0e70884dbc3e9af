package handover_test

import (
	"fmt"
	"testing"

	"example.org/handover/internal/handover"
)

// TestManyConsequences stops a programme with 40 open gates: no command writes more than one transaction takes, the
// clock is called at once, and its ticks free the rest.
func TestManyConsequences(t *testing.T) {
	d := &desk{t: t, rules: smallRules(), def: smallDefinition(), p: new(handover.Programme)}
	for len(d.def.Windows) < 40 {
		w := d.def.Windows[0]
		w.ID = fmt.Sprintf("window-%d", len(d.def.Windows))
		d.def.Windows = append(d.def.Windows, w)
	}
	d.begin()
	commands := []handover.Command{handover.Plan{Execution: 1}}
	for _, w := range d.def.Windows {
		commands = append(commands, handover.OpenGate{Execution: 1, State: "OpenWindow", Item: w.ID})
	}
	for _, c := range commands {
		if _, err := d.try("system", c); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := d.try("sro", handover.Stop{Reason: "a test"})
	for ticks := 0; err == nil && len(entries) > 0; ticks++ {
		if items := itemsOf(d.p, entries); items > 90 || ticks > 10 {
			t.Fatalf("a command wrote %d items, after %d ticks", items, ticks)
		}
		if wake := d.p.Wake(d.rules, d.now); openGates(d.p) > 0 && wake.After(d.now) {
			t.Fatalf("%d gates are open and the clock is called at %s only", openGates(d.p), wake)
		}
		entries, err = d.try("system", handover.Tick{})
	}
	if err != nil || openGates(d.p) > 0 {
		t.Fatalf("%d gates stayed open: %v", openGates(d.p), err)
	}
}

// itemsOf counts what a commit of entries writes: entries, gates, outbox rows, state and request.
func itemsOf(p *handover.Programme, entries []handover.Entry) int {
	items := 2
	for _, e := range entries {
		items += 1 + len(handover.Messages(p, e))
		if _, ok := e.Event.(handover.GatePassed); ok {
			items++
		}
	}
	return items
}

func openGates(p *handover.Programme) int {
	open := 0
	for _, g := range p.Gates {
		if g.Open() {
			open++
		}
	}
	return open
}
