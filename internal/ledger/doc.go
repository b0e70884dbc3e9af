// Package ledger makes the ledger of a programme a transparency log: a Merkle tree as in RFC 6962 over the bytes of its
// entries, in the order of their numbers. Whoever holds a signed checkpoint, which is the size and the root of the tree,
// can tell later whether an entry was changed, taken out, swapped, cut off or replaced, and can do so with code that is
// not ours: the tree is that of golang.org/x/mod/sumdb/tlog, the signature that of golang.org/x/mod/sumdb/note, and the
// text of a checkpoint that of https://c2sp.org/tlog-checkpoint.
//
// The bytes of an entry are what is hashed, stored and verified. They are made once, when the entry is recorded, and
// never made again from what was read.
//
// Appending (record.go) and proving (proof.go) use the library's tree. Verifying (verify.go) does not: it computes the
// tree from the raw entries by code of its own (tree.go), so that a mistake in one of the two shows.
//
// The package is pure: no clock, no store, no randomness but what is handed in.
package ledger
