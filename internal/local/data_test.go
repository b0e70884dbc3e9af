package local_test

import (
	"strings"
	"testing"

	"example.org/handover/internal/local"
)

// TestDataFlow runs one state A with an input and holds the output, or the error.
func TestDataFlow(t *testing.T) {
	pass := func(fields string) string { return states(`"A":{"Type":"Pass",` + fields + `,` + end + `}`) }
	invoke := func(payload string) string {
		return states(`"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":` +
			`"${Echo}",` + payload + `},` + end + `}`)
	}
	for _, c := range []struct{ name, definition, input, output, errorName string }{
		{"as it is", pass(`"Comment":"x"`), `{"b":[1,null,true],"a":"é\u2028\n\"\\"}`,
			`{"a":"é` + "\u2028" + `\u000a\"\\","b":[1,null,true]}`, ""},
		{"numbers unchanged", pass(`"Comment":"x"`), `[1.0,1e2,12345678901234567890,-0]`,
			`[1.0,1e2,12345678901234567890,-0]`, ""},
		{"no object", pass(`"Comment":"x"`), `null`, `null`, ""},
		{"input path", pass(`"InputPath":"$.a['b c'][1]"`), `{"a":{"b c":[1,{"x":2}]}}`, `{"x":2}`, ""},
		{"input path null", pass(`"InputPath":null`), `{"a":1}`, `{}`, ""},
		{"input path nowhere", pass(`"InputPath":"$.a.b"`), `{"a":1}`, ``, "States.Runtime"},
		{"input path beyond", pass(`"InputPath":"$.a[1]"`), `{"a":[1]}`, ``, "States.Runtime"},
		{"input path of the context", pass(`"InputPath":"$$.Execution.Input.a"`), `{"a":7}`, `7`, ""},
		{"output path", pass(`"OutputPath":"$.a"`), `{"a":[2]}`, `[2]`, ""},
		{"output path null", pass(`"OutputPath":null`), `{"a":[2]}`, `{}`, ""},
		{"output path nowhere", pass(`"OutputPath":"$[0]"`), `{"a":[2]}`, ``, "States.Runtime"},
		{"result", pass(`"Result":{"x":1.50}`), `{"a":1}`, `{"x":1.50}`, ""},
		{"result null", pass(`"Result":null`), `{"a":1}`, `null`, ""},
		{"result path", pass(`"Result":3,"ResultPath":"$.a.new.r"`), `{"a":{"k":1},"z":2}`,
			`{"a":{"k":1,"new":{"r":3}},"z":2}`, ""},
		{"result path replaces", pass(`"Result":3,"ResultPath":"$.l[1]"`), `{"l":[1,2]}`, `{"l":[1,3]}`, ""},
		{"result path null", pass(`"Result":3,"ResultPath":null`), `{"l":[1,2]}`, `{"l":[1,2]}`, ""},
		{"result path beyond", pass(`"Result":3,"ResultPath":"$.l[2]"`), `{"l":[1,2]}`, ``,
			"States.ResultPathMatchFailure"},
		{"result path through a number", pass(`"Result":3,"ResultPath":"$.a.b"`), `{"a":1}`, ``,
			"States.ResultPathMatchFailure"},
		{"result path into the raw input", pass(`"InputPath":"$.a","ResultPath":"$.r"`), `{"a":1}`, `{"a":1,"r":1}`, ""},
		{"template", pass(`"Parameters":{"lit":{"deep":[1,"$.a"]},"arr":[{"x.$":"$.a"},2],"whole.$":"$"}`), `{"a":null}`,
			`{"arr":[{"x":null},2],"lit":{"deep":[1,"$.a"]},"whole":{"a":null}}`, ""},
		{"empty template", pass(`"Parameters":{}`), `{"a":1}`, `{}`, ""},
		{"template nowhere", pass(`"Parameters":{"x":[{"y.$":"$.b"}]}`), `{"a":1}`, ``, "States.Runtime"},
		{"context", pass(`"Parameters":{"id.$":"$$.Execution.Id","n.$":"$$.Execution.Name","t.$":"$$.Execution.StartTime",` +
			`"s.$":"$$.State.Name","e.$":"$$.State.EnteredTime","r.$":"$$.State.RetryCount","m.$":"$$.StateMachine.Name",` +
			`"mi.$":"$$.StateMachine.Id","i.$":"$$.Execution.Input"}`), `[]`,
			`{"e":"2026-03-02T09:00:00.000Z","i":[],"id":"arn:aws:states:local:000000000000:execution:rig:x",` +
				`"m":"rig","mi":"arn:aws:states:local:000000000000:stateMachine:rig","n":"x","r":0,"s":"A",` +
				`"t":"2026-03-02T09:00:00.000Z"}`, ""},
		{"context nowhere", pass(`"Parameters":{"x.$":"$$.Execution.Input.b"}`), `{"a":1}`, ``, "States.Runtime"},

		{"direct function", states(`"A":{"Type":"Task","Resource":"${Echo}",` + end + `}`), `{"a":1}`, `{"a":1}`, ""},
		{"direct function's parameters", states(`"A":{"Type":"Task","Resource":"${Echo}","Parameters":{"p.$":"$.a"},` +
			`"ResultSelector":{"got.$":"$.p"},"ResultPath":"$.r",` + end + `}`), `{"a":1}`, `{"a":1,"r":{"got":1}}`, ""},
		{"invoke", invoke(`"Payload":{"p.$":"$.a"}`), `{"a":1}`,
			`{"ExecutedVersion":"$LATEST","Payload":{"p":1},"StatusCode":200}`, ""},
		{"invoke with a path", invoke(`"Payload.$":"$.a"`), `{"a":1}`,
			`{"ExecutedVersion":"$LATEST","Payload":1,"StatusCode":200}`, ""},
		{"invoke nowhere", invoke(`"Payload.$":"$.b"`), `{"a":1}`, ``, "States.Runtime"},
		{"selector nowhere", states(`"A":{"Type":"Task","Resource":"${Echo}","ResultSelector":{"got.$":"$.p"},` + end + `}`),
			`{"a":1}`, ``, "States.Runtime"},
		{"succeed", states(`"A":{"Type":"Succeed","InputPath":"$.a","OutputPath":"$.b"}`), `{"a":{"b":1}}`, `1`, ""},
		{"fail", states(`"A":{"Type":"Fail","Error":"Stuck","Cause":"why"}`), `{}`, ``, "Stuck"},
		{"fail without a name", states(`"A":{"Type":"Fail"}`), `{}`, ``, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, c.definition)
			r.start("x", c.input)
			if c.output == "" {
				r.wantStatus("x", local.Failed, c.errorName)
				return
			}
			r.wantOutput("x", c.output)
		})
	}
}

func TestChoice(t *testing.T) {
	for _, c := range []struct {
		rule, input string
		want        string // Yes, No, or the error
	}{
		{`"Variable":"$.a","StringEquals":"x"`, `{"a":"x"}`, "Yes"},
		{`"Variable":"$.a","StringEquals":"x"`, `{"a":"y"}`, "No"},
		{`"Variable":"$.a","StringEquals":"1"`, `{"a":1}`, "No"},
		{`"Variable":"$.a","StringEquals":"x"`, `{}`, "States.Runtime"},
		{`"Variable":"$.a","StringLessThan":"b"`, `{"a":"a"}`, "Yes"},
		{`"Variable":"$.a","StringLessThan":"b"`, `{"a":"b"}`, "No"},
		{`"Variable":"$.a","StringLessThanEquals":"b"`, `{"a":"b"}`, "Yes"},
		{`"Variable":"$.a","StringGreaterThan":"b"`, `{"a":"b"}`, "No"},
		{`"Variable":"$.a","StringGreaterThanEquals":"b"`, `{"a":"b"}`, "Yes"},
		{`"Variable":"$.a","NumericEquals":1`, `{"a":1.0}`, "Yes"},
		{`"Variable":"$.a","NumericEquals":9007199254740993`, `{"a":9007199254740992}`, "No"},
		{`"Variable":"$.a","NumericEquals":1`, `{"a":"1"}`, "No"},
		{`"Variable":"$.a","NumericLessThan":1e400`, `{"a":5}`, "Yes"},
		{`"Variable":"$.a","NumericLessThanEquals":-2`, `{"a":-2}`, "Yes"},
		{`"Variable":"$.a","NumericGreaterThan":-2`, `{"a":-2}`, "No"},
		{`"Variable":"$.a","NumericGreaterThanEquals":0.5`, `{"a":0.5}`, "Yes"},
		{`"Variable":"$.a","BooleanEquals":false`, `{"a":false}`, "Yes"},
		{`"Variable":"$.a","BooleanEquals":false`, `{"a":null}`, "No"},
		{`"Variable":"$.a","BooleanEquals":false`, `{"a":{"b":[]}}`, "No"},
		{`"Variable":"$.a","IsPresent":true`, `{"a":null}`, "Yes"},
		{`"Variable":"$.a","IsPresent":false`, `{}`, "Yes"},
		{`"Variable":"$.a","IsPresent":true`, `{}`, "No"},
		{`"Variable":"$.a","IsNull":true`, `{"a":null}`, "Yes"},
		{`"Variable":"$.a","IsNull":false`, `{"a":0}`, "Yes"},
		{`"Variable":"$.a","IsNull":true`, `{}`, "States.Runtime"},
		{`"Variable":"$.a","IsString":true`, `{"a":""}`, "Yes"},
		{`"Variable":"$.a","IsNumeric":true`, `{"a":0}`, "Yes"},
		{`"Variable":"$.a","IsNumeric":false`, `{"a":[]}`, "Yes"},
		{`"Variable":"$.a","IsBoolean":true`, `{"a":{}}`, "No"},
		{`"Variable":"$$.Execution.Name","StringEquals":"x"`, `{}`, "Yes"},
		{`"Not":{"Variable":"$.a","IsPresent":true}`, `{}`, "Yes"},
		{`"Not":{"Variable":"$.a","IsNull":true}`, `{}`, "States.Runtime"},
		{`"And":[{"Variable":"$.a","IsPresent":true},{"Variable":"$.a","NumericEquals":1}]`, `{}`, "No"},
		{`"And":[{"Variable":"$.a","IsPresent":true},{"Variable":"$.a","NumericEquals":1}]`, `{"a":1}`, "Yes"},
		{`"Or":[{"Variable":"$.a","IsPresent":false},{"Variable":"$.a","NumericEquals":1}]`, `{}`, "Yes"},
		{`"Or":[{"Variable":"$.a","NumericEquals":2},{"Variable":"$.a","NumericEquals":1}]`, `{"a":3}`, "No"},
	} {
		r := newRig(t, states(`"A":{"Type":"Choice","Choices":[{`+c.rule+`,"Next":"Yes"}],"Default":"No"},`+
			`"Yes":{"Type":"Pass","Result":"Yes",`+end+`},"No":{"Type":"Pass","Result":"No",`+end+`}`))
		r.start("x", c.input)
		x := r.describe("x")
		if got := strings.Trim(string(x.Output), `"`) + x.Error; got != c.want {
			t.Errorf("%s of %s: got %s, want %s", c.rule, c.input, got, c.want)
		}
	}
}

func TestChoiceTakesTheFirstRule(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Choice","InputPath":"$.in","OutputPath":"$.a","Choices":[`+
		`{"Variable":"$.a","NumericEquals":2,"Next":"Two"},{"Variable":"$.a","NumericLessThan":5,"Next":"Few"},`+
		`{"Variable":"$.a","NumericLessThan":3,"Next":"Two"}]},"Two":{"Type":"Fail"},"Few":{"Type":"Succeed"}`))
	r.start("one", `{"in":{"a":1}}`)
	r.wantOutput("one", `1`)
	r.start("nine", `{"in":{"a":9}}`)
	r.wantStatus("nine", local.Failed, "States.NoChoiceMatched")
}

func TestDataLimit(t *testing.T) {
	big := func(n int) string { return `"` + strings.Repeat("x", n-2) + `"` }
	const most = 256 << 10
	r := newRig(t, states(`"A":{"Type":"Pass",`+end+`}`))
	wantKind(t, r.e.Start(r.ctx, "x", []byte(big(most+1)), t0), "Invalid")
	r.start("fits", big(most))
	r.wantStatus("fits", local.Succeeded, "")

	double := `"Parameters":{"a.$":"$","b.$":"$"}`
	for name, definition := range map[string]string{
		"output":  states(`"A":{"Type":"Pass",` + double + `,` + end + `}`),
		"payload": states(`"A":{"Type":"Task","Resource":"${Echo}",` + double + `,` + end + `}`),
		"branch":  states(`"A":{"Type":"Parallel",` + double + `,"Branches":[{` + inner + `}],` + end + `}`),
		"item": states(`"A":{"Type":"Map","ItemsPath":"$$.Execution.Input","ItemSelector":{"a.$":"$$.Map.Item.Value",` +
			`"b.$":"$$.Map.Item.Value"},"ResultPath":null,"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":` +
			`"Succeed","OutputPath":null}}},` + end + `}`),
		"result": states(`"A":{"Type":"Parallel","Branches":[{"StartAt":"I","States":{"I":{"Type":"Succeed"}}},` +
			`{"StartAt":"J","States":{"J":{"Type":"Succeed"}}}],"ResultPath":null,` + end + `}`),
	} {
		r := newRig(t, definition)
		r.start("x", "["+big(most-100)+"]")
		r.wantStatus("x", local.Failed, "States.DataLimitExceeded")
		if name == "payload" && len(r.payloads) != 0 {
			t.Error("a function was called with too much")
		}
	}

	handled := newRig(t, states(`"A":{"Type":"Task","Resource":"${Echo}",`+double+`,"Catch":[`+
		`{"ErrorEquals":["States.DataLimitExceeded"],"ResultPath":null,"Next":"B"}],`+end+`},"B":{"Type":"Succeed"}`))
	handled.start("x", big(most-100))
	handled.wantStatus("x", local.Succeeded, "")
	unhandled := newRig(t, states(`"A":{"Type":"Task","Resource":"${Echo}",`+double+`,"Catch":[`+
		`{"ErrorEquals":["States.ALL"],"ResultPath":null,"Next":"B"}],`+end+`},"B":{"Type":"Succeed"}`))
	unhandled.start("x", big(most-100))
	unhandled.wantStatus("x", local.Failed, "States.DataLimitExceeded")
}

// TestErrorThatDoesNotFit holds that an error too large to be put into the input fails the state for good, even though a
// catcher would handle that.
func TestErrorThatDoesNotFit(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Task","Resource":"${Script}","Catch":[{"ErrorEquals":["X",`+
		`"States.DataLimitExceeded"],"ResultPath":"$.error","Next":"B"}],`+end+`},"B":{"Type":"Pass",`+end+`}`))
	r.script = []error{named("X")}
	r.start("x", `{"big":"`+strings.Repeat("x", 256<<10-20)+`"}`)
	r.wantStatus("x", local.Failed, "States.DataLimitExceeded")
	if x := r.describe("x"); x.Transitions != 1 {
		t.Errorf("%d transitions, want it to fail in its first state", x.Transitions)
	}
}
