package local_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/local"
)

// Parts of definitions.
const (
	end     = `"End":true`
	succeed = `{"Type":"Succeed"}`
	gate    = `"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","Parameters":` +
		`{"FunctionName":"${Gate}","Payload":{"token.$":"$$.Task.Token"}}`
	inner = `"StartAt":"I","States":{"I":{"Type":"Succeed"}}`
)

func TestLoadRefuses(t *testing.T) {
	task := func(fields string) string {
		return states(`"A":{"Type":"Task","Resource":"${Echo}",` + end + `,` + fields + `}`)
	}
	choice := func(rule string) string {
		return states(`"A":{"Type":"Choice","Choices":[` + rule + `]},"B":` + succeed)
	}
	pass := func(fields string) string { return states(`"A":{"Type":"Pass",` + end + `,` + fields + `}`) }
	mapped := func(fields string) string {
		return states(`"A":{"Type":"Map",` + end + `,"ItemProcessor":{` + inner + `},` + fields + `}`)
	}
	for _, c := range []struct{ name, definition, pointer string }{
		{"empty", ``, ""},
		{"cut off", `{"StartAt":"A",`, ""},
		{"not an object", `[]`, ""},
		{"trailing", states(`"A":`+succeed) + `{}`, ""},
		{"twice", `{"StartAt":"A","StartAt":"A","States":{"A":` + succeed + `}}`, "/StartAt"},
		{"twice inside", pass(`"Result":{"a/b":1,"a/b":2}`), "/States/A/Result/a~1b"},
		{"unknown at the top", `{"StartAt":"A","States":{"A":` + succeed + `},"Start":1}`, "/Start"},
		{"JSONata", `{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":` + succeed + `}}`, "/QueryLanguage"},
		{"version", `{"Version":"2.0","StartAt":"A","States":{"A":` + succeed + `}}`, "/Version"},
		{"deadline", `{"TimeoutSeconds":0,"StartAt":"A","States":{"A":` + succeed + `}}`, "/TimeoutSeconds"},
		{"no start", `{"States":{"A":` + succeed + `}}`, "/StartAt"},
		{"start elsewhere", `{"StartAt":"B","States":{"A":` + succeed + `}}`, "/StartAt"},
		{"no states", `{"StartAt":"A"}`, "/States"},
		{"comment", states(`"A":{"Type":"Succeed","Comment":1}`), "/States/A/Comment"},
		{"long name", `{"StartAt":"A","States":{"` + strings.Repeat("é", 81) + `":` + succeed + `}}`,
			"/States/" + strings.Repeat("é", 81)},
		{"name taken", states(`"A":{"Type":"Parallel",` + end + `,"Branches":[{"StartAt":"A","States":{"A":` + succeed +
			`}}]}`), "/States/A/Branches/0/States/A"},
		{"unreachable", states(`"A":` + succeed + `,"B":` + succeed), "/States/B"},
		{"unreachable circle", states(`"A":` + succeed + `,"B":{"Type":"Pass","Next":"B"}`), "/States/B"},
		{"wait", states(`"A":{"Type":"Wait","Seconds":1,` + end + `}`), "/States/A/Type"},
		{"no type", states(`"A":{` + end + `}`), "/States/A/Type"},
		{"next of another scope", states(`"A":{"Type":"Parallel","Next":"I","Branches":[{` + inner + `}]}`),
			"/States/A/Next"},
		{"neither next nor end", states(`"A":{"Type":"Pass"}`), "/States/A"},
		{"both next and end", states(`"A":{"Type":"Pass","Next":"B","End":true},"B":` + succeed), "/States/A"},
		{"end false", states(`"A":{"Type":"Pass","Next":"B","End":false},"B":` + succeed), "/States/A/End"},
		{"end of a Succeed", states(`"A":{"Type":"Succeed","End":true}`), "/States/A/End"},
		{"next of a Fail", states(`"A":{"Type":"Fail","Next":"A"}`), "/States/A/Next"},
		{"error path", states(`"A":{"Type":"Fail","ErrorPath":"$.e"}`), "/States/A/ErrorPath"},

		{"heartbeat", task(`"HeartbeatSeconds":3`), "/States/A/HeartbeatSeconds"},
		{"timeout path", task(`"TimeoutSecondsPath":"$.t"`), "/States/A/TimeoutSecondsPath"},
		{"timeout too long", task(`"TimeoutSeconds":100000000`), "/States/A/TimeoutSeconds"},
		{"timeout in words", task(`"TimeoutSeconds":"1"`), "/States/A/TimeoutSeconds"},
		{"timeout with a fraction", task(`"TimeoutSeconds":1.5`), "/States/A/TimeoutSeconds"},
		{"no resource", states(`"A":{"Type":"Task",` + end + `}`), "/States/A/Resource"},
		{"another service", states(`"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage",` + end + `}`),
			"/States/A/Resource"},
		{"invocation pattern", states(`"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.sync",` + end + `}`),
			"/States/A/Resource"},
		{"half a substitution", states(`"A":{"Type":"Task","Resource":"${Echo",` + end + `}`), "/States/A/Resource"},
		{"invoke without parameters", states(`"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",` + end +
			`}`), "/States/A/Parameters"},
		{"computed function", states(`"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",` + end +
			`,"Parameters":{"FunctionName.$":"$.f","Payload":{}}}`), "/States/A/Parameters/FunctionName.$"},
		{"no payload", states(`"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",` + end +
			`,"Parameters":{"FunctionName":"${Echo}"}}`), "/States/A/Parameters/Payload"},
		{"no token", states(`"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken",` + end +
			`,"Parameters":{"FunctionName":"${Gate}","Payload":{"token":"$$.Task.Token"}}}`), "/States/A/Parameters"},
		{"token elsewhere", pass(`"Parameters":{"t.$":"$$.Task.Token"}`), "/States/A/Parameters/t.$"},
		{"token without waiting", states(`"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke",` + end +
			`,"Parameters":{"FunctionName":"${Echo}","Payload":{"t.$":"$$.Task.Token"}}}`),
			"/States/A/Parameters/Payload/t.$"},

		{"no retriers", task(`"Retry":[]`), "/States/A/Retry"},
		{"retry unknown", task(`"Retry":[{"ErrorEquals":["States.ALL"],"Interval":1}]`), "/States/A/Retry/0/Interval"},
		{"no error names", task(`"Retry":[{"ErrorEquals":[]}]`), "/States/A/Retry/0/ErrorEquals"},
		{"ALL not alone", task(`"Retry":[{"ErrorEquals":["X","States.ALL"]}]`), "/States/A/Retry/0/ErrorEquals"},
		{"ALL not last", task(`"Retry":[{"ErrorEquals":["States.ALL"]},{"ErrorEquals":["X"]}]`),
			"/States/A/Retry/0/ErrorEquals"},
		{"misspelt", task(`"Retry":[{"ErrorEquals":["States.TaskFail"]}]`), "/States/A/Retry/0/ErrorEquals"},
		{"runtime", task(`"Retry":[{"ErrorEquals":["States.Runtime"]}]`), "/States/A/Retry/0/ErrorEquals"},
		{"interval", task(`"Retry":[{"ErrorEquals":["X"],"IntervalSeconds":0}]`), "/States/A/Retry/0/IntervalSeconds"},
		{"attempts", task(`"Retry":[{"ErrorEquals":["X"],"MaxAttempts":-1}]`), "/States/A/Retry/0/MaxAttempts"},
		{"rate", task(`"Retry":[{"ErrorEquals":["X"],"BackoffRate":0.9}]`), "/States/A/Retry/0/BackoffRate"},
		{"delay not above interval", task(`"Retry":[{"ErrorEquals":["X"],"IntervalSeconds":5,"MaxDelaySeconds":5}]`),
			"/States/A/Retry/0/MaxDelaySeconds"},
		{"jitter", task(`"Retry":[{"ErrorEquals":["X"],"JitterStrategy":"HALF"}]`), "/States/A/Retry/0/JitterStrategy"},
		{"catch nowhere", task(`"Catch":[{"ErrorEquals":["X"],"Next":"B"}]`), "/States/A/Catch/0/Next"},
		{"catch without next", task(`"Catch":[{"ErrorEquals":["X"]}]`), "/States/A/Catch/0/Next"},
		{"retry of a Pass", pass(`"Retry":[{"ErrorEquals":["X"]}]`), "/States/A/Retry"},

		{"no rules", states(`"A":{"Type":"Choice","Choices":[]}`), "/States/A/Choices"},
		{"no choices", states(`"A":{"Type":"Choice"}`), "/States/A/Choices"},
		{"rule without next", choice(`{"Variable":"$.a","IsNull":true}`), "/States/A/Choices/0/Next"},
		{"rule to nowhere", choice(`{"Variable":"$.a","IsNull":true,"Next":"C"}`), "/States/A/Choices/0/Next"},
		{"inner next", choice(`{"Not":{"Variable":"$.a","IsNull":true,"Next":"B"},"Next":"B"}`),
			"/States/A/Choices/0/Not/Next"},
		{"two operators", choice(`{"Variable":"$.a","IsNull":true,"IsPresent":true,"Next":"B"}`),
			"/States/A/Choices/0/IsPresent"},
		{"no operator", choice(`{"Variable":"$.a","Next":"B"}`), "/States/A/Choices/0"},
		{"no variable", choice(`{"IsNull":true,"Next":"B"}`), "/States/A/Choices/0/Variable"},
		{"operand of a path", choice(`{"Variable":"$.a","StringEqualsPath":"$.b","Next":"B"}`),
			"/States/A/Choices/0/StringEqualsPath"},
		{"timestamps", choice(`{"Variable":"$.a","TimestampEquals":"2026-01-01T00:00:00Z","Next":"B"}`),
			"/States/A/Choices/0/TimestampEquals"},
		{"operand's type", choice(`{"Variable":"$.a","StringEquals":1,"Next":"B"}`),
			"/States/A/Choices/0/StringEquals"},
		{"variable of And", choice(`{"Variable":"$.a","And":[{"Variable":"$.a","IsNull":true}],"Next":"B"}`),
			"/States/A/Choices/0/Variable"},
		{"default nowhere", states(`"A":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"A"}],` +
			`"Default":"B"}`), "/States/A/Default"},

		{"intrinsic", pass(`"Parameters":{"x":[{"y.$":"States.UUID()"}]}`), "/States/A/Parameters/x/0/y.$"},
		{"template path not a string", pass(`"Parameters":{"x.$":1}`), "/States/A/Parameters/x.$"},
		{"template twice", pass(`"Parameters":{"x.$":"$","x":1}`), "/States/A/Parameters/x.$"},
		{"template not an object", pass(`"Parameters":"$"`), "/States/A/Parameters"},
		{"wild path", pass(`"InputPath":"$.a[*]"`), "/States/A/InputPath"},
		{"result into the context", pass(`"ResultPath":"$$.Execution.Input"`), "/States/A/ResultPath"},
		{"result twice", pass(`"Result":1,"Parameters":{}`), "/States/A/Parameters"},
		{"unknown context", pass(`"Parameters":{"x.$":"$$.Execution.RoleArn"}`), "/States/A/Parameters/x.$"},
		{"whole context", pass(`"Parameters":{"x.$":"$$"}`), "/States/A/Parameters/x.$"},
		{"into a name", pass(`"Parameters":{"x.$":"$$.State.Name.First"}`), "/States/A/Parameters/x.$"},
		{"item elsewhere", pass(`"Parameters":{"x.$":"$$.Map.Item.Value"}`), "/States/A/Parameters/x.$"},

		{"no branches", states(`"A":{"Type":"Parallel",` + end + `}`), "/States/A/Branches"},
		{"branch's timeout", states(`"A":{"Type":"Parallel",` + end + `,"Branches":[{` + inner + `,"TimeoutSeconds":1}]}`),
			"/States/A/Branches/0/TimeoutSeconds"},
		{"no processor", states(`"A":{"Type":"Map",` + end + `}`), "/States/A/ItemProcessor"},
		{"iterator", mapped(`"Iterator":{}`), "/States/A/Iterator"},
		{"item reader", mapped(`"ItemReader":{}`), "/States/A/ItemReader"},
		{"distributed", states(`"A":{"Type":"Map",` + end + `,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED"},` +
			inner + `}}`), "/States/A/ItemProcessor/ProcessorConfig/Mode"},
		{"items null", mapped(`"ItemsPath":null`), "/States/A/ItemsPath"},
		{"too many at once", mapped(`"MaxConcurrency":41`), "/States/A/MaxConcurrency"},
		{"deep", pass(`"Result":` + strings.Repeat("[", 200) + strings.Repeat("]", 200)),
			"/States/A/Result" + strings.Repeat("/0", 97)},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := local.Load([]byte(c.definition))
			wantKind(t, err, fault.Invalid)
			var f *fault.Error
			if errors.As(err, &f) && f.Pointer != c.pointer {
				t.Errorf("got %v\n pointer %q, want %q", err, f.Pointer, c.pointer)
			}
		})
	}
}

func TestLoadTellsTheLine(t *testing.T) {
	_, err := local.Load([]byte("{\n \"StartAt\": \"A\",\n \"StartAt\": \"A\"\n}"))
	var f *fault.Error
	if !errors.As(err, &f) || f.Line != 3 {
		t.Errorf("got %v, want line 3", err)
	}
}

func TestLoadRefusesTooLong(t *testing.T) {
	_, err := local.Load([]byte(states(`"A":{"Type":"Succeed","Comment":"` + strings.Repeat("x", 1<<20) + `"}`)))
	wantKind(t, err, fault.Invalid)
}

func TestStatesShowsTheMachine(t *testing.T) {
	m := load(t, states(`"A":{`+gate+`,"TimeoutSeconds":60,"Retry":[{"ErrorEquals":["States.Timeout"]}],
		"Catch":[{"ErrorEquals":["X","Y"],"Next":"B"},{"ErrorEquals":["States.ALL"],"Next":"C"}],"Next":"C"},
		"B":{"Type":"Task","Resource":"arn:aws:lambda:eu-west-2:123456789012:function:b",`+end+`},
		"C":{"Type":"Choice","Choices":[{"Variable":"$.x","IsNull":true,"Next":"A"}],"Default":"D"},
		"D":{"Type":"Map",`+end+`,"ItemProcessor":{`+inner+`}}`))
	want := []local.State{
		{Name: "A", Type: "Task", Pointer: "/States/A", Function: "Gate", WaitsToken: true, Timeout: 60,
			Next: []string{"C", "B"}, Retry: [][]string{{"States.Timeout"}}, Catch: [][]string{{"X", "Y"}, {"States.ALL"}}},
		{Name: "B", Type: "Task", Pointer: "/States/B", Function: "arn:aws:lambda:eu-west-2:123456789012:function:b"},
		{Name: "C", Type: "Choice", Pointer: "/States/C", Next: []string{"A", "D"}},
		{Name: "D", Type: "Map", Pointer: "/States/D"},
		{Name: "I", Type: "Succeed", Pointer: "/States/D/ItemProcessor/States/I"},
	}
	if diff := cmp.Diff(want, m.States()); diff != "" {
		t.Error(diff)
	}
	functions := []string{"Gate", "arn:aws:lambda:eu-west-2:123456789012:function:b"}
	if diff := cmp.Diff(functions, m.Functions()); diff != "" {
		t.Error(diff)
	}
	_, err := local.New(m, local.Options{})
	wantKind(t, err, fault.Invalid)
}

func FuzzLoad(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*.asl.json")
	if err != nil || len(seeds) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, name := range seeds {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, definition := range []string{
		states(`"A":` + succeed),
		states(`"A":{"Type":"Pass","Result":1,"ResultPath":"$.a[0]","Next":"B"},"B":{"Type":"Fail","Error":"E"}`),
		states(`"A":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"A"}],"Default":"A"}`),
		states(`"A":{"Type":"Task","Resource":"${E}","Retry":[{"ErrorEquals":["States.ALL"]}],` + end + `}`),
		gates(`"MaxConcurrency":1,"ItemsPath":"$.list",`),
		states(`"A":{"Type":"Parallel","Branches":[{` + inner + `}],"Next":"A"}`),
	} {
		f.Add([]byte(definition))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := local.Load(text)
		if err != nil {
			wantKind(t, err, fault.Invalid)
			return
		}
		runAnything(t, m)
	})
}

// runAnything holds that a machine that loads runs without a panic and ends at the latest at its deadline, whatever
// it is.
func runAnything(t *testing.T, m *local.Machine) {
	functions := map[string]local.Handler{}
	for _, name := range m.Functions() {
		functions[name] = func(_ context.Context, _ time.Time, p []byte) ([]byte, error) {
			if len(p)%3 == 0 {
				return nil, named("Unavailable")
			}
			return p, nil
		}
	}
	e, err := local.New(m, local.Options{Seed: []byte("any"), Functions: functions})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if err := e.Start(ctx, "x", []byte(`{"programme":"p","list":[1,{"a":2}]}`), t0); err != nil {
		t.Fatal(err)
	}
	for _, now := range []time.Time{t0, t0.Add(time.Minute), t0.AddDate(0, 2, 0), t0.AddDate(1, 0, 0)} {
		if _, err := e.Run(ctx, now); err != nil {
			t.Fatal(err)
		}
	}
	if x, err := e.Describe("x"); err != nil && fault.KindOf(err) != fault.NotFound || x.Status == local.Running {
		t.Errorf("%+v %v", x, err)
	}
}

func TestWholeMachine(t *testing.T) {
	text, err := os.ReadFile("testdata/whole.asl.json")
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, string(text))
	r.start("x", `{"programme":"sample"}`)
	r.resume(r.tokens[0], `"staff closed"`, t0.AddDate(0, 0, 20))
	r.run(t0.AddDate(0, 0, 50))
	r.run(t0.AddDate(0, 0, 51))
	r.resume(r.tokens[2], `"public closed"`, t0.AddDate(0, 0, 60))
	r.wantOutput("x", `[{"served":true},["staff closed","public closed"]]`)
	want := `{"execution":"x","item":"public","state":"CloseWindow","token":"` + r.tokens[2] + `"}`
	if got := r.payloads[len(r.payloads)-1]; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
