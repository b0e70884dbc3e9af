package storetest

import (
	"fmt"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

var ledgerTests = []test{
	{"an unknown programme is not found", func(f *fixture) {
		_, err := f.store.Load(f.Context(), f.name("nobody"))
		f.fails(err, fault.NotFound)
	}},
	{"the first commit starts a programme", func(f *fixture) {
		name := f.name("a")
		c := f.commit(name, 0, 2, "first")
		f.commits(c)
		f.same("snapshot", f.loaded(name), snapshot(2, "first"))
		f.same("entries", f.entries(name, 1, 0), []handover.Entry{entry(1, "first"), entry(2, "first")})
	}},
	{"a snapshot of 64 KB that is no JSON comes back as it was", func(f *fixture) {
		c := f.commit(f.name("a"), 0, 1, "r")
		data := make([]byte, 64<<10)
		for i := range data {
			data[i] = byte(i * 7)
		}
		c.Snapshot.State = office.Encoded(data)
		f.commits(c)
		f.same("snapshot", f.loaded(c.Programme), c.Snapshot)
	}},
	{"a stale commit is a conflict", func(f *fixture) {
		name := f.name("a")
		f.ledger(name, 3)
		for after := range 3 {
			f.fails(f.store.Commit(f.Context(), f.commit(name, after, 1, "late")), fault.Conflict)
		}
		f.same("seq", f.loaded(name).Seq, 3)
	}},
	{"a commit ahead of the ledger is a conflict", func(f *fixture) {
		name := f.name("a")
		f.fails(f.store.Commit(f.Context(), f.commit(name, 1, 1, "early")), fault.Conflict)
		_, err := f.store.Load(f.Context(), name)
		f.fails(err, fault.NotFound)
		f.ledger(name, 2)
		f.fails(f.store.Commit(f.Context(), f.commit(name, 3, 1, "early")), fault.Conflict)
		f.same("entries", len(f.entries(name, 1, 0)), 2)
	}},
	{"after a conflict the caller loads and commits again", func(f *fixture) {
		name := f.name("a")
		f.ledger(name, 2)
		f.fails(f.store.Commit(f.Context(), f.commit(name, 1, 1, "mine")), fault.Conflict)
		f.commits(f.commit(name, f.loaded(name).Seq, 1, "mine"))
		f.same("third", f.entries(name, 3, 0), []handover.Entry{entry(3, "mine")})
	}},
	{"entries that do not follow on are refused, and not as a conflict", refusesMalformed},
	{"entries are gapless and in order", gapless},
	{"entries come in pages", pages},
	{"records come back byte for byte, with their hashes", byteForByte},
	{"records come in pages", pagesOfRecords},
	{"of a programme that is not there come no records", func(f *fixture) {
		f.ledger(f.name("a"), 1)
		f.same("records", f.records(f.name("b"), 1, 0), records())
	}},
	{"the edge of the tree stands with the snapshot", func(f *fixture) {
		name := f.name("a")
		for after := range 9 { // among the edges is one without a hash
			c := f.commit(name, after, 1, fmt.Sprint("r", after))
			f.commits(c)
			f.same("edge", f.loaded(name).Edge, hashes(101+after, (after+1)%5))
		}
	}},
	{"what is kept is not shared with the caller", keepsCopies},
}

func refusesMalformed(f *fixture) {
	name := f.name("a")
	f.ledger(name, 1)
	none := f.commit(name, 1, 0, "none")
	gap := f.commit(name, 1, 2, "gap")
	gap.Entries[1].Seq = 4
	late := f.commit(name, 1, 1, "late")
	late.Entries[0].Seq = 3
	ahead := f.commit(name, 1, 1, "ahead")
	ahead.Snapshot.Seq = 3
	for _, c := range []office.Commit{none, gap, late, ahead} {
		if err := f.store.Commit(f.Context(), c); err == nil || fault.KindOf(err) == fault.Conflict {
			f.Fatalf("got %v, want an error that nobody tries again upon", err)
		}
	}
	f.same("entries", f.entries(name, 1, 0), []handover.Entry{entry(1, "request-1")})
}

func gapless(f *fixture) {
	name := f.name("a")
	f.commits(f.commit(name, 0, 9, "one"))
	f.commits(f.commit(name, 9, 2, "two"))
	f.commits(f.commit(name, 11, 1, "three"))
	f.commits(f.commit(name, 12, 90, "four"))
	list := f.entries(name, 1, 0)
	f.same("count", len(list), 102)
	for i, e := range list {
		f.same("entry", e, entry(i+1, e.Request))
	}
	f.same("requests", []string{list[8].Request, list[9].Request, list[11].Request, list[101].Request},
		[]string{"one", "two", "three", "four"})
}

func pages(f *fixture) {
	name := f.name("a")
	f.commits(f.commit(name, 0, 12, "r"))
	for _, c := range []struct{ from, limit, first, last int }{
		{1, 0, 1, 12}, {1, 5, 1, 5}, {6, 5, 6, 10}, {11, 5, 11, 12}, {12, 1, 12, 12}, {9, 0, 9, 12}, {1, 12, 1, 12},
		{1, 100, 1, 12}, {13, 5, 1, 0}, {13, 0, 1, 0}, {400, 0, 1, 0},
	} {
		var want []handover.Entry
		for seq := c.first; seq <= c.last; seq++ {
			want = append(want, entry(seq, "r"))
		}
		f.same("page", f.entries(name, c.from, c.limit), want)
	}
}

func keepsCopies(f *fixture) {
	name := f.name("a")
	c := f.commit(name, 0, 1, "r")
	c.Outbox = []office.Row{mailRow(1, 0, "Subject")}
	f.commits(c)
	clear(c.Entries[0].Raw)
	clear(c.Entries[0].Hashes)
	clear(c.Snapshot.Edge)
	c.Outbox[0].Message.Mail.To[0] = handover.LegalLead
	f.same("entry", f.entries(name, 1, 0), []handover.Entry{entry(1, "r")})
	f.same("record", f.records(name, 1, 0), records(entry(1, "r")))
	f.same("edge", f.loaded(name).Edge, hashes(101, 1))
	f.same("row", f.outbox(name), []office.Row{mailRow(1, 0, "Subject")})
}

// byteForByte commits entries that nobody would render so: whoever decodes and renders them anew does not get the same.
func byteForByte(f *fixture) {
	name := f.name("a")
	c := f.commit(name, 0, 4, "r")
	c.Entries[0].Raw = []byte(`{"seq":1,"at":"2026-03-02T09:31:00.120Z","by":"a \u003c\u0026\u003e <&> \u00fc ü",` +
		`"kind":"retried","data":{}}`)
	c.Entries[1].Raw = []byte("{ \"kind\":\"retried\",\t\"seq\":2.0e0, \"at\":\"2026-03-02T09:31:00+00:00\",\n" +
		"\"by\":\"a\", \"data\": {\"x\":1} }\n")
	c.Entries[2].Raw = []byte("no JSON at all, and no entry either")
	c.Entries[3].Raw, c.Entries[3].Hashes = []byte("{}"), hashes(7, 33)
	f.commits(c)
	f.same("records", f.records(name, 1, 0), c.Entries)
	f.same("its first", f.records(name, 1, 1)[0], ledger.Record{Seq: 1, Raw: c.Entries[0].Raw, Hashes: hashes(1, 2)})
}

func pagesOfRecords(f *fixture) {
	name := f.name("a")
	f.commits(f.commit(name, 0, 12, "r"))
	for _, c := range []struct{ from, limit, first, last int }{
		{1, 0, 1, 12}, {1, 5, 1, 5}, {6, 5, 6, 10}, {11, 5, 11, 12}, {12, 1, 12, 12}, {9, 0, 9, 12}, {13, 5, 1, 0}, {400, 0, 1, 0},
	} {
		var want []ledger.Record
		for seq := c.first; seq <= c.last; seq++ {
			want = append(want, record(entry(seq, "r")))
		}
		f.same("page", f.records(name, c.from, c.limit), want)
	}
}
