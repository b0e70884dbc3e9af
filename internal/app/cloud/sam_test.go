//go:build aws

package cloud_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awslambda "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// containers are the functions as `sam local start-lambda` runs them, each in its container, over the local AWS.
type containers struct {
	*testing.T
	client *awslambda.Client
	store  office.Store
	d      handover.Definition
	seen   int // entries of the ledger
}

// TestFunctionsInContainers plays a programme through every function, invoked by name with the SDK. What each has done
// stands in the ledger.
func TestFunctionsInContainers(t *testing.T) {
	admin := awstest.Config(t)
	names := furnish(t, admin, reportKey(t))
	names["STATE_MACHINE_ARN"] = standingMachine(t, names["TABLE"])
	names["AWS_ENDPOINT_URL"] = os.Getenv("HANDOVER_SAM_AWS") // the local AWS as a container reaches it
	c := &containers{T: t, client: startLambda(t, names), store: dynamo.New(dynamodb.NewFromConfig(admin), names["TABLE"]),
		d: doncaster(t)}
	c.foreign()
	now := c.d.Start.At(9, 0)
	c.answers("clock", fmt.Sprintf(`{"now":%q}`, now.UTC().Format(time.RFC3339)), "null")
	c.api("POST", "/api/programmes", c.d, "started")
	c.step("plan", "Plan", "", "planned")
	c.step("gate", "OpenWindow", "staff", "gate-opened")
	c.step("notice", "DraftNotice", "", "notice-drafted")
	c.step("consultation", "InviteRepresentatives", "staff", "invitations-sent")
	c.step("golive", "ProbeChecks", "", "checks-probed")
	c.extracts("children")
	c.step("migration", "ReconcileDry", "children", "run-reconciled")
	c.relay()
	c.api("POST", "/api/programmes/doncaster/commands/stop", map[string]string{"reason": "enough was played"}, "stop-ordered")
	c.step("transfer", "StandDown", "", "stood-down")
	c.answers("clock", fmt.Sprintf(`{"now":%q}`, now.Add(time.Hour).UTC().Format(time.RFC3339)), "null")
}

// standingMachine makes a state machine that ends at once, for the relay to start.
func standingMachine(t *testing.T, name string) string {
	t.Helper()
	made, err := sfn.NewFromConfig(awstest.Config(t)).CreateStateMachine(t.Context(), &sfn.CreateStateMachineInput{Name: &name,
		RoleArn:    aws.String("arn:aws:iam::000000000000:role/workflow"),
		Definition: aws.String(`{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}`)})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(made.StateMachineArn)
}

// startLambda starts `sam local start-lambda` with an environment for all functions, and returns its client. sam.sh says
// how SAM is called.
func startLambda(t *testing.T, env map[string]string) *awslambda.Client {
	t.Helper()
	const address = "127.0.0.1:3998"
	raw, err := json.Marshal(map[string]any{"Parameters": env})
	if err != nil {
		t.Fatal(err)
	}
	variables := filepath.Join(t.TempDir(), "environment.json")
	if err := os.WriteFile(variables, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	command := strings.Fields(os.Getenv("HANDOVER_SAM"))
	if len(command) == 0 {
		t.Fatal("HANDOVER_SAM is not set: run infra/local/sam.sh lambda")
	}
	host, port, _ := strings.Cut(address, ":")
	command = append(command, "local", "start-lambda", "--host", host, "--port", port, "--env-vars", variables)
	command = append(command, strings.Fields(os.Getenv("HANDOVER_SAM_OPTIONS"))...)
	sam := exec.CommandContext(t.Context(), command[0], command[1:]...)
	sam.Dir, sam.Stdout, sam.Stderr = root, t.Output(), t.Output()
	sam.Cancel, sam.WaitDelay = func() error { return sam.Process.Signal(syscall.SIGTERM) }, 20*time.Second
	if err := sam.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sam.Wait() }) // it was asked to end: the context of the test is over
	until(t, "SAM serves functions", time.Minute, func() (bool, error) {
		conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
		if err != nil {
			return false, nil //nolint:nilerr // it is not there yet
		}
		return true, conn.Close()
	})
	conf := awstest.Config(t)
	conf.BaseEndpoint = aws.String("http://" + address)
	conf.Retryer = func() aws.Retryer { return aws.NopRetryer{} }
	return awslambda.NewFromConfig(conf)
}

// invoke calls a function and returns its answer, and whether it failed.
func (c *containers) invoke(function, event string) (answer string, failed bool) {
	c.Helper()
	ctx, cancel := context.WithTimeout(c.Context(), 2*time.Minute)
	defer cancel()
	out, err := c.client.Invoke(ctx, &awslambda.InvokeInput{FunctionName: aws.String(title(function) + "Function"),
		Payload: []byte(event)})
	if err != nil {
		c.Fatalf("%s: %v", function, err)
	}
	var problem struct {
		Type string `json:"errorType"`
	}
	_ = json.Unmarshal(out.Payload, &problem) // an answer that is no object is no failure
	var compact bytes.Buffer
	if err := json.Compact(&compact, out.Payload); err != nil { // SAM sets blanks between the parts
		c.Fatalf("%s answers %q: %v", function, out.Payload, err)
	}
	return compact.String(), out.FunctionError != nil || problem.Type != ""
}

func (c *containers) answers(function, event, want string) {
	c.Helper()
	if got, failed := c.invoke(function, event); failed || got != want {
		c.Fatalf("%s answers %s, want %s", function, got, want)
	}
}

// foreign holds that a failure of a function comes back as one, under the name that the state machine catches.
func (c *containers) foreign() {
	c.Helper()
	got, failed := c.invoke("plan", `{"programme":"nobody","execution":1,"state":"Plan"}`)
	if !failed || !strings.Contains(got, `"errorType":"NotFound"`) {
		c.Errorf("of a programme that is not there plan says %s", got)
	}
}

// step gives a function what a state of the machine would, and holds what it writes.
func (c *containers) step(function, state, item, want string) {
	c.Helper()
	raw, err := json.Marshal(office.Call{Programme: c.d.Programme, Execution: 1, State: state, Item: item, Token: forgotten})
	if err != nil {
		c.Fatal(err)
	}
	if got, failed := c.invoke(function, string(raw)); failed {
		c.Fatalf("%s: %s", function, got)
	}
	c.wrote(function, want)
}

// wrote holds that the ledger has gone on with an entry of a kind.
func (c *containers) wrote(who, want string) {
	c.Helper()
	entries, err := c.store.Entries(c.Context(), c.d.Programme, c.seen+1, 0)
	if err != nil {
		c.Fatal(err)
	}
	if len(entries) == 0 || entries[0].Event.Kind() != want {
		c.Fatalf("%s has written %d entries, want one that says %s: %v", who, len(entries), want, entries)
	}
	c.seen += len(entries)
	c.Logf("%s: entry %d, %s", who, entries[0].Seq, want)
}

// api sends a person's request, and holds what it writes; nothing if that is "".
func (c *containers) api(method, path string, body any, want string) []byte {
	c.Helper()
	text, ok := body.(string)
	if !ok {
		raw, err := json.Marshal(body)
		if err != nil {
			c.Fatal(err)
		}
		text = string(raw)
	}
	in := asked(method, path, text)
	in.Headers["idempotency-key"] = path
	in.Headers["handover-person"] = map[string]string{"stop-ordered": "sro", "": "data-lead", "extract-received": "data-lead",
		"started": "office-1"}[want]
	event, err := json.Marshal(in)
	if err != nil {
		c.Fatal(err)
	}
	got, failed := c.invoke("api", string(event))
	var out events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal([]byte(got), &out); failed || err != nil || out.StatusCode >= 300 {
		c.Fatalf("%s %s: %s", method, path, got)
	}
	if want != "" {
		c.wrote("api", want)
	}
	return []byte(out.Body)
}

// extracts hands in extracts of a dataset, which agree.
func (c *containers) extracts(dataset string) {
	c.Helper()
	input := map[string]any{"dataset": dataset}
	for _, side := range []string{"source", "target"} {
		content, err := os.ReadFile(filepath.Join(programmes, "..", "extracts", "header-"+side+".csv"))
		if err != nil {
			c.Fatal(err)
		}
		var ref handover.FileRef
		kept := c.api("PUT", "/api/programmes/doncaster/files/extracts/"+side+".csv", string(content), "")
		if err := json.Unmarshal(kept, &ref); err != nil {
			c.Fatal(err)
		}
		input[side] = ref
	}
	c.api("POST", "/api/programmes/doncaster/commands/receive-extract", input, "extract-received")
}

// relay tells the relay of a row, and holds that it sends everything that waits.
func (c *containers) relay() {
	c.Helper()
	before, err := c.store.Outbox(c.Context(), c.d.Programme)
	if err != nil || len(before) == 0 {
		c.Fatalf("%d rows wait, %v", len(before), err)
	}
	c.answers("relay", `{"Records":[{"eventName":"INSERT","dynamodb":{"SequenceNumber":"1","Keys":{"PK":{"S":"P#`+
		c.d.Programme+`"},"SK":{"S":"O#0000000001#000000"}}}}]}`, `{"batchItemFailures":[]}`)
	after, err := c.store.Outbox(c.Context(), c.d.Programme)
	if err != nil || len(after) > 0 {
		c.Fatalf("%d rows still wait, %v", len(after), err)
	}
	c.Logf("relay: %d rows sent", len(before))
}
