//go:build aws

package cloud_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/checkpoints"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/app/cloud/mailing"
	"example.org/handover/internal/app/cloud/milestones"
	"example.org/handover/internal/app/cloud/reportkey"
	"example.org/handover/internal/app/cloud/workflow"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// TestAMissingRightCallsTheOffice takes the function plan's right to the table away: its errors say what to do, the
// workflow tries for a while and then asks the office; with the right back the office's retry is all it takes.
func TestAMissingRightCallsTheOffice(t *testing.T) {
	y, ctx, began := newTheatre(deployed(t, "handover-live")), t.Context(), time.Now()
	y.verifySender(t)
	d := nextYear(t, "denied")
	y.deny(t, "Plan", "dynamodb:*")
	y.deny(t, "Relay", "sns:Publish")
	if err := y.start(ctx, d, "office-1"); err != nil {
		t.Fatal(err)
	}
	event := fmt.Appendf(nil, `{"programme":%q,"execution":1,"state":"Plan"}`, d.Programme)
	const want = "failed with AccessDeniedException; allow the role dynamodb:GetItem"
	if _, err := y.invoke(ctx, y.function(t, "Plan"), event); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the function answers %v, want %q", err, want)
	}
	p := y.arrives(t, d, 1)
	if g := p.Gates["Intervene"]; !g.Open() {
		t.Fatalf("the workflow waits at %v", p.Gates)
	}
	if v := p.StatusAt(time.Now()); v.RAG != handover.Red || v.RAGWhy != "the workflow needs the office" {
		t.Errorf("the programme is %s: %s", v.RAG, v.RAGWhy)
	}
	y.names(t, began, "sns:Publish") // by which the office is told too
	y.allow(t, "Relay")
	y.allow(t, "Plan")
	if err := y.do(ctx, d.Programme, "retry", "office-1", []byte("{}")); err != nil {
		t.Fatal(err)
	}
	until(t, "the workflow goes on", atLatest, func() (bool, error) {
		p := y.arrives(t, d, 1)
		return len(p.Gates) > 1 && !p.Gates["Intervene"].Open(), nil
	})
	if err := y.do(ctx, d.Programme, "stop", "sro", []byte(`{"reason":"the test is over"}`)); err != nil {
		t.Fatal(err)
	}
}

// TestAMissingRightIsNamed takes a right to each other service away, and holds that the log says which it is. With the rights
// back everything goes on. The stream is switched off, so that the relay sends when the test says so.
func TestAMissingRightIsNamed(t *testing.T) {
	y, ctx, began := newTheatre(deployed(t, "handover-live")), t.Context(), time.Now()
	y.verifySender(t)
	y.switchRelay(t, false)
	defer y.switchRelay(t, true)
	d := nextYear(t, "unnamed")

	y.deny(t, "Relay", "states:StartExecution", "events:PutEvents")
	if err := y.start(ctx, d, "office-1"); err != nil {
		t.Fatal(err)
	}
	y.relays(t, d)
	y.names(t, began, "states:StartExecution", "events:PutEvents")
	y.allow(t, "Relay")
	y.relays(t, d)
	y.arrives(t, d, 1)

	y.deny(t, "Api", "s3:PutObject", "kms:Sign")
	_, keeping := y.keep(ctx, d.Programme+"/evidence/a.txt", "office-1", []byte("a"))
	signing := y.call(ctx, http.MethodGet, "/api/programmes/"+d.Programme+"/proofs/entries/1", "", nil, nil)
	if fault.KindOf(keeping) != fault.Unavailable || fault.KindOf(signing) != fault.Unavailable {
		t.Errorf("the API answers %v and %v", keeping, signing)
	}
	y.names(t, began, "s3:PutObject", "kms:Sign")
	y.allow(t, "Api")
	if _, err := y.keep(ctx, d.Programme+"/evidence/a.txt", "office-1", []byte("a")); err != nil {
		t.Errorf("with the right back: %v", err)
	}

	y.deny(t, "Relay", "ses:SendEmail", "states:SendTaskSuccess")
	if err := y.do(ctx, d.Programme, "stop", "sro", []byte(`{"reason":"the test is over"}`)); err != nil {
		t.Fatal(err)
	}
	y.relays(t, d)
	y.names(t, began, "ses:SendEmail", "states:SendTaskSuccess")
	y.allow(t, "Relay")
	y.relays(t, d)
	if rows, err := y.store.Outbox(ctx, d.Programme); err != nil || len(rows) > 0 {
		t.Errorf("%d rows are left with every right back, %v", len(rows), err)
	}
}

// relays tells the relay of a row, as the stream does.
func (y *theatre) relays(t *testing.T, d handover.Definition) {
	t.Helper()
	event := `{"Records":[` + record(`{"S":"P#`+d.Programme+`"}`, "1") + `]}`
	if _, err := y.invoke(t.Context(), y.function(t, "Relay"), []byte(event)); err != nil {
		t.Fatal(err)
	}
}

// names holds that the log of the functions has come to name the rights that are missing.
func (y *theatre) names(t *testing.T, since time.Time, actions ...string) {
	t.Helper()
	_, group, _ := strings.Cut(parametersOf(t, y.name)["LogGroupArn"], ":log-group:")
	ask := fmt.Sprintf(`{"logGroupName":%q,"startTime":%d}`, strings.TrimSuffix(group, ":*"), since.UnixMilli())
	for _, action := range actions {
		until(t, "the log names "+action, 10*time.Second, func() (bool, error) {
			got, err := y.send(t.Context(), "logs", http.MethodPost, y.endpoint+"/", []byte(ask), map[string]string{
				"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "Logs_20140328.FilterLogEvents"})
			return strings.Contains(string(got.body), "allow the role "+action), err
		})
	}
}

// deny forbids the role of a function some actions, whatever else allows them.
func (y *theatre) deny(t *testing.T, function string, actions ...string) {
	t.Helper()
	list, err := json.Marshal(actions)
	if err != nil {
		t.Fatal(err)
	}
	policy := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":%s,"Resource":"*"}]}`, list)
	y.iam(t, url.Values{"Action": {"PutRolePolicy"}, "RoleName": {y.role(t, function)}, "PolicyName": {"Denied"},
		"PolicyDocument": {policy}})
	t.Cleanup(func() { y.allow(t, function) })
}

// allow takes deny back. There is nothing to take back the second time.
func (y *theatre) allow(t *testing.T, function string) {
	t.Helper()
	y.iam(t, url.Values{"Action": {"DeleteRolePolicy"}, "RoleName": {y.role(t, function)}, "PolicyName": {"Denied"}})
}

// role is the name of the role of a function.
func (y *theatre) role(t *testing.T, function string) string {
	t.Helper()
	var list struct {
		Names []string `xml:"ListRolesResult>Roles>member>RoleName"`
	}
	if err := xml.Unmarshal(y.iam(t, url.Values{"Action": {"ListRoles"}, "MaxItems": {"1000"}}), &list); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(list.Names, func(name string) bool {
		return strings.HasPrefix(name, y.name+"-Rights-") && strings.Contains(name, "-"+function+"Role")
	})
	if i < 0 {
		t.Fatalf("the function %s has no role: %v", function, list.Names)
	}
	return list.Names[i]
}

func (y *theatre) iam(t *testing.T, form url.Values) []byte {
	t.Helper()
	form.Set("Version", "2010-05-08")
	got, err := y.send(context.WithoutCancel(t.Context()), "iam", http.MethodPost, y.endpoint+"/", []byte(form.Encode()),
		map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
	gone := form.Get("Action") == "DeleteRolePolicy" && got.status == http.StatusNotFound
	if err != nil || got.status != http.StatusOK && !gone {
		t.Fatalf("%s: %v %s", form.Get("Action"), err, got.body)
	}
	return got.body
}

// TestWhatIsMissingSaysWhatToDo gives a function names of what is not there, one after the other, and uses it. The local
// AWS takes events for a bus that is not there; package eventbridge tests that answer.
func TestWhatIsMissingSaysWhatToDo(t *testing.T) {
	s := deployed(t, "handover-live")
	arn := func(resource string) string { return "arn:aws:" + fmt.Sprintf(resource, s.conf.Region, "000000000000") }
	for setting, c := range map[string]struct {
		missing string
		part    cloud.Part
		use     func(ctx context.Context, o *office.Office) error
		want    string
	}{
		"TABLE": {"no-such-table", nil, func(ctx context.Context, o *office.Office) error {
			_, err := o.Peek(ctx, "one")
			return err
		}, "deploy the stack or set TABLE"},
		"BUCKET": {"no-such-bucket", documents.Part, func(ctx context.Context, o *office.Office) error {
			_, err := o.Files.Put(ctx, "one/letters/a.html", []byte("a"))
			return err
		}, "deploy the stack or set BUCKET"},
		"EXTRACTS": {"no-such-bucket", documents.Extracts, func(ctx context.Context, o *office.Office) error {
			_, err := o.Files.Put(ctx, "one/extracts/a.csv", []byte("a"))
			return err
		}, "deploy the stack or set EXTRACTS"},
		"REPORT_KEY": {"alias/no-such-key", reportkey.Part, func(ctx context.Context, o *office.Office) error {
			_, err := o.Secret(ctx, "one")
			return err
		}, "deploy the stack or set REPORT_KEY"},
		"CHECKPOINT_KEY": {"alias/no-such-key", checkpoints.Part, func(ctx context.Context, o *office.Office) error {
			_, err := o.Signer(ctx)
			return err
		}, "deploy the stack or set CHECKPOINT_KEY"},
		"STATE_MACHINE_ARN": {arn("states:%s:%s:stateMachine:no-such-machine"), workflow.Executions,
			func(ctx context.Context, o *office.Office) error { return o.Workflow.Start(ctx, "one", 1) },
			"deploy the stack or set STATE_MACHINE_ARN"},
		"SENDER": {"handover@unverified.example", mailing.Part, func(ctx context.Context, o *office.Office) error {
			return o.Post.Send(ctx, office.Mail{To: []string{"sro@doncaster.example"}, Subject: "s"})
		}, "verify the sender's domain in SES"},
		"DUTY_TOPIC": {arn("sns:%s:%s:no-such-topic"), milestones.Part, func(ctx context.Context, o *office.Office) error {
			return o.Bus.Publish(ctx, office.Event{ID: "one/1/0", Milestone: handover.Milestone{Kind: "stuck", Urgent: true}})
		}, "deploy the stack or set DUTY_TOPIC"},
	} {
		env := environment(map[string]string{setting: c.missing, "AWS_ENDPOINT_URL": s.endpoint})
		var parts []cloud.Part
		if c.part != nil {
			parts = append(parts, c.part)
		}
		a, err := cloud.New(env, s.conf, slog.Default(), parts...)
		if err != nil {
			t.Fatal(err)
		}
		err = c.use(t.Context(), a.Office)
		if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), c.want) {
			t.Errorf("without its %s: %s %v, want %q", setting, fault.KindOf(err), err, c.want)
		}
	}
}

// TestParametersThatCannotBe deploys the parameters and the rules of the template with parameters that are refused.
func TestParametersThatCannotBe(t *testing.T) {
	y, body := newTheatre(deployed(t, "handover-live")), hull(t)
	const (
		production = "Environment=production SenderDomain=council.example DutyEmail=duty@council.example "
		setSender  = "Set SenderDomain to your own domain in samconfig.toml, parameter_overrides, or deploy with Rehearsal=true."
	)
	for _, c := range []struct{ parameters, want string }{
		{"SenderDomain=council.example DutyEmail=duty@council.example", "Environment"}, // never taken for another
		{production + "Rehearsal=true", "A production stack is no rehearsal. Deploy the rehearsal under another name"},
		{production + "Protect=false", "The table of a production stack is protected."},
		{production + "RequireTls=false", "A production stack lets in encrypted connections only."},
		{production + "AwsEndpoint=http://127.0.0.1:4566", "A production stack calls AWS itself."},
		{"Environment=production DutyEmail=duty@council.example", "A production stack needs a SenderDomain."},
		{"Environment=production SenderDomain=council.example", "A production stack needs a DutyEmail."},
		{"Environment=production SenderDomain=council.example DutyEmail=duty@handover.invalid",
			"A production stack needs a DutyEmail."}, // as samconfig.toml comes
		{"Environment=staging Rehearsal=true CreateSender=true", "CreateSender needs a SenderDomain of your own"},
		{"Environment=staging CreateSender=true SenderDomain=council.example AwsEndpoint=http://127.0.0.1:4566",
			"CreateSender needs a SenderDomain of your own"},
		{"Environment=staging RehearsalMail=true AwsEndpoint=http://127.0.0.1:4566",
			"RehearsalMail is for a rehearsal on a local AWS."},
		{"Environment=staging RehearsalMail=true Rehearsal=true", "RehearsalMail is for a rehearsal on a local AWS."},
		{"Environment=prod", "Environment"},
		{"Environment=staging SenderDomain=council", "SenderDomain"},
		{"Environment=staging DutyEmail=duty", "DutyEmail"},
		{"Environment=staging Architecture=i386", "Architecture"},
		{"Environment=staging LogDays=2", "LogDays"},
		{"Environment=staging DocumentDays=0", "DocumentDays"},
		{"Environment=staging ExtractDays=0", "ExtractDays"},
		{"Environment=staging", setSender},
		{"Environment=development Rehearsal=false DutyEmail=duty@council.example", setSender},
		{production + "CreateSender=true", ""},
		{"Environment=staging SenderDomain=council.example", ""},
		{"Environment=development Rehearsal=true", ""}, // as samconfig.toml comes
		{"Environment=development Rehearsal=true RehearsalMail=true AwsEndpoint=http://127.0.0.1:4566", ""},
	} {
		form := url.Values{"TemplateBody": {body}}
		for i, p := range strings.Fields(c.parameters) {
			name, value, _ := strings.Cut(p, "=")
			form.Set(fmt.Sprintf("Parameters.member.%d.ParameterKey", i+1), name)
			form.Set(fmt.Sprintf("Parameters.member.%d.ParameterValue", i+1), value)
		}
		got := y.refused(t, "CreateStack", form)
		if refused := got.status != http.StatusOK; refused != (c.want != "") || !strings.Contains(string(got.body), c.want) {
			t.Errorf("%s: %d %s, want %q", c.parameters, got.status, got.body, c.want)
		}
		if got.status != http.StatusOK {
			continue
		}
		y.refused(t, "DeleteStack", url.Values{})
		until(t, "the stack is gone", atLatest, func() (bool, error) {
			return y.refused(t, "DescribeStacks", url.Values{}).status != http.StatusOK, nil
		})
	}
}

// hull is the template with its parameters and rules, but nothing in it.
func hull(t *testing.T) string {
	t.Helper()
	template := read(t, "template.yaml")
	return template[strings.Index(template, "\nParameters:"):strings.Index(template, "\nConditions:")] +
		"\nResources:\n  Nothing: { Type: AWS::CloudFormation::WaitConditionHandle }\n"
}

// refused does something with the stack that is to be refused.
func (y *theatre) refused(t *testing.T, action string, form url.Values) reply {
	t.Helper()
	form.Set("Action", action)
	form.Set("Version", "2010-05-15")
	form.Set("StackName", "handover-refused")
	got, err := y.send(t.Context(), "cloudformation", http.MethodPost, y.endpoint+"/", []byte(form.Encode()),
		map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
