package dynamo_test

import (
	"strings"
	"testing"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/office"
)

var decide = handover.GateKey{State: "Decide", Round: 1}

// TestWritesWaitForTransactions is for the token that arrives while a commit passes its gate, and the like.
func TestWritesWaitForTransactions(t *testing.T) {
	busy := awstest.Failed(400, "TransactionConflictException")
	done := awstest.Answer{
		Body: `{"Attributes":{"token":{"S":"token"},"execution":{"N":"3"},"passed":{"BOOL":true},"outcome":{"S":"go"}}}`,
	}
	for name, write := range map[string]func(s *storeUnderTest) error{
		"RegisterToken": func(s *storeUnderTest) error {
			g, err := s.RegisterToken(s.t.Context(), "park", decide, "token", 3)
			if want := (office.Gate{Token: "token", Execution: 3, Passed: true, Outcome: handover.Go}); err == nil && g != want {
				s.t.Errorf("got %+v, want %+v", g, want)
			}
			return err
		},
		"Sleep":  func(s *storeUnderTest) error { return s.Sleep(s.t.Context(), "park", 3, nine) },
		"Settle": func(s *storeUnderTest) error { return s.Settle(s.t.Context(), "park", office.RowKey{Seq: 1}, "") },
	} {
		t.Run(name, func(t *testing.T) {
			s, aws := retrying(t, busy, busy, busy, busy, busy, done)
			wantKind(t, write(&storeUnderTest{s, t}), "")
			if len(aws.Requests) != 6 {
				t.Errorf("asked %d times, want 6", len(aws.Requests))
			}
			s, _ = retrying(t, busy, busy, busy, busy, busy, busy)
			wantKind(t, write(&storeUnderTest{s, t}), fault.Unavailable)
		})
	}
}

// TestCommitDoesNotWait holds that whoever loses a race loads and decides anew, at once.
func TestCommitDoesNotWait(t *testing.T) {
	s, _ := retrying(t, cancelled("TransactionConflict"), awstest.Answer{Body: "{}"})
	wantKind(t, s.Commit(t.Context(), commit(5, "mine")), fault.Conflict)
}

func TestFailedConditions(t *testing.T) {
	failed := awstest.Failed(400, "ConditionalCheckFailedException")
	s, _ := canned(t, failed, failed, failed)
	_, err := s.RegisterToken(t.Context(), "park", decide, "token", 1)
	wantKind(t, err, fault.Superseded)
	wantKind(t, s.Sleep(t.Context(), "park", 3, nine), "")
	wantKind(t, s.Settle(t.Context(), "park", office.RowKey{Seq: 1}, ""), fault.NotFound)
}

// TestReadsAreConsistent holds that whatever a decision rests on is read where it was written.
func TestReadsAreConsistent(t *testing.T) {
	none := awstest.Answer{Body: `{"Items":[]}`}
	s, aws := canned(t, none, none, none, none, none)
	_, err := s.Load(t.Context(), "park")
	wantKind(t, err, fault.NotFound)
	_, err = s.Gate(t.Context(), "park", decide)
	wantKind(t, err, fault.NotFound)
	_, err = s.Request(t.Context(), "park", "key")
	wantKind(t, err, fault.NotFound)
	_, err = s.Entries(t.Context(), "park", 1, 0)
	wantKind(t, err, "")
	_, err = s.Outbox(t.Context(), "park")
	wantKind(t, err, "")
	for i, r := range aws.Requests {
		if !strings.Contains(r.Body, `"ConsistentRead":true`) {
			t.Errorf("request %d is not consistent: %s", i, r.Body)
		}
	}
}

// TestRecordsEndAtAGap holds that an entry behind a missing one is not taken for it.
func TestRecordsEndAtAGap(t *testing.T) {
	s, _ := canned(t, awstest.Answer{Body: `{"Items":[
		{"PK":{"S":"P#park"},"SK":{"S":"E#0000000004"},"entry":{"S":"four"},"hashes":{"B":""}},
		{"PK":{"S":"P#park"},"SK":{"S":"E#0000000006"},"entry":{"S":"six"},"hashes":{"B":""}}]}`})
	list, err := s.Records(t.Context(), "park", 4, 0)
	if err != nil || len(list) != 1 || list[0].Seq != 4 || string(list[0].Raw) != "four" {
		t.Errorf("got %v, %v", list, err)
	}
}

// TestUnreadable is for what another version, or another hand, left in the table.
func TestUnreadable(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		read func(s *storeUnderTest) error
	}{
		"state": {`{"Item":{"PK":{"S":"P#park"},"seq":{"S":"three"}}}`, func(s *storeUnderTest) error {
			_, err := s.Load(s.t.Context(), "park")
			return err
		}},
		"packed state": {`{"Item":{"PK":{"S":"P#park"},"seq":{"N":"3"},"snapshot":{"B":"AAAA"},"packed":{"BOOL":true}}}`,
			func(s *storeUnderTest) error {
				_, err := s.Load(s.t.Context(), "park")
				return err
			}},
		"edge": {`{"Item":{"PK":{"S":"P#park"},"seq":{"N":"3"},"snapshot":{"B":"AAAA"},"edge":{"B":"AAAA"}}}`,
			func(s *storeUnderTest) error {
				_, err := s.Load(s.t.Context(), "park")
				return err
			}},
		"entry": {`{"Items":[{"PK":{"S":"P#park"},"SK":{"S":"E#0000000001"},"entry":{"S":"{\"kind\":\"novelty\"}"}}]}`,
			func(s *storeUnderTest) error {
				_, err := s.Entries(s.t.Context(), "park", 1, 0)
				return err
			}},
		"hashes": {`{"Items":[{"PK":{"S":"P#park"},"SK":{"S":"E#0000000001"},"entry":{"S":"{}"},"hashes":{"B":"AAAA"}}]}`,
			func(s *storeUnderTest) error {
				_, err := s.Records(s.t.Context(), "park", 1, 0)
				return err
			}},
		"row": {`{"Items":[{"message":{"S":"["}}]}`, func(s *storeUnderTest) error {
			_, err := s.Outbox(s.t.Context(), "park")
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := canned(t, awstest.Answer{Body: c.body})
			err := c.read(&storeUnderTest{s, t})
			wantKind(t, err, fault.Internal)
			if err == nil || !strings.Contains(err.Error(), "that this version cannot read") {
				t.Errorf("got %v", err)
			}
		})
	}
}
