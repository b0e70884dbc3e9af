package office

import (
	"context"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// Start enters a programme into its ledger; the outbox starts the first execution. A plan that cannot work is refused,
// and a name that is taken is fault.Conflict.
func (o *Office) Start(ctx context.Context, d handover.Definition, by string) (Result, error) {
	return o.enter(ctx, d, by, func(_ *handover.Programme, rules handover.Rules, now time.Time) ([]handover.Entry, error) {
		if err := feasible(d, rules, now); err != nil {
			return nil, err
		}
		return nil, o.free(ctx, d.Programme)
	})
}

// Adopt enters a programme part-way, with its past. What is wrong in the past is refused as it would have been at the
// time; nothing of a past is sent.
func (o *Office) Adopt(ctx context.Context, d handover.Definition, past handover.Adopt, by handover.Actor) (Result, error) {
	return o.enter(ctx, d, by.ID, func(p *handover.Programme, rules handover.Rules, now time.Time) ([]handover.Entry, error) {
		if err := o.free(ctx, d.Programme); err != nil {
			return nil, err
		}
		return handover.Decide(p, past, handover.Context{Now: now, Actor: handover.TheSystem(), Rules: rules,
			Request: digestOf("adopt", d, by.ID, now)[:16]})
	})
}

// enter writes the first entry of a ledger, and what follows upon it, in one commit. What follows is asked of then, which
// also refuses a name that is taken: each in its own order.
func (o *Office) enter(ctx context.Context, d handover.Definition, by string,
	then func(p *handover.Programme, rules handover.Rules, now time.Time) ([]handover.Entry, error),
) (Result, error) {
	rules, err := o.Rules(d.Pack)
	if err != nil {
		return Result{}, err
	}
	now := o.Clock()
	if !d.Transfer.Instant().After(now) {
		return Result{}, fault.New(fault.Refused, "the transfer of %s lies in the past", d.Programme).At("", "/transfer").
			With(string(d.Transfer)).
			To("correct the date; to play a past programme through, rehearse it")
	}
	p := new(handover.Programme)
	e := handover.Entry{Seq: 1, At: now.UTC(), By: by, Event: handover.Started{Definition: d, Rehearsal: o.Rehearsal, Execution: 1,
		Machine: rules.Machine}}
	e.Request = digestOf("start", d, by, now)[:16]
	if err := p.Fold(e); err != nil {
		return Result{}, err
	}
	entries, err := then(p, rules, now)
	if err != nil {
		return Result{}, err
	}
	entries = append([]handover.Entry{e}, entries...)
	commit, err := commitOf(p, nil, entries, rules, now)
	if err != nil {
		return Result{}, err
	}
	return Result{p, entries}, o.Store.Commit(ctx, commit)
}

// free refuses a name that is taken.
func (o *Office) free(ctx context.Context, programme string) error {
	_, err := o.Store.Load(ctx, programme)
	switch fault.KindOf(err) {
	case "":
		return fault.New(fault.Conflict, "there is a programme of that name already").With(programme).
			To("give the definition another /programme, or use another data directory")
	case fault.NotFound:
		return nil
	}
	return err
}

// feasible refuses a plan that cannot work.
func feasible(d handover.Definition, rules handover.Rules, now time.Time) error {
	view, err := handover.PreviewOf(d, rules, handover.Context{Now: now}.Today())
	if err != nil {
		return err
	}
	if blocking := view.Blocking(); len(blocking) > 0 {
		return fault.New(fault.Refused, "the plan cannot work: %s", blocking[0].Problem).To("%s", blocking[0].Mend)
	}
	return nil
}
