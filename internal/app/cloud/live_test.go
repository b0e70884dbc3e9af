//go:build aws

package cloud_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

// nextYear is the sample moved to next year: live programmes lie ahead.
func nextYear(t *testing.T, programme string) handover.Definition {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(programmes, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	year := strconv.Itoa(time.Now().Year() + 1)
	d, err := intake.Definition("doncaster.json", strings.NewReader(strings.ReplaceAll(string(raw), `"2022-`, `"`+year+"-")))
	if err != nil {
		t.Fatal(err)
	}
	d.Programme = programme
	return d
}

// until asks again and again, until it is so.
func until(t *testing.T, what string, atMost time.Duration, so func() (bool, error)) {
	t.Helper()
	for end := time.Now().Add(atMost); ; time.Sleep(look) {
		ok, err := so()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if ok {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s: not within %s", what, atMost)
		}
	}
}

// TestALiveStackRunsByItself starts a programme on a stack whose time is the machine's. Nobody tells the clock anything:
// the relay starts the workflow; an execution that somebody aborts is replaced; with the relay switched off, the
// scheduler's beat sends the mails.
func TestALiveStackRunsByItself(t *testing.T) {
	y := newTheatre(deployed(t, "handover-live"))
	y.verifySender(t)
	d := nextYear(t, fmt.Sprintf("live-%d", time.Now().Unix()))
	body, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if err := y.call(ctx, http.MethodPost, "/api/programmes", "office-1", body, nil); err != nil {
		t.Fatal(err)
	}
	until(t, "the workflow waits at its gates", 30*time.Second, func() (bool, error) { return y.waits(ctx, d.Programme, 1) })

	abort := &sfn.StopExecutionInput{ExecutionArn: aws.String(y.execution(d.Programme, 1)), Cause: aws.String("a finger slipped")}
	if _, err := y.workflows.StopExecution(ctx, abort); err != nil {
		t.Fatal(err)
	}
	until(t, "the successor waits at the gates", 30*time.Second, func() (bool, error) { return y.waits(ctx, d.Programme, 2) })

	y.switchRelay(t, false)
	defer y.switchRelay(t, true)
	stop := "/api/programmes/" + d.Programme + "/commands/stop"
	if err := y.call(ctx, http.MethodPost, stop, "sro", []byte(`{"reason":"the council decided otherwise"}`), nil); err != nil {
		t.Fatal(err)
	}
	want := mail{Source: "handover@handover.invalid", Subject: "[" + d.Programme + "] Stop ordered",
		To: []string{"programme.office@doncaster.example", "programme.assurance@doncaster.example", "sro@doncaster.example"}}
	until(t, "the beat of the clock sends the mail", 150*time.Second, func() (bool, error) {
		return slices.ContainsFunc(y.mails(t), func(m mail) bool { return cmp.Equal(m, want) }), nil
	})
}

// waits reports whether the n-th execution of a programme is in charge and waits at its gates.
func (y *theatre) waits(ctx context.Context, programme string, n int) (bool, error) {
	p, err := y.State(ctx, programme)
	if err != nil || p.Execution.Number != n || len(p.Gates) == 0 {
		return false, err
	}
	open, unregistered, err := y.gates(ctx, p)
	return open > 0 && unregistered == "", err
}

// switchRelay switches the relay's stream on or off.
func (y *theatre) switchRelay(t *testing.T, on bool) {
	t.Helper()
	mappings := y.endpoint + "/2015-03-31/event-source-mappings/"
	list, err := y.send(context.WithoutCancel(t.Context()), "lambda", http.MethodGet, mappings, nil, nil)
	if err != nil || list.status != http.StatusOK {
		t.Fatalf("%v %s", err, list.body)
	}
	var found struct {
		EventSourceMappings []struct{ UUID, EventSourceArn string }
	}
	if err := json.Unmarshal(list.body, &found); err != nil {
		t.Fatal(err)
	}
	for _, m := range found.EventSourceMappings {
		if !strings.Contains(m.EventSourceArn, ":table/"+y.outputs["Table"]+"/") {
			continue
		}
		got, err := y.send(context.WithoutCancel(t.Context()), "lambda", http.MethodPut,
			y.endpoint+"/2015-03-31/event-source-mappings/"+url.PathEscape(m.UUID), fmt.Appendf(nil, `{"Enabled":%t}`, on), nil)
		if err != nil || got.status >= http.StatusMultipleChoices {
			t.Fatalf("%v %s", err, got.body)
		}
	}
}

// verifySender lets SES take mails of the stack's domain: in an account that is done once, by hand.
func (y *theatre) verifySender(t *testing.T) {
	t.Helper()
	_, err := sesv2.NewFromConfig(y.conf).CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{
		EmailIdentity: aws.String("handover.invalid")})
	var there *types.AlreadyExistsException
	if err != nil && !errors.As(err, &there) {
		t.Fatal(err)
	}
}

// mail is a mail that the local AWS has taken.
type mail struct {
	Source, Subject string
	To              []string
}

// mails lists the mails that the local AWS has taken.
func (y *theatre) mails(t *testing.T) []mail {
	t.Helper()
	got, err := y.send(t.Context(), "ses", http.MethodGet, y.endpoint+"/_ministack/ses/messages", nil, nil)
	if err != nil || got.status != http.StatusOK {
		t.Fatalf("%v %s", err, got.body)
	}
	var taken struct {
		Messages map[string][]mail `json:"messages"`
	}
	if err := json.Unmarshal(got.body, &taken); err != nil {
		t.Fatal(err)
	}
	var all []mail
	for _, ofAccount := range taken.Messages {
		all = append(all, ofAccount...)
	}
	return all
}
