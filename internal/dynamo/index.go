package dynamo

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"example.org/handover/internal/office"
)

// Due implements office.Store. It reads the wake index, and of it only what is due.
func (s *Store) Due(ctx context.Context, at time.Time) ([]string, error) {
	var names []string
	for n := range shards {
		in := &dynamodb.QueryInput{
			IndexName:              aws.String(wakeIndex),
			KeyConditionExpression: aws.String("wakeShard = :shard AND wakeAt <= :at"),
			ProjectionExpression:   aws.String("PK"),
			ExpressionAttributeValues: attributes{
				":shard": text(shardName(wakePrefix, n)), ":at": text(instant(at)),
			},
		}
		err := query(ctx, s, in, func(item key) (bool, error) {
			names = append(names, strings.TrimPrefix(item.PK, programmePrefix))
			return false, nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Portfolio implements office.Store. It reads the portfolio index.
func (s *Store) Portfolio(ctx context.Context) ([]office.Summary, error) {
	var list []office.Summary
	for n := range shards {
		in := &dynamodb.QueryInput{
			IndexName:                 aws.String(portfolioIndex),
			KeyConditionExpression:    aws.String("portfolioShard = :shard"),
			ExpressionAttributeValues: attributes{":shard": text(shardName(portfolioPrefix, n))},
		}
		err := query(ctx, s, in, func(item stateItem) (bool, error) {
			var summary office.Summary
			err := decodeJSON(item.Summary, &summary)
			list = append(list, summary)
			return false, err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(a, b office.Summary) int { return cmp.Compare(a.Programme, b.Programme) })
	return list, nil
}
