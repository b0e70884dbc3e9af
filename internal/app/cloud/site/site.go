// Package site serves the pages and the API on Lambda.
package site

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/web"
)

type signerKey struct{}

// API serves the HTTP API: pages and JSON, for callers whose signature the API has checked.
func API(a *cloud.App) cloud.Handler {
	site := web.Handler(a.Office, a.Log, web.SignedIn(func(r *http.Request) (string, bool) {
		name, ok := r.Context().Value(signerKey{}).(string)
		return name, ok && name != ""
	}))
	return func(ctx context.Context, event json.RawMessage) (json.RawMessage, error) {
		var in events.APIGatewayV2HTTPRequest
		if err := json.Unmarshal(event, &in); err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "the request of the API cannot be read")
		}
		r, err := requestOf(ctx, in)
		if err != nil {
			return nil, err
		}
		w := &answer{status: http.StatusOK, header: http.Header{}}
		site.ServeHTTP(w, r)
		return json.Marshal(w.response())
	}
}

// requestOf is the HTTP request that an event of the HTTP API (payload format 2.0) carries.
func requestOf(ctx context.Context, in events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body := []byte(in.Body)
	if in.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(in.Body); err != nil {
			return nil, fault.Wrap(fault.Invalid, err, "the request's body cannot be read")
		}
	}
	if who := in.RequestContext.Authorizer; who != nil && who.IAM != nil {
		ctx = context.WithValue(ctx, signerKey{}, who.IAM.UserARN)
	}
	target := strings.TrimPrefix(in.RawPath, "/"+in.RequestContext.Stage)
	if in.RawQueryString != "" {
		target += "?" + in.RawQueryString
	}
	r, err := http.NewRequestWithContext(ctx, in.RequestContext.HTTP.Method, target, bytes.NewReader(body))
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "the request cannot be read")
	}
	r.Host = in.RequestContext.DomainName
	for name, value := range in.Headers {
		r.Header.Set(name, value)
	}
	return r, nil
}

// answer collects what a handler writes.
type answer struct {
	status  int
	header  http.Header
	body    bytes.Buffer
	started bool
}

// Header implements http.ResponseWriter.
func (w *answer) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter: the first status counts.
func (w *answer) WriteHeader(status int) {
	if !w.started {
		w.status, w.started = status, true
	}
}

// Write implements http.ResponseWriter.
func (w *answer) Write(p []byte) (int, error) {
	w.started = true
	return w.body.Write(p)
}

func (w *answer) response() events.APIGatewayV2HTTPResponse {
	if w.header.Get("Content-Type") == "" {
		w.header.Set("Content-Type", http.DetectContentType(w.body.Bytes()))
	}
	out := events.APIGatewayV2HTTPResponse{StatusCode: w.status, Headers: map[string]string{}, Body: w.body.String()}
	for name, values := range w.header {
		out.Headers[name] = strings.Join(values, ",")
	}
	if !utf8.Valid(w.body.Bytes()) {
		out.Body, out.IsBase64Encoded = base64.StdEncoding.EncodeToString(w.body.Bytes()), true
	}
	return out
}
