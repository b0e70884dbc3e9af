package eventbridge_test

import (
	"io"
	"strings"
	"testing"
	"time"

	awseventbridge "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/eventbridge"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

const topic = "arn:aws:sns:eu-west-2:000000000000:duty"

func bus(c *awstest.Canned) eventbridge.Bus {
	return eventbridge.Bus{Events: awseventbridge.NewFromConfig(c.Config()), Topics: sns.NewFromConfig(c.Config()),
		Name: "milestones", Topic: topic}
}

func milestone(urgent bool) office.Event {
	return office.Event{ID: "doncaster/41/0", Programme: "doncaster", Sequence: 41,
		At:        time.Date(2022, 9, 29, 23, 1, 0, 0, time.UTC),
		Milestone: handover.Milestone{Kind: "transfer-held", What: "Transfer held", Urgent: urgent}}
}

var (
	put       = awstest.Answer{Body: `{"FailedEntryCount":0,"Entries":[{"EventId":"e"}]}`}
	published = awstest.Answer{Header: map[string]string{"Content-Type": "text/xml"},
		Body: `<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>`}
	noTopic = awstest.Answer{Status: 404, Header: map[string]string{"Content-Type": "text/xml"},
		Body: `<ErrorResponse><Error><Code>NotFound</Code><Message>` + topic + `</Message></Error></ErrorResponse>`}
)

// TestWhoIsTold tells the bus of every milestone, and before it the office on duty of an urgent one.
func TestWhoIsTold(t *testing.T) {
	c := awstest.NewCanned(t, put)
	if err := bus(c).Publish(t.Context(), milestone(false)); err != nil {
		t.Fatal(err)
	}
	want := []string{`"EventBusName":"milestones"`, `"Source":"handover"`, `"DetailType":"transfer-held"`,
		`\"id\":\"doncaster/41/0\"`}
	for _, part := range want {
		if !strings.Contains(c.Requests[0].Body, part) {
			t.Errorf("the bus is told %s, which lacks %s", c.Requests[0].Body, part)
		}
	}
	c = awstest.NewCanned(t, published, put)
	if err := bus(c).Publish(t.Context(), milestone(true)); err != nil {
		t.Fatal(err)
	}
	if first := c.Requests[0].Body; !strings.Contains(first, "Action=Publish") || !strings.Contains(first, "doncaster%2F41%2F0") {
		t.Errorf("the office on duty is told %s", first)
	}
}

// TestWhatFailsIsTriedAgain holds that nothing is given up, and that the error says what to do.
func TestWhatFailsIsTriedAgain(t *testing.T) {
	failed := func(code string) awstest.Answer {
		return awstest.Answer{Body: `{"FailedEntryCount":1,"Entries":[{"ErrorCode":"` + code + `"}]}`}
	}
	for name, c := range map[string]struct {
		urgent bool
		answer awstest.Answer
		want   string
	}{
		"no bus":        {false, awstest.Failed(400, "ResourceNotFoundException"), "it is missing: deploy the stack or set BUS"},
		"denied":        {false, awstest.Failed(400, "AccessDeniedException"), "allow the role this operation"},
		"no answer":     {false, awstest.Answer{Err: io.ErrUnexpectedEOF}, "check the network"},
		"entry refused": {false, failed("ThrottlingException"), "event bus milestones: a call failed with ThrottlingException; "},
		"entry odd":     {false, failed("Novelty"), "failed with Novelty"},
		"no topic":      {true, noTopic, "it is missing: deploy the stack or set DUTY_TOPIC"},
	} {
		err := bus(awstest.NewCanned(t, c.answer)).Publish(t.Context(), milestone(c.urgent))
		if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %s %v, want %q", name, fault.KindOf(err), err, c.want)
		}
	}
}
