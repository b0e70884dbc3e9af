package office

import (
	"context"
	"errors"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// mostTicks bounds how long one sweep stays with one programme; the next sweep goes on.
const mostTicks = 50

// Failure is why the clock could not see to all that is due of a programme. The programme stays due.
type Failure struct {
	Programme string
	Err       error
}

// Tick is a sweep for whoever wants to hear of every failure alike: they come back joined.
func (o *Office) Tick(ctx context.Context) error {
	failures, err := o.Sweep(ctx)
	var all []error
	for _, f := range failures {
		all = append(all, f.Err)
	}
	return errors.Join(append(all, err)...)
}

// Sweep lets the clock look at every programme that is due: gates, reminders, worn-out executions; then it sends what
// is in the outbox, and goes on its rounds of the day. One programme that fails never stops the sweep. The error is that
// of the sweep itself, and of the rounds: a programme that could not be visited is not due for it.
func (o *Office) Sweep(ctx context.Context) ([]Failure, error) {
	due, err := o.Store.Due(ctx, o.Clock())
	if err != nil {
		return nil, err
	}
	var failures []Failure
	for _, programme := range due {
		if err := o.TickOne(ctx, programme); err != nil {
			failures = append(failures, Failure{programme, err})
		}
	}
	return failures, o.goRound(ctx)
}

// patience is how long the ledger of a programme must have rested before the clock takes it that nobody else sends what
// is in the outbox: whoever hears of new rows is at work within a second or two.
const patience = 30 * time.Second

// TickOne lets the clock look at one programme. A programme of the other sort is left alone.
func (o *Office) TickOne(ctx context.Context, programme string) error {
	p, err := o.Peek(ctx, programme)
	if err != nil || p.Rehearsal != o.Rehearsal {
		return err
	}
	if o.Relayed {
		var unsent error
		if o.Clock().Sub(p.Changed) >= patience {
			_, unsent = o.Relay(ctx, programme)
		}
		return errors.Join(unsent, o.catchUp(ctx, programme))
	}
	if err := o.catchUp(ctx, programme); err != nil {
		return err
	}
	_, err = o.Relay(ctx, programme)
	return err
}

// catchUp records what has come due, and puts the programme to sleep until something comes due again.
func (o *Office) catchUp(ctx context.Context, programme string) error {
	for range mostTicks {
		r, err := o.Do(ctx, programme, handover.Tick{}, handover.TheSystem(), "")
		if err != nil {
			return err
		}
		if len(r.Entries) == 0 {
			return o.sleep(ctx, r.Programme)
		}
	}
	return nil
}

func (o *Office) sleep(ctx context.Context, p *handover.Programme) error {
	wake, err := o.Wake(p, o.Clock())
	if err != nil {
		return err
	}
	return o.Store.Sleep(ctx, p.Definition.Programme, p.Seq, wake)
}

// Report records that an execution has ended or is not there; the ledger says whether it is replaced.
func (o *Office) Report(ctx context.Context, programme string, execution int, why string) error {
	_, err := o.Do(ctx, programme, handover.ReportExecution{Number: execution, Why: why}, handover.TheSystem(), "")
	return err
}

// Relay sends what is in a programme's outbox, in order, and returns how many rows it settled. A row that cannot be
// sent for now stays, and the rows behind it go on; the failures come back joined. So does a reminder while the clock is
// about to raise a later one.
func (o *Office) Relay(ctx context.Context, programme string) (int, error) {
	rows, err := o.Store.Outbox(ctx, programme)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	p, err := o.Load(ctx, programme)
	if err != nil {
		return 0, err
	}
	awaited, err := o.awaited(p, rows)
	if err != nil {
		return 0, err
	}
	settled := 0
	var failures []error
	for _, row := range rows {
		if r := row.Message.Reminder; r != nil && awaited[r.Obligation] {
			continue
		}
		note, err := o.send(ctx, p, row)
		if err == nil {
			err = o.Store.Settle(ctx, programme, row.RowKey, note)
		}
		if err != nil {
			failures = append(failures, err)
			continue
		}
		settled++
	}
	return settled, errors.Join(failures...)
}

// send sends one row. The note says why nothing was to be sent, or why it never can be.
func (o *Office) send(ctx context.Context, p *handover.Programme, row Row) (note string, err error) {
	name, m := p.Definition.Programme, row.Message
	switch m.Kind {
	case handover.SendMail:
		if m.Reminder != nil && m.Reminder.Overtaken(p) {
			return "passed over for a later reminder of the same obligation", nil
		}
		return o.mail(ctx, p, row)
	case handover.ResumeGate:
		return o.resume(ctx, p, *m.Gate)
	case handover.Announce:
		return o.announce(ctx, name, row)
	case handover.StopExecution:
		return "", o.Workflow.Stop(ctx, name, m.Execution, m.Cause)
	case handover.StartExecution:
		if m.Execution != p.Execution.Number {
			return "superseded", nil // an old start is never issued again
		}
		err := o.Workflow.Start(ctx, name, m.Execution)
		if fault.KindOf(err) == fault.Conflict {
			return "that execution has ended", o.Report(ctx, name, m.Execution, "its name was used before")
		}
		return "", err
	}
	return "unknown kind of message", nil
}

// resume answers the workflow at a gate. Without a token there nobody waits yet: who arrives sees that it is passed.
func (o *Office) resume(ctx context.Context, p *handover.Programme, key handover.GateKey) (string, error) {
	g, err := o.Store.Gate(ctx, p.Definition.Programme, key)
	if err != nil {
		return "", err
	}
	if g.Token == "" {
		return "nobody waits yet", nil
	}
	return o.answer(ctx, p, g)
}

// answer resumes with a gate's token. A token that is done is done. One that nobody knows was answered by somebody else
// meanwhile, or will be registered anew, as long as its execution runs; if it does not, the execution is gone.
func (o *Office) answer(ctx context.Context, p *handover.Programme, g Gate) (string, error) {
	err := o.Workflow.Resume(ctx, g.Token, g.Outcome)
	switch fault.KindOf(err) {
	case fault.Conflict:
		return "answered already", nil
	case fault.NotFound:
		if g.Execution != p.Execution.Number {
			return "superseded", nil
		}
		return o.lost(ctx, p.Definition.Programme, g.Execution)
	}
	return "", err
}

// lost reports an execution whose token nobody knows, unless it is running.
func (o *Office) lost(ctx context.Context, programme string, execution int) (string, error) {
	running, err := o.Workflow.Running(ctx, programme, execution)
	if err != nil || running {
		return "nobody waits with that token any more", err
	}
	return "the execution is gone", o.Report(ctx, programme, execution, "nobody waits at a gate that it registered")
}
