package cloud_test

import (
	"errors"
	"log/slog"
	"testing"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/checkpoints"
	"example.org/handover/internal/app/cloud/documents"
	"example.org/handover/internal/app/cloud/mailing"
	"example.org/handover/internal/app/cloud/milestones"
	"example.org/handover/internal/app/cloud/reportkey"
	"example.org/handover/internal/app/cloud/workflow"
	"example.org/handover/internal/awstest"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

func every() []cloud.Part {
	return []cloud.Part{documents.Part, documents.Extracts, reportkey.Part, workflow.Executions, workflow.Answers,
		mailing.Part, milestones.Part, checkpoints.Part}
}

// TestStartingCallsNobody wires every part over an AWS that answers nothing.
func TestStartingCallsNobody(t *testing.T) {
	canned := awstest.NewCanned(t)
	app(t, canned, nil, every()...)
	app(t, canned, map[string]string{"REHEARSAL": "true"}, every()...)
	if len(canned.Requests) != 0 {
		t.Errorf("starting asks AWS: %+v", canned.Requests)
	}
}

// TestMissingSettings takes one variable away after the other.
func TestMissingSettings(t *testing.T) {
	for name, part := range map[string]cloud.Part{
		"TABLE": nil, "REHEARSAL": nil, "BUCKET": documents.Part, "EXTRACTS": documents.Extracts,
		"REPORT_KEY": reportkey.Part, "SENDER": mailing.Part,
		"STATE_MACHINE_ARN": workflow.Executions, "BUS": milestones.Part, "DUTY_TOPIC": milestones.Part,
		"CHECKPOINT_KEY": checkpoints.Part,
	} {
		var parts []cloud.Part
		if part != nil {
			parts = append(parts, part)
		}
		_, err := cloud.New(environment(map[string]string{name: ""}), awstest.NewCanned(t).Config(), slog.Default(), parts...)
		var known *fault.Error
		if !errors.As(err, &known) || known.Kind != fault.Invalid || known.Pointer != name || known.Mend == "" {
			t.Errorf("without %s: %v", name, err)
		}
	}
	_, err := cloud.New(environment(map[string]string{"STATE_MACHINE_ARN": ""}), awstest.NewCanned(t).Config(), slog.Default(),
		workflow.Answers)
	want := `STATE_MACHINE_ARN: the environment variable is missing; set it: template.yaml does so under GateFunction/Environment`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestWhatIsNotGivenIsRefused uses what no part gives.
func TestWhatIsNotGivenIsRefused(t *testing.T) {
	bare, _ := app(t, awstest.NewCanned(t), nil)
	answers, _ := app(t, awstest.NewCanned(t), nil, workflow.Answers)
	letters, _ := app(t, awstest.NewCanned(t), nil, documents.Part)
	o, ctx := bare.Office, t.Context()
	_, extract := letters.Office.Files.Put(ctx, "one/extracts/a.csv", nil)
	_, put := o.Files.Put(ctx, "a", nil)
	_, get := o.Files.Get(ctx, handover.FileRef{})
	_, running := o.Workflow.Running(ctx, "one", 1)
	_, secret := o.Secret(ctx, "one")
	for name, err := range map[string]error{"put": put, "get": get, "extract": extract, "running": running, "secret": secret,
		"start":                     o.Workflow.Start(ctx, "one", 1),
		"stop":                      o.Workflow.Stop(ctx, "one", 1, ""),
		"resume":                    o.Workflow.Resume(ctx, "token", handover.Passed),
		"post":                      o.Post.Send(ctx, office.Mail{}),
		"start, with answers alone": answers.Office.Workflow.Start(ctx, "one", 1),
		"stop, with answers alone":  answers.Office.Workflow.Stop(ctx, "one", 1, ""),
	} {
		if fault.KindOf(err) != fault.Internal {
			t.Errorf("%s: %v, want a defect", name, err)
		}
	}
}

// TestARehearsalPostsNothing holds that mails of a rehearsal go nowhere but to an AWS on this machine that is to take
// them.
func TestARehearsalPostsNothing(t *testing.T) {
	taken := awstest.Answer{Body: `{"MessageId":"m"}`}
	for endpoint, c := range map[string]struct {
		asked string
		sends int
	}{
		"http://127.0.0.1:4566": {"true", 1}, "http://[::1]:4566": {"true", 1}, "http://127.0.0.2:4566": {"false", 0},
		"": {"true", 0}, "https://email.eu-west-2.amazonaws.com": {"true", 0}, "http://10.0.0.7:4566": {"true", 0},
		"http://localhost.example:4566": {"true", 0}, "127.0.0.1:4566": {"true", 0},
	} {
		canned := awstest.NewCanned(t, taken)
		a, _ := app(t, canned, map[string]string{"REHEARSAL": "true", "REHEARSAL_MAIL": c.asked, "AWS_ENDPOINT_URL": endpoint},
			mailing.Part)
		if err := a.Office.Post.Send(t.Context(), office.Mail{To: []string{"sro@doncaster.example"}, Subject: "s"}); err != nil {
			t.Error(err)
		}
		if len(canned.Requests) != c.sends {
			t.Errorf("at %q, asked for mails %s, it sends %d", endpoint, c.asked, len(canned.Requests))
		}
	}
}

// TestTheKeyOfAProgramme asks KMS once for each programme, and tells why it cannot.
func TestTheKeyOfAProgramme(t *testing.T) {
	canned := awstest.NewCanned(t, awstest.Failed(400, "KMSInvalidStateException"),
		awstest.Answer{Body: `{"Mac":"b25l"}`}, awstest.Answer{Body: `{"Mac":"dHdv"}`})
	a, _ := app(t, canned, nil, reportkey.Part)
	if _, err := a.Office.Secret(t.Context(), "one"); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a disabled key: %v", err)
	}
	for _, c := range [][2]string{{"one", "one"}, {"two", "two"}, {"one", "one"}} {
		key, err := a.Office.Secret(t.Context(), c[0])
		if err != nil || string(key) != c[1] {
			t.Errorf("the key of %s is %q, %v", c[0], key, err)
		}
	}
	if len(canned.Requests) != 3 {
		t.Errorf("KMS is asked %d times", len(canned.Requests))
	}
	const message = `"Message":"aGFuZG92ZXIvcmVwb3J0L29uZQ=="` // handover/report/one
	if body := canned.Requests[1].Body; !contains(body, message, `"KeyId":"alias/reports"`, `"MacAlgorithm":"HMAC_SHA_256"`) {
		t.Errorf("KMS is asked %s", body)
	}
}
