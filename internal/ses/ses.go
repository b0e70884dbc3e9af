// Package ses sends the mails of the outbox through Amazon SES. SES counts no repetition: a mail whose answer was lost
// is sent again, and its reference tells people so.
package ses

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/smithy-go"

	"example.org/handover/internal/awsfault"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
	"example.org/handover/internal/post"
)

// Post is an office.Post with one sender. It is safe for concurrent use.
type Post struct {
	client *sesv2.Client
	from   string
	fault  awsfault.Resource
}

var _ office.Post = (*Post)(nil)

// New returns the post of a sender, an address that SES has verified. It asks nothing of AWS yet.
func New(client *sesv2.Client, from string) *Post {
	return &Post{client, from, awsfault.Resource{Name: "mail by SES", Setting: "SENDER"}}
}

// mostRecipients is how many addresses SES takes at once.
const mostRecipients = 50

// Send implements office.Post. A mail to more people than SES takes at once is handed over in parts, each with all the
// addresses in its head; if a part fails, all of them are due again.
func (p *Post) Send(ctx context.Context, m office.Mail) error {
	raw, err := post.Render(p.from, m)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(m.To, mostRecipients) {
		_, err := p.client.SendEmail(ctx, &sesv2.SendEmailInput{
			FromEmailAddress: &p.from,
			Destination:      &types.Destination{ToAddresses: part},
			Content:          &types.EmailContent{Raw: &types.RawMessage{Data: raw}},
		})
		if err != nil {
			return p.kind(m.Reference, err)
		}
	}
	return nil
}

// kind tells a mail that can never be sent from one that can be once somebody has mended the account.
func (p *Post) kind(reference string, err error) error {
	code := awsfault.Code(err)
	switch {
	case code == "MessageRejected" && !unverified(err), code == "BadRequestException":
		return fault.Wrap(fault.Invalid, err, "mail %s can never be sent: SES answered %s", reference, code).
			To("correct the addresses in the definition")
	case code == "MessageRejected", code == "MailFromDomainNotVerifiedException":
		return fault.Wrap(fault.Unavailable, err, "mail %s is not taken: an address is not verified", reference).
			To("verify the sender's domain in SES or set SenderDomain, and take the account out of the sandbox")
	case code == "AccountSuspendedException", code == "SendingPausedException":
		return fault.Wrap(fault.Unavailable, err, "mail %s is not taken: the account may not send (%s)", reference, code).
			To("see the account's dashboard in SES")
	}
	return p.fault.Of(err)
}

// unverified says whether a message was rejected for the account's sake and not its own. SES has one code for both, and
// a reminder that the account's owner can still let through must not be given up.
func unverified(err error) bool {
	var answer smithy.APIError
	return errors.As(err, &answer) && strings.Contains(strings.ToLower(answer.ErrorMessage()), "not verified")
}
