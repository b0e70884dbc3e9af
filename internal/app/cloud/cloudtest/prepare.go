package cloudtest

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	mails "github.com/aws/aws-sdk-go-v2/service/sesv2/types"
)

// VerifySender lets SES take mails of a domain: in an account that is done once, by hand.
func (s Stack) VerifySender(t testing.TB, domain string) {
	t.Helper()
	_, err := sesv2.NewFromConfig(s.Conf).CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{
		EmailIdentity: aws.String(domain)})
	var there *mails.AlreadyExistsException
	if err != nil && !errors.As(err, &there) {
		t.Fatal(err)
	}
}

// Empty takes everything out of the table of a stack, its time too: it is as it was when it was deployed.
func (s Stack) Empty(t testing.TB) {
	t.Helper()
	client, table := dynamodb.NewFromConfig(s.Conf), aws.String(s.Outputs["Table"])
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			key := map[string]types.AttributeValue{"PK": item["PK"], "SK": item["SK"]}
			if _, err := client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: table, Key: key}); err != nil {
				t.Fatal(err)
			}
		}
	}
}
