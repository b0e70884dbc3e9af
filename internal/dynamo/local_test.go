//go:build aws

package dynamo_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	gocmp "github.com/google/go-cmp/cmp"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/memory"
)

// TestPlay plays the sample on a table and in memory, and compares the ledgers entry by entry.
func TestPlay(t *testing.T) {
	name := table(t, dynamodb.NewFromConfig(awstest.Config(t)))
	var asked awstest.Recorder
	store := dynamo.New(dynamodb.NewFromConfig(asked.Watch(awstest.Config(t))), name)
	begun := time.Now()
	got := play(t, store, "doncaster.json", "mistakes.json")
	took := time.Since(begun)
	want := play(t, memory.New(), "doncaster.json", "mistakes.json")
	if diff := gocmp.Diff(lines(t, want), lines(t, got)); diff != "" {
		t.Errorf("ledger (-memory +table):\n%s", diff)
	}
	due, err := store.Due(t.Context(), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil || len(due) > 0 {
		t.Errorf("due after the end: %v, %v", due, err)
	}
	t.Logf("%d entries in %v", len(got), took)
	for _, op := range asked.Operations() {
		t.Logf("%6d %s", asked.Count(op), op)
	}
}

func lines(t *testing.T, entries []handover.Entry) []string {
	t.Helper()
	var all []string
	for _, e := range entries {
		raw, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(raw))
	}
	return all
}

// dropping sends requests on and loses the answers to the first transactions. forgetful also takes away the client's
// token, so that the service cannot know the second try as the same one.
type dropping struct {
	left      atomic.Int32
	forgetful bool
}

func (d *dropping) Do(req *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(req.Header.Get("X-Amz-Target"), ".TransactWriteItems") {
		return http.DefaultClient.Do(req)
	}
	if d.forgetful {
		if err := withoutToken(req); err != nil {
			return nil, err
		}
	}
	answer, err := http.DefaultClient.Do(req)
	if err == nil && d.left.Add(-1) >= 0 {
		return nil, errors.Join(io.ErrUnexpectedEOF, answer.Body.Close())
	}
	return answer, err
}

func withoutToken(req *http.Request) error {
	var body map[string]any
	if err := json.NewDecoder(req.Body).Decode(&body); err != nil {
		return err
	}
	delete(body, "ClientRequestToken")
	raw, err := json.Marshal(body)
	req.Body, req.ContentLength = io.NopCloser(strings.NewReader(string(raw))), int64(len(raw))
	return err
}

// TestLostAnswer holds that a commit whose answer was lost on the way is one success, and that nobody else's is.
func TestLostAnswer(t *testing.T) {
	name := table(t, dynamodb.NewFromConfig(awstest.Config(t)))
	for title, forgetful := range map[string]bool{"the service knows the second try": false, "it does not": true} {
		t.Run(title, func(t *testing.T) {
			wire := &dropping{forgetful: forgetful}
			cfg := awstest.Config(t)
			cfg.HTTPClient, cfg.Retryer = wire, atOnce
			s := dynamo.New(dynamodb.NewFromConfig(cfg), name)
			programme := map[bool]string{false: "known", true: "unknown"}[forgetful]
			for after := range 3 {
				wire.left.Store(1)
				c := commit(after, "mine")
				c.Programme = programme
				if err := s.Commit(t.Context(), c); err != nil {
					t.Fatalf("commit after %d: %v", after, err)
				}
			}
			theirs := commit(2, "theirs")
			theirs.Programme = programme
			wantKind(t, s.Commit(t.Context(), theirs), fault.Conflict)
			if list, err := s.Entries(t.Context(), programme, 1, 0); err != nil || len(list) != 3 {
				t.Errorf("%d entries, %v; want 3", len(list), err)
			}
		})
	}
}

// TestNoTable holds that whoever forgot to deploy is told so.
func TestNoTable(t *testing.T) {
	s := dynamo.New(dynamodb.NewFromConfig(awstest.Config(t)), "nowhere")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, loading := s.Load(ctx, "park")
	_, asking := s.Due(ctx, nine)
	for what, err := range map[string]error{"Load": loading, "Due": asking, "Commit": s.Commit(ctx, commit(0, "mine"))} {
		const mend = "; it is missing: deploy the stack or set TABLE"
		if fault.KindOf(err) != fault.Unavailable || !strings.HasSuffix(err.Error(), mend) {
			t.Errorf("%s: got %s: %v", what, fault.KindOf(err), err)
		}
	}
}
