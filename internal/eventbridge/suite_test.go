//go:build aws

package eventbridge_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awseventbridge "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/eventbridge"
	"example.org/handover/internal/office"
	"example.org/handover/internal/office/bustest"
)

// TestBus runs the suite on a bus and a topic of its own for each test. Another system and the office on duty hear what
// EventBridge and SNS deliver to a queue of theirs.
func TestBus(t *testing.T) {
	var asked awstest.Recorder
	bustest.Run(t, func(t *testing.T) bustest.Bench {
		name, watched := "test-"+strings.ToLower(rand.Text()[:10]), asked.Watch(awstest.Config(t))
		b := eventbridge.Bus{Events: awseventbridge.NewFromConfig(watched), Topics: sns.NewFromConfig(watched),
			Name: name, Topic: newTopic(t, name)}
		newBus(t, name)
		return bustest.Bench{Bus: b, Broken: nowhere(t, b), Heard: func(t *testing.T) []office.Event { return heard(t, name+"-bus") },
			Rung: func(t *testing.T) []string { return rung(t, name+"-duty") }}
	})
	if got := asked.Operations(); !slices.Equal(got, []string{"EventBridge.PutEvents", "SNS.Publish"}) {
		t.Errorf("asked for %v", got)
	}
}

// nowhere is a bus at an address where nobody answers.
func nowhere(t *testing.T, b eventbridge.Bus) eventbridge.Bus {
	t.Helper()
	cfg := awstest.Config(t)
	cfg.BaseEndpoint = aws.String("http://127.0.0.1:9")
	cfg.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	b.Events, b.Topics = awseventbridge.NewFromConfig(cfg), sns.NewFromConfig(cfg)
	return b
}

// newBus makes a bus, and a rule that sends every event of the product to the queue of another system.
func newBus(t *testing.T, name string) {
	t.Helper()
	admin, queue := awseventbridge.NewFromConfig(awstest.Config(t)), newQueue(t, name+"-bus")
	if _, err := admin.CreateEventBus(t.Context(), &awseventbridge.CreateEventBusInput{Name: &name}); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.PutRule(t.Context(), &awseventbridge.PutRuleInput{Name: &name, EventBusName: &name,
		EventPattern: aws.String(`{"source":["` + eventbridge.Source + `"]}`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.PutTargets(t.Context(), &awseventbridge.PutTargetsInput{Rule: &name, EventBusName: &name,
		Targets: []types.Target{{Id: aws.String("queue"), Arn: &queue}}}); err != nil {
		t.Fatal(err)
	}
}

// newTopic makes a topic to which the office on duty has subscribed, and returns its ARN.
func newTopic(t *testing.T, name string) string {
	t.Helper()
	admin, queue := sns.NewFromConfig(awstest.Config(t)), newQueue(t, name+"-duty")
	made, err := admin.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: &name})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: made.TopicArn, Protocol: aws.String("sqs"),
		Endpoint: &queue}); err != nil {
		t.Fatal(err)
	}
	return aws.ToString(made.TopicArn)
}

// heard reads what EventBridge has delivered, and holds to each event what a rule can look at.
func heard(t *testing.T, queue string) (all []office.Event) {
	t.Helper()
	for _, body := range delivered(t, queue) {
		var told struct {
			Source string       `json:"source"`
			Kind   string       `json:"detail-type"`
			Detail office.Event `json:"detail"`
		}
		if err := json.Unmarshal([]byte(body), &told); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		if told.Source != eventbridge.Source || told.Kind != told.Detail.Kind {
			t.Errorf("the event is of source %q and type %q: %s", told.Source, told.Kind, body)
		}
		all = append(all, told.Detail)
	}
	return all
}

// rung reads what SNS has delivered.
func rung(t *testing.T, queue string) (all []string) {
	t.Helper()
	for _, body := range delivered(t, queue) {
		var told struct{ Message string }
		if err := json.Unmarshal([]byte(body), &told); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		all = append(all, told.Message)
	}
	return all
}

// newQueue makes a queue and returns its ARN. The product has no queue to ask, so that there is no client for one.
func newQueue(t *testing.T, name string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, awstest.Endpoint(t)+"/",
		bytes.NewReader([]byte(`{"QueueName":"`+name+`"}`)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("X-Amz-Target", "AmazonSQS.CreateQueue")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/"+awstest.Region+"/sqs/aws4_request")
	ask(t, r)
	return "arn:aws:sqs:" + awstest.Region + ":000000000000:" + name
}

// delivered reads what lies in a queue, and leaves it there.
func delivered(t *testing.T, queue string) (all []string) {
	t.Helper()
	at := awstest.Endpoint(t) + "/000000000000/" + queue
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
		awstest.Endpoint(t)+"/_ministack/sqs/messages?QueueUrl="+url.QueryEscape(at), nil)
	if err != nil {
		t.Fatal(err)
	}
	var found struct { // by account, region and address of the queue
		Messages map[string]map[string]map[string][]struct{ Body string }
	}
	if raw := ask(t, r); json.Unmarshal(raw, &found) != nil {
		t.Fatalf("the messages of %s cannot be read: %s", queue, raw)
	}
	for _, m := range found.Messages["000000000000"][awstest.Region][at] {
		all = append(all, m.Body)
	}
	return all
}

func ask(t *testing.T, r *http.Request) []byte {
	t.Helper()
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = got.Body.Close() }() // it has been read, or the error of reading says more
	raw, err := io.ReadAll(got.Body)
	if err != nil || got.StatusCode != http.StatusOK {
		t.Fatalf("%v %d %s", err, got.StatusCode, raw)
	}
	return raw
}
