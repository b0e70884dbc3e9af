package cloud

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// Namespace is that of the product's metrics in CloudWatch; infra/watch.yaml sets alarms over them.
const Namespace = "Handover"

// How often the clock measures, and what counts as late: a sweep every minute has had several chances by then.
const (
	measureEvery = 5 // minutes
	lateAfter    = 5 * time.Minute
)

// measures are what a duty officer wants to know, summed over all programmes.
type measures struct {
	ProgrammesLate   int // something was due more than five minutes ago and has not been seen to: reminders, gates
	ProgrammesUnsent int // outbox rows wait after the sweep; such a programme counts here alone
	ItemsOverdue     int // what people owe and the workflow waits for, beyond its date
	WorkflowsStuck   int // the workflow waits for the office, or has given up
}

// measure writes the measures to the log in CloudWatch's embedded metric format, every few minutes. A rehearsal's time
// is none to alarm over: it measures nothing.
func (a *App) measure(ctx context.Context, now time.Time) error {
	if a.watch != nil || now.Minute()%measureEvery != 0 {
		return nil
	}
	m, err := a.take(ctx, now)
	if err != nil {
		return err
	}
	return json.NewEncoder(a.Metrics).Encode(embedded(m, a.Env("STACK"), now))
}

func (a *App) take(ctx context.Context, now time.Time) (measures, error) {
	var m measures
	late, err := a.Office.Store.Due(ctx, now.Add(-lateAfter))
	if err != nil {
		return m, err
	}
	unsent, err := a.Office.Store.Due(ctx, time.Time{})
	if err != nil {
		return m, err
	}
	// A row of an outbox is due from the beginning of time, however new it is, and makes nothing else late.
	late = slices.DeleteFunc(late, func(programme string) bool { return slices.Contains(unsent, programme) })
	m.ProgrammesLate, m.ProgrammesUnsent = len(late), len(unsent)
	all, err := a.Office.Store.Portfolio(ctx)
	if err != nil {
		return m, err
	}
	for _, s := range all {
		if s.Status.Over() || s.Rehearsal {
			continue
		}
		one, err := a.standing(ctx, s.Programme, calendar.DateOf(now))
		if err != nil {
			return m, fault.Wrap(fault.KindOf(err), err, "programme %s cannot be measured", s.Programme)
		}
		m.ItemsOverdue += one.overdue
		if one.stuck {
			m.WorkflowsStuck++
		}
	}
	return m, nil
}

// standing is what a programme adds to the measures. It stays the same until its ledger or the day moves on.
type standing struct {
	seq     int
	day     calendar.Date
	stuck   bool
	overdue int
}

// standing reads the state of a programme only if it may have changed: to ask for a newer entry costs a tenth of it.
func (a *App) standing(ctx context.Context, programme string, today calendar.Date) (standing, error) {
	known, ok := a.standings[programme]
	if ok && known.day == today {
		newer, err := a.Office.Store.Records(ctx, programme, known.seq+1, 1)
		if err != nil || len(newer) == 0 {
			return known, err
		}
	}
	p, err := a.Office.Peek(ctx, programme)
	if err != nil {
		return standing{}, err
	}
	s := standing{seq: p.Seq, day: today, stuck: p.Execution.Stuck || p.Gates["Intervene"].Open()}
	for _, b := range p.StatusAt(today.At(12, 0)).BlockedBy {
		if b.Overdue {
			s.overdue++
		}
	}
	a.standings[programme] = s
	return s, nil
}

// embedded is the embedded metric format: the values beside a directive that says which of them are metrics.
func embedded(m measures, stack string, now time.Time) map[string]any {
	type metric struct {
		Name string
		Unit string
	}
	values := map[string]int{"ProgrammesLate": m.ProgrammesLate, "ProgrammesUnsent": m.ProgrammesUnsent,
		"ItemsOverdue": m.ItemsOverdue, "WorkflowsStuck": m.WorkflowsStuck}
	line := map[string]any{"Stack": stack}
	var metrics []metric
	for _, name := range []string{"ProgrammesLate", "ProgrammesUnsent", "ItemsOverdue", "WorkflowsStuck"} {
		line[name] = values[name]
		metrics = append(metrics, metric{name, "Count"})
	}
	line["_aws"] = map[string]any{"Timestamp": now.UnixMilli(), "CloudWatchMetrics": []any{
		map[string]any{"Namespace": Namespace, "Dimensions": [][]string{{"Stack"}}, "Metrics": metrics}}}
	return line
}
