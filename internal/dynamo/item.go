package dynamo

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"example.org/handover/internal/fault"
)

// attributes is an item, or a part of one, as it travels.
type attributes = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func (k key) attributes() attributes { return attributes{"PK": text(k.PK), "SK": text(k.SK)} }

// get reads an item consistently; false if there is none.
func (s *Store) get(ctx context.Context, k key, item any) (bool, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.table, Key: k.attributes(), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return false, s.fault.Of(err)
	}
	if len(out.Item) == 0 {
		return false, nil
	}
	return true, decode(out.Item, item)
}

// query reads items in the order of their keys, page by page, and hands them on until each has enough.
func query[T any](ctx context.Context, s *Store, in *dynamodb.QueryInput, each func(T) (enough bool, err error)) error {
	in.TableName = &s.table
	for more := true; more; more = len(in.ExclusiveStartKey) > 0 {
		page, err := s.client.Query(ctx, in)
		if err != nil {
			return s.fault.Of(err)
		}
		for _, raw := range page.Items {
			var item T
			if err := decode(raw, &item); err != nil {
				return err
			}
			if enough, err := each(item); enough || err != nil {
				return err
			}
		}
		in.ExclusiveStartKey = page.LastEvaluatedKey
	}
	return nil
}

func decode(raw attributes, item any) error {
	if err := attributevalue.UnmarshalMap(raw, item); err != nil {
		return unreadable(err)
	}
	return nil
}

func decodeJSON(raw string, value any) error {
	if err := json.Unmarshal([]byte(raw), value); err != nil {
		return unreadable(err)
	}
	return nil
}

func unreadable(err error) error {
	return fault.Wrap(fault.Internal, err, "the table holds something that this version cannot read").
		To("deploy the version of handover that wrote it, or a later one")
}

func encode(item any) (attributes, error) {
	raw, err := attributevalue.MarshalMap(item)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "%T cannot be kept", item)
	}
	return raw, nil
}

func encodeJSON(value any) (string, error) {
	raw, err := json.Marshal(value)
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, "%T cannot be kept", value)
	}
	return string(raw), nil
}
