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
	return o.StartOnce(ctx, d, by, "")
}

// StartOnce is Start under an idempotency key: whoever repeats it learns where the ledger stands by now, and nothing is
// done twice. The same key with another definition is fault.Refused.
func (o *Office) StartOnce(ctx context.Context, d handover.Definition, by, key string) (Result, error) {
	once := Request{Key: key, Digest: digestOf("start", d, by)}
	return o.enter(ctx, d, by, once, func(_ *handover.Programme, rules handover.Rules, now time.Time) ([]handover.Entry, error) {
		if err := feasible(d, rules, now); err != nil {
			return nil, err
		}
		return nil, o.free(ctx, d.Programme)
	})
}

// Adopt enters a programme part-way, with its past. What is wrong in the past is refused as it would have been at the
// time; nothing of a past is sent.
func (o *Office) Adopt(ctx context.Context, d handover.Definition, past handover.Adopt, by handover.Actor) (Result, error) {
	return o.AdoptOnce(ctx, d, past, by, "")
}

// AdoptOnce is Adopt under an idempotency key, as StartOnce is Start.
func (o *Office) AdoptOnce(ctx context.Context, d handover.Definition, past handover.Adopt, by handover.Actor, key string,
) (Result, error) {
	once := Request{Key: key, Digest: digestOf("adopt", d, past, by.ID)}
	return o.enter(ctx, d, by.ID, once, func(p *handover.Programme, rules handover.Rules, now time.Time) ([]handover.Entry, error) {
		if err := o.free(ctx, d.Programme); err != nil {
			return nil, err
		}
		return handover.Decide(p, past, handover.Context{Now: now, Actor: handover.TheSystem(), Rules: rules,
			Request: digestOf("adopt", d, by.ID, now)[:16]})
	})
}

// enter writes the first entry of a ledger, and what follows upon it, in one commit. What follows is asked of then, which
// also refuses a name that is taken: each in its own order.
func (o *Office) enter(ctx context.Context, d handover.Definition, by string, once Request,
	then func(p *handover.Programme, rules handover.Rules, now time.Time) ([]handover.Entry, error),
) (Result, error) {
	if p, done, err := o.entered(ctx, d.Programme, once); done || err != nil {
		return Result{Programme: p}, err
	}
	rules, err := o.Rules(d.Pack)
	if err != nil {
		return Result{}, err
	}
	now := o.Clock()
	if err := timely(d, now); err != nil {
		return Result{}, err
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
	commit, err := o.commitOf(p, nil, entries, rules, now)
	if err != nil {
		return Result{}, err
	}
	if once.Key != "" {
		commit.Request = &Request{Key: once.Key, Digest: once.Digest, Seq: p.Seq}
	}
	err = o.Store.Commit(ctx, commit)
	if fault.KindOf(err) == fault.Conflict { // the repetition may have come at the same moment, and been quicker
		if p, done, again := o.entered(ctx, d.Programme, once); done || again != nil {
			return Result{Programme: p}, again
		}
	}
	return Result{p, entries}, err
}

// entered reports whether a ledger was begun under this key, and where it stands now.
func (o *Office) entered(ctx context.Context, programme string, once Request) (*handover.Programme, bool, error) {
	if once.Key == "" {
		return nil, false, nil
	}
	p, err := o.Load(ctx, programme)
	if fault.KindOf(err) == fault.NotFound {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	done, err := o.repeated(ctx, p, once.Key, once.Digest)
	return p, done, err
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

// Timely refuses a definition whose transfer has passed: such a programme can neither be started nor adopted any more.
func (o *Office) Timely(d handover.Definition) error { return timely(d, o.Clock()) }

func timely(d handover.Definition, now time.Time) error {
	if d.Transfer.Instant().After(now) {
		return nil
	}
	return fault.New(fault.Refused, "the transfer of %s lies in the past", d.Programme).At("", "/transfer").
		With(string(d.Transfer)).To("correct the date; to play a past programme through, rehearse it")
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
