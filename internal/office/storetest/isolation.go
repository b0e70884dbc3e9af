package storetest

import (
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Names that are beginnings of one another, and one that looks like a programme's entry.
var isolationTests = []test{
	{"programmes do not see each other", separate},
	{"a programme that is not there sees nothing", func(f *fixture) {
		f.commits(f.full(f.name("a-b"), 0, "r"))
		for _, last := range []string{"a", "a-", "a-b-c", "b"} {
			name := f.name(last)
			_, err := f.store.Load(f.Context(), name)
			f.fails(err, fault.NotFound)
			f.leftNothing(f.full(name, 0, "r"))
		}
	}},
}

func separate(f *fixture) {
	names := []string{"a", "a-b", "a-b-c", "ab", "a-1"}
	for i, last := range names {
		f.commits(f.isolated(last, i))
	}
	for i, last := range names {
		c := f.isolated(last, i)
		f.same("snapshot of "+last, f.loaded(c.Programme), c.Snapshot)
		f.same("records of "+last, f.records(c.Programme, 1, 0), c.Entries)
		f.same("outbox of "+last, f.outbox(c.Programme), c.Outbox)
		answer, err := f.store.Request(f.Context(), c.Programme, "key")
		f.ok(err)
		f.same("answer of "+last, answer, *c.Request)
		f.stands(c.Programme, gateA, office.Gate{Passed: true, Outcome: c.Passed[0].Outcome})
	}
	f.settles(f.name("a"), 1, 0)
	f.registers(f.name("a"), gateA, "token", 1,
		office.Gate{Token: "token", Execution: 1, Passed: true, Outcome: "outcome of a"})
	f.stands(f.name("a-b"), gateA, office.Gate{Passed: true, Outcome: "outcome of a-b"})
	f.awaitsDue(start(), "a-1", "a-b", "a-b-c", "ab")
	f.settles(f.name("a-b"), 1, 0)
	f.awaitsDue(start(), "a-1", "a-b-c", "ab")
	f.same("outbox of a-b-c", f.outbox(f.name("a-b-c")), []office.Row{mailRow(1, 0, "to a-b-c")})
}

// isolated is a first commit with the same keys in every programme and other values in each.
func (f *fixture) isolated(last string, i int) office.Commit {
	c := f.commit(f.name(last), 0, i+1, "request of "+last)
	c.Outbox = []office.Row{mailRow(1, 0, "to "+last)}
	c.Request = &office.Request{Key: "key", Digest: "digest of " + last, Seq: i + 1}
	c.Passed = []office.PassedGate{{Key: gateA, Outcome: handover.Outcome("outcome of " + last)}}
	return c
}
