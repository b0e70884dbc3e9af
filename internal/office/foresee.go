package office

import (
	"context"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// Foresee says what a command would lead to if it were given now, and records nothing. The error is the one that the
// command would get.
func (o *Office) Foresee(ctx context.Context, programme string, c handover.Command, by handover.Actor,
) (handover.Foreseen, error) {
	p, err := o.Load(ctx, programme)
	if err != nil {
		return handover.Foreseen{}, err
	}
	if err := o.inspect(ctx, p, c, by); err != nil {
		return handover.Foreseen{}, err
	}
	if c, err = o.complete(ctx, programme, c); err != nil {
		return handover.Foreseen{}, err
	}
	rules, err := o.Rules(p.Definition.Pack)
	if err != nil {
		return handover.Foreseen{}, err
	}
	return p.Foresee(c, handover.Context{Now: o.Clock(), Actor: by, Rules: rules})
}

// AsOf returns the state of a programme as its ledger had it at an instant: the fold of what was recorded before it.
// fault.NotFound if the programme had not been started by then.
func (o *Office) AsOf(ctx context.Context, programme string, before time.Time) (*handover.Programme, error) {
	entries, err := o.Store.Entries(ctx, programme, 1, 0)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return nil, NoProgramme(programme)
	}
	p := new(handover.Programme)
	for _, e := range entries {
		if !e.At.Before(before) {
			break
		}
		if err := p.Fold(e); err != nil {
			return nil, err
		}
	}
	if p.Seq == 0 {
		return nil, fault.New(fault.NotFound, "the ledger of %s begins on %s", programme, calendar.DateOf(entries[0].At).Long()).
			At("", "as-of").With(calendar.DateOf(before.Add(-1)).String()).To("choose that day or a later one")
	}
	return p, nil
}
