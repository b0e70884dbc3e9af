//go:build aws

package ses_test

import (
	"context"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/smithy-go/middleware"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/office/posttest"
	"example.org/handover/internal/ses"
)

// accepted keeps the mails that SES took.
type accepted struct{ mails [][]byte }

func (a *accepted) watch(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Accepted",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (
			middleware.InitializeOutput, middleware.Metadata, error) {
			out, metadata, err := next.HandleInitialize(ctx, in)
			if mail, ok := in.Parameters.(*sesv2.SendEmailInput); ok && err == nil {
				a.mails = append(a.mails, mail.Content.Raw.Data)
			}
			return out, metadata, err
		}), middleware.After)
}

// TestPostOnAWS runs the suite against SES, with a sender that it knows, and holds what the adapter asks of it.
func TestPostOnAWS(t *testing.T) {
	admin := sesv2.NewFromConfig(awstest.Config(t))
	identity := &sesv2.CreateEmailIdentityInput{EmailIdentity: aws.String(sender)}
	if _, err := admin.CreateEmailIdentity(t.Context(), identity); err != nil {
		t.Logf("the sender is known already: %v", err)
	}
	var asked awstest.Recorder
	posttest.Run(t, func(t *testing.T) posttest.Bench {
		var got accepted
		cfg := asked.Watch(awstest.Config(t))
		cfg.APIOptions = append(cfg.APIOptions, got.watch)
		return posttest.Bench{Post: ses.New(sesv2.NewFromConfig(cfg), sender),
			Sent: func(*testing.T) [][]byte { return got.mails }}
	})
	if got := asked.Operations(); !slices.Equal(got, []string{"SESv2.SendEmail"}) {
		t.Errorf("asked for %v", got)
	}
}
