//go:build aws

package cloud_test

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

// stack is the deployed stack as its outputs describe it.
type stack struct {
	name     string
	endpoint string
	conf     aws.Config
	outputs  map[string]string
}

// deployed finds a stack that `make local-aws-up` has put on the local AWS. Without one the test fails: whoever
// asks for tag aws wants to know.
func deployed(t *testing.T, name string) stack {
	t.Helper()
	endpoint := os.Getenv("HANDOVER_AWS_ENDPOINT")
	if endpoint == "" {
		t.Fatal(`HANDOVER_AWS_ENDPOINT is missing: make local-aws-up; eval "$(infra/local/aws.sh env)"`)
	}
	conf, err := config.LoadDefaultConfig(t.Context(), config.WithBaseEndpoint(endpoint), config.WithLogger(logging.Nop{}))
	if err != nil {
		t.Fatal(err)
	}
	s := stack{name: name, endpoint: endpoint, conf: conf}
	s.outputs = s.describe(t, name)
	return s
}

// describe asks CloudFormation for the outputs of a stack, without a client of its own: this is the only question.
func (s stack) describe(t *testing.T, name string) map[string]string {
	t.Helper()
	form := url.Values{"Action": {"DescribeStacks"}, "Version": {"2010-05-15"}, "StackName": {name}}
	got, err := s.send(t.Context(), "cloudformation", http.MethodPost, s.endpoint+"/", []byte(form.Encode()),
		map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
	if err != nil || got.status != http.StatusOK {
		t.Fatalf("stack %s is not there: %v %s", name, err, got.body)
	}
	var answer struct {
		Outputs []struct {
			Key   string `xml:"OutputKey"`
			Value string `xml:"OutputValue"`
		} `xml:"DescribeStacksResult>Stacks>member>Outputs>member"`
	}
	if err := xml.Unmarshal(got.body, &answer); err != nil {
		t.Fatal(err)
	}
	outputs := map[string]string{}
	for _, o := range answer.Outputs {
		outputs[o.Key] = o.Value
	}
	return outputs
}

// door is the address of the HTTP API.
func (s stack) door() string {
	return s.endpoint + "/_aws/execute-api/" + s.outputs["HttpApi"] + "/$default"
}

// reply is the answer to a request.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// send sends a signed request.
func (s stack) send(ctx context.Context, service, method, address string, body []byte, header map[string]string) (reply, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	credentials, err := s.conf.Credentials.Retrieve(ctx)
	if err != nil {
		return reply{}, err
	}
	sum := sha256.Sum256(body)
	digest := hex.EncodeToString(sum[:])
	if err := v4.NewSigner().SignHTTP(ctx, credentials, r, digest, service, s.conf.Region, time.Now()); err != nil {
		return reply{}, err
	}
	return fetch(r)
}

func fetch(r *http.Request) (reply, error) {
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = got.Body.Close() }() // it has been read, or the error of reading says more
	body, err := io.ReadAll(got.Body)
	return reply{got.StatusCode, got.Header, body}, err
}

// invoke calls a Lambda function, which an ARN names, and returns its answer. A failure names the function's error.
func (s stack) invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	path := "/2015-03-31/functions/" + url.PathEscape(function) + "/invocations"
	got, err := s.send(ctx, "lambda", http.MethodPost, s.endpoint+path, event, nil)
	if err == nil && (got.status != http.StatusOK || got.header.Get("X-Amz-Function-Error") != "") {
		err = fmt.Errorf("%s: %d %s", function, got.status, got.body)
	}
	return got.body, err
}

// execution is the ARN of the n-th execution of a programme.
func (s stack) execution(programme string, n int) string {
	return fmt.Sprintf("%s:%s-%d", strings.Replace(s.outputs["Workflow"], ":stateMachine:", ":execution:", 1), programme, n)
}
