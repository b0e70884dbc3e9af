package storetest

import (
	"context"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

var cancelledTests = []test{
	{"every call fails for a caller who has given up", func(f *fixture) {
		name := f.name("a")
		c := f.full(name, 0, "r")
		f.commits(c)
		ctx, cancel := context.WithCancel(f.Context())
		cancel()
		for what, err := range callAll(ctx, f, name) {
			if err == nil {
				f.Errorf("%s: no error", what)
			}
			if kind := fault.KindOf(err); kind == fault.Conflict || kind == fault.NotFound || kind == fault.Superseded {
				f.Errorf("%s: %v says something about the ledger that was not asked", what, err)
			}
		}
		f.shows(c, "a")
		f.commits(f.commit(name, 2, 1, "next"))
	}},
}

// callAll calls every method once, with what would succeed otherwise.
func callAll(ctx context.Context, f *fixture, name string) map[string]error {
	errs := map[string]error{}
	_, errs["Load"] = f.store.Load(ctx, name)
	errs["Commit"] = f.store.Commit(ctx, f.commit(name, 2, 1, "given-up"))
	errs["Sleep"] = f.store.Sleep(ctx, name, 2, start())
	_, errs["Entries"] = f.store.Entries(ctx, name, 1, 0)
	_, errs["Records"] = f.store.Records(ctx, name, 1, 0)
	_, errs["Request"] = f.store.Request(ctx, name, "r")
	_, errs["RegisterToken"] = f.store.RegisterToken(ctx, name, handover.GateKey{State: "Decide", Round: 1}, "token", 1)
	_, errs["Gate"] = f.store.Gate(ctx, name, handover.GateKey{State: "CloseWindow", Item: "r", Round: 1})
	_, errs["Due"] = f.store.Due(ctx, start())
	_, errs["Outbox"] = f.store.Outbox(ctx, name)
	_, errs["Beside"] = f.store.Beside(ctx, name)
	errs["Settle"] = f.store.Settle(ctx, name, office.RowKey{Seq: 1, N: 0}, "")
	_, errs["Portfolio"] = f.store.Portfolio(ctx)
	return errs
}
