// Package embedded wires the product for one machine: the embedded engine, a store of its own, a folder for files and
// mails. Nothing of it needs AWS, Docker or a network.
package embedded

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/local"
	"example.org/handover/internal/office"
	"example.org/handover/internal/task"
	"example.org/handover/statemachine"
)

// Options are the parts that differ between a rehearsal in memory and a data directory.
type Options struct {
	Store     office.Store
	Files     office.Files
	Post      office.Post
	Bus       office.Bus // nil: nobody listens
	Clock     office.Clock
	Secret    func(ctx context.Context, programme string) ([]byte, error)
	Signer    office.Signer                             // of the checkpoints; nil: none are kept
	Rules     func(pack string) (handover.Rules, error) // nil: the packs that come with the product
	Rehearsal bool
	Only      string // the one programme of the store that is played, so that the others stand still; empty: all of them
	Seed      []byte // of tokens and jitter; empty: they cannot be guessed
}

// App is the wired product.
type App struct {
	Office *office.Office
	Engine *local.Engine

	mu     sync.Mutex
	ended  []local.Execution // to be reported to the ledger
	totals Totals
}

// Totals count what the engine did since the app was made.
type Totals struct {
	Executions  int
	Transitions int
	Events      int // of the largest execution
}

// New wires an app.
func New(o Options) (*App, error) {
	machine, err := local.Load(statemachine.Definition)
	if err != nil {
		return nil, err
	}
	if o.Rules == nil {
		o.Rules = intake.Rules
	}
	if o.Only != "" {
		o.Store = alone{o.Store, o.Only}
	}
	a := &App{}
	a.Office = &office.Office{Store: o.Store, Files: o.Files, Post: o.Post, Bus: o.Bus, Clock: o.Clock,
		Rules: o.Rules, Secret: o.Secret, Signer: o.Signer,
		Rehearsal: o.Rehearsal}
	functions := map[string]local.Handler{}
	for _, name := range task.Functions() {
		functions[resource(name)] = handler(task.For(a.Office, name))
	}
	a.Engine, err = local.New(machine, local.Options{Functions: functions, Seed: o.Seed, Ended: a.note})
	if err != nil {
		return nil, err
	}
	a.Office.Workflow = local.Workflow{Engine: a.Engine, Clock: o.Clock}
	return a, nil
}

// resource is the placeholder of a function in the state machine: plan is ${PlanFunction}.
func resource(function string) string {
	return strings.ToUpper(function[:1]) + function[1:] + "Function"
}

// handler gives the errors of a function the form in which Lambda reports them.
func handler(h task.Handler) local.Handler {
	return func(ctx context.Context, _ time.Time, payload []byte) ([]byte, error) {
		result, err := h(ctx, payload)
		var named *task.Error
		if errors.As(err, &named) {
			return nil, local.FunctionError{Type: named.Name, Message: named.Message}
		}
		return result, err
	}
}

// note keeps the end of an execution until Pump reports it.
func (a *App) note(x local.Execution) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.totals.add(x)
	if x.Status == local.Failed || x.Status == local.TimedOut {
		a.ended = append(a.ended, x)
	}
}

func (t *Totals) add(x local.Execution) {
	t.Executions++
	t.Transitions += x.Transitions
	t.Events = max(t.Events, x.Events)
}

// Totals counts what the engine did, running executions included.
func (a *App) Totals() Totals {
	a.mu.Lock()
	defer a.mu.Unlock()
	t := a.totals
	for _, x := range a.Engine.Executions() {
		if x.Status == local.Running {
			t.add(x)
		}
	}
	return t
}

// Recover starts the current execution of every programme that is not over. The engine keeps no history: each
// fast-forwards through the ledger to where its programme stands.
func (a *App) Recover(ctx context.Context) error {
	all, err := a.Office.Store.Portfolio(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Status.Over() || s.Rehearsal != a.Office.Rehearsal {
			continue
		}
		p, err := a.Office.Load(ctx, s.Programme)
		if err != nil {
			return err
		}
		if err := a.Office.Workflow.Start(ctx, s.Programme, p.Execution.Number); err != nil {
			return err
		}
	}
	// Every gate registers its token anew before anything is sent: a token of the process before is worth nothing.
	_, err = a.Engine.Run(ctx, a.Office.Clock())
	return err
}

// Pump lets engine and outbox work until everything waits for a person or a date.
func (a *App) Pump(ctx context.Context) error {
	for {
		steps, err := a.Engine.Run(ctx, a.Office.Clock())
		if err != nil {
			return err
		}
		reported, err := a.report(ctx)
		if err != nil {
			return err
		}
		sent, err := a.relay(ctx)
		if err != nil {
			return err
		}
		if steps+reported+sent == 0 {
			return nil
		}
	}
}

func (a *App) report(ctx context.Context) (int, error) {
	a.mu.Lock()
	ended := a.ended
	a.ended = nil
	a.mu.Unlock()
	for _, x := range ended {
		programme, n, ok := handover.ParseExecutionName(x.Name)
		if !ok {
			continue
		}
		if err := a.Office.Report(ctx, programme, n, "it failed with "+x.Error); err != nil {
			return 0, err
		}
	}
	return len(ended), nil
}

// relay sends what is in the outboxes. A row that cannot be sent stays for the next time.
func (a *App) relay(ctx context.Context) (int, error) {
	unsent, err := a.Office.Store.Due(ctx, time.Time{})
	if err != nil {
		return 0, err
	}
	total := 0
	var failures []error
	for _, programme := range unsent {
		n, err := a.Office.Relay(ctx, programme)
		total += n
		if err != nil && fault.KindOf(err) != fault.Refused { // of the other sort: not ours to send
			failures = append(failures, err)
		}
	}
	if total > 0 {
		return total, nil // something moved; what failed is tried again
	}
	return 0, errors.Join(failures...)
}

// Tick lets the clock look at what is due, then pumps.
func (a *App) Tick(ctx context.Context) error {
	return errors.Join(a.Office.Tick(ctx), a.Pump(ctx))
}

// Do gives a command and pumps what follows from it.
func (a *App) Do(ctx context.Context, programme string, c handover.Command, by handover.Actor,
	key string) (office.Result, error) {
	r, err := a.Office.Do(ctx, programme, c, by, key)
	if err != nil {
		return r, err
	}
	return r, a.Pump(ctx)
}
