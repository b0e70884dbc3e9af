package cloud_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/awstest"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/memory"
)

func contains(text string, parts ...string) bool {
	for _, part := range parts {
		if !strings.Contains(text, part) {
			return false
		}
	}
	return true
}

func told(at string) awstest.Answer {
	return awstest.Answer{Body: `{"Item":{"now":{"S":"` + at + `"}}}`}
}

// TestTheClockOfALiveStackIsTheMachines refuses the time, and beats without it.
func TestTheClockOfALiveStackIsTheMachines(t *testing.T) {
	a, _ := inMemory(t, started())
	_, failed := serve(t, a, cloud.Clock, `{"now":"2022-03-22T09:00:00Z"}`)
	if failed.Type != "Refused" || failed.Message != `/now: the time is the machine's (got "2022-03-22T09:00:00Z"); `+
		`leave out the time, or deploy a stack with Rehearsal=true` {
		t.Errorf("%+v", failed)
	}
	if answer, failed := serve(t, a, cloud.Clock, `{}`); answer != "null" || failed.Type != "" {
		t.Errorf("a beat: %s %+v", answer, failed)
	}
	for _, event := range []string{`{"now":"yesterday"}`, `{"now":1}`, `[]`, `{`} {
		if _, failed := serve(t, a, cloud.Clock, event); failed.Type != "Invalid" {
			t.Errorf("%s: %+v", event, failed)
		}
	}
}

// TestARehearsalIsToldTheTime sets the time, reads it at the start of each invocation, and never lets it go back.
func TestARehearsalIsToldTheTime(t *testing.T) {
	unset, done := awstest.Answer{Body: `{}`}, awstest.Answer{Body: `{}`}
	tooLate := awstest.Failed(400, "ConditionalCheckFailedException")
	canned := awstest.NewCanned(t, unset, done, told("2022-04-08T08:00:00.000000000Z"), tooLate,
		told("2022-04-09T08:00:00.000000000Z"))
	a, _ := app(t, canned, map[string]string{"REHEARSAL": "true"})
	a.Office.Store = memory.New()
	if _, failed := serve(t, a, cloud.Clock, `{"now":"2022-04-08T09:00:00+01:00"}`); failed.Type != "" {
		t.Fatalf("%+v", failed)
	}
	if set := canned.Requests[1]; set.Operation != "UpdateItem" ||
		!contains(set.Body, `":now":{"S":"2022-04-08T08:00:00.000000000Z"}`, `attribute_not_exists(#now) OR #now <= :now`) {
		t.Errorf("set: %+v", set)
	}
	if _, failed := serve(t, a, cloud.Clock, `{"now":"2022-04-07T08:00:00Z"}`); failed.Type != "Refused" {
		t.Errorf("back in time: %+v", failed)
	}
	if _, failed := serve(t, a, cloud.Clock, `{}`); failed.Type != "" {
		t.Errorf("%+v", failed)
	}
	if want := time.Date(2022, 4, 9, 8, 0, 0, 0, time.UTC); !a.Office.Clock().Equal(want) {
		t.Errorf("it is %s, want %s", a.Office.Clock(), want)
	}
}

// TestARehearsalThatHasNotBegun lets the scheduler's beat pass without looking at anything.
func TestARehearsalThatHasNotBegun(t *testing.T) {
	canned := awstest.NewCanned(t, awstest.Answer{Body: `{}`}) // the time is unset, and nothing else is asked
	a, _ := app(t, canned, map[string]string{"REHEARSAL": "true"})
	if answer, failed := serve(t, a, cloud.Clock, `{}`); answer != "null" || failed.Type != "" {
		t.Errorf("%s %+v", answer, failed)
	}
}

// TestTheTimeOfARehearsalIsOutOfReach tells why an invocation cannot begin.
func TestTheTimeOfARehearsalIsOutOfReach(t *testing.T) {
	for _, answer := range []awstest.Answer{awstest.Failed(500, "InternalServerError"), told("noon")} {
		a, log := app(t, awstest.NewAlways(t, answer), map[string]string{"REHEARSAL": "true"})
		if _, failed := serve(t, a, cloud.Clock, `{}`); failed.Type != "Unavailable" && failed.Type != "Internal" {
			t.Errorf("%+v", failed)
		}
		if !strings.Contains(log.String(), "level=ERROR") {
			t.Errorf("the log is silent: %s", log)
		}
	}
}

// TestAnExecutionThatEndedIsReplaced hears of the end of executions: the current one, an older one, a foreign one.
func TestAnExecutionThatEndedIsReplaced(t *testing.T) {
	a, _ := inMemory(t, started())
	begin(t, a)
	ended := func(name string) string {
		_, failed := serve(t, a, cloud.Clock, `{"detail-type":"Step Functions Execution Status Change","detail":{"name":"`+name+
			`","status":"TIMED_OUT"}}`)
		return failed.Type
	}
	for _, c := range []struct {
		name, fails string
		execution   int
	}{{"doncaster-1", "", 2}, {"doncaster-1", "", 2}, {"york-1", "NotFound", 2}, {"foreign", "Invalid", 2}, {"doncaster-2", "", 3}} {
		if got := ended(c.name); got != c.fails {
			t.Errorf("%s has ended: %q, want %q", c.name, got, c.fails)
		}
		p, err := a.Office.Load(t.Context(), "doncaster")
		if err != nil || p.Execution.Number != c.execution {
			t.Errorf("after %s execution %d is in charge, want %d; %v", c.name, p.Execution.Number, c.execution, err)
		}
	}
	entries, err := a.Office.Store.Entries(t.Context(), "doncaster", 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := entries[0].Event.(handover.ExecutionReplaced); !ok || v.Why != "it ended as TIMED_OUT" {
		t.Errorf("the ledger says %+v", entries[0].Event)
	}
}

// TestMeasures reads the embedded metrics of a programme whose outbox nobody has emptied for a month.
func TestMeasures(t *testing.T) {
	a, _ := inMemory(t, started())
	begin(t, a)
	now := started().AddDate(0, 6, 1)
	a.Office.Clock = func() time.Time { return now }
	var out bytes.Buffer
	a.Metrics = &out
	serve(t, a, cloud.Clock, `{}`)
	once := out.Len()
	now = now.Add(time.Minute)
	if serve(t, a, cloud.Clock, `{}`); out.Len() != once {
		t.Errorf("it measures again after a minute: %s", &out)
	}
	now = now.Add(-time.Minute)
	var line struct {
		AWS struct {
			Timestamp         int64
			CloudWatchMetrics []struct {
				Namespace  string
				Dimensions [][]string
				Metrics    []struct{ Name, Unit string }
			}
		} `json:"_aws"`
		Stack                                                          string
		ProgrammesLate, ProgrammesUnsent, ItemsOverdue, WorkflowsStuck *int
	}
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatalf("%v: %s", err, &out)
	}
	if line.Stack != "handover" || line.AWS.Timestamp != now.UnixMilli() || len(line.AWS.CloudWatchMetrics) != 1 {
		t.Errorf("got %s", &out)
	}
	directive := line.AWS.CloudWatchMetrics[0]
	if directive.Namespace != "Handover" || len(directive.Metrics) != 4 || directive.Dimensions[0][0] != "Stack" {
		t.Errorf("got %+v", directive)
	}
	for name, c := range map[string]struct {
		got  *int
		want int
	}{"late": {line.ProgrammesLate, 1}, "unsent": {line.ProgrammesUnsent, 1},
		"overdue": {line.ItemsOverdue, 0}, "stuck": {line.WorkflowsStuck, 0}} {
		if c.got == nil || *c.got != c.want {
			t.Errorf("%s: got %s, want %d", name, &out, c.want)
		}
	}
}
