// Package dynamo keeps the ledgers in one DynamoDB table. A commit is one transaction; every read that a decision rests
// on is consistent; nothing ever scans the table.
package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"example.org/handover/internal/awsfault"
	"example.org/handover/internal/office"
)

// Store is an office.Store in a table of TableDefinition's form. It is safe for concurrent use.
type Store struct {
	client *dynamodb.Client
	table  string
	fault  awsfault.Resource
}

var _ office.Store = (*Store)(nil)

// New returns a store in a table. It asks nothing of AWS yet.
func New(client *dynamodb.Client, table string) *Store {
	return &Store{client, table, awsfault.Resource{Name: "table " + table, Setting: "TABLE"}}
}

// mostTries is how often a write to one item is tried while transactions hold the item.
const mostTries = 6

// patient lets a write to one item wait for a transaction that holds the item: a commit that passes a gate while its
// token arrives.
func patient(o *dynamodb.Options) {
	o.Retryer = retry.AddWithMaxAttempts(retry.AddWithErrorCodes(o.Retryer, "TransactionConflictException"), mostTries)
}
