package statemachine_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"example.org/handover/statemachine"
)

// change gives the definition with one state's fields changed.
func change(t *testing.T, name string, breaks func(fields map[string]any)) []byte {
	t.Helper()
	var whole map[string]any
	if err := json.Unmarshal(statemachine.Definition, &whole); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(walk(whole, true, false), func(s state) bool { return s.name == name })
	if i < 0 {
		t.Fatalf("there is no state %s", name)
	}
	breaks(walk(whole, true, false)[i].fields)
	raw, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// set replaces a field at a path of object keys.
func set(value any, path ...string) func(map[string]any) {
	return func(fields map[string]any) {
		for _, key := range path[:len(path)-1] {
			fields, _ = fields[key].(map[string]any)
		}
		fields[path[len(path)-1]] = value
	}
}

// within applies a change to the first object of a list.
func within(list string, breaks func(map[string]any)) func(map[string]any) {
	return func(fields map[string]any) { breaks(objects(fields[list])[0]) }
}

func without(field string) func(map[string]any) {
	return func(fields map[string]any) { delete(fields, field) }
}

// TestRulesAreHeld breaks each rule and sees the check complain: a rule that no definition can break holds nothing.
func TestRulesAreHeld(t *testing.T) {
	word := within("Choices", set("maybe", "StringEquals"))
	for want, c := range map[string]struct {
		state  string
		breaks func(map[string]any)
	}{
		"Plan has no Comment":                          {"Plan", without("Comment")},
		"Plan has ResultPath":                          {"Plan", without("ResultPath")},
		"Close has ResultPath $.result":                {"Close", set("$.result", "ResultPath")},
		"Plan has TimeoutSeconds 0":                    {"Plan", without("TimeoutSeconds")},
		"ReconcileDry has TimeoutSeconds 901":          {"ReconcileDry", set(901, "TimeoutSeconds")},
		"RollBack has 0 retriers":                      {"RollBack", without("Retry")},
		"Plan retries without full jitter":             {"Plan", within("Retry", set("NONE", "JitterStrategy"))},
		"Close retries without full jitter":            {"Close", within("Retry", without("MaxDelaySeconds"))},
		"Decide does not retry on States.Timeout":      {"Decide", within("Retry", set([]any{"Conflict"}, "ErrorEquals"))},
		"Decide does not retry on Sandbox.Timedout":    {"Decide", within("Retry", set([]any{"States.Timeout"}, "ErrorEquals"))},
		"Decide waits 60 seconds":                      {"Decide", set(60, "TimeoutSeconds")},
		"Review is a gate of ${PlanFunction}":          {"Review", set("${PlanFunction}", "Parameters", "FunctionName")},
		"does not hand over the task token":            {"Review", set("$.item", "Parameters", "Payload", "token.$")},
		"Review hands over":                            {"Review", set("$.item", "Parameters", "Payload", "title.$")},
		"Intervene hands over":                         {"Intervene", set("$.problem.Cause", "Parameters", "Payload", "cause.$")},
		"CutOver hands over":                           {"CutOver", set("$.plan", "ItemSelector", "plan.$")},
		"Transfer hands over":                          {"Transfer", set("$.verdict", "Parameters", "verdict.$")},
		"Plan is served by ${NoticeFunction}":          {"Plan", set("${NoticeFunction}", "Resource")},
		"Plan is served by plan":                       {"Plan", set("plan", "Resource")},
		"Decided has no Default":                       {"Decided", without("Default")},
		`Decided asks whether $.verdict.outcome is "m`: {"Decided", word},
		"Plan catches []":                              {"Plan", without("Catch")},
		"RingFence catches []":                         {"RingFence", without("Catch")},
		"catches into $":                               {"Plan", within("Catch", set("$", "ResultPath"))},
		"catches [[Superseded Intervene]":              {"Plan", within("Catch", set("Intervene", "Next"))},
		"RollBack catches [[States.ALL RollBack]]": {"RollBack", set([]any{map[string]any{"ErrorEquals": []any{"States.ALL"},
			"ResultPath": "$.problem", "Next": "RollBack"}}, "Catch")},
		"Plan names the error Mishap":            {"Plan", within("Retry", set([]any{"Mishap", "States.Timeout"}, "ErrorEquals"))},
		"the machine has the gates":              {"Decide", set("${PlanFunction}", "Resource")},
		"the machine has the tasks":              {"Close", set("Succeed", "Type")},
		"Replaced is no quiet end":               {"Replaced", set("Fail", "Type")},
		"no way leads to this state":             {"Outcome", set("StandDown", "Next")},
		"no field of the context object":         {"Plan", set("$$.Execution.RoleArn", "Parameters", "state.$")},
		"this engine has no such type of state":  {"Closed", set("Wait", "Type")},
		"there is no such state beside this one": {"Plan", set("Decide", "Next")},
	} {
		t.Run(want, func(t *testing.T) {
			bad := check(change(t, c.state, c.breaks))
			if !slices.ContainsFunc(bad, func(s string) bool { return strings.Contains(s, want) }) {
				t.Errorf("no such complaint among %q", bad)
			}
		})
	}
}

// TestNamesAreUnique shows that a second state of one name is refused, wherever it stands: gates are known by name.
func TestNamesAreUnique(t *testing.T) {
	raw := change(t, "Delivery", func(fields map[string]any) {
		branch := objects(fields["Branches"])[1]
		states, _ := branch["States"].(map[string]any)
		states["Plan"] = map[string]any{"Type": "Succeed", "Comment": "A second one"}
		set("Plan", "Next")(states["SatisfyChecks"].(map[string]any))
		delete(states["SatisfyChecks"].(map[string]any), "End")
	})
	bad := check(raw)
	if !slices.ContainsFunc(bad, func(s string) bool { return strings.Contains(s, "another state has this name") }) {
		t.Errorf("no such complaint among %q", bad)
	}
}
