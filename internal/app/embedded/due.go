package embedded

import (
	"context"
	"time"

	"example.org/handover/internal/handover"
)

// Each does something with every programme of the office's own sort, in the order of their names.
func (a *App) Each(ctx context.Context, do func(p *handover.Programme) error) error {
	all, err := a.Office.Store.Portfolio(ctx)
	if err != nil {
		return err
	}
	for _, summary := range all {
		p, err := a.Office.Peek(ctx, summary.Programme)
		if err != nil {
			return err
		}
		if p.Rehearsal != a.Office.Rehearsal {
			continue
		}
		if err := do(p); err != nil {
			return err
		}
	}
	return nil
}

// NextDue is the earliest instant at which something comes due by itself, in any programme; zero if nothing ever does.
func (a *App) NextDue(ctx context.Context) (next time.Time, err error) {
	err = a.Each(ctx, func(p *handover.Programme) error {
		wake, err := a.Office.Wake(p, a.Office.Clock())
		if err != nil {
			return err
		}
		if !wake.IsZero() && (next.IsZero() || wake.Before(next)) {
			next = wake
		}
		return nil
	})
	return next, err
}

// Pass lets time pass until an instant, from one at which something comes due to the next. It begins at the present one:
// a process that died between two commits of one tick may have left some of what was due then.
func (t Theatre) Pass(ctx context.Context, until time.Time) error {
	if err := t.App.Tick(ctx); err != nil {
		return err
	}
	for {
		next, err := t.App.NextDue(ctx)
		if err != nil {
			return err
		}
		now := t.Watch.Now()
		if next.IsZero() || next.After(until) || !next.After(now) {
			if until.After(now) {
				t.Watch.Set(until)
			}
			return t.App.Tick(ctx)
		}
		if err := t.Tick(ctx, next); err != nil {
			return err
		}
	}
}
