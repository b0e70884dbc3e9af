//go:build aws

package cloud_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// atLatest is how long a stack may take to come level.
const atLatest = 60 * time.Second

// level waits until the stack has come to where a programme stands on the embedded product: its ledger is as long,
// nothing is unsent, and the workflow waits at the same gates.
func (y *theatre) level(ctx context.Context, want *handover.Programme) error {
	end := time.Now().Add(atLatest)
	for pause := look; ; pause = min(pause*3/2, 10*look) { // whoever asks all the time keeps the stack from its work
		behind, err := y.behind(ctx, want)
		if err != nil || behind == "" {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("%s does not come level: %s", want.Definition.Programme, behind)
		}
		time.Sleep(pause)
	}
}

// behind says what the stack still has to do.
func (y *theatre) behind(ctx context.Context, want *handover.Programme) (string, error) {
	programme := want.Definition.Programme
	last, err := y.store.Entries(ctx, programme, want.Seq, 2)
	switch {
	case err != nil:
		return "", err
	case len(last) == 0:
		return fmt.Sprintf("it has not written entry %d", want.Seq), nil
	case len(last) > 1:
		return "", fmt.Errorf("%s: the stack has written more than the embedded product: %s by %s at %s", programme,
			last[1].Event.Kind(), last[1].By, last[1].At)
	}
	unsent, err := y.store.Outbox(ctx, programme)
	if err != nil || len(unsent) > 0 {
		return fmt.Sprintf("%d rows are unsent", len(unsent)), err
	}
	if want.Status.Over() {
		return "", nil
	}
	open, unregistered, err := y.gates(ctx, want)
	switch {
	case err != nil:
		return "", err
	case unregistered != "":
		return "the workflow has not arrived at " + unregistered, nil
	case open == 0:
		return "the workflow has not arrived at any gate", nil
	}
	return "", nil
}

// gates counts the open gates of a programme and names one at which its execution has not arrived: the table does not
// have its token.
func (y *theatre) gates(ctx context.Context, p *handover.Programme) (open int, unregistered string, err error) {
	for name, g := range p.Gates {
		if !g.Open() {
			continue
		}
		open++
		state, item, _ := strings.Cut(name, "/")
		key, execution := handover.GateKey{State: state, Item: item, Round: g.Round}, p.Execution.Number
		if y.arrived[key] == execution {
			continue
		}
		kept, err := y.store.Gate(ctx, p.Definition.Programme, key)
		switch {
		case err != nil && fault.KindOf(err) != fault.NotFound:
			return open, "", err
		case kept.Token == "" || kept.Execution != execution:
			unregistered = name
		default:
			y.arrived[key] = execution
		}
	}
	return open, unregistered, nil
}
