package cloud_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/awstest"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/files"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/ledger"
	"example.org/handover/internal/memory"
	"example.org/handover/internal/office"
	"example.org/handover/internal/task"
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

// TestWhatWaitsFailsNoBeat lets something of a programme fail, and something of the sweep: what is measured while the next
// beat tries again is logged and no more, of what nothing else tells the beat fails. It measures in each case.
func TestWhatWaitsFailsNoBeat(t *testing.T) {
	shut, defect := fault.New(fault.Unavailable, "the post is shut"), errors.New("a defect")
	const said = "programme=doncaster kind=Unavailable"
	for name, c := range map[string]struct {
		unsent, due, signing error
		want                 fault.Kind
		log                  string
	}{
		"nothing":                    {},
		"the post":                   {unsent: shut, log: said},
		"a defect":                   {unsent: defect, want: fault.Internal, log: "programme=doncaster kind=Internal"},
		"a defect beside what waits": {unsent: errors.Join(shut, defect), want: fault.Internal, log: said},
		"what no repetition mends":   {unsent: fault.New(fault.Invalid, "no"), want: fault.Invalid},
		"the list of what is due":    {due: shut, want: fault.Unavailable},
		"the key of the checkpoints": {signing: shut, want: fault.Unavailable},
		"the key, beside what waits": {unsent: shut, signing: shut, want: fault.Unavailable, log: said},
		"a defect of the key":        {signing: defect, want: fault.Internal},
	} {
		a, log := inMemory(t, started())
		begin(t, a)
		a.Office.Clock = func() time.Time { return started().Add(5 * time.Minute) }
		a.Office.Store = &undue{outboxes{Store: a.Office.Store, fails: map[string]error{"doncaster": c.unsent}}, c.due}
		a.Office.Files = new(files.Memory)
		if c.signing != nil {
			a.Office.Signer = func(context.Context) (ledger.Key, error) { return ledger.Key{}, c.signing }
		}
		var measured bytes.Buffer
		a.Metrics = &measured
		if _, failed := serve(t, a, cloud.Clock, `{}`); failed.Type != string(c.want) {
			t.Errorf("%s: %+v, want %q", name, failed, c.want)
		}
		if measured.Len() == 0 && c.due == nil {
			t.Errorf("%s: nothing is measured", name)
		}
		if !strings.Contains(log.String(), c.log) || c.want == "" && c.log == "" && log.Len() > 0 {
			t.Errorf("%s: the log says %s, want %q", name, log, c.log)
		}
	}
}

// undue is a store that cannot list what is due.
type undue struct {
	outboxes
	err error
}

// Due implements office.Store.
func (u *undue) Due(ctx context.Context, at time.Time) ([]string, error) {
	if u.err != nil {
		return nil, u.err
	}
	return u.outboxes.Due(ctx, at)
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
	}{"late": {line.ProgrammesLate, 0}, "unsent": {line.ProgrammesUnsent, 1},
		"overdue": {line.ItemsOverdue, 0}, "stuck": {line.WorkflowsStuck, 0}} {
		if c.got == nil || *c.got != c.want {
			t.Errorf("%s: got %s, want %d", name, &out, c.want)
		}
	}
}

// TestLateIsWhatTheClockCannotSeeTo measures a programme whose gates and reminders nobody can write down, with nothing in
// its outbox, and with a row there that is some seconds old.
func TestLateIsWhatTheClockCannotSeeTo(t *testing.T) {
	a, _ := inMemory(t, started())
	begin(t, a)
	const event = `{"programme":"doncaster","execution":1,"state":"Plan"}`
	if _, err := task.For(a.Office, "plan")(t.Context(), []byte(event)); err != nil {
		t.Fatal(err)
	}
	rows, err := a.Office.Store.Outbox(t.Context(), "doncaster")
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	kept := a.Office.Store
	a.Office.Store = mute{kept}
	now := started().AddDate(0, 6, 0)
	a.Office.Clock = func() time.Time { return now }
	late := func() string {
		t.Helper()
		var out bytes.Buffer
		a.Metrics = &out
		serve(t, a, cloud.Clock, `{}`)
		return regexp.MustCompile(`"ProgrammesLate":\d`).FindString(out.String())
	}
	if got := late(); got != `"ProgrammesLate":0` {
		t.Errorf("with an unsent row: %s", got)
	}
	for _, row := range rows {
		if err := kept.Settle(t.Context(), "doncaster", row.RowKey, ""); err != nil {
			t.Fatal(err)
		}
	}
	if got := late(); got != `"ProgrammesLate":1` {
		t.Errorf("with nothing unsent: %s", got)
	}
}

// mute is a store into which nobody can write.
type mute struct{ office.Store }

// Commit implements office.Store.
func (mute) Commit(context.Context, office.Commit) error {
	return fault.New(fault.Unavailable, "nobody can write")
}
