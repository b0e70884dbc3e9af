// Package cloudtest reaches a stack that `make local-aws-up` has deployed, for the tests that play on it.
package cloudtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"
)

// Stack is a deployed stack as its outputs describe it.
type Stack struct {
	Endpoint string // of the local AWS
	Conf     aws.Config
	Outputs  map[string]string
}

// Deployed finds a stack. Without one the test fails: whoever asks for tag aws wants to know.
func Deployed(t testing.TB, name string) Stack {
	t.Helper()
	s, err := Find(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Find finds a stack on the local AWS of the environment.
func Find(ctx context.Context, name string) (Stack, error) {
	s := Stack{Endpoint: os.Getenv("HANDOVER_AWS_ENDPOINT")}
	if s.Endpoint == "" {
		return s, fmt.Errorf(`HANDOVER_AWS_ENDPOINT is missing: make local-aws-up; eval "$(infra/local/aws.sh env)"`)
	}
	var err error
	s.Conf, err = config.LoadDefaultConfig(ctx, config.WithBaseEndpoint(s.Endpoint), config.WithLogger(logging.Nop{}))
	if err != nil {
		return s, err
	}
	s.Outputs, err = s.describe(ctx, name)
	return s, err
}

// describe asks CloudFormation for the outputs of a stack, without a client of its own: this is the only question.
func (s Stack) describe(ctx context.Context, name string) (map[string]string, error) {
	form := url.Values{"Action": {"DescribeStacks"}, "Version": {"2010-05-15"}, "StackName": {name}}
	got, err := s.Send(ctx, "cloudformation", http.MethodPost, s.Endpoint+"/", []byte(form.Encode()),
		map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
	if err != nil || got.Status != http.StatusOK {
		return nil, fmt.Errorf("stack %s is not there; make local-aws-up: %w %s", name, err, got.Body)
	}
	var answer struct {
		Outputs []struct {
			Key   string `xml:"OutputKey"`
			Value string `xml:"OutputValue"`
		} `xml:"DescribeStacksResult>Stacks>member>Outputs>member"`
	}
	if err := xml.Unmarshal(got.Body, &answer); err != nil {
		return nil, err
	}
	outputs := map[string]string{}
	for _, o := range answer.Outputs {
		outputs[o.Key] = o.Value
	}
	return outputs, nil
}

// Door is the address of the HTTP API.
func (s Stack) Door() string {
	return s.Endpoint + "/_aws/execute-api/" + s.Outputs["HttpApi"] + "/$default"
}

// Execution is the ARN of the n-th execution of a programme.
func (s Stack) Execution(programme string, n int) string {
	return fmt.Sprintf("%s:%s-%d", strings.Replace(s.Outputs["Workflow"], ":stateMachine:", ":execution:", 1), programme, n)
}

// Reply is the answer to a request.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// Send sends a signed request.
func (s Stack) Send(ctx context.Context, service, method, address string, body []byte, header map[string]string) (
	Reply, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return Reply{}, err
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	if err := s.sign(r, service, body); err != nil {
		return Reply{}, err
	}
	return Fetch(r)
}

// sign signs a request (SigV4).
func (s Stack) sign(r *http.Request, service string, body []byte) error {
	credentials, err := s.Conf.Credentials.Retrieve(r.Context())
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	return v4.NewSigner().SignHTTP(r.Context(), credentials, r, hex.EncodeToString(sum[:]), service, s.Conf.Region, time.Now())
}

// Fetch sends a request as it is, and reads the answer.
func Fetch(r *http.Request) (Reply, error) {
	got, err := http.DefaultClient.Do(r) //nolint:gosec // only to the local AWS
	if err != nil {
		return Reply{}, err
	}
	defer func() { _ = got.Body.Close() }() // it has been read, or the error of reading says more
	body, err := io.ReadAll(got.Body)
	return Reply{got.StatusCode, got.Header, body}, err
}

// Invoke calls a Lambda function, which an ARN names, and returns its answer. A failure names the function's error.
func (s Stack) Invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	path := "/2015-03-31/functions/" + url.PathEscape(function) + "/invocations"
	got, err := s.Send(ctx, "lambda", http.MethodPost, s.Endpoint+path, event, nil)
	if err == nil && (got.Status != http.StatusOK || got.Header.Get("X-Amz-Function-Error") != "") {
		err = fmt.Errorf("%s: %d %s", function, got.Status, got.Body)
	}
	return got.Body, err
}

// Tick lets the clock look at what is due.
func (s Stack) Tick(ctx context.Context) error {
	_, err := s.Invoke(ctx, s.Outputs["Clock"], []byte("{}"))
	return err
}

// Tell tells the clock of a rehearsal the time.
func (s Stack) Tell(ctx context.Context, now time.Time) error {
	_, err := s.Invoke(ctx, s.Outputs["Clock"], fmt.Appendf(nil, `{"now":%q}`, now.UTC().Format(time.RFC3339)))
	return err
}
