package embedded_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/app/embedded"
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rehearsal"
)

// twoAtOnce lets two processes that both think they run the workflow take turns, which a data directory keeps them
// from: answers may get lost for the thirty days after which a gate asks anew, but nothing is recorded twice, and the
// programme comes to its end.
func twoAtOnce(t *testing.T, _ []string) {
	h, turn, apps := newHouse(t), 0, []*embedded.App{nil, nil}
	p := h.play(rehearsal.Script{}, func(time.Time) *embedded.App {
		turn = 1 - turn
		if apps[turn] == nil {
			apps[turn] = h.app()
		}
		return apps[turn]
	})
	if p.Status != handover.Complete {
		t.Errorf("the programme is %s", p.Status)
	}
	reopens := []string{"check-proved", "check-reopened", "evidence-composed", "voted"} // these may happen twice
	seen := map[string]bool{}
	for _, line := range h.ledger() {
		var e struct {
			Kind, By string
			Data     json.RawMessage
		}
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		what := e.Kind + " by " + e.By + ": " + string(e.Data)
		if seen[what] && !slices.Contains(reopens, e.Kind) {
			t.Errorf("recorded twice: %s", what)
		}
		seen[what] = true
	}
}

// act is an act of a script.
func act(at handover.Local, by, do, input string) rehearsal.Act {
	return rehearsal.Act{At: at, By: by, Do: do, Input: json.RawMessage(input)}
}

func times(ledger []string, kind string) int {
	n := 0
	for _, line := range ledger {
		if strings.Contains(line, `"kind":"`+kind+`"`) {
			n++
		}
	}
	return n
}

// TestStoriesComeToAnEnd plays what may happen on the way through the real state machine.
func TestStoriesComeToAnEnd(t *testing.T) {
	for _, c := range []struct {
		name  string
		acts  []rehearsal.Act
		ends  handover.Status
		on    string // day of the transfer in London, or none
		times map[string]int
	}{
		{"put off by the quorum", []rehearsal.Act{
			act("2022-09-22T10:00", "sro", "vote",
				`{"phase": "decision", "outcome": "defer", "until": "2022-11-30T00:01", "reason": "late"}`),
			act("2022-09-22T10:00", "deputy", "vote",
				`{"phase": "decision", "outcome": "defer", "until": "2022-11-30T00:01", "reason": "late"}`),
		}, handover.Complete, "2022-11-30", map[string]int{"replanned": 1, "transferred": 1, "transfer-held": 0}},
		{"put off after the confirmation", []rehearsal.Act{
			act("2022-09-29T11:00", "sro", "defer-transfer", `{"until": "2022-11-30T00:01", "reason": "late"}`),
		}, handover.Complete, "2022-11-30", map[string]int{"replanned": 1, "transferred": 1, "transfer-held": 0}},
		{"put off within the day", []rehearsal.Act{
			act("2022-09-29T11:00", "sro", "defer-transfer", `{"until": "2022-09-30T18:00", "reason": "late"}`),
		}, handover.Complete, "2022-10-07", // held at six, released when the dress rehearsal of the new round is signed
			map[string]int{"replanned": 1, "transfer-held": 1, "transferred": 1}},
		{"put off twice", []rehearsal.Act{
			act("2022-09-29T11:00", "sro", "defer-transfer", `{"until": "2022-11-30T00:01", "reason": "late"}`),
			act("2022-11-29T11:00", "sro", "defer-transfer", `{"until": "2023-01-31T00:01", "reason": "late"}`),
		}, handover.Complete, "2023-01-31", map[string]int{"replanned": 2, "transferred": 1}},
		{"held before the decision, then put off", []rehearsal.Act{
			act("2022-10-03T10:00", "sro", "defer-transfer", `{"until": "2022-12-15T00:01", "reason": "late"}`),
			act("2022-10-10T10:00", "payroll", "submit-evidence", `{"check": "PAY-1", "evidence": "E/1"}`),
		}, handover.Complete, "2022-12-15", map[string]int{"transfer-held": 1, "replanned": 1, "transferred": 1}},
		{"held, mended and released", []rehearsal.Act{
			act("2022-10-03T10:00", "cio", "submit-evidence", `{"check": "ICT-1", "evidence": "E/1"}`),
			act("2022-10-04T10:00", "office-1", "trigger", `{"stage": "transfer"}`),
		}, handover.Complete, "2022-10-04", map[string]int{"transfer-held": 1, "transferred": 1, "replanned": 0}},
		{"the live run is refused", []rehearsal.Act{
			act("2022-09-28T12:00", "data-owner", "refuse-run", `{"dataset": "children", "reason": "a name is wrong"}`),
		}, handover.Complete, "2022-09-30", map[string]int{"rolled-back": 1, "transferred": 1}},
		{"the post came back after the notice expired", []rehearsal.Act{
			act("2022-04-08T14:00", "legal", "record-service",
				`{"addressee": "trust-secretary", "method": "first-class-post", "sent": "2022-04-08T14:00", "reference": "R/1"}`),
			act("2022-07-20T10:00", "legal", "report-undelivered",
				`{"addressee": "trust-secretary", "method": "first-class-post", "reason": "returned"}`),
			act("2022-07-21T10:00", "legal", "record-service",
				`{"addressee": "trust-secretary", "method": "first-class-post", "sent": "2022-07-20T14:00", "reference": "R/9"}`),
			act("2022-10-24T10:00", "sro", "defer-transfer",
				`{"until": "2022-12-15T00:01", "reason": "the notice ends on 22 October"}`),
		}, handover.Complete, "2022-12-15", map[string]int{"obligation-met": 2, "transfer-held": 1, "transferred": 1}},
		{"stopped at the first hour", []rehearsal.Act{act("2022-03-22T09:30", "sro", "stop", `{"reason": "policy"}`)},
			handover.Stopped, "", map[string]int{"stood-down": 1, "reminder-raised": 0}},
		{"stopped while it is held", []rehearsal.Act{
			act("2022-10-03T09:00", "sro", "stop", `{"reason": "policy"}`),
			act("2022-10-03T10:00", "cio", "submit-evidence", `{"check": "ICT-1", "evidence": "E/1"}`),
		}, handover.Stopped, "", map[string]int{"stood-down": 1, "transferred": 0, "transfer-held": 1}},
		{"stopped by the quorum", []rehearsal.Act{
			act("2022-09-22T10:00", "sro", "vote", `{"phase": "decision", "outcome": "stop", "reason": "policy"}`),
			act("2022-09-22T10:00", "deputy", "vote", `{"phase": "decision", "outcome": "stop", "reason": "policy"}`),
		}, handover.Stopped, "", map[string]int{"stood-down": 1, "transferred": 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			p := h.play(rehearsal.Script{Acts: c.acts}, never)
			if p.Status != c.ends || c.on != "" && calendar.DateOf(p.Effective).String() != c.on {
				t.Errorf("%s, transferred on %v; want %s on %s", p.Status, calendar.DateOf(p.Effective), c.ends, c.on)
			}
			ledger := h.ledger()
			for kind, want := range c.times {
				if got := times(ledger, kind); got != want {
					t.Errorf("%d entries %s, want %d", got, kind, want)
				}
			}
			if c.ends == handover.Complete {
				for _, o := range p.Obligations {
					if o.Open() {
						t.Errorf("closed with %s, met by %s, still owed", o.ID, o.MetBy)
					}
				}
			}
		})
	}
}
