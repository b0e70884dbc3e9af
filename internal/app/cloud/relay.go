package cloud

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"example.org/handover/internal/fault"
)

// Relay serves the relay function: a batch of the table's stream names programmes with something in their outbox. The
// records are a nudge and nothing more: what is sent is read from the table, and what is left the clock's sweep sends.
func Relay(a *App) Handler {
	return func(ctx context.Context, event json.RawMessage) (json.RawMessage, error) {
		var batch events.DynamoDBEvent
		if err := json.Unmarshal(event, &batch); err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "the records of the stream cannot be read")
		}
		answer := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
		sent := map[string]error{}
		for _, r := range batch.Records {
			programme, ok := programmeOf(r)
			if !ok {
				continue
			}
			err, seen := sent[programme]
			if !seen {
				err = a.relay(ctx, programme)
				sent[programme] = err
			}
			if err != nil {
				answer.BatchItemFailures = append(answer.BatchItemFailures,
					events.DynamoDBBatchItemFailure{ItemIdentifier: r.Change.SequenceNumber})
			}
		}
		return json.Marshal(answer)
	}
}

// programmeOf reads the programme from the key of a record.
func programmeOf(r events.DynamoDBEventRecord) (string, bool) {
	key, ok := r.Change.Keys["PK"]
	if !ok || key.DataType() != events.DataTypeString {
		return "", false
	}
	return strings.CutPrefix(key.String(), "P#")
}

// relay sends what one programme has in its outbox. What can never be sent from here is not tried again.
func (a *App) relay(ctx context.Context, programme string) error {
	_, err := a.Office.Relay(ctx, programme)
	if err == nil {
		return nil
	}
	a.tell(ctx, programme, err)
	if fault.KindOf(err) == fault.Refused {
		return nil
	}
	return err
}
