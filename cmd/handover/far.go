package main

import (
	"context"
	"crypto/rand"
	"slices"

	"golang.org/x/mod/sumdb/note"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/client"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// far is a place on a server.
type far struct {
	client *client.Client
	since  map[string]int // where ledgers stood before what is done from here
}

func (f *far) where() string { return "on " + f.client.Address() }

func (f *far) close(err error) error {
	f.client.Close()
	return err
}

func (f *far) portfolio(ctx context.Context) ([]office.Summary, error) {
	return f.client.Portfolio(ctx)
}

func (f *far) status(ctx context.Context, programme string, day calendar.Date) (handover.StatusView, error) {
	return f.client.Status(ctx, programme, day)
}

func (f *far) definition(ctx context.Context, programme string) (handover.Definition, error) {
	d, seq, err := f.client.Definition(ctx, programme)
	f.since[programme] = seq
	return d, err
}

func (f *far) entries(ctx context.Context, programme string) ([]handover.Entry, error) {
	return f.client.Entries(ctx, programme, 1, 0)
}

func (f *far) export(ctx context.Context, programme, table, format string, day calendar.Date) ([]byte, error) {
	return f.client.Export(ctx, programme, table, format, day)
}

func (f *far) enter(ctx context.Context, x entrance, by handover.Actor) error {
	if x.past != nil {
		return f.client.Adopt(ctx, x.definition, x.acts.raw, by.ID)
	}
	return f.client.Start(ctx, x.definition, by.ID)
}

func (f *far) keep(ctx context.Context, name string, by handover.Actor, content []byte) (handover.FileRef, error) {
	return f.client.Keep(ctx, name, by.ID, content)
}

func (d *order) sent() client.Order {
	return client.Order{Programme: d.programme, Command: d.command, Person: d.by.ID, Key: d.key, Rests: d.rests, Input: d.input}
}

func (f *far) foresee(ctx context.Context, d *order) (handover.Foreseen, string, error) {
	return f.client.Foresee(ctx, d.sent())
}

// give sends the command under a key of its own if it has none, so that it can be sent again when a connection breaks.
func (f *far) give(ctx context.Context, d *order) ([]handover.Entry, error) {
	sent := d.sent()
	if sent.Key == "" {
		sent.Key = rand.Text()
	}
	done, err := f.client.Do(ctx, sent)
	if err != nil {
		return nil, err
	}
	before := done.Sequence - done.Added
	if done.Again && done.Added == 0 { // the first sending has landed: what it wrote follows what was read before it
		before = f.since[d.programme]
	}
	f.since[d.programme] = before
	if before >= done.Sequence {
		return nil, nil
	}
	return f.client.Entries(ctx, d.programme, before+1, done.Sequence-before)
}

func (f *far) news(ctx context.Context) ([][]handover.Line, error) {
	var all [][]handover.Line
	for programme, before := range f.since { // one at the most: a run gives one command
		entries, err := f.entries(ctx, programme)
		if err != nil {
			return nil, err
		}
		lines, err := after(entries, before)
		if err != nil {
			return nil, err
		}
		all = append(all, lines)
	}
	return all, nil
}

func (f *far) public(ctx context.Context) (string, error) { return f.client.Key(ctx) }

func (f *far) verifiers(ctx context.Context, given []string) ([]note.Verifier, error) {
	if len(given) > 0 {
		return givenKeys(given)
	}
	key, err := f.client.Key(ctx)
	if err != nil {
		return nil, err
	}
	v, err := ledger.Verifier(key)
	return []note.Verifier{v}, err
}

func (f *far) programmes(ctx context.Context) ([]string, error) {
	listed, err := f.client.Portfolio(ctx)
	return named(listed), err
}

func (f *far) sign(ctx context.Context, programme string) ([]byte, string, error) {
	s, err := f.client.Checkpoint(ctx, programme)
	return []byte(s.Note), s.Key, err
}

func (f *far) proveEntry(ctx context.Context, programme string, entry int) (ledger.Inclusion, error) {
	return f.client.ProveEntry(ctx, programme, entry)
}

func (f *far) proveFrom(ctx context.Context, programme string, from ledger.Checkpoint) (ledger.Consistency, error) {
	return f.client.ProveFrom(ctx, programme, from)
}

// verify asks the server what it finds, and holds the checkpoints that were kept elsewhere against its ledger by proofs
// that are checked here.
func (f *far) verify(ctx context.Context, programme string, _ []note.Verifier, elsewhere []ledger.Kept) (ledger.Report, error) {
	v, err := f.client.Verified(ctx, programme)
	if fault.KindOf(err) == fault.NotFound && len(elsewhere) > 0 {
		return missing(programme, elsewhere)
	}
	if err != nil {
		return ledger.Report{}, err
	}
	r, err := v.Report()
	if err != nil {
		return r, err
	}
	for _, k := range elsewhere {
		switch p, err := f.client.ProveFrom(ctx, programme, k.Checkpoint); {
		case slices.Contains([]fault.Kind{fault.Refused, fault.Invalid, fault.NotFound}, fault.KindOf(err)):
			r.Add(0, "%s: %s", k.Name, err)
		case err != nil:
			return r, err
		case p.Size == r.Entries && p.Root != r.Root:
			r.Add(0, "%s: the server proves another ledger than the one that it verified", k.Name)
		default:
			r.Checkpoints++
		}
	}
	return r, nil
}
