//go:build aws

package cloud_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda/messages"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/app/cloud/mailing"
	"example.org/handover/internal/app/cloud/milestones"
	"example.org/handover/internal/app/cloud/reportkey"
	"example.org/handover/internal/app/cloud/workflow"
	"example.org/handover/internal/awstest"
	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
	"example.org/handover/internal/local"
	"example.org/handover/internal/office"
	"example.org/handover/internal/rehearsal"
	"example.org/handover/internal/task"
	"example.org/handover/statemachine"
)

// house is the whole product in one process, on tables, buckets and buses of its own in the local AWS: every function
// as its main.go wires it, the embedded engine in place of Step Functions. It is a theatre whose people and schedules
// are patient: what is unavailable they try again at the same instant, so that the ledger tells of no delay.
type house struct {
	t       *testing.T
	admin   aws.Config // undisturbed
	faults  *injector
	door    *frontDoor
	engine  *local.Engine
	names   map[string]string // the environment
	serves  map[string]cloud.Handler
	api     *cloud.App
	store   *dynamo.Store // undisturbed
	now     time.Time
	rows    bool // there may be something in the outbox of which the relay has not heard
	ended   []local.Execution
	acts    int
	retries int
	log     bytes.Buffer // of all functions
}

var _ rehearsal.Theatre = (*house)(nil)

// reportKey is one key for all houses: what is digested under it has to be the same in each.
func reportKey(t *testing.T) string {
	t.Helper()
	out, err := kms.NewFromConfig(awstest.Config(t)).CreateKey(t.Context(), &kms.CreateKeyInput{
		KeySpec: kmstypes.KeySpecHmac256, KeyUsage: kmstypes.KeyUsageTypeGenerateVerifyMac})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(out.KeyMetadata.Arn)
}

// furnish makes what the product stands on.
func furnish(t *testing.T, conf aws.Config, key string) map[string]string {
	t.Helper()
	name := "faults-" + strings.ToLower(rand.Text()[:10])
	must := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(dynamodb.NewFromConfig(conf).CreateTable(t.Context(), dynamo.TableDefinition(name)))
	must(awss3.NewFromConfig(conf, pathStyle).CreateBucket(t.Context(), &awss3.CreateBucketInput{Bucket: &name,
		CreateBucketConfiguration: &s3types.CreateBucketConfiguration{
			LocationConstraint: s3types.BucketLocationConstraint(awstest.Region)}}))
	must(eventbridge.NewFromConfig(conf).CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: &name}))
	_, err := sesv2.NewFromConfig(conf).CreateEmailIdentity(t.Context(), &sesv2.CreateEmailIdentityInput{
		EmailIdentity: aws.String(sender)})
	if err != nil {
		t.Logf("the sender is known already: %v", err)
	}
	topic, err := sns.NewFromConfig(conf).CreateTopic(t.Context(), &sns.CreateTopicInput{Name: &name})
	must(topic, err)
	t.Cleanup(func() {
		_, err := dynamodb.NewFromConfig(conf).DeleteTable(context.WithoutCancel(t.Context()),
			&dynamodb.DeleteTableInput{TableName: &name})
		if err != nil {
			t.Error(err)
		}
	})
	return map[string]string{"STACK": name, "REHEARSAL": "true", "REHEARSAL_MAIL": "true", "TABLE": name, "BUCKET": name,
		"REPORT_KEY": key, "SENDER": sender, "BUS": name, "DUTY_TOPIC": aws.ToString(topic.TopicArn),
		"STATE_MACHINE_ARN": "arn:aws:states:eu-west-2:000000000000:stateMachine:handover"}
}

func pathStyle(o *awss3.Options) { o.UsePathStyle = true }

// parts are those that the functions' main.go name.
func parts() map[string][]cloud.Part {
	sends := []cloud.Part{documents.Part, workflow.Executions, mailing.Part, milestones.Part}
	return map[string][]cloud.Part{"clock": sends, "relay": sends, "api": {documents.Part}, "gate": {workflow.Answers},
		"notice": {documents.Part}, "consultation": {documents.Part}, "transfer": {documents.Part},
		"migration": {documents.Part, reportkey.Part}}
}

// newHouse builds a house in which calls fail as an injector says; proxy starts microburst before a door.
func newFaultHouse(t *testing.T, faults *injector, key string, proxy func(door string) string) *house {
	t.Helper()
	h := &house{t: t, admin: awstest.Config(t), faults: faults, serves: map[string]cloud.Handler{}}
	h.names = furnish(t, h.admin, key)
	h.store = dynamo.New(dynamodb.NewFromConfig(h.admin), h.names["TABLE"])
	h.door = newFrontDoor(t, awstest.Endpoint(t), func() time.Time { return h.now })
	server := httptest.NewServer(h.door)
	t.Cleanup(server.Close)
	h.names["AWS_ENDPOINT_URL"] = server.URL
	faults.wrote = func(rows bool) { h.rows = h.rows || rows }
	faults.proxy = proxy(server.URL)
	conf := faults.into(awstest.Config(t))
	conf.BaseEndpoint = aws.String(server.URL)
	h.wire(conf)
	return h
}

// wire wires the functions and the engine that calls them.
func (h *house) wire(conf aws.Config) {
	h.t.Helper()
	function := func(name string) *cloud.App {
		log := slog.New(slog.NewTextHandler(&h.log, nil))
		a, err := cloud.New(func(v string) string { return h.names[v] }, conf, log, parts()[name]...)
		if err != nil {
			h.t.Fatal(err)
		}
		return a
	}
	h.api = function("api")
	h.serves["clock"], h.serves["relay"] = function("clock").Serving(cloud.Clock), function("relay").Serving(cloud.Relay)
	tasks := map[string]local.Handler{}
	for _, f := range []task.Function{task.Plan(), task.Notice(), task.Consultation(), task.Migration(), task.Golive(),
		task.Transfer(), task.Gate()} {
		serve := function(f.Name).Serving(cloud.Task(f))
		tasks[title(f.Name)+"Function"] = func(ctx context.Context, _ time.Time, payload []byte) ([]byte, error) {
			return h.invoke(ctx, serve, payload)
		}
	}
	machine, err := local.Load(statemachine.Definition)
	if err != nil {
		h.t.Fatal(err)
	}
	h.engine, err = local.New(machine, local.Options{Functions: tasks, Seed: []byte("faults"),
		Ended: func(x local.Execution) { h.ended = append(h.ended, x) }})
	if err != nil {
		h.t.Fatal(err)
	}
	h.door.engine = h.engine
}

// patience is how often whoever was told that something is unavailable tries again. Each call of a function may fail
// once.
const patience = 40

// invoke calls a function as Lambda and Step Functions do: again while it is unavailable.
func (h *house) invoke(ctx context.Context, serve cloud.Handler, event []byte) ([]byte, error) {
	for range patience {
		out, err := serve(ctx, event)
		var failed messages.InvokeResponse_Error
		if !errors.As(err, &failed) {
			return out, err
		}
		if failed.Type != string(fault.Unavailable) {
			return nil, local.FunctionError{Type: failed.Type, Message: failed.Message}
		}
		h.retries++
	}
	lines := strings.Split(strings.TrimSpace(h.log.String()), "\n")
	return nil, fmt.Errorf("a function stays unavailable: %s", lines[len(lines)-1])
}

// ask gives the api something to do.
func (h *house) ask(ctx context.Context, do func(ctx context.Context, o *office.Office) error) error {
	_, err := h.invoke(ctx, h.api.Serving(func(a *cloud.App) cloud.Handler {
		return func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) { return nil, do(ctx, a.Office) }
	}), nil)
	var failed local.FunctionError
	if errors.As(err, &failed) {
		return fault.New(fault.Kind(failed.Type), "%s", failed.Message)
	}
	return err
}

// Start implements rehearsal.Theatre. Whoever is told on the second try that the programme is there has started it.
func (h *house) Start(ctx context.Context, now time.Time, d handover.Definition, by string) error {
	if err := h.set(ctx, now); err != nil {
		return err
	}
	before := h.retries
	err := h.ask(ctx, func(ctx context.Context, o *office.Office) error {
		_, err := o.Start(ctx, d, by)
		return err
	})
	if err != nil && (fault.KindOf(err) != fault.Conflict || h.retries == before) {
		return err
	}
	return h.rest(ctx, d.Programme)
}

// Do implements rehearsal.Theatre.
func (h *house) Do(ctx context.Context, now time.Time, programme, command, by string, input []byte) error {
	if err := h.set(ctx, now); err != nil {
		return err
	}
	c, err := intake.CommandJSON(command, command, input)
	if err != nil {
		return err
	}
	p, err := h.State(ctx, programme)
	if err != nil {
		return err
	}
	person, _ := p.Definition.Person(by)
	h.acts++
	key := fmt.Sprintf("act-%d", h.acts)
	err = h.ask(ctx, func(ctx context.Context, o *office.Office) error {
		_, err := o.Do(ctx, programme, c, handover.Actor{ID: person.ID, Roles: person.Roles}, key)
		return err
	})
	return errors.Join(err, h.rest(ctx, programme))
}

// Tick implements rehearsal.Theatre.
func (h *house) Tick(ctx context.Context, now time.Time) error {
	if err := h.clock(ctx, now); err != nil {
		return err
	}
	return h.rest(ctx, "doncaster")
}

// set moves the rehearsal's time, undisturbed and without a tick.
func (h *house) set(ctx context.Context, now time.Time) error {
	h.now = now
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }
	_, err := dynamodb.NewFromConfig(h.admin).PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String(h.names["TABLE"]),
		Item: map[string]types.AttributeValue{"PK": text("CLOCK"), "SK": text("CLOCK"),
			"now": text(now.UTC().Format("2006-01-02T15:04:05.000000000Z"))}})
	return err
}

// clock tells the clock function the time.
func (h *house) clock(ctx context.Context, now time.Time) error {
	h.now = now
	_, err := h.invoke(ctx, h.serves["clock"], fmt.Appendf(nil, `{"now":%q}`, now.UTC().Format(time.RFC3339Nano)))
	return err
}

// rest lets engine, stream and schedule work until everything waits for a person or a date.
func (h *house) rest(ctx context.Context, programme string) error {
	for {
		steps, err := h.engine.Run(ctx, h.now)
		if err != nil {
			return err
		}
		if steps == 0 && !h.rows && len(h.ended) == 0 {
			return nil
		}
		if err := errors.Join(h.report(ctx), h.relay(ctx, programme)); err != nil {
			return err
		}
	}
}

// report tells the clock of executions that ended badly.
func (h *house) report(ctx context.Context) error {
	ended := h.ended
	h.ended = nil
	for _, x := range ended {
		if x.Status != local.Failed && x.Status != local.TimedOut {
			continue
		}
		event := fmt.Sprintf(`{"detail-type":"Step Functions Execution Status Change","detail":{"name":%q,"status":%q}}`,
			x.Name, x.Status)
		if _, err := h.invoke(ctx, h.serves["clock"], []byte(event)); err != nil {
			return err
		}
	}
	return nil
}

// relay tells the relay of rows that were written, again and again as the stream does, until it has no failures.
func (h *house) relay(ctx context.Context, programme string) error {
	event := `{"Records":[` + record(`{"S":"P#`+programme+`"}`, "1") + `]}`
	for tries := 0; h.rows; tries++ {
		if tries == patience {
			return errors.New("the relay cannot send")
		}
		h.rows = false
		out, err := h.invoke(ctx, h.serves["relay"], []byte(event))
		if err != nil {
			return err
		}
		h.rows = h.rows || !strings.Contains(string(out), `"batchItemFailures":[]`)
	}
	return nil
}

// State implements rehearsal.Theatre.
func (h *house) State(ctx context.Context, programme string) (*handover.Programme, error) {
	s, err := h.store.Load(ctx, programme)
	if err != nil {
		return nil, err
	}
	return handover.Unmarshal(s.Data)
}

// Next implements rehearsal.Theatre: the programme's own wake, or a timer of the engine.
func (h *house) Next(_ context.Context, now time.Time, p *handover.Programme) (time.Time, error) {
	rules, err := intake.Rules(p.Definition.Pack)
	if err != nil {
		return time.Time{}, err
	}
	wake := p.Wake(rules, now)
	if timer, ok := h.engine.NextTimer(); ok && (wake.IsZero() || timer.Before(wake)) {
		return timer, nil
	}
	return wake, nil
}

// Keep implements rehearsal.Theatre.
func (h *house) Keep(ctx context.Context, name string, content []byte) (ref handover.FileRef, err error) {
	err = h.ask(ctx, func(ctx context.Context, o *office.Office) error {
		ref, err = o.Files.Put(ctx, name, content)
		return err
	})
	return ref, err
}
