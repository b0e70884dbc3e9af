package storetest

import (
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// The caller of a store elsewhere may lose the answer to a commit that landed, and commits it again.
var landedTests = []test{
	{"the same commit again is success and writes nothing twice", func(f *fixture) {
		name := f.name("a")
		for range 3 {
			f.commits(f.commit(name, 0, 2, "mine"))
		}
		f.same("seq", f.loaded(name).Seq, 2)
		f.same("entries", f.entries(name, 1, 0), []handover.Entry{entry(1, "mine"), entry(2, "mine")})
	}},
	{"it is success when the ledger has moved on, and moves nothing back", landedAndMovedOn},
	{"another request at that place is a conflict", func(f *fixture) {
		name := f.name("a")
		f.commits(f.commit(name, 0, 1, "theirs"))
		f.fails(f.store.Commit(f.Context(), f.commit(name, 0, 1, "mine")), fault.Conflict)
	}},
	{"the same request at another place is a conflict", func(f *fixture) {
		name := f.name("a")
		f.commits(f.commit(name, 0, 1, "mine"))
		f.commits(f.commit(name, 1, 1, "theirs"))
		f.fails(f.store.Commit(f.Context(), f.commit(name, 1, 1, "mine")), fault.Conflict)
		f.fails(f.store.Commit(f.Context(), f.commit(name, 4, 1, "mine")), fault.Conflict)
	}},
	{"the same request in another programme is no try of it", func(f *fixture) {
		f.commits(f.commit(f.name("a"), 0, 1, "mine"))
		f.fails(f.store.Commit(f.Context(), f.commit(f.name("b"), 1, 1, "mine")), fault.Conflict)
		f.commits(f.commit(f.name("b"), 0, 1, "mine"))
	}},
	{"no request id is nobody's", func(f *fixture) {
		name := f.name("a")
		f.commits(f.commit(name, 0, 1, ""))
		f.fails(f.store.Commit(f.Context(), f.commit(name, 0, 1, "")), fault.Conflict)
	}},
}

func landedAndMovedOn(f *fixture) {
	ctx, name := f.Context(), f.name("a")
	decide, confirm := handover.GateKey{State: "Decide", Round: 1}, handover.GateKey{State: "ConfirmGo", Round: 1}
	first := f.commit(name, 0, 1, "mine")
	first.Wake = start()
	first.Passed = []office.PassedGate{{Key: decide, Outcome: handover.Go}}
	first.Outbox = []office.Row{mailRow(1, 0, "One")}
	f.commits(first)
	_, err := f.store.RegisterToken(ctx, name, decide, "token", 1)
	f.ok(err)
	f.ok(f.store.Settle(ctx, name, office.RowKey{Seq: 1, N: 0}, ""))
	second := f.commit(name, 1, 1, "theirs")
	second.Wake = start().AddDate(0, 1, 0)
	f.commits(second)
	first.Passed = append(first.Passed, office.PassedGate{Key: confirm, Outcome: handover.Go})
	f.commits(first)

	f.same("snapshot", f.loaded(name), second.Snapshot)
	f.same("entries", f.entries(name, 1, 0), []handover.Entry{entry(1, "mine"), entry(2, "theirs")})
	f.same("outbox", f.outbox(name), []office.Row{})
	gate, err := f.store.Gate(ctx, name, decide)
	f.ok(err)
	f.same("gate", gate, office.Gate{Token: "token", Execution: 1, Passed: true, Outcome: handover.Go})
	_, err = f.store.Gate(ctx, name, confirm)
	f.fails(err, fault.NotFound)
	f.awaitsDue(start().AddDate(0, 0, 20))
	f.awaitsDue(start().AddDate(0, 1, 0), "a")
	f.awaitsPortfolio(summary(name, "Title at 2"))
}
