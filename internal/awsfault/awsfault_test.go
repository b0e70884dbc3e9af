package awsfault_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/aws/smithy-go"

	"example.org/handover/internal/awsfault"
	"example.org/handover/internal/fault"
)

var table = awsfault.Resource{Name: "table handover", Setting: "TABLE"}

// answered is an error as a client returns it: AWS answered with a code.
func answered(code string, by smithy.ErrorFault) error {
	return &smithy.OperationError{ServiceID: "DynamoDB", OperationName: "GetItem",
		Err: &smithy.GenericAPIError{Code: code, Message: "of somebody@example.org", Fault: by}}
}

func TestOf(t *testing.T) {
	lost := &smithy.OperationError{ServiceID: "DynamoDB", OperationName: "GetItem", Err: io.ErrUnexpectedEOF}
	for name, c := range map[string]struct {
		err  error
		kind fault.Kind
		text string
	}{
		"throttled": {answered("ThrottlingException", smithy.FaultClient), fault.Unavailable,
			"table handover: GetItem failed with ThrottlingException; try again"},
		"server": {answered("Novelty", smithy.FaultServer), fault.Unavailable,
			"table handover: GetItem failed with Novelty; try again"},
		"denied": {answered("AccessDeniedException", smithy.FaultClient), fault.Unavailable,
			"table handover: GetItem failed with AccessDeniedException; allow the role this operation, and the use of its key in KMS"},
		"credentials": {answered("ExpiredTokenException", smithy.FaultClient), fault.Unavailable,
			"table handover: GetItem failed with ExpiredTokenException; " +
				"check the credentials, the region and the machine's clock"},
		"missing": {answered("ResourceNotFoundException", smithy.FaultClient), fault.Unavailable,
			"table handover: GetItem failed with ResourceNotFoundException; it is missing: deploy the stack or set TABLE"},
		"key disabled": {answered("DisabledException", smithy.FaultClient), fault.Unavailable,
			"table handover: GetItem failed with DisabledException; enable its key in KMS, or cancel the key's deletion"},
		"key to be deleted": {answered("KMSInvalidStateException", smithy.FaultClient), fault.Unavailable,
			"table handover: GetItem failed with KMSInvalidStateException; " +
				"enable its key in KMS, or cancel the key's deletion"},
		"ours": {answered("ValidationException", smithy.FaultClient), fault.Internal,
			"table handover: GetItem failed with ValidationException"},
		"no answer": {lost, fault.Unavailable,
			"table handover: GetItem got no answer; check the network, the region and the credentials"},
		"unasked": {&smithy.OperationError{OperationName: "GetItem", Err: &smithy.InvalidParamsError{}}, fault.Internal,
			"table handover: GetItem cannot be asked so"},
		"cancelled": {fmt.Errorf("call: %w", context.Canceled), fault.Unavailable,
			"table handover: the request was given up"},
		"too late": {fmt.Errorf("call: %w", context.DeadlineExceeded), fault.Unavailable,
			"table handover: the request was given up"},
	} {
		t.Run(name, func(t *testing.T) {
			err := table.Of(c.err)
			if fault.KindOf(err) != c.kind || err.Error() != c.text {
				t.Errorf("got  %s: %s\nwant %s: %s", fault.KindOf(err), err, c.kind, c.text)
			}
			if !errors.Is(err, c.err) {
				t.Error("the cause is lost")
			}
		})
	}
	if err := table.Of(nil); err != nil {
		t.Errorf("of nothing: %v", err)
	}
}

// TestTheRightThatIsMissingIsNamed reads answers as AWS gives them: of the operation, of the key under which something is
// encrypted, and of one whose policy AWS does not tell of.
func TestTheRightThatIsMissingIsNamed(t *testing.T) {
	const (
		user = "User: arn:aws:sts::111122223333:assumed-role/handover-Rights-1-PlanRole/somebody@example.org is "
		key  = "arn:aws:kms:eu-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	)
	for message, want := range map[string]string{
		user + "not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-west-2:111122223333:table/handover " +
			"because no identity-based policy allows the dynamodb:GetItem action": "allow the role dynamodb:GetItem",
		"KMS key access denied error: " + user + "not authorized to perform: kms:Decrypt on the resource associated with this " +
			"ciphertext because no identity-based policy allows the kms:Decrypt action": "allow the role kms:Decrypt",
		user + "not authorized to perform: kms:GenerateDataKey on resource: " + key + " with an explicit deny in an " +
			"identity-based policy": "allow the role kms:GenerateDataKey",
		"User `arn:aws:sts::111122223333:assumed-role/a/b' is not authorized to perform `ses:SendEmail' on resource " +
			"`arn:aws:ses:eu-west-2:111122223333:identity/hr.lead@council.example'": "allow the role ses:SendEmail",
		"Access Denied": "allow the role this operation, and the use of its key in KMS",
		"":              "allow the role this operation, and the use of its key in KMS",
	} {
		err := table.Of(&smithy.OperationError{ServiceID: "DynamoDB", OperationName: "GetItem",
			Err: &smithy.GenericAPIError{Code: "AccessDeniedException", Message: message}})
		if got := "table handover: GetItem failed with AccessDeniedException; " + want; err.Error() != got {
			t.Errorf("of %s:\ngot  %s\nwant %s", message, err, got)
		}
	}
}

func TestCode(t *testing.T) {
	if got := awsfault.Code(answered("Novelty", smithy.FaultUnknown)); got != "Novelty" {
		t.Errorf("got %q", got)
	}
	if got := awsfault.Code(io.EOF); got != "" {
		t.Errorf("got %q for an error that AWS did not answer", got)
	}
}

// TestCodedTakesTheCodeGiven is for reasons that stand inside an answer with a code of its own.
func TestCodedTakesTheCodeGiven(t *testing.T) {
	err := table.Coded("ThrottlingError", answered("TransactionCanceledException", smithy.FaultClient))
	if want := "table handover: GetItem failed with ThrottlingError; try again"; err.Error() != want {
		t.Errorf("got %s, want %s", err, want)
	}
}
