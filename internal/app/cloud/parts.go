package cloud

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	awseventbridge "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	awssfn "github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"example.org/handover/internal/dynamo"
	"example.org/handover/internal/eventbridge"
	"example.org/handover/internal/post"
	"example.org/handover/internal/s3"
	"example.org/handover/internal/ses"
	"example.org/handover/internal/sfn"
)

// everyFunction is where template.yaml sets what every function gets.
const everyFunction = "Globals/Function/Environment"

// ledger is the part that every function has: the table.
func ledger(a *App) error {
	table, err := a.setting("TABLE", everyFunction)
	if err != nil {
		return err
	}
	a.Office.Store = dynamo.New(dynamodb.NewFromConfig(a.aws), table)
	return nil
}

// clock is the machine's, or in a rehearsal the one that the table keeps.
func clock(a *App) error {
	rehearsal, err := a.setting("REHEARSAL", everyFunction)
	if err != nil {
		return err
	}
	a.Office.Clock = time.Now
	if a.Office.Rehearsal = rehearsal == "true"; a.Office.Rehearsal {
		a.watch = &stopwatch{client: dynamodb.NewFromConfig(a.aws), table: a.env("TABLE")}
		a.Office.Clock = a.watch.Now
	}
	return nil
}

// Documents gives letters, extracts, reports and evidence.
func Documents(a *App) error {
	bucket, err := a.setting("BUCKET", everyFunction)
	if err != nil {
		return err
	}
	client := awss3.NewFromConfig(a.aws, func(o *awss3.Options) {
		o.UsePathStyle = a.env("AWS_ENDPOINT_URL") != "" // a local AWS has no host name for each bucket
	})
	a.Office.Files = s3.New(client, bucket)
	return nil
}

// ReportKey gives the key under which reports digest the row keys of extracts.
func ReportKey(a *App) error {
	id, err := a.setting("REPORT_KEY", "MigrationFunction/Environment")
	if err != nil {
		return err
	}
	a.Office.Secret = (&keyring{client: kms.NewFromConfig(a.aws), id: id}).key
	return nil
}

// sending is where template.yaml sets what the functions that send get.
const sending = "RelayFunction/Environment and ClockFunction/Environment"

// workflow makes the client of the state machine.
func (a *App) workflow(place string) (*sfn.Workflow, error) {
	machine, err := a.setting("STATE_MACHINE_ARN", place)
	return sfn.New(awssfn.NewFromConfig(a.aws), machine), err
}

// Answers gives the right to answer the gates at which the workflow waits, and to ask whether it runs.
func Answers(a *App) error {
	w, err := a.workflow("GateFunction/Environment")
	a.Office.Workflow = answersOnly{Workflow: w}
	return err
}

// Executions gives the workflow: starting and stopping executions, answering gates.
func Executions(a *App) error {
	w, err := a.workflow(sending)
	a.Office.Workflow = w
	return err
}

// Mail gives the post. A rehearsal posts nothing.
func Mail(a *App) error {
	sender, err := a.setting("SENDER", sending)
	if err != nil {
		return err
	}
	a.Office.Post = ses.New(sesv2.NewFromConfig(a.aws), sender)
	if a.Office.Rehearsal {
		a.Office.Post = post.None{}
	}
	return nil
}

// Milestones gives the bus on which other systems hear of milestones, and the topic of the office on duty.
func Milestones(a *App) error {
	bus, err := a.setting("BUS", sending)
	if err != nil {
		return err
	}
	topic, err := a.setting("DUTY_TOPIC", sending)
	if err != nil {
		return err
	}
	a.Office.Bus = eventbridge.Bus{Events: awseventbridge.NewFromConfig(a.aws), Topics: sns.NewFromConfig(a.aws),
		Name: bus, Topic: topic}
	return nil
}
