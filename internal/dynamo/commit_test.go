package dynamo_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

// cancelled is the answer to a transaction that wrote nothing, with a reason for each item.
func cancelled(codes ...string) awstest.Answer {
	var reasons []string
	for _, code := range codes {
		reasons = append(reasons, `{"Code":"`+code+`","Message":"on purpose"}`)
	}
	return awstest.Answer{Status: 400, Body: `{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",` +
		`"message":"on purpose","CancellationReasons":[` + strings.Join(reasons, ",") + `]}`}
}

// entryOf is the answer to whoever asks for an entry that a request wrote.
func entryOf(request string) awstest.Answer {
	return awstest.Answer{Body: `{"Item":{"PK":{"S":"P#park"},"SK":{"S":"E#0000000006"},"request":{"S":"` + request + `"}}}`}
}

func TestCommitIsOneTransaction(t *testing.T) {
	s, aws := canned(t, awstest.Answer{Body: "{}"})
	c := commit(5, "mine")
	c.Wake = nine.AddDate(0, 1, 0)
	c.Passed = []office.PassedGate{{Key: handover.GateKey{State: "Decide", Item: "x", Round: 2}, Outcome: handover.Go}}
	c.Outbox = []office.Row{{RowKey: office.RowKey{Seq: 6, N: 1},
		Message: handover.Message{Kind: handover.StartExecution, Execution: 2}}}
	c.Request = &office.Request{Key: "key", Digest: "digest", Seq: 6}
	if err := s.Commit(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if got := aws.Requests[0].Operation; got != "TransactWriteItems" {
		t.Errorf("asked for %s", got)
	}
	var got, want map[string]any
	if err := json.Unmarshal([]byte(aws.Requests[0].Body), &got); err != nil {
		t.Fatal(err)
	}
	if token, _ := got["ClientRequestToken"].(string); token == "" || strings.Contains(token, "mine") || token == "key" {
		t.Errorf("the client's token is %q, want a random one", token)
	}
	delete(got, "ClientRequestToken")
	if err := json.Unmarshal([]byte(transaction), &want); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("transaction (-want +got):\n%s", diff)
	}
}

// transaction is what TestCommitIsOneTransaction writes. The FNV-1a hash of "park" is 0x63780eb9: shard 1; c3RhdGU= is "state",
// and the hashes are 32 bytes each, of which the first is 1 or 2.
const transaction = `{"TransactItems": [
	{"Put": {"TableName": "ledgers", "ConditionExpression": "attribute_not_exists(PK)", "Item": {
		"PK": {"S": "P#park"}, "SK": {"S": "E#0000000006"}, "request": {"S": "mine"},
		"hashes": {"B": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}, "entry": {"S":
		"{\"seq\":6,\"at\":\"2026-03-02T09:00:00Z\",\"by\":\"office\",\"request\":\"mine\",\"kind\":\"retried\",\"data\":{}}"}}}},
	{"Put": {"TableName": "ledgers", "ConditionExpression": "seq = :after", "ExpressionAttributeValues": {":after": {"N": "5"}},
		"Item": {"PK": {"S": "P#park"}, "SK": {"S": "STATE"}, "seq": {"N": "6"}, "snapshot": {"B": "c3RhdGU="},
		"edge": {"B": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="},
		"wakeShard": {"S": "WAKE#1"}, "wakeAt": {"S": "2026-04-02T09:00:00.000000000Z"},
		"portfolioShard": {"S": "PORTFOLIO#1"}, "programme": {"S": "park"}, "summary": {"S":
		"{\"programme\":\"park\",\"title\":\"Park\",\"status\":\"\",` +
	`\"stage\":\"\",\"rag\":\"\",\"transfer\":\"2026-03-02T09:00:00Z\"}"}}}},
	{"Update": {"TableName": "ledgers", "Key": {"PK": {"S": "P#park"}, "SK": {"S": "G#Decide#x#2"}},
		"UpdateExpression": "SET passed = :true, outcome = :outcome",
		"ExpressionAttributeValues": {":true": {"BOOL": true}, ":outcome": {"S": "go"}}}},
	{"Put": {"TableName": "ledgers", "ConditionExpression": "attribute_not_exists(PK)", "Item": {
		"PK": {"S": "P#park"}, "SK": {"S": "O#0000000006#000001"}, "seq": {"N": "6"}, "n": {"N": "1"},
		"wakeShard": {"S": "WAKE#1"}, "wakeAt": {"S": "0000"}, "message": {"S": "{\"kind\":\"start\",\"execution\":2}"}}}},
	{"Put": {"TableName": "ledgers", "Item": {
		"PK": {"S": "P#park"}, "SK": {"S": "R#key"}, "digest": {"S": "digest"}, "seq": {"N": "6"}}}}
]}`

// TestCancelledCommit is for the answers that a writer gets who comes too late, or whose own answer was lost.
func TestCancelledCommit(t *testing.T) {
	failed := cancelled("ConditionalCheckFailed", "ConditionalCheckFailed")
	for name, c := range map[string]struct {
		request string
		answers []awstest.Answer
		want    fault.Kind
	}{
		"somebody else's entry": {"mine", []awstest.Answer{failed, entryOf("theirs")}, fault.Conflict},
		"our own entry":         {"mine", []awstest.Answer{failed, entryOf("mine")}, ""},
		"no entry yet":          {"mine", []awstest.Answer{failed, {Body: "{}"}}, fault.Conflict},
		"no request is nobody's": {"", []awstest.Answer{failed,
			{Body: `{"Item":{"PK":{"S":"P#park"},"SK":{"S":"E#0000000006"}}}`}}, fault.Conflict},
		"only one condition": {"mine", []awstest.Answer{cancelled("None", "ConditionalCheckFailed"), entryOf("theirs")},
			fault.Conflict},
		"somebody is writing": {"mine", []awstest.Answer{cancelled("TransactionConflict", "None"), {Body: "{}"}}, fault.Conflict},
		"our try has landed":  {"mine", []awstest.Answer{cancelled("None", "TransactionConflict"), entryOf("mine")}, ""},
		"condition and load": {"mine", []awstest.Answer{cancelled("ThrottlingError", "ConditionalCheckFailed"),
			entryOf("mine")}, ""},
		"too much load":         {"mine", []awstest.Answer{cancelled("ThrottlingError", "None")}, fault.Unavailable},
		"too large":             {"mine", []awstest.Answer{cancelled("None", "ValidationError")}, fault.Internal},
		"cannot look":           {"mine", []awstest.Answer{failed, awstest.Failed(500, "InternalServerError")}, fault.Unavailable},
		"throttled":             {"mine", []awstest.Answer{awstest.Failed(400, "ThrottlingException")}, fault.Unavailable},
		"the connection broke":  {"mine", []awstest.Answer{{Err: io.ErrUnexpectedEOF}}, fault.Unavailable},
		"the table is missing":  {"mine", []awstest.Answer{awstest.Failed(400, "ResourceNotFoundException")}, fault.Unavailable},
		"the expression is bad": {"mine", []awstest.Answer{awstest.Failed(400, "ValidationException")}, fault.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			s, aws := canned(t, c.answers...)
			wantKind(t, s.Commit(t.Context(), commit(5, c.request)), c.want)
			if len(aws.Requests) != len(c.answers) {
				t.Fatalf("asked %d times, want %d", len(aws.Requests), len(c.answers))
			}
			if len(c.answers) > 1 {
				look := aws.Requests[1]
				for _, part := range []string{`"ConsistentRead":true`, `"SK":{"S":"E#0000000006"}`} {
					if look.Operation != "GetItem" || !strings.Contains(look.Body, part) {
						t.Errorf("looked with %s %s, want %s", look.Operation, look.Body, part)
					}
				}
			}
		})
	}
}

func TestCommitTooLargeForOneTransaction(t *testing.T) {
	c := commit(0, "mine")
	for n := range 98 {
		c.Outbox = append(c.Outbox, office.Row{RowKey: office.RowKey{Seq: 1, N: n}})
	}
	s, _ := canned(t, awstest.Answer{Body: "{}"})
	if err := s.Commit(t.Context(), c); err != nil {
		t.Errorf("100 items: %v", err)
	}
	c.Request = &office.Request{Key: "key"}
	s, aws := canned(t)
	wantKind(t, s.Commit(t.Context(), c), fault.Internal)
	if len(aws.Requests) > 0 {
		t.Error("101 items were sent")
	}
}

func TestLongIdempotencyKey(t *testing.T) {
	s, _ := canned(t, awstest.Answer{Body: "{}"}, awstest.Answer{Body: "{}"})
	long, c := strings.Repeat("k", 1023), commit(0, "mine")
	c.Request = &office.Request{Key: long}
	wantKind(t, s.Commit(t.Context(), c), fault.Invalid)
	_, err := s.Request(t.Context(), "park", long)
	wantKind(t, err, fault.Invalid)

	_, err = s.Request(t.Context(), "park", long[1:])
	wantKind(t, err, fault.NotFound)
	c.Request.Key = long[1:]
	wantKind(t, s.Commit(t.Context(), c), "")
}
