//go:build aws

package cloud_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/local"
	"example.org/handover/internal/office"
)

// Start implements rehearsal.Theatre. Whoever is told on the second try that the programme is there has started it.
func (h *house) Start(ctx context.Context, now time.Time, d handover.Definition, by string) error {
	if err := h.set(ctx, now); err != nil {
		return err
	}
	before := h.retries
	err := h.ask(ctx, func(ctx context.Context, o *office.Office) error {
		_, err := o.Start(ctx, d, by)
		return err
	})
	if err != nil && (fault.KindOf(err) != fault.Conflict || h.retries == before) {
		return err
	}
	return h.rest(ctx, d.Programme)
}

// Do implements rehearsal.Theatre.
func (h *house) Do(ctx context.Context, now time.Time, programme, command, by string, input []byte) error {
	if err := h.set(ctx, now); err != nil {
		return err
	}
	c, err := intake.CommandJSON(command, command, input)
	if err != nil {
		return err
	}
	p, err := h.State(ctx, programme)
	if err != nil {
		return err
	}
	person, _ := p.Definition.Person(by)
	h.acts++
	key := fmt.Sprintf("act-%d", h.acts)
	err = h.ask(ctx, func(ctx context.Context, o *office.Office) error {
		_, err := o.Do(ctx, programme, c, person.Actor(), key)
		return err
	})
	return errors.Join(err, h.rest(ctx, programme))
}

// Tick implements rehearsal.Theatre.
func (h *house) Tick(ctx context.Context, now time.Time) error {
	if err := h.clock(ctx, now); err != nil {
		return err
	}
	return h.rest(ctx, "doncaster")
}

// set moves the rehearsal's time, undisturbed and without a tick.
func (h *house) set(ctx context.Context, now time.Time) error {
	h.now = now
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	_, err := dynamodb.NewFromConfig(h.admin).PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String(h.names["TABLE"]),
		Item: map[string]types.AttributeValue{"PK": text("CLOCK"), "SK": text("CLOCK"),
			"now": text(now.UTC().Format("2006-01-02T15:04:05.000000000Z"))}})
	return err
}

// clock tells the clock function the time, again at the same instant while the log says that it left a programme to the
// next beat.
func (h *house) clock(ctx context.Context, now time.Time) error {
	h.now = now
	event := fmt.Appendf(nil, `{"now":%q}`, now.UTC().Format(time.RFC3339Nano))
	for range patience {
		said := h.log.Len()
		if _, err := h.invoke(ctx, "clock", h.serves["clock"], event); err != nil {
			return err
		}
		if !strings.Contains(h.log.String()[said:], "msg=failed programme=") {
			return nil
		}
		h.retries++
	}
	return errors.New("the clock leaves something undone")
}

// rest lets engine, stream and schedule work until everything waits for a person or a date.
func (h *house) rest(ctx context.Context, programme string) error {
	for {
		steps, err := h.engine.Run(ctx, h.now)
		if err != nil {
			return err
		}
		if steps == 0 && !h.rows && len(h.ended) == 0 {
			return nil
		}
		if err := errors.Join(h.report(ctx), h.relay(ctx, programme)); err != nil {
			return err
		}
	}
}

// report tells the clock of executions that ended badly.
func (h *house) report(ctx context.Context) error {
	ended := h.ended
	h.ended = nil
	for _, x := range ended {
		if x.Status != local.Failed && x.Status != local.TimedOut {
			continue
		}
		event := fmt.Sprintf(`{"detail-type":"Step Functions Execution Status Change","detail":{"name":%q,"status":%q}}`,
			x.Name, x.Status)
		if _, err := h.invoke(ctx, "clock", h.serves["clock"], []byte(event)); err != nil {
			return err
		}
	}
	return nil
}

// relay tells the relay of rows that were written, again and again as the stream does, until it has no failures.
func (h *house) relay(ctx context.Context, programme string) error {
	event := `{"Records":[` + record(`{"S":"P#`+programme+`"}`, "1") + `]}`
	for tries := 0; h.rows; tries++ {
		if tries == patience {
			return errors.New("the relay cannot send")
		}
		h.rows = false
		out, err := h.invoke(ctx, "relay", h.serves["relay"], []byte(event))
		if err != nil {
			return err
		}
		h.rows = h.rows || !strings.Contains(string(out), `"batchItemFailures":[]`)
	}
	return nil
}

// State implements rehearsal.Theatre.
func (h *house) State(ctx context.Context, programme string) (*handover.Programme, error) {
	s, err := h.store.Load(ctx, programme)
	if err != nil {
		return nil, err
	}
	data, err := s.Data()
	if err != nil {
		return nil, err
	}
	return handover.Unmarshal(data)
}

// Next implements rehearsal.Theatre: the programme's own wake, or a timer of the engine.
func (h *house) Next(_ context.Context, now time.Time, p *handover.Programme) (time.Time, error) {
	rules, err := intake.Rules(p.Definition.Pack)
	if err != nil {
		return time.Time{}, err
	}
	wake := p.Wake(rules, now)
	if timer, ok := h.engine.NextTimer(); ok && (wake.IsZero() || timer.Before(wake)) {
		return timer, nil
	}
	return wake, nil
}

// Keep implements rehearsal.Theatre.
func (h *house) Keep(ctx context.Context, name string, content []byte) (ref handover.FileRef, err error) {
	err = h.ask(ctx, func(ctx context.Context, o *office.Office) error {
		ref, err = o.Files.Put(ctx, name, content)
		return err
	})
	return ref, err
}
