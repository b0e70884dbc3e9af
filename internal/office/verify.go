package office

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
)

// Verify computes everything that a store has of a programme anew from the raw entries of its ledger, and holds against
// it what is stored: order, tree, state, the gates that passed, every message, and checkpoints that were kept. An error
// says that the store cannot be read; fault.NotFound that it knows no such programme.
func Verify(ctx context.Context, store Store, programme string, kept []ledger.Kept) (ledger.Report, error) {
	for try := 1; ; try++ {
		report, seq, err := verify(ctx, store, programme, kept)
		if err != nil || len(report.Problems) == 0 || try == mostTries {
			return report, err
		}
		if s, err := store.Load(ctx, programme); err != nil || s.Seq == seq {
			return report, nil //nolint:nilerr // that the state cannot be read is in the report
		}
		// somebody wrote while it was read, so that its parts did not fit
	}
}

func verify(ctx context.Context, store Store, programme string, kept []ledger.Kept) (ledger.Report, int, error) {
	s, err := store.Load(ctx, programme)
	gone, spoilt := fault.KindOf(err) == fault.NotFound, fault.KindOf(err) == fault.Invalid
	if err != nil && !gone && !spoilt {
		return ledger.Report{}, 0, err
	}
	unreadable := err
	data, err := s.Data()
	if err != nil {
		return ledger.Report{}, 0, err
	}
	c, err := besides(ctx, store, programme)
	if err != nil {
		return ledger.Report{}, 0, err
	}
	report, err := ledger.Verify(ledger.Stored{Programme: programme, Seq: s.Seq, State: data, Edge: s.Edge, Each: c.follow,
		Read: func(from, limit int) ([]ledger.Record, error) { return store.Records(ctx, programme, from, limit) }}, kept)
	if err != nil {
		return report, 0, err
	}
	if spoilt {
		report.Add(0, "the state cannot be read: %v", unreadable)
	}
	if gone && report.Entries == 0 && len(kept) == 0 {
		return report, 0, NoProgramme(programme)
	}
	if len(report.Problems) == 0 {
		c.compare(&report)
	}
	return report, s.Seq, nil
}

// consequences are what entries lead to outside the ledger, as it is stored and as the entries have it.
type consequences struct {
	stored Beside
	unsent map[RowKey]handover.Message // which the relay finds to send
	spoilt error                       // what is stored cannot be read

	passed map[handover.GateKey]handover.Outcome
	caused map[RowKey]handover.Message
}

func besides(ctx context.Context, store Store, programme string) (*consequences, error) {
	c := &consequences{unsent: map[RowKey]handover.Message{}, passed: map[handover.GateKey]handover.Outcome{},
		caused: map[RowKey]handover.Message{}}
	rows, err := store.Outbox(ctx, programme)
	if err == nil {
		c.stored, err = store.Beside(ctx, programme)
	}
	if fault.KindOf(err) == fault.Invalid {
		c.spoilt, err = err, nil
	}
	for _, r := range rows {
		c.unsent[r.RowKey] = r.Message
	}
	return c, err
}

// follow takes an entry, with the state that it leads to.
func (c *consequences) follow(p *handover.Programme, e handover.Entry) {
	for _, v := range handover.PassedBy(e.Event) {
		c.passed[handover.GateKey{State: v.State, Item: v.Item, Round: v.Round}] = v.Outcome
	}
	for n, m := range handover.Messages(p, e) {
		c.caused[RowKey{e.Seq, n}] = m
	}
}

// sameErrand compares what a message does and to whom it goes. Its wording may be that of another version.
func sameErrand(a, b handover.Message) bool {
	if a.Mail != nil && b.Mail != nil && (!slices.Equal(a.Mail.To, b.Mail.To) || !slices.Equal(a.Mail.Letters, b.Mail.Letters)) {
		return false
	}
	if a.Reminder != nil && b.Reminder != nil && *a.Reminder != *b.Reminder {
		return false
	}
	if a.Gate != nil && b.Gate != nil && *a.Gate != *b.Gate {
		return false
	}
	return a.Kind == b.Kind && a.Execution == b.Execution && (a.Mail == nil) == (b.Mail == nil) &&
		(a.Gate == nil) == (b.Gate == nil) && (a.Milestone == nil) == (b.Milestone == nil)
}

// compare looks for what the entries cause, and complains of what nothing caused.
func (c *consequences) compare(report *ledger.Report) {
	if c.spoilt != nil {
		report.Add(0, "what is kept beside the ledger cannot be read: %v", c.spoilt)
		return
	}
	for _, key := range sorted(compareGates, maps.Keys(c.passed), maps.Keys(c.stored.Gates)) {
		c.gate(key, report)
	}
	for _, key := range sorted(compareRows, maps.Keys(c.caused), maps.Keys(c.stored.Rows), maps.Keys(c.unsent)) {
		c.row(key, report)
	}
}

func (c *consequences) gate(key handover.GateKey, report *ledger.Report) {
	outcome, passed := c.passed[key]
	stored := c.stored.Gates[key]
	switch {
	case passed && (!stored.Passed || stored.Outcome != outcome):
		report.Add(0, "gate %s %s of round %d passed with outcome %q, and the store does not know it", key.State, key.Item,
			key.Round, outcome)
	case !passed && stored.Passed:
		report.Add(0, "gate %s %s of round %d is said to have passed with outcome %q, and no entry passes it", key.State,
			key.Item, key.Round, stored.Outcome)
	}
}

func (c *consequences) row(key RowKey, report *ledger.Report) {
	m, caused := c.caused[key]
	written, known := c.stored.Rows[key]
	unsent, waits := c.unsent[key]
	switch {
	case waits && (!caused || !sameErrand(unsent, m)):
		report.Add(0, "message %d/%d is to be sent, and no entry causes it", key.Seq, key.N)
	case !known:
		report.Add(0, "message %d/%d was caused by entry %d, and the store does not know it", key.Seq, key.N, key.Seq)
	case !caused || written.Message.Kind != m.Kind: // to whom it went another version may have said otherwise
		report.Add(0, "message %d/%d was written, and no entry causes it", key.Seq, key.N)
	case !written.Settled && !waits:
		report.Add(0, "message %d/%d is not sent yet, and nobody would find it to send it", key.Seq, key.N)
	}
}

// sorted lists keys in order, each once.
func sorted[K comparable](compare func(a, b K) int, all ...iter.Seq[K]) []K {
	var keys []K
	for _, some := range all {
		keys = slices.AppendSeq(keys, some)
	}
	slices.SortFunc(keys, compare)
	return slices.Compact(keys)
}

func compareGates(a, b handover.GateKey) int {
	return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Round, b.Round))
}

func compareRows(a, b RowKey) int { return cmp.Or(cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.N, b.N)) }
