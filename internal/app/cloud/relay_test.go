package cloud_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// outboxes counts whose outbox is read, and fails for some.
type outboxes struct {
	office.Store
	read  []string
	fails map[string]error
}

// Outbox implements office.Store.
func (o *outboxes) Outbox(_ context.Context, programme string) ([]office.Row, error) {
	o.read = append(o.read, programme)
	return nil, o.fails[programme]
}

func record(key, sequence string) string {
	return `{"eventName":"INSERT","dynamodb":{"Keys":{"PK":` + key + `,"SK":{"S":"O#0000000001#000000"}},"SequenceNumber":"` +
		sequence + `"}}`
}

// TestRelayTellsWhatItCouldNotSend reads each outbox once, and gives the records of those that failed back to Lambda.
func TestRelayTellsWhatItCouldNotSend(t *testing.T) {
	for name, c := range map[string]struct {
		records []string
		read    string
		answer  string
	}{
		"nothing": {nil, "", `{"batchItemFailures":[]}`},
		"one programme twice, another once": {[]string{record(`{"S":"P#one"}`, "1"), record(`{"S":"P#one"}`, "2"),
			record(`{"S":"P#two"}`, "3")}, "one two", `{"batchItemFailures":[]}`},
		"one fails": {[]string{record(`{"S":"P#down"}`, "1"), record(`{"S":"P#two"}`, "2"), record(`{"S":"P#down"}`, "3")}, "down two",
			`{"batchItemFailures":[{"itemIdentifier":"1"},{"itemIdentifier":"3"}]}`},
		"one of the other sort":  {[]string{record(`{"S":"P#played"}`, "1")}, "played", `{"batchItemFailures":[]}`},
		"keys that are not ours": {[]string{record(`{"S":"CLOCK"}`, "1"), record(`{"N":"1"}`, "2")}, "", `{"batchItemFailures":[]}`},
	} {
		a, log := inMemory(t, started())
		store := &outboxes{fails: map[string]error{"down": errors.New("down"), "played": fault.New(fault.Refused, "a rehearsal")}}
		a.Office.Store = store
		answer, failed := serve(t, a, cloud.Relay, `{"Records":[`+strings.Join(c.records, ",")+`]}`)
		if answer != c.answer || failed.Type != "" {
			t.Errorf("%s: %s %+v, want %s", name, answer, failed, c.answer)
		}
		if got := strings.Join(store.read, " "); got != c.read {
			t.Errorf("%s: reads the outboxes of %q, want %q", name, got, c.read)
		}
		if wrong := strings.Contains(c.read, "down"); wrong != strings.Contains(log.String(), "programme=down") {
			t.Errorf("%s: the log says %s", name, log)
		}
	}
	a, _ := inMemory(t, started())
	if _, failed := serve(t, a, cloud.Relay, `{"Records":1}`); failed.Type != "Invalid" {
		t.Errorf("records that are none: %+v", failed)
	}
}
