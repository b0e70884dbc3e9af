//go:build aws

package cloud_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
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
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

// nextYear is the sample moved to next year: live programmes lie ahead.
func nextYear(t *testing.T, programme string) handover.Definition {
	t.Helper()
	return yearsOn(t, programme, 1)
}

// yearsOn is the sample moved to so many years from now.
func yearsOn(t *testing.T, programme string, years int) handover.Definition {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(programmes, "doncaster.json"))
	if err != nil {
		t.Fatal(err)
	}
	year := strconv.Itoa(time.Now().Year() + years)
	d, err := intake.Definition("doncaster.json", strings.NewReader(strings.ReplaceAll(string(raw), `"2022-`, `"`+year+"-")))
	if err != nil {
		t.Fatal(err)
	}
	d.Programme = fmt.Sprintf("%s-%d", programme, time.Now().Unix())
	return d
}

// TestALiveStackRunsByItself starts a programme on a stack whose time is the machine's. Nobody tells the clock anything:
// the relay starts the workflow, under its second name since somebody has used up the first; an execution that somebody
// aborts is replaced; with the relay switched off, the scheduler's beat sends the mails as soon as the sender's domain is
// verified.
func TestALiveStackRunsByItself(t *testing.T) {
	y, ctx := newTheatre(deployed(t, "handover-live")), t.Context()
	d := nextYear(t, "live")
	if _, err := y.workflows.StartExecution(ctx, &sfn.StartExecutionInput{StateMachineArn: aws.String(y.outputs["Workflow"]),
		Name: aws.String(handover.ExecutionName(d.Programme, 1)), Input: aws.String("{}")}); err != nil {
		t.Fatal(err)
	}
	y.abort(t, d, 1)
	if err := y.start(ctx, d, "office-1"); err != nil {
		t.Fatal(err)
	}
	y.arrives(t, d, 2)
	y.abort(t, d, 2)
	y.arrives(t, d, 3)

	y.switchRelay(t, false)
	defer y.switchRelay(t, true)
	y.forgetSender(t)
	y.stopsOnce(t, d)
	until(t, "the clock says what to do", 60*time.Second, func() (bool, error) {
		log, err := y.beat(ctx)
		return strings.Contains(log, "verify the sender's domain in SES") && strings.Contains(log, d.Programme), err
	})
	y.verifySender(t)
	to := []string{"programme.assurance@doncaster.example", "programme.office@doncaster.example", "sro@doncaster.example"}
	until(t, "the beat of the clock sends the mail", 150*time.Second, func() (bool, error) {
		mails, err := y.taken(ctx, d.Programme)
		return slices.ContainsFunc(mails, func(m mail) bool {
			slices.Sort(m.To)
			return m.Source == sender && strings.HasSuffix(m.Subject, "] Stop ordered") && slices.Equal(m.To, to)
		}), err
	})
}

// beat lets the clock beat, and returns the end of its log. A mail that waits fails no beat, but for that of a checkpoint:
// nothing measures those, and another test of this stack may have one waiting.
func (y *theatre) beat(ctx context.Context) (string, error) {
	got, err := y.send(ctx, "lambda", http.MethodPost,
		y.endpoint+"/2015-03-31/functions/"+url.PathEscape(y.outputs["Clock"])+"/invocations", []byte("{}"),
		map[string]string{"X-Amz-Log-Type": "Tail"})
	if err != nil {
		return "", err
	}
	log, err := base64.StdEncoding.DecodeString(got.header.Get("X-Amz-Log-Result"))
	failed := got.header.Get("X-Amz-Function-Error") != "" && !strings.Contains(string(got.body), `"mail checkpoints/`)
	if failed || got.status != http.StatusOK {
		err = fmt.Errorf("the clock fails: %d %s", got.status, got.body)
	}
	return string(log), err
}

// abort stops an execution as somebody does whose finger slips.
func (y *theatre) abort(t *testing.T, d handover.Definition, n int) {
	t.Helper()
	if _, err := y.workflows.StopExecution(t.Context(), &sfn.StopExecutionInput{
		ExecutionArn: aws.String(y.execution(d.Programme, n)), Cause: aws.String("a finger slipped")}); err != nil {
		t.Fatal(err)
	}
}

// arrives waits until the n-th execution of a programme is in charge and waits at its gates.
func (y *theatre) arrives(t *testing.T, d handover.Definition, n int) *handover.Programme {
	t.Helper()
	var p *handover.Programme
	until(t, fmt.Sprintf("execution %d waits at its gates", n), 2*time.Minute, func() (bool, error) {
		snapshot, err := y.store.Load(t.Context(), d.Programme)
		if err != nil {
			return false, err
		}
		data, err := snapshot.Data()
		if err != nil {
			return false, err
		}
		if p, err = handover.Unmarshal(data); err != nil || p.Execution.Number != n {
			return false, err
		}
		open, unregistered, err := y.watch.Gates(t.Context(), p)
		return open > 0 && unregistered == "", err
	})
	return p
}

// stopsOnce orders the stop twice under one idempotency key, and something else under the same.
func (y *theatre) stopsOnce(t *testing.T, d handover.Definition) {
	t.Helper()
	const key, reason = "stop-1", `{"reason":"the council decided otherwise"}`
	path := "/api/programmes/" + d.Programme + "/commands/stop"
	stop := func(reason string) error {
		return y.repeat(t.Context(), key, http.MethodPost, path, "sro", []byte(reason), nil)
	}
	for range 2 {
		if err := stop(reason); err != nil {
			t.Fatal(err)
		}
	}
	if err := stop(`{"reason":"another"}`); fault.KindOf(err) != fault.Refused {
		t.Errorf("the same key with another command: %v", err)
	}
	entries, err := y.ledger(t.Context(), d.Programme)
	if err != nil {
		t.Fatal(err)
	}
	ordered := 0
	for _, e := range entries {
		if e.Event.Kind() == "stop-ordered" {
			ordered++
		}
	}
	if ordered != 1 {
		t.Errorf("the stop was ordered %d times", ordered)
	}
}

// forgetSender takes the sender's domain from SES again.
func (y *theatre) forgetSender(t *testing.T) {
	t.Helper()
	y.verifySender(t)
	if _, err := y.post.DeleteEmailIdentity(t.Context(), &sesv2.DeleteEmailIdentityInput{
		EmailIdentity: aws.String(senderDomain)}); err != nil {
		t.Fatal(err)
	}
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
