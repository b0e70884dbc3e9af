package cloud_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/mailing"
	"example.org/handover/internal/awstest"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// TestNoAddressComesIntoTheLog lets SES refuse a mail in words that name its recipient. However the error is wrapped on
// its way, the log tells operation, code and request id, and neither the log nor the workflow is told the address.
func TestNoAddressComesIntoTheLog(t *testing.T) {
	const address = "somebody.private@home.example"
	refused := awstest.Answer{Status: 400,
		Header: map[string]string{"X-Amzn-Errortype": "MessageRejected", "X-Amzn-Requestid": "request-1"},
		Body:   `{"message":"Email address is not verified. The following identities failed the check: ` + address + `"}`}
	for name, wrap := range map[string]func(error) error{
		"as it is": func(err error) error { return err },
		"wrapped":  func(err error) error { return fmt.Errorf("the sweep: %w", err) },
		"joined":   func(err error) error { return errors.Join(errors.New("another"), err) },
		"bare": func(err error) error { // as if an adapter passed on what the client returned
			return fmt.Errorf("cannot send: %w", errors.Unwrap(err))
		},
		"in words": func(err error) error { // which the log can take back; no adapter does so
			_, said, _ := strings.Cut(errors.Unwrap(err).Error(), "MessageRejected: ")
			return fault.Wrap(fault.Internal, err, "cannot send: %s", said)
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, log := app(t, awstest.NewCanned(t, refused, refused), nil, mailing.Part)
			sending := func(a *cloud.App) cloud.Handler {
				return func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) {
					return nil, wrap(a.Office.Post.Send(ctx, office.Mail{To: []string{address}, Subject: "s", Reference: "one/1/0"}))
				}
			}
			_, failed := serve(t, a, sending, "{}")
			if strings.Contains(log.String(), address) || name != "in words" && strings.Contains(failed.Message, address) {
				t.Errorf("the address is told: %+v %s", failed, log)
			}
			if want := "SESv2 SendEmail: MessageRejected, status 400, request request-1"; !strings.Contains(log.String(), want) {
				t.Errorf("the log lacks %q: %s", want, log)
			}
		})
	}
}

// TestTheRelayNamesNoAddress is the same for the log of the relay, which it writes itself.
func TestTheRelayNamesNoAddress(t *testing.T) {
	a, log := inMemory(t, started())
	refused, _ := app(t, awstest.NewCanned(t, awstest.Failed(400, "AccessDeniedException")), nil)
	_, err := refused.Office.Store.Outbox(t.Context(), "down")
	a.Office.Store = &outboxes{fails: map[string]error{"down": err}}
	serve(t, a, cloud.Relay, `{"Records":[`+record(`{"S":"P#down"}`, "1")+`]}`)
	if !strings.Contains(log.String(), "DynamoDB Query: AccessDeniedException") || strings.Contains(log.String(), "on purpose") {
		t.Errorf("the log says %s", log)
	}
}
