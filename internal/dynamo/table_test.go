package dynamo_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	gocmp "github.com/google/go-cmp/cmp"

	"example.org/handover/internal/dynamo"
)

// TestTemplateAgrees holds that the table of production has the keys and indexes of the one that tests make. It reads
// the template as text: each attribute, key and projection is one flow mapping there.
func TestTemplateAgrees(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("..", "..", "infra", "state.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	resource := regexp.MustCompile(`(?s)\n  Table:\n.*?\n  \w+:\n`).FindString(string(raw))
	flow := regexp.MustCompile(`AttributeName: \w+, (Attribute|Key)Type: \w+|IndexName: \w+|ProjectionType: [^}]*\w\]?`)
	if diff := gocmp.Diff(described(), flow.FindAllString(resource, -1)); diff != "" {
		t.Errorf("infra/state.yaml (-TableDefinition +template):\n%s", diff)
	}
	if !strings.Contains(resource, "BillingMode: PAY_PER_REQUEST") {
		t.Error("the table of the template is not on demand")
	}
}

// described gives the table of TableDefinition in the words and the order of the template.
func described() []string {
	in := dynamo.TableDefinition("ledgers")
	var all []string
	for _, a := range in.AttributeDefinitions {
		all = append(all, "AttributeName: "+aws.ToString(a.AttributeName)+", AttributeType: "+string(a.AttributeType))
	}
	schema := func(keys []types.KeySchemaElement) {
		for _, k := range keys {
			all = append(all, "AttributeName: "+aws.ToString(k.AttributeName)+", KeyType: "+string(k.KeyType))
		}
	}
	schema(in.KeySchema)
	for _, index := range in.GlobalSecondaryIndexes {
		all = append(all, "IndexName: "+aws.ToString(index.IndexName))
		schema(index.KeySchema)
		projection := "ProjectionType: " + string(index.Projection.ProjectionType)
		if kept := index.Projection.NonKeyAttributes; len(kept) > 0 {
			projection += ", NonKeyAttributes: [" + strings.Join(kept, ", ") + "]"
		}
		all = append(all, projection)
	}
	return all
}
