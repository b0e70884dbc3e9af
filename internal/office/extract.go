package office

import (
	"bytes"
	"context"
	"slices"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/reconcile"
)

// inspect refuses extracts that nothing could be compared with when they are handed in, while whoever hands them in can
// still mend them: a file that is not there, not what its digest says, or no table with the key columns.
func (o *Office) inspect(ctx context.Context, p *handover.Programme, c handover.Command, by handover.Actor) error {
	received, ok := c.(handover.ReceiveExtract)
	if !ok || !p.Plans(received.Dataset) || !slices.Contains(by.Roles, handover.DataLead) {
		return nil // the decision refuses it
	}
	for _, ref := range []handover.FileRef{received.Source, received.Target} {
		content, err := o.Files.Get(ctx, ref)
		if err != nil {
			return err
		}
		in := reconcile.Input{Name: ref.Name, R: bytes.NewReader(content), SHA256: ref.SHA256}
		if err := reconcile.Inspect(ctx, in, specOf(p, received.Dataset)); err != nil {
			return err
		}
	}
	return nil
}
