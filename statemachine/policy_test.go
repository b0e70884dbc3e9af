package statemachine_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/local"
	"example.org/handover/internal/office"
	"example.org/handover/internal/task"
	"example.org/handover/statemachine"
)

const (
	gateSeconds = 2592000 // 30 days, after which a gate registers a fresh token
	mostLines   = 500     // what a person still reads as a picture
	waiting     = "arn:aws:states:::lambda:invoke.waitForTaskToken"
)

// transient are the error names of Step Functions and Lambda that every task tries again after. A function that ran out of
// time is Sandbox.Timedout or, from older runtimes, Lambda.Unknown; one that died, of too little memory for one, is
// Runtime.ExitError.
// Source: AWS Step Functions Developer Guide, "Handling errors in Step Functions workflows" and "Best practices for Step
// Functions" (handle transient Lambda service exceptions).
var transient = []string{
	"States.Timeout", "Sandbox.Timedout", "Lambda.TooManyRequestsException", "Lambda.ServiceException",
	"Lambda.AWSLambdaException", "Lambda.SdkClientException", "Lambda.ClientExecutionTimeoutException", "Lambda.Unknown",
	"Runtime.ExitError",
}

// outcomes are the words that gates and tasks answer with.
var outcomes = []handover.Outcome{
	handover.Passed, handover.Again, handover.Reconciled, handover.Go, handover.Defer, handover.Halt, handover.Held,
	handover.Rollback,
	handover.ClosedOut,
}

// check holds a definition to every rule of the house, and gives what it complains of.
func check(raw []byte) []string {
	states, err := parse(raw)
	if err != nil {
		return []string{err.Error()}
	}
	var bad complaints
	if _, err := local.Load(raw); err != nil {
		bad.add("the embedded engine", "%v", err)
	}
	for _, s := range states {
		checkState(&bad, s)
		switch s.text("Type") {
		case "Task":
			checkTask(&bad, s)
		case "Choice":
			checkChoice(&bad, s)
		case "Map":
			checkFields(&bad, s, "ItemSelector", map[string]any{"item.$": "$$.Map.Item.Value"})
		}
		checkCatch(&bad, s)
	}
	checkNames(&bad, states)
	return bad
}

// checkState holds what every state keeps to: a sentence for its reader, and a result that leaves the ids in place.
func checkState(bad *complaints, s state) {
	if s.text("Comment") == "" {
		bad.add(s.name, "has no Comment")
	}
	if !slices.Contains([]string{"Task", "Map", "Parallel"}, s.text("Type")) {
		return
	}
	if path, has := s.fields["ResultPath"]; !has || path != nil && path != "$.plan" && path != "$.verdict" {
		bad.add(s.name, "has ResultPath %v: only null, $.plan and $.verdict keep the ids", path)
	}
}

// checkTask holds a task's time-out, retry, function and payload.
func checkTask(bad *complaints, s state) {
	retries := s.list("Retry")
	if len(retries) != 1 {
		bad.add(s.name, "has %d retriers, want one", len(retries))
	}
	for _, r := range retries {
		most, _ := r["MaxDelaySeconds"].(float64)
		if r["JitterStrategy"] != "FULL" || most < 1 {
			bad.add(s.name, "retries without full jitter and MaxDelaySeconds")
		}
		for _, name := range transient {
			if !slices.Contains(names(r), name) {
				bad.add(s.name, "does not retry on %s", name)
			}
		}
	}
	seconds, _ := s.fields["TimeoutSeconds"].(float64)
	if s.isGate() {
		checkGate(bad, s, seconds)
		return
	}
	if seconds < 1 || seconds > 900 {
		bad.add(s.name, "has TimeoutSeconds %v, want 1 to 900, the longest run of a Lambda function", seconds)
	}
	function := strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(s.text("Resource"), "${"), "Function}"))
	if s.text("Resource") == function || !slices.Contains(task.States(function), s.name) {
		bad.add(s.name, "is served by %s, which does not serve it", s.text("Resource"))
	}
	checkFields(bad, s, "Parameters", map[string]any{"state.$": "$$.State.Name"})
}

// checkGate holds that a gate waits 30 days at a time, and hands its token to the gate function.
func checkGate(bad *complaints, s state, seconds float64) {
	if seconds != gateSeconds {
		bad.add(s.name, "waits %v seconds, want %d", seconds, gateSeconds)
	}
	parameters, _ := s.fields["Parameters"].(map[string]any)
	if parameters["FunctionName"] != "${GateFunction}" {
		bad.add(s.name, "is a gate of %v", parameters["FunctionName"])
	}
	want := map[string]any{"state.$": "$$.State.Name", "token.$": "$$.Task.Token"}
	if s.name == "Intervene" {
		want["error.$"] = "$.problem.Error" // the error's name; its message may quote what people wrote
	}
	payload := state{name: s.name, fields: parameters, mapped: s.mapped}
	checkFields(bad, payload, "Payload", want)
}

// checkFields holds a payload to the ids and these fields: no documents, no personal data.
func checkFields(bad *complaints, s state, field string, want map[string]any) {
	want = maps.Clone(want)
	want["programme.$"], want["execution.$"] = "$.programme", "$.execution"
	if s.mapped {
		want["item.$"] = "$.item"
	}
	got, _ := s.fields[field].(map[string]any)
	if !maps.Equal(got, want) {
		bad.add(s.name, "hands over %v, want %v", got, want)
	}
}

// checkChoice holds that a choice always leads on, and asks for words that something answers with.
func checkChoice(bad *complaints, s state) {
	if s.text("Default") == "" {
		bad.add(s.name, "has no Default")
	}
	for _, c := range s.list("Choices") {
		word, _ := c["StringEquals"].(string)
		if c["Variable"] != "$.verdict.outcome" || !slices.Contains(outcomes, handover.Outcome(word)) {
			bad.add(s.name, "asks whether %v is %q, which nothing answers", c["Variable"], word)
		}
	}
}

// checkCatch holds that errors are caught at the top level alone, since a Catch cannot leave a branch: Superseded ends
// quietly, anything else goes to the operator, who cannot be asked about a failure to ask.
func checkCatch(bad *complaints, s state) {
	var want [][2]string
	if s.top && slices.Contains([]string{"Task", "Map", "Parallel"}, s.text("Type")) {
		want = append(want, [2]string{"Superseded", "Replaced"})
		if s.name != "Intervene" {
			want = append(want, [2]string{"States.ALL", "Intervene"})
		}
	}
	var got [][2]string
	for _, c := range s.list("Catch") {
		next, _ := c["Next"].(string)
		got = append(got, [2]string{strings.Join(names(c), " "), next})
		if c["ResultPath"] != "$.problem" {
			bad.add(s.name, "catches into %v, want $.problem", c["ResultPath"])
		}
	}
	if !slices.Equal(got, want) {
		bad.add(s.name, "catches %v, want %v", got, want)
	}
	for _, rule := range append(s.list("Retry"), s.list("Catch")...) {
		for _, name := range names(rule) {
			if name != "States.ALL" && !slices.Contains(transient, name) && !slices.Contains(task.Errors(), name) {
				bad.add(s.name, "names the error %s, which nothing raises", name)
			}
		}
	}
}

// checkNames holds the machine's states to those that the product serves: gates and tasks, no more and no fewer.
func checkNames(bad *complaints, states []state) {
	var gates, tasks []string
	for _, s := range states {
		switch {
		case s.isGate():
			gates = append(gates, s.name)
		case s.text("Type") == "Task":
			tasks = append(tasks, s.name)
		case s.name == "Replaced" && s.text("Type") != "Succeed":
			bad.add(s.name, "is no quiet end")
		}
	}
	same(bad, "gates", gates, handover.GateStates())
	same(bad, "tasks", tasks, slices.Collect(maps.Keys(office.Steps())))
}

// same complains where two lists do not hold the same names once each.
func same(bad *complaints, what string, got, want []string) {
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		bad.add("the machine", "has the %s %v, want %v", what, got, want)
	}
}

func TestDefinitionKeepsToTheRules(t *testing.T) {
	for _, complaint := range check(statemachine.Definition) {
		t.Error(complaint)
	}
	if n := bytes.Count(statemachine.Definition, []byte("\n")); n > mostLines {
		t.Errorf("the definition has %d lines, more than %d", n, mostLines)
	}
}

// TestEveryStateIsServedOnce holds the list of internal/task to the use cases: no state of two functions, none of none.
func TestEveryStateIsServedOnce(t *testing.T) {
	var served []string
	for _, function := range task.Functions() {
		served = append(served, task.States(function)...)
	}
	var bad complaints
	same(&bad, "served states", served, slices.Collect(maps.Keys(office.Steps())))
	for _, complaint := range bad {
		t.Error(complaint)
	}
}
