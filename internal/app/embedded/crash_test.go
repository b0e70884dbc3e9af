package embedded_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
	"example.org/handover/internal/rehearsal"
)

// crashing is a store that ends the process in the middle of what it does: after a number of commits and settlings it
// refuses everything, until it is told that a new process has come.
type crashing struct {
	office.Store
	left int
}

var errCrash = errors.New("the process is gone")

func (c *crashing) gone() bool { c.left--; return c.left < 0 }

// Commit implements office.Store.
func (c *crashing) Commit(ctx context.Context, commit office.Commit) error {
	if c.gone() {
		return errCrash
	}
	return c.Store.Commit(ctx, commit)
}

// Settle implements office.Store.
func (c *crashing) Settle(ctx context.Context, programme string, row office.RowKey, note string) error {
	if c.gone() {
		return errCrash
	}
	return c.Store.Settle(ctx, programme, row, note)
}

// RegisterToken implements office.Store.
func (c *crashing) RegisterToken(ctx context.Context, programme string, key handover.GateKey, token string,
	n int) (office.Gate, error) {
	if c.gone() {
		return office.Gate{}, errCrash
	}
	return c.Store.RegisterToken(ctx, programme, key, token, n)
}

// mortal is a theatre whose process may die within a call: the store is gone after some more writes. Whoever called
// hears nothing, and the next process goes on from what was written.
type mortal struct {
	embedded.Theatre
	h      *house
	chance *rand.Rand
	deaths int
}

func (m *mortal) call(ctx context.Context, do func(embedded.Theatre) error) error {
	if m.chance.IntN(3) > 0 {
		return do(m.Theatre)
	}
	m.deaths++
	dying, err := m.h.enter(&crashing{m.h.store, m.chance.IntN(12)})
	if err == nil {
		_ = do(embedded.Theatre{App: dying, Watch: m.Watch}) // whatever it says, nobody hears it
	}
	m.App = m.h.app()
	return m.App.Pump(ctx)
}

// Do implements rehearsal.Theatre.
func (m *mortal) Do(ctx context.Context, now time.Time, programme, command, by string, input []byte) error {
	return m.call(ctx, func(t embedded.Theatre) error { return t.Do(ctx, now, programme, command, by, input) })
}

// Tick implements rehearsal.Theatre.
func (m *mortal) Tick(ctx context.Context, now time.Time) error {
	return m.call(ctx, func(t embedded.Theatre) error { return t.Tick(ctx, now) })
}

// killedBetweenTwoWrites lets the process die between any two writes of a command, a tick or a recovery: the next one
// finishes what was begun.
func killedBetweenTwoWrites(t *testing.T, want []string) {
	h, d := newHouse(t), doncaster(t)
	h.watch.Set(d.Start.At(9, 0))
	m := &mortal{Theatre: embedded.Theatre{App: h.app(), Watch: h.watch}, h: h, chance: rand.New(rand.NewPCG(1, 2))}
	y := &rehearsal.Play{Definition: d, Read: readExtract, Theatre: m}
	if _, err := y.Run(t.Context()); err != nil {
		t.Fatalf("after %d deaths: %v", m.deaths, err)
	}
	same(t, h.ledger(), want)
	if m.deaths < 50 {
		t.Errorf("only %d deaths", m.deaths)
	}
}
