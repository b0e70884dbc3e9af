package office

import (
	"context"

	"example.org/handover/internal/handover"
)

// complete gives a correction the entry that it corrects. Whether there is one is for the decision to say.
func (o *Office) complete(ctx context.Context, programme string, c handover.Command) (handover.Command, error) {
	correct, ok := c.(handover.Correct)
	if !ok {
		return c, nil
	}
	entries, err := o.Store.Entries(ctx, programme, correct.Entry, 1)
	if err != nil || len(entries) == 0 {
		return c, err
	}
	return correct.Of(entries[0]), nil
}
