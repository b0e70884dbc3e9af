package main

import (
	"context"

	"golang.org/x/mod/sumdb/note"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

type closer interface {
	// close lets go of the place; err is what went wrong in it, and comes back with what goes wrong now.
	close(err error) error
}

// house is where programmes are kept: a data directory of this machine (session), or a server (far). Each command is
// written once, over both.
type house interface {
	closer
	// where says in words which place it is.
	where() string

	portfolio(ctx context.Context) ([]office.Summary, error)
	// status is that of now or, with a day, as the ledger had it at the end of that day.
	status(ctx context.Context, programme string, day calendar.Date) (handover.StatusView, error)
	definition(ctx context.Context, programme string) (handover.Definition, error)
	entries(ctx context.Context, programme string) ([]handover.Entry, error)
	export(ctx context.Context, programme, table, format string, day calendar.Date) ([]byte, error)

	enter(ctx context.Context, x entrance, by handover.Actor) error
	// keep puts a document of people into the file store.
	keep(ctx context.Context, name string, by handover.Actor, content []byte) (handover.FileRef, error)
	// foresee also gives what the answer rests on, for order.rests.
	foresee(ctx context.Context, d *order) (f handover.Foreseen, rests string, err error)
	// give returns the entries that the command itself wrote.
	give(ctx context.Context, d *order) ([]handover.Entry, error)
	// news tells what has happened since the place was opened, a list for each programme.
	news(ctx context.Context) ([][]handover.Line, error)
}

// notary is a place that signs what its ledgers are, and proves it.
type notary interface {
	closer
	// programmes names those of which the place has something, in any order, one perhaps twice.
	programmes(ctx context.Context) ([]string, error)
	// verifiers are the public keys by which checkpoints are verified: those given, in files or as themselves, or that of
	// the place, which has none if it never signed anything.
	verifiers(ctx context.Context, given []string) ([]note.Verifier, error)
	// verify holds a ledger against everything that is kept of it there, and against checkpoints from elsewhere.
	verify(ctx context.Context, programme string, keys []note.Verifier, elsewhere []ledger.Kept) (ledger.Report, error)
	// public is the public key of the place.
	public(ctx context.Context) (string, error)
	// sign returns a signed checkpoint, and the public key that verifies it.
	sign(ctx context.Context, programme string) (signed []byte, key string, err error)
	proveEntry(ctx context.Context, programme string, entry int) (ledger.Inclusion, error)
	proveFrom(ctx context.Context, programme string, from ledger.Checkpoint) (ledger.Consistency, error)
}

var (
	_ house  = (*session)(nil)
	_ house  = (*far)(nil)
	_ notary = (*data)(nil)
	_ notary = (*far)(nil)
)
