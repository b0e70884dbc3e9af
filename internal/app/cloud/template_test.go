package cloud_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/task"
)

const root = "../../.."

// needs says what each part of a function's main.go needs of its environment and of its role.
var needs = map[string]struct {
	settings []string
	actions  []string
}{
	"documents.Part":     {[]string{"BUCKET"}, []string{"s3:GetObject", "s3:ListBucket"}},
	"documents.Extracts": {[]string{"BUCKET", "EXTRACTS"}, []string{"s3:GetObject", "s3:ListBucket", "${ExtractsArn}/*"}},
	"reportkey.Part":     {[]string{"REPORT_KEY"}, []string{"kms:GenerateMac"}},
	"workflow.Answers":   {[]string{"STATE_MACHINE_ARN"}, []string{"states:SendTaskSuccess", "states:DescribeExecution"}},
	"workflow.Executions": {[]string{"STATE_MACHINE_ARN"}, []string{"states:StartExecution", "states:StopExecution",
		"states:SendTaskSuccess", "states:DescribeExecution"}},
	"mailing.Part":     {[]string{"SENDER"}, []string{"ses:SendEmail"}},
	"milestones.Part":  {[]string{"BUS", "DUTY_TOPIC"}, []string{"events:PutEvents", "sns:Publish"}},
	"checkpoints.Part": {[]string{"CHECKPOINT_KEY"}, []string{"kms:Sign", "kms:GetPublicKey"}},
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(append([]string{root}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// resource cuts a resource out of a template by its logical id.
func resource(t *testing.T, template, id string) string {
	t.Helper()
	text := regexp.MustCompile(`(?s)\n  ` + id + `:\n.*?(\n\n|\z)`).FindString(template)
	if text == "" {
		t.Errorf("the template lacks %s", id)
	}
	return text
}

// role is a role with the policies that it refers to.
func role(t *testing.T, rights, id string) string {
	t.Helper()
	text := resource(t, rights, id)
	list := regexp.MustCompile(`ManagedPolicyArns: \[(.*)\]`).FindStringSubmatch(text)
	if list == nil {
		t.Fatalf("%s has no policies", id)
	}
	for _, reference := range strings.Split(list[1], ", ") {
		text += resource(t, rights, strings.TrimPrefix(reference, "!Ref "))
	}
	return text
}

func functions(t testing.TB) []string {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(root, "functions", "*", "main.go"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("there are no functions: %v", err)
	}
	var names []string
	for _, f := range folders {
		names = append(names, filepath.Base(filepath.Dir(f)))
	}
	return names
}

func title(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// partNames lists the parts that a function's main.go names.
func partNames(t *testing.T, function string) []string {
	t.Helper()
	part := regexp.MustCompile(`\b\w+\.(?:Part|Extracts|Answers|Executions)\b`)
	return part.FindAllString(read(t, "functions", function, "main.go"), -1)
}

// TestFunctionsHaveWhatTheyName holds main.go, environment and role of each function together: what it names as its
// parts it is told and may do, and what it does not name it may not.
func TestFunctionsHaveWhatTheyName(t *testing.T) {
	template, rights := read(t, "template.yaml"), read(t, "infra", "rights.yaml")
	globals := template[strings.Index(template, "\nGlobals:"):strings.Index(template, "\nResources:")]
	for _, name := range functions(t) {
		main := read(t, "functions", name, "main.go")
		if n := strings.Count(main, "\n"); n > 30 {
			t.Errorf("functions/%s/main.go has %d lines: wiring only", name, n)
		}
		block, mayDo := resource(t, template, title(name)+"Function"), role(t, rights, title(name)+"Role")
		if !strings.Contains(block, "Role: !GetAtt Rights.Outputs."+title(name)+"\n") {
			t.Errorf("%s does not run under its own role", name)
		}
		named := partNames(t, name)
		var actions []string
		for _, p := range named {
			actions = append(actions, needs[p].actions...)
			for _, setting := range needs[p].settings {
				if !strings.Contains(block+globals, setting+": ") && !strings.Contains(block, setting+":\n") {
					t.Errorf("%s is not told %s", name, setting)
				}
			}
		}
		for _, p := range slices.Sorted(maps.Keys(needs)) {
			for _, action := range needs[p].actions {
				if may := strings.Contains(mayDo, action); may != slices.Contains(actions, action) {
					t.Errorf("%s: may %s: %t, but main.go names %v", name, action, may, named)
				}
			}
		}
	}
}

// TestOnlyTheClockKeepsCheckpoints holds that the clock keeps nothing but checkpoints, and whoever keeps other documents
// none, whatever their names; and that nobody but the API keeps extracts, in the bucket where no lock holds them.
func TestOnlyTheClockKeepsCheckpoints(t *testing.T) {
	rights := read(t, "infra", "rights.yaml")
	const checkpoints = "${DocumentsArn}/checkpoints/*"
	may := regexp.MustCompile(`Effect: (\w+)\n +Action: (.*s3:PutObject.*)\n +Resource: !Sub "(.*)"`)
	for _, name := range functions(t) {
		var got [][]string
		for _, found := range may.FindAllStringSubmatch(role(t, rights, title(name)+"Role"), -1) {
			got = append(got, found[1:])
		}
		want := [][]string{{"Allow", "[s3:GetObject, s3:PutObject]", "${DocumentsArn}/*"}, {"Deny", "s3:PutObject", checkpoints},
			{"Deny", "s3:PutObject", "${DocumentsArn}/*/extracts/*"}}
		keeps := slices.ContainsFunc(partNames(t, name), func(p string) bool { return strings.HasPrefix(p, "documents.") })
		switch {
		case name == "api":
			want = slices.Insert(want, 0, []string{"Allow", "[s3:GetObject, s3:PutObject]", "${ExtractsArn}/*"})
		case name == "clock":
			want = [][]string{{"Allow", "s3:PutObject", checkpoints}}
		case !keeps || name == "relay":
			want = nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// TestExtractsAreNotLocked holds the two buckets to what each is for: what may decide a claim is locked for years, and the
// extracts, which are people's data, are deleted after days and locked by nothing.
func TestExtractsAreNotLocked(t *testing.T) {
	state := read(t, "infra", "state.yaml")
	for id, c := range map[string]struct{ has, lacks []string }{
		"Documents": {[]string{"ObjectLockEnabled: true", "Days: !Ref DocumentDays"}, []string{"ExpirationInDays"}},
		"Extracts": {[]string{"ExpirationInDays: !Ref ExtractDays", "NoncurrentVersionExpiration: { NoncurrentDays: 1 }"},
			[]string{"ObjectLock", "DefaultRetention"}},
	} {
		block := resource(t, state, id)
		for _, text := range c.has {
			if !strings.Contains(block, text) {
				t.Errorf("%s lacks %s", id, text)
			}
		}
		for _, text := range c.lacks {
			if strings.Contains(block, text) {
				t.Errorf("%s has %s", id, text)
			}
		}
	}
}

// TestTheWorkflowCallsItsFunctions holds the state machine's functions, and its right to call them, to the list of
// package task.
func TestTheWorkflowCallsItsFunctions(t *testing.T) {
	template := read(t, "template.yaml")
	workflow, mayCall := resource(t, template, "Workflow"), resource(t, template, "WorkflowRole")
	for _, name := range functions(t) {
		called := slices.Contains(task.Functions(), name)
		alias := "!Ref " + title(name) + "Function.Alias\n"
		if got := strings.Contains(workflow, "        "+title(name)+"Function: "+alias); got != called {
			t.Errorf("the definition is given %s: %t, want %t", name, got, called)
		}
		if got := strings.Contains(mayCall, "- "+alias); got != called {
			t.Errorf("the workflow may call %s: %t, want %t", name, got, called)
		}
	}
}

// TestRolesOfServices holds the roles of Step Functions and of the scheduler, whose calls the local AWS does not check, to
// exactly the actions for what stands in the template: calls of functions, a log, traces; a beat, and where it goes if it
// fails.
func TestRolesOfServices(t *testing.T) {
	template := read(t, "template.yaml")
	action := regexp.MustCompile(`\b(?:lambda|logs|sqs|states|xray|events|sns|dynamodb|s3|kms):[A-Z*]\w*`)
	for _, c := range []struct {
		role, user string
		parts      map[string][]string // what the user has, and the actions that it is for
	}{
		{"WorkflowRole", "Workflow", map[string][]string{
			"DefinitionUri:": {"lambda:InvokeFunction"},
			"Logging:": {"logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups",
				"logs:DescribeResourcePolicies", "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy",
				"logs:UpdateLogDelivery"},
			"Tracing:": {"xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"},
		}},
		{"EveryMinuteRole", "EveryMinute", map[string][]string{
			"Arn: !Ref ClockFunction.Alias":               {"lambda:InvokeFunction"},
			"DeadLetterConfig: { Arn: !GetAtt Failed.Arn": {"sqs:SendMessage"},
		}},
	} {
		user, want := resource(t, template, c.user), []string{}
		for part, actions := range c.parts {
			if strings.Contains(user, part) {
				want = append(want, actions...)
			}
		}
		slices.Sort(want)
		if got := slices.Sorted(slices.Values(action.FindAllString(resource(t, template, c.role), -1))); !slices.Equal(got, want) {
			t.Errorf("%s may %v, and %s uses %v", c.role, got, c.user, want)
		}
	}
	beat := resource(t, template, "EveryMinuteRole")
	for _, only := range []string{"Action: lambda:InvokeFunction, Resource: !Ref ClockFunction.Alias }",
		"Action: sqs:SendMessage, Resource: !GetAtt Failed.Arn }"} {
		if !strings.Contains(beat, only) {
			t.Errorf("the beat's role lacks %s", only)
		}
	}
	called := regexp.MustCompile(`"(?:Resource|FunctionName)": "([^"]*)"`)
	for _, m := range called.FindAllStringSubmatch(read(t, "statemachine", "handover.asl.json"), -1) {
		if !strings.HasSuffix(m[1], "Function}") && m[1] != "arn:aws:states:::lambda:invoke.waitForTaskToken" {
			t.Errorf("the state machine calls %s, for which its role has no right", m[1])
		}
	}
}

// TestEventsHaveAnswers holds that each function has an event, each event an answer, and both are JSON.
func TestEventsHaveAnswers(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "events", "lambda", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var tried []string
	for _, f := range files {
		name := filepath.Base(f)
		function, _, _ := strings.Cut(strings.TrimSuffix(name, ".json"), "-")
		tried = append(tried, function)
		if !json.Valid([]byte(read(t, "events", "lambda", name))) || !json.Valid([]byte(read(t, "events", "lambda", "answers", name))) {
			t.Errorf("%s or its answer is no JSON", name)
		}
	}
	if got := slices.Compact(tried); !slices.Equal(got, functions(t)) {
		t.Errorf("there are events for %v, and functions %v", got, functions(t))
	}
}
