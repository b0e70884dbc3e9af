package storetest

import (
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

var besideTests = []test{
	{"every gate and every row is told, and how it stands", toldBeside},
	{"of a programme that is not there nothing is told", func(f *fixture) {
		f.commits(f.full(f.name("a-b"), 0, "r"))
		f.beside("a", office.Beside{})
	}},
}

func (f *fixture) beside(last string, want office.Beside) {
	f.Helper()
	got, err := f.store.Beside(f.Context(), f.name(last))
	f.ok(err)
	f.same("beside the ledger of "+last, got, want)
}

func toldBeside(f *fixture) {
	name := f.name("a")
	waits := handover.GateKey{State: "Review", Item: "12-months", Round: 12}
	bare := handover.GateKey{State: "Decide", Round: 2}
	c := f.commit(name, 0, 2, "r")
	c.Passed = []office.PassedGate{{Key: gateA, Outcome: handover.Go}, {Key: bare, Outcome: handover.Halt}}
	c.Outbox = []office.Row{mailRow(1, 0, "sent"), mailRow(1, 1, "failed"), mailRow(2, 0, "unsent")}
	f.commits(c)
	f.commits(f.full(f.name("a-b"), 0, "r")) // which is another's
	f.registers(name, waits, "token", 3, office.Gate{Token: "token", Execution: 3})
	f.settles(name, 1, 0)
	f.ok(f.store.Settle(f.Context(), name, office.RowKey{Seq: 1, N: 1}, "nobody has that address"))
	rows := map[office.RowKey]office.WrittenRow{}
	for _, r := range c.Outbox {
		rows[r.RowKey] = office.WrittenRow{Message: r.Message, Settled: r.Seq == 1}
	}
	f.beside("a", office.Beside{Rows: rows, Gates: map[handover.GateKey]office.Gate{
		gateA: {Passed: true, Outcome: handover.Go}, bare: {Passed: true, Outcome: handover.Halt},
		waits: {Token: "token", Execution: 3}}})
}
