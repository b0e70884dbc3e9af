package dynamo_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/office"
)

// canned is a store in the table "ledgers" that gets these answers.
func canned(t *testing.T, answers ...awstest.Answer) (*dynamo.Store, *awstest.Canned) {
	c := awstest.NewCanned(t, answers...)
	return dynamo.New(dynamodb.NewFromConfig(c.Config()), "ledgers"), c
}

// retrying is canned with a client that tries again, at once, as often as its options say.
func retrying(t *testing.T, answers ...awstest.Answer) (*dynamo.Store, *awstest.Canned) {
	c := awstest.NewCanned(t, answers...)
	cfg := c.Config()
	cfg.Retryer = atOnce
	return dynamo.New(dynamodb.NewFromConfig(cfg), "ledgers"), c
}

func atOnce() aws.Retryer { return retry.AddWithMaxBackoffDelay(retry.NewStandard(), time.Nanosecond) }

func wantKind(t *testing.T, err error, want fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); got != want {
		t.Errorf("got kind %q (%v), want %q", got, err, want)
	}
}

// nine is when the entries of these tests are recorded.
var nine = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// commit is a commit of one entry of a request after an entry.
func commit(after int, request string) office.Commit {
	raw := fmt.Appendf(nil, `{"seq":%d,"at":"2026-03-02T09:00:00Z","by":"office","request":"%s","kind":"retried","data":{}}`,
		after+1, request)
	return office.Commit{Programme: "park", After: after, ID: request,
		Entries:  []ledger.Record{{Seq: after + 1, Raw: raw, Hashes: ledger.Hashes{{1}}}},
		Snapshot: office.Snapshot{Seq: after + 1, State: office.Encoded("state"), Edge: ledger.Edge{{1}, {2}}},
		Summary:  office.Summary{Programme: "park", Title: "Park", Transfer: nine},
	}
}

// storeUnderTest is a store with the test that looks at it.
type storeUnderTest struct {
	*dynamo.Store
	t *testing.T
}
