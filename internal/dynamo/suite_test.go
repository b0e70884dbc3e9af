//go:build aws

package dynamo_test

import (
	"context"
	"crypto/rand"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/office"
	"example.org/handover/internal/office/storetest"
)

// table makes a table that goes with the test.
func table(t *testing.T, client *dynamodb.Client) string {
	t.Helper()
	name := "test-" + strings.ToLower(rand.Text()[:10])
	if _, err := client.CreateTable(t.Context(), dynamo.TableDefinition(name)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := client.DeleteTable(context.WithoutCancel(t.Context()),
			&dynamodb.DeleteTableInput{TableName: aws.String(name)}); err != nil {
			t.Error(err)
		}
	})
	return name
}

// TestStore runs the suite on one table and holds what the adapter asks of DynamoDB: never a Scan.
func TestStore(t *testing.T) {
	name := table(t, dynamodb.NewFromConfig(awstest.Config(t)))
	var asked awstest.Recorder
	store := dynamo.New(dynamodb.NewFromConfig(asked.Watch(awstest.Config(t))), name)
	storetest.Run(t, func(*testing.T) office.Store { return store })

	want := []string{"DynamoDB.GetItem", "DynamoDB.Query", "DynamoDB.TransactWriteItems", "DynamoDB.UpdateItem"}
	if got := asked.Operations(); !slices.Equal(got, want) {
		t.Errorf("asked for %v, want %v", got, want)
	}
}

// TestAThousandCommandsAtOnce lets fifty writers change one programme at once. The local AWS takes some minutes for it.
func TestAThousandCommandsAtOnce(t *testing.T) {
	if os.Getenv("HANDOVER_CRASH") == "" {
		t.Skip("fifty commands at once have run in the suite; a thousand run where HANDOVER_CRASH asks for all")
	}
	client := dynamodb.NewFromConfig(awstest.Config(t))
	storetest.Linearizable(t, dynamo.New(client, table(t, client)))
}
