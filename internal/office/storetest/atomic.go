package storetest

import (
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

var atomicTests = []test{
	{"a commit writes everything", func(f *fixture) {
		c := f.full(f.name("a"), 0, "r")
		f.commits(c)
		f.shows(c, "a")
	}},
	{"a later commit writes everything", func(f *fixture) {
		f.ledger(f.name("a"), 3)
		c := f.full(f.name("a"), 3, "r")
		f.commits(c)
		f.shows(c, "a")
	}},
	{"a conflicting commit leaves nothing behind", leavesNothing},
	{"a conflicting first commit leaves nothing behind", func(f *fixture) {
		name := f.name("a")
		f.fails(f.store.Commit(f.Context(), f.full(name, 1, "early")), fault.Conflict)
		_, err := f.store.Load(f.Context(), name)
		f.fails(err, fault.NotFound)
		f.leftNothing(f.full(name, 1, "early"))
		f.awaitsDue(start().AddDate(1, 0, 0))
		f.awaitsPortfolio()
	}},
}

// full is a commit that writes one of everything.
func (f *fixture) full(programme string, after int, request string) office.Commit {
	c := f.commit(programme, after, 2, request)
	c.Wake = start()
	c.Passed = []office.PassedGate{{Key: handover.GateKey{State: "CloseWindow", Item: request, Round: 1},
		Outcome: handover.Passed}}
	c.Outbox = []office.Row{mailRow(after+1, 0, request), mailRow(after+2, 0, request)}
	c.Request = &office.Request{Key: request, Digest: "d-" + request, Seq: after + 2}
	return c
}

// shows looks for everything that a full commit wrote.
func (f *fixture) shows(c office.Commit, last string) {
	f.Helper()
	f.same("snapshot", f.loaded(c.Programme), c.Snapshot)
	f.same("records", f.records(c.Programme, c.After+1, 0), c.Entries)
	f.same("outbox", f.outbox(c.Programme), c.Outbox)
	gate, err := f.store.Gate(f.Context(), c.Programme, c.Passed[0].Key)
	f.ok(err)
	f.same("gate", gate, office.Gate{Passed: true, Outcome: c.Passed[0].Outcome})
	answer, err := f.store.Request(f.Context(), c.Programme, c.Request.Key)
	f.ok(err)
	f.same("request", answer, *c.Request)
	f.awaitsDue(start(), last)
	f.awaitsPortfolio(c.Summary)
}

// leftNothing looks for the parts of a full commit that stand by themselves.
func (f *fixture) leftNothing(c office.Commit) {
	f.Helper()
	_, err := f.store.Gate(f.Context(), c.Programme, c.Passed[0].Key)
	f.fails(err, fault.NotFound)
	_, err = f.store.Request(f.Context(), c.Programme, c.Request.Key)
	f.fails(err, fault.NotFound)
	f.same("outbox", f.outbox(c.Programme), []office.Row{})
}

func leavesNothing(f *fixture) {
	name := f.name("a")
	f.ledger(name, 2)
	for _, after := range []int{0, 1, 3, 7} {
		c := f.full(name, after, "lost")
		f.fails(f.store.Commit(f.Context(), c), fault.Conflict)
		f.leftNothing(c)
	}
	f.same("snapshot", f.loaded(name), f.commit(name, 1, 1, "request-2").Snapshot)
	f.same("entries", f.entries(name, 1, 0), []handover.Entry{entry(1, "request-1"), entry(2, "request-2")})
	f.awaitsDue(start().AddDate(1, 0, 0))
	f.awaitsPortfolio(summary(name, "Title at 2"))
}
