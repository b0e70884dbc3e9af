package dynamo

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// Outbox implements office.Store. It reads the rows themselves, settled ones too, and not the wake index, which may
// lag: a relay that is woken by a commit has to see the commit's rows.
func (s *Store) Outbox(ctx context.Context, programme string) ([]office.Row, error) {
	in := &dynamodb.QueryInput{
		ConsistentRead:         aws.Bool(true),
		KeyConditionExpression: aws.String("PK = :programme AND begins_with(SK, :rows)"),
		FilterExpression:       aws.String("attribute_exists(wakeAt)"),
		ExpressionAttributeValues: attributes{
			":programme": text(programmePrefix + programme), ":rows": text(rowPrefix),
		},
	}
	var rows []office.Row
	err := query(ctx, s, in, func(item rowItem) (bool, error) {
		row := office.Row{RowKey: office.RowKey{Seq: item.Seq, N: item.N}}
		if err := decodeJSON(item.Message, &row.Message); err != nil {
			return false, err
		}
		rows = append(rows, row)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// Settle implements office.Store. The first note stays. A row that was never written is fault.NotFound.
func (s *Store) Settle(ctx context.Context, programme string, k office.RowKey, note string) error {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: rowKey(programme, k).attributes(),
		ConditionExpression: aws.String("attribute_exists(PK)"),
		UpdateExpression:    aws.String("SET settled = :true, note = if_not_exists(note, :note) REMOVE wakeShard, wakeAt"),
		ExpressionAttributeValues: attributes{
			":true": &types.AttributeValueMemberBOOL{Value: true}, ":note": text(note),
		},
	}, patient)
	if missing := new(types.ConditionalCheckFailedException); errors.As(err, &missing) {
		return fault.New(fault.NotFound, "programme %s has no message %d/%d", programme, k.Seq, k.N)
	}
	return s.fault.Of(err)
}
