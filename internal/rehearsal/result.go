package rehearsal

import (
	"slices"
	"time"

	"example.org/handover/internal/handover"
)

// Result is what a rehearsal found out; its JSON form is what `rehearse --json` prints.
type Result struct {
	Programme   string          `json:"programme"`
	Status      handover.Status `json:"status"`
	Transfer    time.Time       `json:"transfer"`
	Closed      time.Time       `json:"closed,omitzero"`
	Entries     int             `json:"entries"`
	Transitions int             `json:"transitions"`
	Executions  int             `json:"executions"`
	Reminders   int             `json:"reminders"`
	Timeline    []handover.Line `json:"timeline"`
}

// ResultOf sums a rehearsal up from its ledger.
func (y *Play) ResultOf(entries []handover.Entry, transitions int) (Result, error) {
	p, lines, err := handover.Replay(entries)
	if err != nil {
		return Result{}, err
	}
	r := Result{Programme: p.Definition.Programme, Status: p.Status, Transfer: p.StatusAt(p.Changed).Transfer, Closed: p.Ended,
		Entries: len(entries), Transitions: transitions, Executions: p.Execution.Number, Reminders: p.Reminders,
		Timeline: append(lines, y.refused...)}
	slices.SortStableFunc(r.Timeline, func(a, b handover.Line) int { return a.At.Compare(b.At) })
	return r, nil
}
