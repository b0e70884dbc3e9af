package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// Beside implements office.Store.
func (s *Store) Beside(ctx context.Context, programme string) (office.Beside, error) {
	b := office.Beside{Gates: map[handover.GateKey]office.Gate{}, Rows: map[office.RowKey]office.WrittenRow{}}
	err := query(ctx, s, under(programme, gatePrefix), func(item placedGate) (bool, error) {
		b.Gates[office.ParseGateKey(item.SK[len(gatePrefix):])] = office.Gate{Token: item.Token, Execution: item.Execution,
			Passed: item.Passed, Outcome: item.Outcome}
		return false, nil
	})
	if err != nil {
		return b, err
	}
	err = query(ctx, s, under(programme, rowPrefix), func(item settledRow) (bool, error) {
		row := office.WrittenRow{Settled: item.Settled}
		err := decodeJSON(item.Message, &row.Message)
		b.Rows[office.RowKey{Seq: item.Seq, N: item.N}] = row
		return false, err
	})
	return b, err
}

// placedGate is a gate with its place.
type placedGate struct {
	key
	gateItem
}

// settledRow is a row with the mark that it is settled.
type settledRow struct {
	rowItem
	Settled bool `dynamodbav:"settled"`
}

// under asks for all that a programme has under a prefix.
func under(programme, prefix string) *dynamodb.QueryInput {
	return &dynamodb.QueryInput{
		ConsistentRead:         aws.Bool(true),
		KeyConditionExpression: aws.String("PK = :programme AND begins_with(SK, :prefix)"),
		ExpressionAttributeValues: attributes{
			":programme": text(programmePrefix + programme), ":prefix": text(prefix),
		},
	}
}
