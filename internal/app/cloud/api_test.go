package cloud_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/site"
)

// asked is a request of the HTTP API, signed unless it says otherwise.
func asked(method, path, body string) events.APIGatewayV2HTTPRequest {
	in := events.APIGatewayV2HTTPRequest{Version: "2.0", RawPath: path, Body: body,
		Headers: map[string]string{"handover-person": "office-1", "idempotency-key": "k"}}
	in.RequestContext.HTTP.Method = method
	in.RequestContext.Stage = "$default"
	in.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
		IAM: &events.APIGatewayV2HTTPRequestContextAuthorizerIAMDescription{UserARN: "arn:aws:iam::000000000000:role/portal"}}
	return in
}

func door(t *testing.T, a *cloud.App, in events.APIGatewayV2HTTPRequest) events.APIGatewayV2HTTPResponse {
	t.Helper()
	event, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	answer, failed := serve(t, a, site.API, string(event))
	if failed.Type != "" {
		t.Fatalf("%s %s: %+v", in.RequestContext.HTTP.Method, in.RawPath, failed)
	}
	var out events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal([]byte(answer), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTheDoor passes requests through the adapter: bodies plain and encoded, queries, stages, signatures.
func TestTheDoor(t *testing.T) {
	a, log := inMemory(t, started())
	definition, err := os.ReadFile(programmes + "/doncaster.json")
	if err != nil {
		t.Fatal(err)
	}
	start := asked("POST", "/api/programmes", base64.StdEncoding.EncodeToString(definition))
	start.IsBase64Encoded = true
	if out := door(t, a, start); out.StatusCode != http.StatusCreated ||
		out.Body != `{"programme":"doncaster","sequence":1,"added":1}`+"\n" {
		t.Fatalf("start: %+v", out)
	}
	if !strings.Contains(log.String(), "caller=arn:aws:iam::000000000000:role/portal") {
		t.Errorf("the log does not name the caller: %s", log)
	}
	query := asked("GET", "/api/programmes/doncaster/log", "")
	query.RawQueryString = "from=2"
	if out := door(t, a, query); out.StatusCode != http.StatusOK || out.Body != `{"entries":[]}`+"\n" {
		t.Errorf("log: %+v", out)
	}
	staged := asked("GET", "/beta/healthz", "")
	staged.RequestContext.Stage, staged.RequestContext.Authorizer = "beta", nil
	if out := door(t, a, staged); out.StatusCode != http.StatusOK || out.Body != "ok\n" ||
		out.Headers["Content-Type"] != "text/plain; charset=utf-8" {
		t.Errorf("healthz: %+v", out)
	}
	page := asked("GET", "/programmes/doncaster", "")
	if out := door(t, a, page); out.StatusCode != http.StatusOK || out.Headers["Content-Type"] != "text/html; charset=utf-8" ||
		out.Headers["Cache-Control"] != "private, no-cache" {
		t.Errorf("page: %d %v", out.StatusCode, out.Headers)
	}
	unsigned := asked("GET", "/programmes/doncaster", "")
	unsigned.RequestContext.Authorizer = nil
	if out := door(t, a, unsigned); out.StatusCode != http.StatusUnauthorized {
		t.Errorf("unsigned: %+v", out)
	}
	unsigned.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{}
	if out := door(t, a, unsigned); out.StatusCode != http.StatusUnauthorized {
		t.Errorf("authorised by something else: %+v", out)
	}
}

// TestRequestsThatAreNone are refused before anything looks at them.
func TestRequestsThatAreNone(t *testing.T) {
	a, _ := inMemory(t, started())
	broken := asked("POST", "/api/programmes", "not base64!")
	broken.IsBase64Encoded = true
	spaced := asked("GET", "/a b", "")
	nameless := asked("G E T", "/", "")
	for _, in := range []events.APIGatewayV2HTTPRequest{broken, spaced, nameless} {
		event, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		answer, failed := serve(t, a, site.API, string(event))
		if failed.Type != "Invalid" && !strings.Contains(answer, `"statusCode":404`) {
			t.Errorf("%s: %s %+v", event, answer, failed)
		}
	}
	if _, failed := serve(t, a, site.API, `[]`); failed.Type != "Invalid" {
		t.Errorf("%+v", failed)
	}
}

// FuzzTheDoor holds that no event makes the adapter fail other than with a name that is known.
func FuzzTheDoor(f *testing.F) {
	for _, path := range []string{"/", "/healthz", "/api/programmes", "//x/../y", "/%zz", "?", "/programmes/\x00"} {
		f.Add("GET", path, "a=b", "", false)
	}
	f.Add("POST", "/api/programmes", "", "{}", true)
	f.Fuzz(func(t *testing.T, method, path, query, body string, encoded bool) {
		a, _ := inMemory(t, started())
		in := asked(method, path, body)
		in.RawQueryString, in.IsBase64Encoded = query, encoded
		event, err := json.Marshal(in)
		if err != nil {
			t.Skip()
		}
		answer, failed := serve(t, a, site.API, string(event))
		if failed.Type != "" && failed.Type != "Invalid" {
			t.Fatalf("%+v", failed)
		}
		if failed.Type == "" && !json.Valid([]byte(answer)) {
			t.Fatalf("no answer: %q", answer)
		}
	})
}
