// Package awsfault gives the errors of AWS calls a kind and a mend, once for all adapters. What an error means to one
// port alone, such as a failed condition, its adapter looks at first.
package awsfault

import (
	"context"
	"errors"
	"net/http"
	"regexp"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"example.org/handover/internal/fault"
)

// Resource is what an adapter uses on AWS, so named that a person finds it.
type Resource struct {
	Name    string // such as "table handover"
	Setting string // the environment variable that names it, such as "TABLE"
}

// Of gives the error of a call a kind, and nil for nil. The text holds the operation and the code of the error alone:
// messages of AWS repeat addresses and keys. The cause stays in the chain.
func (r Resource) Of(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fault.Wrap(fault.Unavailable, err, "%s: the request was given up", r.Name)
	}
	var wrong *smithy.InvalidParamsError
	if errors.As(err, &wrong) {
		return fault.Wrap(fault.Internal, err, "%s: %s cannot be asked so", r.Name, operation(err))
	}
	var coded smithy.APIError
	if !errors.As(err, &coded) {
		return fault.Wrap(fault.Unavailable, err, "%s: %s got no answer", r.Name, operation(err)).
			To("check the network, the region and the credentials")
	}
	return r.Coded(coded.ErrorCode(), err)
}

// Coded gives an error of a known code a kind: for codes that stand inside an answer.
func (r Resource) Coded(code string, err error) error {
	kind, mend := r.classify(code, err)
	return fault.Wrap(kind, err, "%s: %s failed with %s", r.Name, operation(err), code).To("%s", mend)
}

// Code returns the code of an error that AWS answered, or "".
func Code(err error) string {
	var coded smithy.APIError
	if errors.As(err, &coded) {
		return coded.ErrorCode()
	}
	return ""
}

// classify is the one table of codes. What somebody who runs the stack can mend is Unavailable, so that the workflow
// and the clock try again once it is mended; only a defect of ours is Internal.
func (r Resource) classify(code string, err error) (kind fault.Kind, mend string) {
	switch code {
	case "AccessDenied", "AccessDeniedException", "AllAccessDisabled", "AuthorizationError", "Forbidden",
		"KMSAccessDeniedException", "KmsAccessDeniedException":
		return fault.Unavailable, "allow the role " + denied(err)
	case "ExpiredToken", "ExpiredTokenException", "IncompleteSignature", "InvalidAccessKeyId", "InvalidClientTokenId",
		"InvalidSignatureException", "MissingAuthenticationToken", "SignatureDoesNotMatch", "UnrecognizedClientException":
		return fault.Unavailable, "check the credentials, the region and the machine's clock"
	case "InvalidArn", "NoSuchBucket", "NotFound", "NotFoundException", "PermanentRedirect", "ResourceNotFoundException",
		"StateMachineDeleting", "StateMachineDoesNotExist":
		return fault.Unavailable, "it is missing: deploy the stack or set " + r.Setting
	case "Disabled", "DisabledException", "KMSDisabledException", "KMSInvalidStateException", "KmsDisabledException",
		"KmsInvalidStateException":
		return fault.Unavailable, "enable its key in KMS, or cancel the key's deletion"
	}
	if busy(code) || serverFailed(err) {
		return fault.Unavailable, "try again"
	}
	return fault.Internal, ""
}

// forbidden finds the action that AWS names in the answer that denies it; some services put it into quotes. An action is
// no secret and no address, as the rest of the answer may be.
var forbidden = regexp.MustCompile("not authorized to perform:? [`'\"]?([a-z0-9-]+:[A-Za-z]+)")

// denied names what the role lacks. That need not be the operation: what is encrypted is refused without a right to its key.
func denied(err error) string {
	var answer smithy.APIError
	if errors.As(err, &answer) {
		if found := forbidden.FindStringSubmatch(answer.ErrorMessage()); found != nil {
			return found[1]
		}
	}
	return "this operation, and the use of its key in KMS"
}

// busy says whether AWS asks to come again later.
func busy(code string) bool {
	switch code {
	case "BandwidthLimitExceeded", "ExecutionLimitExceeded", "InternalError", "InternalServerError",
		"KmsThrottlingException", "LimitExceededException", "OperationAborted", "PriorRequestNotComplete",
		"ProvisionedThroughputExceeded",
		"ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException",
		"RequestTimeout", "RequestTimeoutException", "ServiceQuotaExceededException", "ServiceUnavailable", "SlowDown",
		"Throttling", "ThrottledException", "ThrottlingError", "ThrottlingException", "TooManyRequestsException",
		"TransactionConflictException", "TransactionInProgressException":
		return true
	}
	return false
}

func serverFailed(err error) bool {
	var answer *awshttp.ResponseError
	if errors.As(err, &answer) && answer.HTTPStatusCode() >= http.StatusInternalServerError {
		return true
	}
	var coded smithy.APIError
	return errors.As(err, &coded) && coded.ErrorFault() == smithy.FaultServer
}

func operation(err error) string {
	var op *smithy.OperationError
	if errors.As(err, &op) {
		return op.Operation()
	}
	return "a call"
}
