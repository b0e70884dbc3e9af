package office_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
)

// workflow is an engine that only remembers: executions by name, and the tokens that wait. It keeps the port's
// contract.
type workflow struct {
	mu      sync.Mutex
	running map[string]bool             // by execution; false once it has ended
	waiting map[string]bool             // by token; false once it is used up
	answers map[string]handover.Outcome // by token
	calls   []string                    // in order: start n, stop n, resume token
	down    map[string]error            // what a call fails with, by its text
}

func newWorkflow() *workflow {
	return &workflow{running: map[string]bool{}, waiting: map[string]bool{}, answers: map[string]handover.Outcome{},
		down: map[string]error{}}
}

func (w *workflow) called(call string) error {
	w.calls = append(w.calls, call)
	return w.down[call]
}

// Start implements office.Workflow.
func (w *workflow) Start(_ context.Context, programme string, n int) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	name := handover.ExecutionName(programme, n)
	if err := w.called("start " + name); err != nil {
		return err
	}
	if running, known := w.running[name]; known && !running {
		return fault.New(fault.Conflict, "execution %s has ended", name)
	}
	w.running[name] = true
	return nil
}

// Resume implements office.Workflow.
func (w *workflow) Resume(_ context.Context, token string, o handover.Outcome) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.called("resume " + token); err != nil {
		return err
	}
	switch waits, known := w.waiting[token]; {
	case !known:
		return fault.New(fault.NotFound, "nobody waits with this token")
	case !waits:
		return fault.New(fault.Conflict, "the token is used up")
	}
	w.waiting[token], w.answers[token] = false, o
	return nil
}

// Stop implements office.Workflow.
func (w *workflow) Stop(_ context.Context, programme string, n int, _ string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	name := handover.ExecutionName(programme, n)
	if err := w.called("stop " + name); err != nil {
		return err
	}
	if _, known := w.running[name]; known {
		w.running[name] = false
	}
	return nil
}

// Running implements office.Workflow.
func (w *workflow) Running(_ context.Context, programme string, n int) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.running[handover.ExecutionName(programme, n)], nil
}

// post keeps what it is given, or fails with what it is told to.
type post struct {
	mails []office.Mail
	fails func(office.Mail) error
}

// Send implements office.Post.
func (p *post) Send(_ context.Context, m office.Mail) error {
	if p.fails != nil {
		if err := p.fails(m); err != nil {
			return err
		}
	}
	p.mails = append(p.mails, m)
	return nil
}

func (p *post) references() []string {
	var list []string
	for _, m := range p.mails {
		list = append(list, m.Reference)
	}
	return list
}

// bench is an office over a store in memory, with everything in reach.
type bench struct {
	*testing.T
	*office.Office
	store    *memory.Store
	workflow *workflow
	post     *post
	files    *files.Memory
	mu       sync.Mutex
	now      time.Time
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{T: t, store: memory.New(), workflow: newWorkflow(), post: new(post), files: new(files.Memory)}
	b.at("2022-03-22T09:00")
	b.Office = b.office()
	return b
}

// office is another office over the same store, as another process would have.
func (b *bench) office() *office.Office {
	return &office.Office{Store: b.store, Workflow: b.workflow, Post: b.post, Files: b.files, Clock: b.clock,
		Rules:  intake.Rules,
		Secret: func(context.Context, string) ([]byte, error) { return []byte("key"), nil }}
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) at(text string) {
	b.Helper()
	at, err := calendar.ParseLocal(text)
	b.ok(err)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = at
}

func (b *bench) ok(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// begin enters the sample under a name and plans it.
func (b *bench) begin(name string) {
	b.Helper()
	_, err := b.Start(b.Context(), sample(b.T, name), "office-1")
	b.ok(err)
	b.step(name, "Plan", "")
}

// step is a task of the first execution.
func (b *bench) step(name, state, item string) any {
	b.Helper()
	result, err := office.Steps()[state](b.Office, b.Context(), office.Call{Programme: name, Execution: 1, State: state,
		Item: item})
	b.ok(err)
	return result
}

// give gives a command by somebody of the sample, with an idempotency key or none.
func (b *bench) give(name string, c handover.Command, by, key string) (office.Result, error) {
	p, err := b.Load(b.Context(), name)
	b.ok(err)
	person, _ := p.Definition.Person(by)
	return b.Do(b.Context(), name, c, person.Actor(), key)
}

func (b *bench) ledger(name string) []handover.Entry {
	b.Helper()
	entries, err := b.store.Entries(b.Context(), name, 1, 0)
	b.ok(err)
	return entries
}

func (b *bench) kinds(name string, from int) []string {
	b.Helper()
	var list []string
	for _, e := range b.ledger(name)[from:] {
		list = append(list, e.Event.Kind())
	}
	return list
}

func (b *bench) unsent(name string) []office.Row {
	b.Helper()
	rows, err := b.store.Outbox(b.Context(), name)
	b.ok(err)
	return rows
}

func (b *bench) relay(name string) {
	b.Helper()
	_, err := b.Relay(b.Context(), name)
	b.ok(err)
}

// rival is a store before which somebody else always writes first, a number of times.
type rival struct {
	office.Store
	times int
	first func()
}

// Commit implements office.Store.
func (r *rival) Commit(ctx context.Context, c office.Commit) error {
	if r.times > 0 {
		r.times--
		r.first()
	}
	return r.Store.Commit(ctx, c)
}

func kindOf(err error) fault.Kind { return fault.KindOf(err) }

var errDown = errors.New("down")

func contains(list []string, one string) bool { return slices.Contains(list, one) }
