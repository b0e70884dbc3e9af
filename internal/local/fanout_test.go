package local_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/local"
)

// gates is a Map A over the items of the input, each waiting at a gate, with fields.
func gates(fields string) string {
	return states(`"A":{"Type":"Map",` + fields + `"ItemProcessor":{"StartAt":"G","States":{"G":{` + gate + `,` + end +
		`}}},` + end + `}`)
}

// list is a JSON array of n numbers.
func list(n int) string {
	return "[" + strings.TrimSuffix(strings.Repeat("0,", n), ",") + "]"
}

func TestParallel(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Parallel","Parameters":{"v.$":"$.a"},"ResultPath":"$.r","Branches":[`+
		`{"StartAt":"I","States":{"I":{`+gate+`,"ResultPath":"$.i",`+end+`}}},`+
		`{"StartAt":"J","States":{"J":{"Type":"Pass","Next":"K"},"K":{"Type":"Pass","Result":"k",`+end+`}}}],`+end+`}`))
	r.start("x", `{"a":1}`)
	r.wantStatus("x", local.Running, "")
	r.resume(r.tokens[0], `2`, t0)
	r.wantOutput("x", `{"a":1,"r":[{"i":2,"v":1},"k"]}`)
	if x := r.describe("x"); x.Transitions != 4 || x.Events != 1+4+6+4+1 {
		t.Errorf("transitions %d, events %d", x.Transitions, x.Events)
	}
}

func TestBranchesTakeTurns(t *testing.T) {
	echo := func(name, next string) string {
		return `"` + name + `":{"Type":"Task","Resource":"${Echo}","Parameters":{"s":"` + name + `"},` + next + `}`
	}
	r := newRig(t, states(`"A":{"Type":"Parallel","Branches":[{"StartAt":"I1","States":{`+
		echo("I1", `"Next":"I2"`)+`,`+echo("I2", end)+`}},{"StartAt":"J1","States":{`+
		echo("J1", `"Next":"J2"`)+`,`+echo("J2", end)+`}}],`+end+`}`))
	r.start("x", `{}`)
	want := []string{`{"s":"I1"}`, `{"s":"J1"}`, `{"s":"I2"}`, `{"s":"J2"}`}
	if diff := cmp.Diff(want, r.payloads); diff != "" {
		t.Error(diff)
	}
}

func TestFailFast(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Parallel","Branches":[`+
		`{"StartAt":"I","States":{"I":{"Type":"Parallel","Branches":[{"StartAt":"G","States":{"G":{`+gate+
		`,"TimeoutSeconds":9,`+end+`}}}],`+end+`}}},`+
		`{"StartAt":"J","States":{"J":{`+gate+`,`+end+`}}}],`+
		`"Catch":[{"ErrorEquals":["Refused"],"ResultPath":"$.e","Next":"B"}],`+end+`},"B":{"Type":"Pass",`+end+`}`))
	r.start("x", `{}`)
	if len(r.tokens) != 2 {
		t.Fatalf("%d tokens, want 2", len(r.tokens))
	}
	outer, nested := r.tokens[0], r.tokens[1]
	if err := r.e.Fail(r.ctx, outer, "Refused", "no", t0); err != nil {
		t.Fatal(err)
	}
	r.run(t0)
	r.wantOutput("x", `{"e":{"Cause":"no","Error":"Refused"}}`)
	wantKind(t, r.e.Resume(r.ctx, nested, []byte(`1`), t0), fault.Conflict)
	if at, ok := r.e.NextTimer(); ok {
		t.Errorf("a timer of a stopped branch is left at %v", at)
	}
}

func TestFailStateFailsTheBranch(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Parallel","Branches":[{"StartAt":"I","States":{"I":{"Type":"Fail","Error":"E"}}},`+
		`{"StartAt":"J","States":{"J":{`+gate+`,`+end+`}}}],`+end+`}`))
	r.start("x", `{}`)
	r.wantStatus("x", local.Failed, "E")
	if len(r.tokens) != 0 {
		t.Error("the sibling ran on")
	}
}

func TestRuntimeErrorPassesEveryCatch(t *testing.T) {
	r := newRig(t, states(`"A":{"Type":"Parallel","Branches":[{"StartAt":"I","States":{"I":{"Type":"Pass",`+
		`"InputPath":"$.none",`+end+`}}}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"B"}],`+end+`},`+
		`"B":{"Type":"Succeed"}`))
	r.start("x", `{}`)
	r.wantStatus("x", local.Failed, "States.Runtime")
}

func TestMap(t *testing.T) {
	for _, c := range []struct{ name, fields, input, output, errorName string }{
		{"items", ``, `[1,{"a":2},null]`, `[1,{"a":2},null]`, ""},
		{"none", ``, `[]`, `[]`, ""},
		{"path", `"InputPath":"$.in","ItemsPath":"$.l","ResultPath":"$.r",`, `{"in":{"l":[1]}}`, `{"in":{"l":[1]},"r":[1]}`,
			""},
		{"selector", `"ItemsPath":"$.l","ItemSelector":{"n.$":"$$.Map.Item.Index","v.$":"$$.Map.Item.Value.a",` +
			`"p.$":"$.p","s.$":"$$.State.Name"},`, `{"l":[{"a":5},{"a":6}],"p":"x"}`,
			`[{"n":0,"p":"x","s":"A","v":5},{"n":1,"p":"x","s":"A","v":6}]`, ""},
		{"result selector", `"ResultSelector":{"first.$":"$[0]"},`, `[7,8]`, `{"first":7}`, ""},
		{"one at a time", `"MaxConcurrency":1,`, `[1,2,3]`, `[1,2,3]`, ""},
		{"no array", ``, `{"a":1}`, ``, "States.Runtime"},
		{"nowhere", `"ItemsPath":"$.l",`, `{"a":1}`, ``, "States.Runtime"},
		{"selector nowhere", `"ItemSelector":{"v.$":"$$.Map.Item.Value.a"},`, `[{"a":1},{}]`, ``, "States.Runtime"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t, states(`"A":{"Type":"Map",`+c.fields+`"ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},`+
				`"StartAt":"I","States":{"I":{"Type":"Task","Resource":"${Echo}",`+end+`}}},`+end+`}`))
			r.start("x", c.input)
			if c.output == "" {
				r.wantStatus("x", local.Failed, c.errorName)
				return
			}
			r.wantOutput("x", c.output)
		})
	}
}

func TestMapConcurrency(t *testing.T) {
	for _, c := range []struct {
		fields    string
		items, at int
	}{{`"MaxConcurrency":2,`, 5, 2}, {``, 45, 40}, {`"MaxConcurrency":0,`, 45, 40}, {``, 3, 3}} {
		r := newRig(t, gates(c.fields))
		r.start("x", list(c.items))
		for done := range c.items {
			if want := min(c.items, done+c.at); len(r.tokens) != want {
				t.Fatalf("%s: after %d of %d, %d were started, want %d", c.fields, done, c.items, len(r.tokens), want)
			}
			r.resume(r.tokens[done], fmt.Sprint(done), t0)
		}
		r.wantStatus("x", local.Succeeded, "")
	}
}

func TestMapKeepsTheOrderOfItems(t *testing.T) {
	r := newRig(t, gates(``))
	r.start("x", list(3))
	for _, i := range []int{2, 0, 1} {
		r.resume(r.tokens[i], fmt.Sprint(i), t0)
	}
	r.wantOutput("x", `[0,1,2]`)
	if x := r.describe("x"); x.Transitions != 4 || x.Events != 1+4+3*(2+6)+1 {
		t.Errorf("transitions %d, events %d", x.Transitions, x.Events)
	}
}

func TestMapStopsAtAFailedItem(t *testing.T) {
	r := newRig(t, gates(`"MaxConcurrency":2,`))
	r.start("x", list(4))
	if err := r.e.Fail(r.ctx, r.tokens[1], "E", "", t0); err != nil {
		t.Fatal(err)
	}
	r.run(t0)
	r.wantStatus("x", local.Failed, "E")
	if len(r.tokens) != 2 {
		t.Errorf("%d items were started, want 2", len(r.tokens))
	}
	// Start 1, Map begun 2, two items of 1+4, the failure 2, the aborted sibling 2, Map failed 1, end 1.
	if x := r.describe("x"); x.Events != 1+2+2*5+2+2+1+1 {
		t.Errorf("%d events", x.Events)
	}
	wantKind(t, r.e.Resume(r.ctx, r.tokens[0], []byte(`1`), t0), fault.Conflict)
}
