// Package eventbridge tells other systems of milestones through EventBridge, and the office on duty of urgent ones
// through SNS.
package eventbridge

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"example.org/handover/internal/awsfault"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// Source is the source of every event.
const Source = "handover"

// Bus publishes to one event bus and one topic.
type Bus struct {
	Events *eventbridge.Client
	Topics *sns.Client
	Name   string // of the event bus
	Topic  string // ARN of the topic for urgent milestones
}

var _ office.Bus = Bus{}

// Publish implements office.Bus. The topic comes first: if the bus fails after it, a duty officer is told twice rather
// than never.
func (b Bus) Publish(ctx context.Context, e office.Event) error {
	detail, err := json.Marshal(e)
	if err != nil {
		return fault.Wrap(fault.Invalid, err, "milestone %s can never be told", e.ID)
	}
	if e.Urgent {
		_, err := b.Topics.Publish(ctx, &sns.PublishInput{TopicArn: aws.String(b.Topic),
			Subject: aws.String("Handover " + e.Programme + " needs you"),
			Message: aws.String(e.What + "\n\nReference: " + e.ID)})
		if err != nil {
			return untold(e, awsfault.Resource{Name: "topic " + b.Topic, Setting: "DUTY_TOPIC"}.Of(err))
		}
	}
	out, err := b.Events.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{{
		EventBusName: aws.String(b.Name), Source: aws.String(Source), DetailType: aws.String(e.Kind),
		Detail: aws.String(string(detail)),
		Time:   aws.Time(e.At),
	}}})
	if err != nil {
		return untold(e, b.bus().Of(err))
	}
	if out.FailedEntryCount > 0 {
		return untold(e, b.bus().Coded(aws.ToString(out.Entries[0].ErrorCode), errors.New("the event was not taken")))
	}
	return nil
}

func (b Bus) bus() awsfault.Resource {
	return awsfault.Resource{Name: "event bus " + b.Name, Setting: "BUS"}
}

// untold is the failure to tell a milestone: whatever the reason, it is tried again.
func untold(e office.Event, reason error) error {
	told := fault.Wrap(fault.Unavailable, reason, "milestone %s could not be told: %v", e.ID, reason)
	var known *fault.Error
	if errors.As(reason, &known) {
		told.Problem, told.Mend = fmt.Sprintf("milestone %s could not be told: %s", e.ID, known.Problem), known.Mend
	}
	return told
}
