package office

import (
	"context"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
)

// ProveEntry proves that an entry is in the ledger of a programme, up to a checkpoint that is signed now. fault.NotFound
// if the ledger has no such entry.
func (o *Office) ProveEntry(ctx context.Context, programme string, seq int) (ledger.Inclusion, error) {
	now, err := o.Signed(ctx, programme)
	if err != nil {
		return ledger.Inclusion{}, err
	}
	p, err := ledger.ProveEntry(now.Checkpoint, seq, o.lookup(ctx, programme))
	p.Note = string(now.Note)
	return p, err
}

// ProveFrom proves that the ledger of a programme, up to a checkpoint that is signed now, begins with the entries of an
// earlier checkpoint. fault.Refused if it does not.
func (o *Office) ProveFrom(ctx context.Context, programme string, from ledger.Checkpoint) (ledger.Consistency, error) {
	now, err := o.Signed(ctx, programme)
	if err != nil {
		return ledger.Consistency{}, err
	}
	p, err := ledger.ProveFrom(from, now.Checkpoint, o.lookup(ctx, programme))
	p.Note = string(now.Note)
	return p, err
}

// lookup reads single records.
func (o *Office) lookup(ctx context.Context, programme string) ledger.Lookup {
	return func(seq int) (ledger.Record, error) {
		list, err := o.Store.Records(ctx, programme, seq, 1)
		if err == nil && len(list) == 0 {
			err = fault.New(fault.Refused, "entry %d is missing", seq).To("find out with `handover verify %s`", programme)
		}
		if err != nil {
			return ledger.Record{}, err
		}
		return list[0], nil
	}
}
