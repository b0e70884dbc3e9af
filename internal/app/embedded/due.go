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
		next, err := t.following(ctx, until)
		if err != nil {
			return err
		}
		if next.IsZero() {
			break
		}
		if err := t.Tick(ctx, next); err != nil {
			return err
		}
	}
	if until.After(t.Watch.Now()) {
		t.Watch.Set(until)
	}
	if err := t.App.Tick(ctx); err != nil {
		return err
	}
	return t.askAnew(ctx)
}

// following is the next instant, until a last one, at which something comes due or timers of the engine have run out; zero
// if none does. Whoever leapt over a timer would run into its retry, which waits from then on. Many programmes have many
// timers close together: the step takes all those of a minute at once.
func (t Theatre) following(ctx context.Context, until time.Time) (next time.Time, err error) {
	now := t.Watch.Now()
	if next, err = t.App.NextDue(ctx); err != nil || !next.After(now) || next.After(until) {
		next = time.Time{}
	}
	timer, ok := t.App.Engine.NextTimer()
	if !ok || !timer.After(now) || timer.After(until) {
		return next, err
	}
	if timer = timer.Add(longestRetry); timer.After(until) {
		timer = until
	}
	if next.IsZero() || timer.Before(next) {
		next = timer
	}
	return next, err
}

// longestRetry is the longest wait before another try that the state machine file has.
const longestRetry = time.Minute

// askAnew lets the gates ask anew that have just run out of time. They wait some seconds for it, which a clock that now
// stands still never brings, and nobody could resume them. What failed goes on waiting: it would fail again at once.
func (t Theatre) askAnew(ctx context.Context) error {
	for !t.App.Engine.Failing() {
		timer, ok := t.App.Engine.NextTimer()
		if !ok || timer.After(t.Watch.Now().Add(longestRetry)) {
			break
		}
		if _, err := t.App.Engine.Run(ctx, timer); err != nil {
			return err
		}
	}
	return t.App.Pump(ctx)
}
