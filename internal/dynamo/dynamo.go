// Package dynamo keeps the ledgers in one DynamoDB table. A commit is one transaction; every read that a decision rests
// on is consistent; nothing ever scans the table.
package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"example.org/handover/internal/awsfault"
	"example.org/handover/internal/office"
)

// Store is an office.Store in a table of TableDefinition's form. It is safe for concurrent use.
type Store struct {
	client operations
	table  string
	fault  awsfault.Resource
}

var _ office.Store = (*Store)(nil)

// New returns a store in a table. It asks nothing of AWS yet.
func New(client *dynamodb.Client, table string) *Store {
	own := operations{client.GetItem, client.Query, client.TransactWriteItems, client.UpdateItem}
	return &Store{own, table, awsfault.Resource{Name: "table " + table, Setting: "TABLE"}}
}

// operations are all that a store asks for. They stand for the client, because a program with a template in it keeps
// every method of whatever an interface leads to, since a template may call it: fifty more operations, half a megabyte.
type operations struct {
	GetItem            operation[dynamodb.GetItemInput, dynamodb.GetItemOutput]
	Query              operation[dynamodb.QueryInput, dynamodb.QueryOutput]
	TransactWriteItems operation[dynamodb.TransactWriteItemsInput, dynamodb.TransactWriteItemsOutput]
	UpdateItem         operation[dynamodb.UpdateItemInput, dynamodb.UpdateItemOutput]
}

type operation[In, Out any] func(ctx context.Context, in *In, options ...func(*dynamodb.Options)) (*Out, error)

// mostTries is how often a write to one item is tried while transactions hold the item.
const mostTries = 6

// patient lets a write to one item wait for a transaction that holds the item: a commit that passes a gate while its
// token arrives.
func patient(o *dynamodb.Options) {
	o.Retryer = retry.AddWithMaxAttempts(retry.AddWithErrorCodes(o.Retryer, "TransactionConflictException"), mostTries)
}
