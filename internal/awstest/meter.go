package awstest

import (
	"context"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
)

// Use is what calls of DynamoDB have consumed.
type Use struct {
	Reads, Queries, Writes int     // calls
	Read, Write            float64 // capacity units, those of indexes included
}

// Meter weighs what clients ask of DynamoDB. Reads it weighs by itself: a local AWS counts one unit for each, and a
// filter hides from the client what it pays for. Writes it takes from the answer, since only the table knows what was
// there before. It is safe for concurrent use.
type Meter struct {
	t     testing.TB
	plain *dynamodb.Client // not metered

	mu   sync.Mutex
	used Use
}

// NewMeter returns a meter for the local AWS.
func NewMeter(t testing.TB) *Meter {
	t.Helper()
	return &Meter{t: t, plain: dynamodb.NewFromConfig(Config(t))}
}

// Watch returns a configuration whose clients are metered.
func (m *Meter) Watch(cfg aws.Config) aws.Config {
	cfg.APIOptions = append(slices.Clip(cfg.APIOptions), func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Meter", m.weigh), middleware.After)
	})
	return cfg
}

// Take returns what was consumed since the last Take.
func (m *Meter) Take() Use {
	m.mu.Lock()
	defer m.mu.Unlock()
	used := m.used
	m.used = Use{}
	return used
}

func (m *Meter) weigh(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
	middleware.InitializeOutput, middleware.Metadata, error) {
	switch p := in.Parameters.(type) {
	case *dynamodb.UpdateItemInput:
		p.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.TransactWriteItemsInput:
		p.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	case *dynamodb.QueryInput:
		units := m.query(ctx, p) // before the call: whatever writes goes on afterwards
		m.add(Use{Queries: 1, Read: units})
	case *dynamodb.ScanInput:
		m.t.Error("a scan")
	}
	out, metadata, err := next.HandleInitialize(ctx, in)
	if err != nil {
		return out, metadata, err
	}
	switch got := out.Result.(type) {
	case *dynamodb.GetItemOutput:
		asked, _ := in.Parameters.(*dynamodb.GetItemInput)
		m.add(Use{Reads: 1, Read: ReadUnits(ItemSize(got.Item), aws.ToBool(asked.ConsistentRead))})
	case *dynamodb.UpdateItemOutput:
		m.add(Use{Writes: 1, Write: units(got.ConsumedCapacity)})
	case *dynamodb.TransactWriteItemsOutput:
		u := Use{Writes: 1}
		for i := range got.ConsumedCapacity {
			u.Write += units(&got.ConsumedCapacity[i])
		}
		m.add(u)
	}
	return out, metadata, err
}

func (m *Meter) add(u Use) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.used.Reads += u.Reads
	m.used.Queries += u.Queries
	m.used.Writes += u.Writes
	m.used.Read += u.Read
	m.used.Write += u.Write
}

// query weighs what a query reads: everything between its keys, or as much as its limit lets it, before any filter and
// in full. An index holds what is projected into it and nothing more.
func (m *Meter) query(ctx context.Context, asked *dynamodb.QueryInput) float64 {
	q := *asked
	q.FilterExpression, q.ProjectionExpression, q.ReturnConsumedCapacity = nil, nil, ""
	size := 0
	for more := true; more; more = q.Limit == nil && len(q.ExclusiveStartKey) > 0 {
		page, err := m.plain.Query(ctx, &q)
		if err != nil {
			m.t.Errorf("weigh: %v", err)
			return 0
		}
		for _, item := range page.Items {
			size += ItemSize(item)
		}
		q.ExclusiveStartKey = page.LastEvaluatedKey
	}
	return ReadUnits(size, aws.ToBool(q.ConsistentRead))
}

func units(c *types.ConsumedCapacity) float64 {
	if c == nil {
		return 0
	}
	return aws.ToFloat64(c.CapacityUnits)
}

// ReadUnits is what it costs to read so many bytes, in one item or together in one query: a unit for each 4 KiB begun,
// half of it for an eventually consistent read.
func ReadUnits(size int, consistent bool) float64 {
	n := max(1, math.Ceil(float64(size)/4096))
	if !consistent {
		n /= 2
	}
	return n
}

// ItemSize is the size of an item in bytes as DynamoDB counts it: names and values in UTF-8, numbers at half a byte a
// digit and one more.
func ItemSize(item map[string]types.AttributeValue) int {
	n := 0
	for name, value := range item {
		n += len(name)
		switch v := value.(type) {
		case *types.AttributeValueMemberS:
			n += len(v.Value)
		case *types.AttributeValueMemberB:
			n += len(v.Value)
		case *types.AttributeValueMemberN:
			n += (len(v.Value)+1)/2 + 1
		case *types.AttributeValueMemberBOOL, *types.AttributeValueMemberNULL:
			n++
		default:
			panic("awstest: the tables hold no lists and maps")
		}
	}
	return n
}
