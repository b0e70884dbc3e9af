package awstest

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Answer is what AWS answers to one request.
type Answer struct {
	Status int // of HTTP; 0 stands for 200
	Header map[string]string
	Body   string
	Err    error // the connection breaks with it instead
}

// Failed is the answer of the services that speak JSON to what they refuse.
func Failed(status int, code string) Answer {
	return Answer{Status: status, Body: `{"__type":"com.amazonaws#` + code + `","message":"on purpose"}`}
}

// Request is what was asked.
type Request struct {
	Operation string // the last part of X-Amz-Target, or the method
	Path      string
	Header    http.Header
	Body      string
}

// Canned answers requests in order with what a test wrote, and keeps the requests. A request too many fails the test.
type Canned struct {
	Requests []Request

	t       testing.TB
	answers []Answer
	always  bool // the last answer is that to every further request
}

// NewCanned returns the answers to the requests that follow.
func NewCanned(t testing.TB, answers ...Answer) *Canned { return &Canned{t: t, answers: answers} }

// NewAlways returns the same answer to every request.
func NewAlways(t testing.TB, answer Answer) *Canned {
	return &Canned{t: t, answers: []Answer{answer}, always: true}
}

// Config is the configuration of clients that get the answers. They try once unless a client is told otherwise.
func (c *Canned) Config() aws.Config {
	cfg := dummy()
	cfg.HTTPClient = c
	cfg.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	return cfg
}

var errUnexpected = errors.New("there is no answer to this request")

// Do implements aws.HTTPClient.
func (c *Canned) Do(req *http.Request) (*http.Response, error) {
	c.Requests = append(c.Requests, c.read(req))
	n := len(c.Requests) - 1
	if c.always {
		n = 0
	}
	if n >= len(c.answers) {
		c.t.Errorf("request %d was not expected: %+v", n, c.Requests[n])
		return nil, errUnexpected
	}
	a := c.answers[n]
	if a.Err != nil {
		return nil, a.Err
	}
	if a.Status == 0 {
		a.Status = http.StatusOK
	}
	header := http.Header{"Content-Type": {"application/x-amz-json-1.0"}}
	for name, value := range a.Header {
		header.Set(name, value)
	}
	return &http.Response{StatusCode: a.Status, Header: header, Request: req, ContentLength: int64(len(a.Body)),
		Body: io.NopCloser(strings.NewReader(a.Body))}, nil
}

func (c *Canned) read(req *http.Request) Request {
	r := Request{Operation: req.Method, Path: req.URL.Path, Header: req.Header}
	if _, op, ok := strings.Cut(req.Header.Get("X-Amz-Target"), "."); ok {
		r.Operation = op
	}
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			c.t.Errorf("read the request: %v", err)
		}
		r.Body = string(body)
	}
	return r
}
