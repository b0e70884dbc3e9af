//go:build aws

package cloud_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"example.org/handover/internal/app/cloud/cloudtest"
)

// stack is the deployed stack as its outputs describe it.
type stack struct {
	cloudtest.Stack
	name     string
	endpoint string
	conf     aws.Config
	outputs  map[string]string
}

// deployed finds a stack that `make local-aws-up` has put on the local AWS.
func deployed(t *testing.T, name string) stack {
	t.Helper()
	s := cloudtest.Deployed(t, name)
	return stack{s, name, s.Endpoint, s.Conf, s.Outputs}
}

// door is the address of the HTTP API.
func (s stack) door() string { return s.Door() }

// reply is the answer to a request.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// send sends a signed request.
func (s stack) send(ctx context.Context, service, method, address string, body []byte, header map[string]string) (reply, error) {
	got, err := s.Send(ctx, service, method, address, body, header)
	return reply{got.Status, got.Header, got.Body}, err
}

// invoke calls a Lambda function, which an ARN names, and returns its answer. A failure names the function's error.
func (s stack) invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	return s.Invoke(ctx, function, event)
}

// execution is the ARN of the n-th execution of a programme.
func (s stack) execution(programme string, n int) string { return s.Execution(programme, n) }
