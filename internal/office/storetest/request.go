package storetest

import (
	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

var requestTests = []test{
	{"a key that was never used is not found", func(f *fixture) {
		_, err := f.store.Request(f.Context(), f.name("nobody"), "key")
		f.fails(err, fault.NotFound)
		f.ledger(f.name("a"), 1)
		for _, key := range []string{"key", "request-1", ""} { // the id on an entry is not a key
			_, err := f.store.Request(f.Context(), f.name("a"), key)
			f.fails(err, fault.NotFound)
		}
	}},
	{"the answer comes back under its key", answersUnderKey},
	{"the answer stays when the ledger moves on", func(f *fixture) {
		name := f.name("a")
		c := f.commit(name, 0, 1, "r")
		c.Request = &office.Request{Key: "key", Digest: "digest", Seq: 1}
		f.commits(c)
		f.commits(f.commit(name, 1, 3, "later"))
		got, err := f.store.Request(f.Context(), name, "key")
		f.ok(err)
		f.same("answer", got, office.Request{Key: "key", Digest: "digest", Seq: 1})
	}},
}

// Keys are the callers': they may be beginnings of one another, and hold what a store puts between the parts of a key.
func answersUnderKey(f *fixture) {
	name := f.name("a")
	keys := []string{"k", "k2", "K", "k#1", "k/1", "k 1", "8f14e45f-ceea-467f-9a36-dedd4bea2543", "schlüssel"}
	for i, key := range keys {
		c := f.commit(name, i, 1, key)
		c.Request = &office.Request{Key: key, Digest: "digest of " + key, Seq: i + 1}
		f.commits(c)
	}
	for i, key := range keys {
		got, err := f.store.Request(f.Context(), name, key)
		f.ok(err)
		f.same("answer", got, office.Request{Key: key, Digest: "digest of " + key, Seq: i + 1})
	}
	_, err := f.store.Request(f.Context(), name, "k#")
	f.fails(err, fault.NotFound)
}
