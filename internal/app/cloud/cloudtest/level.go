package cloudtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Look is how often a test looks whether something has happened.
const Look = 20 * time.Millisecond

// atLatest is how long a stack may take to come level, on a machine that has much else to do.
const atLatest = 3 * time.Minute

// ErrAhead is that a stack has written more than what it is compared with.
var ErrAhead = errors.New("the stack has written more")

// Watch sees when everything on a stack has come to rest.
type Watch struct {
	Store   office.Store             // of the stack, to read
	arrived map[handover.GateKey]int // at which gates which execution has been seen to wait
}

// NewWatch watches a stack.
func NewWatch(s Stack) *Watch {
	return &Watch{Store: dynamo.New(dynamodb.NewFromConfig(s.Conf), s.Outputs["Table"]), arrived: map[handover.GateKey]int{}}
}

// Level waits until the stack has come to where a programme stands elsewhere: its ledger is as long, nothing is unsent,
// and the workflow waits at the same gates.
func (w *Watch) Level(ctx context.Context, want *handover.Programme) error {
	end := time.Now().Add(atLatest)
	for pause := Look; ; pause = min(pause*3/2, 10*Look) { // whoever asks all the time keeps the stack from its work
		behind, err := w.behind(ctx, want)
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
func (w *Watch) behind(ctx context.Context, want *handover.Programme) (string, error) {
	programme := want.Definition.Programme
	last, err := w.Store.Entries(ctx, programme, want.Seq, 2)
	switch {
	case err != nil:
		return "", err
	case len(last) == 0:
		return fmt.Sprintf("it has not written entry %d", want.Seq), nil
	case len(last) > 1:
		return "", fmt.Errorf("%s: %w: %s by %s at %s", programme, ErrAhead, last[1].Event.Kind(), last[1].By, last[1].At)
	}
	unsent, err := w.Store.Outbox(ctx, programme)
	if err != nil || len(unsent) > 0 {
		return fmt.Sprintf("%d rows are unsent", len(unsent)), err
	}
	if want.Status.Over() {
		return "", nil
	}
	open, unregistered, err := w.Gates(ctx, want)
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

// Gates counts the open gates of a programme and names one at which its execution has not arrived: the table does not
// have its token.
func (w *Watch) Gates(ctx context.Context, p *handover.Programme) (open int, unregistered string, err error) {
	for name, g := range p.Gates {
		if !g.Open() {
			continue
		}
		open++
		state, item, _ := strings.Cut(name, "/")
		key, execution := handover.GateKey{State: state, Item: item, Round: g.Round}, p.Execution.Number
		if w.arrived[key] == execution {
			continue
		}
		kept, err := w.Store.Gate(ctx, p.Definition.Programme, key)
		switch {
		case err != nil && fault.KindOf(err) != fault.NotFound:
			return open, "", err
		case kept.Token == "" || kept.Execution != execution:
			unregistered = name
		default:
			w.arrived[key] = execution
		}
	}
	return open, unregistered, nil
}
