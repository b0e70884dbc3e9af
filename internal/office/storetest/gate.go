package storetest

import (
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

var gateTests = []test{
	{"a gate that nothing has reached is not found", func(f *fixture) {
		_, err := f.store.Gate(f.Context(), f.name("nobody"), gateA)
		f.fails(err, fault.NotFound)
		f.ledger(f.name("a"), 1)
		_, err = f.store.Gate(f.Context(), f.name("a"), gateA)
		f.fails(err, fault.NotFound)
	}},
	{"token first, passed second", func(f *fixture) {
		name := f.name("a")
		f.ledger(name, 1)
		waiting := office.Gate{Token: "token-1", Execution: 3}
		f.registers(name, gateA, "token-1", 3, waiting)
		f.stands(name, gateA, waiting)
		f.passes(name, 1, gateA, handover.Go)
		f.stands(name, gateA, office.Gate{Token: "token-1", Execution: 3, Passed: true, Outcome: handover.Go})
	}},
	{"passed first, token second", func(f *fixture) {
		name := f.name("a")
		f.ledger(name, 1)
		f.passes(name, 1, gateA, handover.Again)
		f.stands(name, gateA, office.Gate{Passed: true, Outcome: handover.Again})
		both := office.Gate{Token: "token-1", Execution: 1, Passed: true, Outcome: handover.Again}
		f.registers(name, gateA, "token-1", 1, both)
		f.stands(name, gateA, both)
	}},
	{"an older execution is superseded and changes nothing", func(f *fixture) {
		name := f.name("a")
		f.ledger(name, 1)
		f.registers(name, gateA, "new", 10, office.Gate{Token: "new", Execution: 10})
		for _, older := range []int{9, 1} {
			_, err := f.store.RegisterToken(f.Context(), name, gateA, "old", older)
			f.fails(err, fault.Superseded)
		}
		f.stands(name, gateA, office.Gate{Token: "new", Execution: 10})
		f.passes(name, 1, gateA, handover.Go)
		_, err := f.store.RegisterToken(f.Context(), name, gateA, "old", 9)
		f.fails(err, fault.Superseded)
		f.stands(name, gateA, office.Gate{Token: "new", Execution: 10, Passed: true, Outcome: handover.Go})
	}},
	{"the same execution registers a fresh token", func(f *fixture) {
		name := f.name("a")
		f.ledger(name, 1)
		f.registers(name, gateA, "one", 2, office.Gate{Token: "one", Execution: 2})
		f.registers(name, gateA, "two", 2, office.Gate{Token: "two", Execution: 2})
		f.registers(name, gateA, "two", 2, office.Gate{Token: "two", Execution: 2})
		f.stands(name, gateA, office.Gate{Token: "two", Execution: 2})
	}},
	{"a later execution takes over, before and after the passing", func(f *fixture) {
		name := f.name("a")
		f.ledger(name, 1)
		f.registers(name, gateA, "one", 1, office.Gate{Token: "one", Execution: 1})
		f.registers(name, gateA, "two", 2, office.Gate{Token: "two", Execution: 2})
		f.passes(name, 1, gateA, handover.Held)
		f.registers(name, gateA, "three", 3,
			office.Gate{Token: "three", Execution: 3, Passed: true, Outcome: handover.Held})
	}},
	{"a token as long as they come is kept whole", func(f *fixture) {
		name, token := f.name("a"), longToken()
		f.ledger(name, 1)
		f.registers(name, gateA, token, 1, office.Gate{Token: token, Execution: 1})
		f.stands(name, gateA, office.Gate{Token: token, Execution: 1})
	}},
	{"a commit passes several gates and leaves the others", passesSeveral},
	{"state, item and round tell gates apart", tellsGatesApart},
	{"a registration touches nothing but the gate", touchesOnlyTheGate},
}

var gateA = handover.GateKey{State: "CloseWindow", Item: "window-1", Round: 1}

// longToken has 1,024 characters, the most that a task token of the workflow service has.
func longToken() string {
	token := make([]byte, 1024)
	for i := range token {
		token[i] = "ABCDwxyz0189+/="[i%15]
	}
	return string(token)
}

func (f *fixture) registers(programme string, key handover.GateKey, token string, execution int, want office.Gate) {
	f.Helper()
	got, err := f.store.RegisterToken(f.Context(), programme, key, token, execution)
	f.ok(err)
	f.same("gate as registered", got, want)
}

func (f *fixture) passes(programme string, after int, key handover.GateKey, outcome handover.Outcome) {
	f.Helper()
	c := f.commit(programme, after, 1, "pass")
	c.Passed = []office.PassedGate{{Key: key, Outcome: outcome}}
	f.commits(c)
}

func (f *fixture) stands(programme string, key handover.GateKey, want office.Gate) {
	f.Helper()
	got, err := f.store.Gate(f.Context(), programme, key)
	f.ok(err)
	f.same("gate", got, want)
}

func passesSeveral(f *fixture) {
	name := f.name("a")
	b, c := handover.GateKey{State: "Decide", Round: 2}, handover.GateKey{State: "Intervene", Round: 1}
	f.ledger(name, 1)
	f.registers(name, gateA, "a", 1, office.Gate{Token: "a", Execution: 1})
	f.registers(name, c, "c", 1, office.Gate{Token: "c", Execution: 1})
	commit := f.commit(name, 1, 2, "r")
	commit.Passed = []office.PassedGate{{Key: gateA, Outcome: handover.Passed}, {Key: b, Outcome: handover.Defer}}
	f.commits(commit)
	f.stands(name, gateA, office.Gate{Token: "a", Execution: 1, Passed: true, Outcome: handover.Passed})
	f.stands(name, b, office.Gate{Passed: true, Outcome: handover.Defer})
	f.stands(name, c, office.Gate{Token: "c", Execution: 1})
}

func tellsGatesApart(f *fixture) {
	name := f.name("a")
	f.ledger(name, 1)
	keys := []handover.GateKey{
		{State: "OpenWindow", Item: "w", Round: 1}, {State: "OpenWindow", Item: "w", Round: 11},
		{State: "OpenWindow", Item: "w", Round: 2}, {State: "OpenWindow", Item: "w-1", Round: 1},
		{State: "OpenWindow", Item: "w1", Round: 1}, {State: "OpenWindow", Item: "", Round: 1},
		{State: "OpenWindow", Item: "s", Round: 1}, {State: "OpenWindows", Item: "", Round: 1},
		{State: "OpenWindows", Item: "w", Round: 1}, {State: "Open", Item: "w", Round: 1},
	}
	for i, key := range keys {
		token := "token of " + key.State + "/" + key.Item
		f.registers(name, key, token, i+1, office.Gate{Token: token, Execution: i + 1})
	}
	for i, key := range keys {
		f.stands(name, key, office.Gate{Token: "token of " + key.State + "/" + key.Item, Execution: i + 1})
	}
}

func touchesOnlyTheGate(f *fixture) {
	c := f.full(f.name("a"), 0, "r")
	c.Wake = start().AddDate(0, 1, 0)
	f.commits(c)
	f.registers(c.Programme, gateA, "token", 1, office.Gate{Token: "token", Execution: 1})
	c.Wake = start()
	f.shows(c, "a") // unsent rows make it due
	f.settles(c.Programme, 1, 0)
	f.settles(c.Programme, 2, 0)
	f.awaitsDue(start())
	f.commits(f.commit(c.Programme, 2, 1, "next"))
	f.stands(c.Programme, gateA, office.Gate{Token: "token", Execution: 1})

	// The workflow cannot reach a gate before the programme is there; if it did, that would start none.
	nobody := f.name("nobody")
	if _, err := f.store.RegisterToken(f.Context(), nobody, gateA, "token", 1); err == nil {
		f.stands(nobody, gateA, office.Gate{Token: "token", Execution: 1})
	}
	_, err := f.store.Load(f.Context(), nobody)
	f.fails(err, fault.NotFound)
	f.awaitsPortfolio(summary(c.Programme, "Title at 3"))
	f.commits(f.commit(nobody, 0, 1, "first"))
}
