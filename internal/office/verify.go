package office

import (
	"context"
	"slices"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
)

// Verify computes everything that a store has of a programme anew from the raw entries of its ledger, and holds against
// it what is stored: order, tree, state, the gates that passed, what is unsent, and checkpoints that were kept. An error
// says that the store cannot be read; fault.NotFound that it knows no such programme.
func Verify(ctx context.Context, store Store, programme string, kept []ledger.Kept) (ledger.Report, error) {
	s, err := store.Load(ctx, programme)
	gone, spoilt := fault.KindOf(err) == fault.NotFound, fault.KindOf(err) == fault.Invalid
	if err != nil && !gone && !spoilt {
		return ledger.Report{}, err
	}
	unreadable := err
	rows, err := store.Outbox(ctx, programme)
	if err != nil {
		return ledger.Report{}, err
	}
	c := &consequences{passed: map[handover.GateKey]handover.Outcome{}, rows: rows}
	report, err := ledger.Verify(ledger.Stored{Programme: programme, Seq: s.Seq, State: s.Data, Edge: s.Edge, Each: c.follow,
		Read: func(from, limit int) ([]ledger.Record, error) { return store.Records(ctx, programme, from, limit) }}, kept)
	if err != nil {
		return report, err
	}
	if spoilt {
		report.Add(0, "the state cannot be read: %v", unreadable)
	}
	if gone && report.Entries == 0 && len(kept) == 0 {
		return report, fault.New(fault.NotFound, "there is no such programme").With(programme)
	}
	if len(report.Problems) == 0 {
		err = c.compare(ctx, store, &report)
	}
	return report, err
}

// consequences are what entries lead to outside the ledger.
type consequences struct {
	passed map[handover.GateKey]handover.Outcome
	order  []handover.GateKey
	rows   []Row // unsent, of which those are left that no entry causes
}

// follow takes an entry, with the state that it leads to.
func (c *consequences) follow(p *handover.Programme, e handover.Entry) {
	for _, v := range handover.PassedBy(e.Event) {
		key := handover.GateKey{State: v.State, Item: v.Item, Round: v.Round}
		if _, known := c.passed[key]; !known {
			c.order = append(c.order, key)
		}
		c.passed[key] = v.Outcome
	}
	if !slices.ContainsFunc(c.rows, func(r Row) bool { return r.Seq == e.Seq }) {
		return
	}
	messages := handover.Messages(p, e)
	c.rows = slices.DeleteFunc(c.rows, func(r Row) bool {
		return r.Seq == e.Seq && r.N >= 0 && r.N < len(messages) && sameErrand(r.Message, messages[r.N])
	})
}

// sameErrand compares what a message does and to whom it goes. Its wording may be that of another version.
func sameErrand(a, b handover.Message) bool {
	if a.Mail != nil && b.Mail != nil && (!slices.Equal(a.Mail.To, b.Mail.To) || !slices.Equal(a.Mail.Letters, b.Mail.Letters)) {
		return false
	}
	if a.Gate != nil && b.Gate != nil && *a.Gate != *b.Gate {
		return false
	}
	return a.Kind == b.Kind && a.Execution == b.Execution && (a.Mail == nil) == (b.Mail == nil) &&
		(a.Gate == nil) == (b.Gate == nil) && (a.Milestone == nil) == (b.Milestone == nil)
}

// compare looks for the gates that passed, and complains of what nothing caused.
func (c *consequences) compare(ctx context.Context, store Store, report *ledger.Report) error {
	for _, key := range c.order {
		g, err := store.Gate(ctx, report.Programme, key)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if !g.Passed || g.Outcome != c.passed[key] {
			report.Add(0, "gate %s %s of round %d passed with outcome %q, and the store does not know it", key.State, key.Item,
				key.Round, c.passed[key])
		}
	}
	for _, r := range c.rows {
		report.Add(0, "message %d/%d is to be sent, and no entry causes it", r.Seq, r.N)
	}
	return nil
}
