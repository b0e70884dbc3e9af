//go:build aws

package cloud_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/rehearsal"
)

// twin plays on two stages at once: whatever is done is done on the embedded product and on the deployed stack, and the
// next act waits until the stack has come level. What one refuses the other refuses too.
type twin struct {
	name  string // of the programme
	here  embedded.Theatre
	there *theatre
	beat  *metronome
	mails *mailbox // of the embedded product
}

var _ rehearsal.Theatre = (*twin)(nil)

// newTwin makes the embedded product beside a stack, under the key that the stack has for its reports.
func newTwin(t *testing.T, s stack, beat *metronome, programme string) *twin {
	t.Helper()
	keys := kms.NewFromConfig(s.conf)
	secret := func(ctx context.Context, programme string) ([]byte, error) {
		out, err := keys.GenerateMac(ctx, &kms.GenerateMacInput{KeyId: aws.String(s.outputs["ReportKey"]),
			MacAlgorithm: types.MacAlgorithmSpecHmacSha256, Message: []byte("handover/report/" + programme)})
		if err != nil {
			return nil, err
		}
		return out.Mac, nil
	}
	watch, mails := new(embedded.Stopwatch), new(mailbox)
	app, err := embedded.New(embedded.Options{Store: memory.New(), Files: new(files.Memory), Post: mails, Clock: watch.Now,
		Secret: secret, Rehearsal: true, Seed: []byte("twin")})
	if err != nil {
		t.Fatal(err)
	}
	return &twin{name: programme, here: embedded.Theatre{App: app, Watch: watch}, there: newTheatre(s), beat: beat, mails: mails}
}

// Start implements rehearsal.Theatre.
func (w *twin) Start(ctx context.Context, now time.Time, d handover.Definition, by string) error {
	if err := w.beat.wait(ctx, w.name, now); err != nil {
		return err
	}
	return w.level(ctx, w.here.Start(ctx, now, d, by), w.there.start(ctx, d, by))
}

// Do implements rehearsal.Theatre.
func (w *twin) Do(ctx context.Context, now time.Time, programme, command, by string, input []byte) error {
	if err := w.beat.wait(ctx, w.name, now); err != nil {
		return err
	}
	return w.level(ctx, w.here.Do(ctx, now, programme, command, by, input), w.there.do(ctx, programme, command, by, input))
}

// Tick implements rehearsal.Theatre: the metronome tells the stack.
func (w *twin) Tick(ctx context.Context, now time.Time) error {
	if err := w.beat.wait(ctx, w.name, now); err != nil {
		return err
	}
	return w.level(ctx, w.here.Tick(ctx, now), nil)
}

// State implements rehearsal.Theatre.
func (w *twin) State(ctx context.Context, programme string) (*handover.Programme, error) {
	return w.here.State(ctx, programme)
}

// Next implements rehearsal.Theatre. Timers of an engine are its own and leave no entry.
func (w *twin) Next(_ context.Context, now time.Time, p *handover.Programme) (time.Time, error) {
	rules, err := intake.Rules(p.Definition.Pack)
	return p.Wake(rules, now), err
}

// Keep implements rehearsal.Theatre. The data lead hands documents in.
func (w *twin) Keep(ctx context.Context, name string, content []byte) (handover.FileRef, error) {
	p, err := w.here.State(ctx, w.name)
	if err != nil {
		return handover.FileRef{}, err
	}
	here, err := w.here.Keep(ctx, name, content)
	if err != nil {
		return here, err
	}
	there, err := w.there.keep(ctx, name, p.Definition.Holders(handover.DataLead)[0].ID, content)
	if err == nil && there != here {
		err = fmt.Errorf("the embedded product keeps %+v, the stack %+v", here, there)
	}
	return here, err
}

// level waits for the stack, or holds that both have refused in the same words.
func (w *twin) level(ctx context.Context, here, there error) error {
	switch {
	case fault.KindOf(here) != fault.KindOf(there), here != nil && here.Error() != there.Error():
		return fmt.Errorf("the embedded product answers %w, the stack %w", here, there)
	case here != nil:
		return here
	}
	p, err := w.here.State(ctx, w.name)
	if err != nil {
		return err
	}
	return w.there.watch.Level(ctx, p)
}
