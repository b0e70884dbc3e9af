package office

import (
	"context"
	"errors"
	"sync"

	"example.org/handover/internal/calendar"
)

// mostVisits bounds how many programmes one sweep visits on its rounds; the next sweep goes on.
const mostVisits = 50

// rounds remembers which programmes are still to be visited on a day. It is kept for the life of the process, so that a
// new release, or a new table of bank holidays, finds every programme with the first sweeps after the start. The zero
// value is ready.
type rounds struct {
	mu    sync.Mutex
	begun bool
	day   calendar.Date
	left  []string
	final map[string]bool // programmes that are over and need no more visits
}

// take begins a new day if it is one, and hands out some programmes.
func (r *rounds) take(day calendar.Date, all func() ([]Summary, error)) ([]string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.begun || r.day != day {
		list, err := all()
		if err != nil {
			return nil, err
		}
		r.begun, r.day, r.left = true, day, nil
		for _, s := range list {
			if !r.final[s.Programme] {
				r.left = append(r.left, s.Programme)
			}
		}
	}
	n := min(len(r.left), mostVisits)
	taken := r.left[:n]
	r.left = r.left[n:]
	return taken, nil
}

// again puts a programme back for the next sweep of the day.
func (r *rounds) again(day calendar.Date, programme string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.day == day {
		r.left = append(r.left, programme)
	}
}

func (r *rounds) over(programme string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.final == nil {
		r.final = map[string]bool{}
	}
	r.final[programme] = true
}

// goRound visits every programme once a day, and once after the start of the process. A visit that fails is made again
// by the next sweep; the failures come back joined.
func (o *Office) goRound(ctx context.Context) error {
	day := o.today()
	if o.Rehearsal {
		day = calendar.Date{} // its days pass in a blink: one round is enough for what the start brought
	}
	taken, err := o.rounds.take(day, func() ([]Summary, error) { return o.Store.Portfolio(ctx) })
	if err != nil {
		return err
	}
	var failures []error
	for _, programme := range taken {
		if err := o.visit(ctx, programme, day); err != nil {
			o.rounds.again(day, programme)
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

// visit lets the clock look at a programme whose rules or state machine have been replaced by others, of which no
// instant of its own tells, and gives it the checkpoint of the day.
func (o *Office) visit(ctx context.Context, programme string, day calendar.Date) error {
	p, err := o.Peek(ctx, programme)
	if err != nil || p.Rehearsal != o.Rehearsal {
		return err
	}
	rules, err := o.Rules(p.Definition.Pack)
	if err != nil {
		return err
	}
	if p.Outdated(rules) {
		if err := o.TickOne(ctx, programme); err != nil {
			return err
		}
		if p, err = o.Peek(ctx, programme); err != nil {
			return err
		}
	}
	if err := o.keepCheckpoint(ctx, p, day); err != nil {
		return err
	}
	if p.Status.Over() {
		o.rounds.over(programme)
	}
	return nil
}
