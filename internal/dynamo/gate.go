package dynamo

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// RegisterToken implements office.Store. It is one conditional write, which returns the gate with whatever passed it
// meanwhile.
func (s *Store) RegisterToken(ctx context.Context, programme string, k handover.GateKey, token string, execution int) (
	office.Gate, error) {
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &s.table, Key: gateKey(programme, k).attributes(),
		ConditionExpression:       aws.String("attribute_not_exists(execution) OR execution <= :mine"),
		UpdateExpression:          aws.String("SET #token = :token, execution = :mine"),
		ExpressionAttributeNames:  map[string]string{"#token": "token"}, // a reserved word
		ExpressionAttributeValues: attributes{":token": text(token), ":mine": number(execution)},
		ReturnValues:              types.ReturnValueAllNew,
	}, patient)
	if later := new(types.ConditionalCheckFailedException); errors.As(err, &later) {
		return office.Gate{}, fault.New(fault.Superseded, "execution %d of programme %s is superseded at %s", execution,
			programme, k.State)
	}
	if err != nil {
		return office.Gate{}, s.fault.Of(err)
	}
	var item gateItem
	err = decode(out.Attributes, &item)
	return office.Gate(item), err
}

// Gate implements office.Store.
func (s *Store) Gate(ctx context.Context, programme string, k handover.GateKey) (office.Gate, error) {
	var item gateItem
	found, err := s.get(ctx, gateKey(programme, k), &item)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "nothing has reached gate %s of programme %s in round %d",
			k.State, programme, k.Round)
	}
	return office.Gate(item), err
}
