package embedded

import (
	"context"
	"sync/atomic"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/rehearsal"
)

// Stopwatch is a clock that stands still until it is set. It is safe for concurrent use.
type Stopwatch struct{ now atomic.Pointer[time.Time] }

// Now is the clock: the zero time before it is set.
func (s *Stopwatch) Now() time.Time {
	if now := s.now.Load(); now != nil {
		return *now
	}
	return time.Time{}
}

// Set moves the clock.
func (s *Stopwatch) Set(now time.Time) { s.now.Store(&now) }

// Theatre plays a rehearsal on the embedded product.
type Theatre struct {
	App   *App
	Watch *Stopwatch
}

var _ rehearsal.Theatre = Theatre{}

// Start implements rehearsal.Theatre.
func (t Theatre) Start(ctx context.Context, now time.Time, d handover.Definition, by string) error {
	t.Watch.Set(now)
	if _, err := t.App.Office.Start(ctx, d, by); err != nil {
		return err
	}
	return t.App.Pump(ctx)
}

// Do implements rehearsal.Theatre.
func (t Theatre) Do(ctx context.Context, now time.Time, programme, command, by string, input []byte) error {
	t.Watch.Set(now)
	c, err := intake.CommandJSON(command, command, input)
	if err != nil {
		return err
	}
	p, err := t.App.Office.Load(ctx, programme)
	if err != nil {
		return err
	}
	person, ok := p.Definition.Person(by)
	if !ok {
		return fault.New(fault.Forbidden, "the definition knows nobody of that id").With(by).To("use the id of one of /people")
	}
	_, err = t.App.Do(ctx, programme, c, person.Actor(), "")
	return err
}

// Tick implements rehearsal.Theatre.
func (t Theatre) Tick(ctx context.Context, now time.Time) error {
	t.Watch.Set(now)
	return t.App.Tick(ctx)
}

// State implements rehearsal.Theatre.
func (t Theatre) State(ctx context.Context, programme string) (*handover.Programme, error) {
	return t.App.Office.Load(ctx, programme)
}

// Next implements rehearsal.Theatre: the programme's own wake, or a timer of the engine.
func (t Theatre) Next(_ context.Context, now time.Time, p *handover.Programme) (time.Time, error) {
	wake, err := t.App.Office.Wake(p, now)
	if err != nil {
		return time.Time{}, err
	}
	if timer, ok := t.App.Engine.NextTimer(); ok && (wake.IsZero() || timer.Before(wake)) {
		return timer, nil
	}
	return wake, nil
}

// Keep implements rehearsal.Theatre.
func (t Theatre) Keep(ctx context.Context, name string, content []byte) (handover.FileRef, error) {
	return t.App.Office.Files.Put(ctx, name, content)
}
