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
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/checkpoints"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/app/cloud/mailing"
	"example.org/handover/internal/app/cloud/milestones"
	"example.org/handover/internal/app/cloud/reportkey"
	"example.org/handover/internal/app/cloud/workflow"
	"example.org/handover/internal/awstest"
	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/fault"
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
	heard   func(function string)
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
	for _, bucket := range []string{name, name + "-extracts"} {
		must(awss3.NewFromConfig(conf, pathStyle).CreateBucket(t.Context(), &awss3.CreateBucketInput{Bucket: &bucket,
			CreateBucketConfiguration: &s3types.CreateBucketConfiguration{
				LocationConstraint: s3types.BucketLocationConstraint(awstest.Region)}}))
	}
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
		"EXTRACTS": name + "-extracts", "REPORT_KEY": key, "CHECKPOINT_KEY": "rehearsals-sign-nothing", "SENDER": sender, "BUS": name,
		"DUTY_TOPIC":        aws.ToString(topic.TopicArn),
		"STATE_MACHINE_ARN": "arn:aws:states:eu-west-2:000000000000:stateMachine:handover"}
}

func pathStyle(o *awss3.Options) { o.UsePathStyle = true }

// partsOf are the parts that a function's main.go names.
func partsOf(t *testing.T, function string) []cloud.Part {
	t.Helper()
	known := map[string]cloud.Part{"documents.Part": documents.Part, "documents.Extracts": documents.Extracts,
		"reportkey.Part":   reportkey.Part,
		"workflow.Answers": workflow.Answers, "workflow.Executions": workflow.Executions, "mailing.Part": mailing.Part,
		"milestones.Part": milestones.Part, "checkpoints.Part": checkpoints.Part}
	var all []cloud.Part
	for _, name := range partNames(t, function) {
		if known[name] == nil {
			t.Fatalf("%s names %s, which is unknown here", function, name)
		}
		all = append(all, known[name])
	}
	return all
}

// newFaultHouse builds a house in which calls fail as an injector says; proxy starts microburst before a door.
// watch may look at what is asked of AWS.
func newFaultHouse(t *testing.T, faults *injector, key string, proxy func(door string) string,
	watch ...func(aws.Config) aws.Config) *house {
	t.Helper()
	h := &house{t: t, admin: awstest.Config(t), faults: faults, serves: map[string]cloud.Handler{},
		heard: func(string) {}}
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
	for _, w := range watch {
		conf = w(conf)
	}
	h.wire(conf)
	return h
}

// wire wires the functions and the engine that calls them.
func (h *house) wire(conf aws.Config) {
	h.t.Helper()
	function := func(name string) *cloud.App {
		log := slog.New(slog.NewTextHandler(&h.log, nil))
		a, err := cloud.New(func(v string) string { return h.names[v] }, conf, log, partsOf(h.t, name)...)
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
			return h.invoke(ctx, f.Name, serve, payload)
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
func (h *house) invoke(ctx context.Context, function string, serve cloud.Handler, event []byte) ([]byte, error) {
	for range patience {
		out, err := serve(ctx, event)
		h.heard(function)
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
	_, err := h.invoke(ctx, "api", h.api.Serving(func(a *cloud.App) cloud.Handler {
		return func(ctx context.Context, _ json.RawMessage) (json.RawMessage, error) { return nil, do(ctx, a.Office) }
	}), nil)
	var failed local.FunctionError
	if errors.As(err, &failed) {
		return fault.New(fault.Kind(failed.Type), "%s", failed.Message)
	}
	return err
}
