package cloud

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"example.org/handover/internal/awsfault"
	"example.org/handover/internal/fault"
)

// timeForm has a fixed width, so that the order of texts is that of times.
const timeForm = "2006-01-02T15:04:05.000000000Z"

// stopwatch is the clock of a rehearsal: it stands still in the table until somebody sets it, and never goes back. Each
// invocation reads it once, at its start.
type stopwatch struct {
	client *dynamodb.Client
	table  string
	now    atomic.Pointer[time.Time]
}

// Now is the time as the invocation read it; the zero time if it was never set.
func (s *stopwatch) Now() time.Time {
	if t := s.now.Load(); t != nil {
		return *t
	}
	return time.Time{}
}

func (s *stopwatch) fault() awsfault.Resource {
	return awsfault.Resource{Name: "table " + s.table, Setting: "TABLE"}
}

func (s *stopwatch) item() map[string]types.AttributeValue {
	name := &types.AttributeValueMemberS{Value: "CLOCK"}
	return map[string]types.AttributeValue{"PK": name, "SK": name}
}

// read reads the time from the table.
func (s *stopwatch) read(ctx context.Context) error {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String(s.table), Key: s.item(),
		ConsistentRead: aws.Bool(true)})
	if err != nil {
		return s.fault().Of(err)
	}
	text, ok := out.Item["now"].(*types.AttributeValueMemberS)
	if !ok {
		return nil // it was never set
	}
	now, err := time.Parse(timeForm, text.Value)
	if err != nil {
		return fault.Wrap(fault.Internal, err, "the time of the rehearsal is none")
	}
	s.now.Store(&now)
	return nil
}

// set moves the time on. An earlier time than the table has is fault.Refused.
func (s *stopwatch) set(ctx context.Context, now time.Time) error {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{TableName: aws.String(s.table), Key: s.item(),
		UpdateExpression:         aws.String("SET #now = :now"),
		ConditionExpression:      aws.String("attribute_not_exists(#now) OR #now <= :now"),
		ExpressionAttributeNames: map[string]string{"#now": "now"},
		ExpressionAttributeValues: map[string]types.AttributeValue{":now": &types.AttributeValueMemberS{Value: now.UTC().
			Format(timeForm)}},
	})
	var earlier *types.ConditionalCheckFailedException
	switch {
	case errors.As(err, &earlier):
		return fault.New(fault.Refused, "time does not go back").At("", "/now").With(now.UTC().Format(time.RFC3339)).
			To("give a later time")
	case err != nil:
		return s.fault().Of(err)
	}
	s.now.Store(&now)
	return nil
}
