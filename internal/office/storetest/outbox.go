package storetest

import (
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

var outboxTests = []test{
	{"it begins empty", func(f *fixture) {
		f.ledger(f.name("a"), 1)
		f.same("outbox", f.outbox(f.name("a")), []office.Row{})
	}},
	{"every kind of message comes back as it was", everyKind},
	{"rows come in the order of their writing", ordered},
	{"a settled row is gone, the others stay in order", func(f *fixture) {
		name := f.name("a")
		c := f.commit(name, 0, 2, "r")
		c.Outbox = []office.Row{mailRow(1, 0, "A"), mailRow(1, 1, "B"), mailRow(2, 0, "C"), mailRow(2, 1, "D")}
		f.commits(c)
		f.settles(name, 1, 1)
		f.same("outbox", f.outbox(name), []office.Row{mailRow(1, 0, "A"), mailRow(2, 0, "C"), mailRow(2, 1, "D")})
		f.ok(f.store.Settle(f.Context(), name, office.RowKey{Seq: 2, N: 0}, "bounced for good"))
		f.same("outbox", f.outbox(name), []office.Row{mailRow(1, 0, "A"), mailRow(2, 1, "D")})
	}},
	{"settling a settled row is success", func(f *fixture) {
		name := f.name("a")
		c := f.commit(name, 0, 1, "r")
		c.Outbox = []office.Row{mailRow(1, 0, "A"), mailRow(1, 1, "B")}
		f.commits(c)
		for _, note := range []string{"", "", "no such address", ""} {
			f.ok(f.store.Settle(f.Context(), name, office.RowKey{Seq: 1, N: 0}, note))
		}
		f.same("outbox", f.outbox(name), []office.Row{mailRow(1, 1, "B")})
	}},
	{"settling touches nothing else", func(f *fixture) {
		c := f.full(f.name("a"), 0, "r")
		f.commits(c)
		f.settles(c.Programme, 1, 0)
		c.Outbox = c.Outbox[1:]
		f.shows(c, "a")
		f.commits(f.commit(c.Programme, 2, 1, "next")) // no conflict
	}},
}

func everyKind(f *fixture) {
	key := handover.GateKey{State: "CloseWindow", Item: "window-1", Round: 2}
	mail := mailRow(1, 0, "Letters")
	mail.Message.Mail.Letters = []handover.FileRef{{Name: "letters/notice.pdf", SHA256: "00ff"}}
	rows := []office.Row{mail,
		{RowKey: office.RowKey{Seq: 1, N: 1}, Message: handover.Message{Kind: handover.ResumeGate, Gate: &key}},
		{RowKey: office.RowKey{Seq: 1, N: 2}, Message: handover.Message{Kind: handover.StopExecution, Execution: 3,
			Cause: "it is older than 300 days"}},
		{RowKey: office.RowKey{Seq: 1, N: 3}, Message: handover.Message{Kind: handover.StartExecution, Execution: 4}},
	}
	c := f.commit(f.name("a"), 0, 1, "r")
	c.Outbox = rows
	f.commits(c)
	f.same("outbox", f.outbox(c.Programme), rows)
}

// ordered goes past 9 and 10 in both numbers: as text they would change places.
func ordered(f *fixture) {
	name := f.name("a")
	var want []office.Row
	for seq := 1; seq <= 11; seq++ {
		c := f.commit(name, seq-1, 1, "r")
		for n := range 12 {
			if seq < 9 && n > 0 {
				break
			}
			c.Outbox = append(c.Outbox, mailRow(seq, n, "Subject"))
		}
		want = append(want, c.Outbox...)
		f.commits(c)
	}
	f.same("rows", len(want), 44)
	f.same("outbox", f.outbox(name), want)
}
