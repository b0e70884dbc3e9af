//go:build aws

package cloud_test

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.org/handover/internal/office"
)

// mail is a mail as the local AWS shows it: of several parts of a kind it shows the last.
type mail struct {
	Source, Subject, BodyText, BodyHTML string
	To                                  []string
}

// sender is where the mails of every stack come from, and the domain of it.
const (
	senderDomain = "handover.invalid"
	sender       = "handover@" + senderDomain
)

// mailbox keeps the mails of the embedded product.
type mailbox struct {
	mu   sync.Mutex
	sent []mail
}

// Send implements office.Post.
func (b *mailbox) Send(_ context.Context, m office.Mail) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	shown := mail{Source: sender, Subject: m.Subject, BodyText: m.Body, To: m.To}
	for _, a := range m.Attached {
		switch {
		case strings.HasPrefix(a.Type, "text/plain"):
			shown.BodyText = string(a.Content)
		case strings.HasPrefix(a.Type, "text/html"):
			shown.BodyHTML = string(a.Content)
		}
	}
	b.sent = append(b.sent, shown)
	return nil
}

// taken lists the mails about a programme that the local AWS has taken.
func (y *theatre) taken(ctx context.Context, programme string) ([]mail, error) {
	got, err := y.send(ctx, "ses", http.MethodGet, y.endpoint+"/_ministack/ses/messages", nil, nil)
	if err != nil {
		return nil, err
	}
	var taken struct {
		Messages map[string][]mail `json:"messages"`
	}
	if err := json.Unmarshal(got.body, &taken); err != nil {
		return nil, err
	}
	var all []mail
	for _, ofAccount := range taken.Messages {
		all = append(all, ofAccount...)
	}
	return slices.DeleteFunc(all, func(m mail) bool { return !strings.HasPrefix(m.Subject, "["+programme+"] ") }), nil
}

// verifySender lets SES take mails of the stacks' domain: in an account that is done once, by hand.
func (y *theatre) verifySender(t *testing.T) {
	t.Helper()
	y.VerifySender(t, senderDomain)
}

// reference ends a mail: the place of its entry in the ledger.
var reference = regexp.MustCompile(`(?m)^Reference: .*/\d+$`)

// lines gives mails the form in which they are compared: branches of the workflow run beside each other, so that mails
// have no order, and entries of one instant no fixed place.
func lines(t *testing.T, mails []mail) []string {
	t.Helper()
	var all []string
	for _, m := range mails {
		for _, text := range []*string{&m.BodyText, &m.BodyHTML} {
			*text = reference.ReplaceAllString(strings.TrimSpace(strings.ReplaceAll(*text, "\r\n", "\n")), "Reference")
		}
		slices.Sort(m.To)
		line, err := json.Marshal(m)
		if err != nil {
			t.Error(err)
		}
		all = append(all, string(line))
	}
	slices.Sort(all)
	return all
}
