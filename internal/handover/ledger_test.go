package handover_test

import (
	"encoding/json"
	"strings"
	"testing"

	"example.org/handover/internal/handover"
)

// eventful plays a programme with as many kinds of entry as fit in one: extended and answered windows, refusals, a
// roll-back, a deferral and interventions.
func eventful(t reporter) *desk {
	d := newDesk(t)
	d.until("consulting")
	d.do("hr", handover.RecordRepresentation{Window: "staff", ID: "R1", Reference: "D/1"})
	d.do("hr", handover.AnswerRepresentation{Window: "staff", ID: "R1", Reply: "D/2"})
	d.do("hr", handover.ExtendWindow{Window: "staff", Closes: date("2022-09-20"), Reason: "time"})
	failByHand(d)
	d.at("2022-07-13T15:00")
	serveByHand(d, "2022-07-13T14:00")
	d.do("hr", handover.ReportObligation{Obligation: "X-01", Reference: "D/7"})
	d.from("consulting", "reconciled")
	d.do("owner", handover.RefuseRun{Dataset: "cases", Reason: "names"})
	d.do("lead", handover.ReceiveExtract{Dataset: "cases", Source: file("k"), Target: file("l")})
	d.system(handover.RecordRun{Execution: 1, Dataset: "cases", Round: 2, Passed: true, Report: file("c")})
	d.gate("SignOffDryRun", "cases")
	d.from("reconciled", "submitted")
	d.do("office-1", handover.RejectCheck{Check: "D-1", Reason: "unsigned"})
	d.do("sro", handover.WaiveCheck{Check: "F-3", Reason: "why", Until: date("2022-08-20")})
	d.do("sro", handover.DismissCheck{Check: "A-1", Reason: "none here"})
	d.do("legal", handover.SubmitEvidence{Check: "D-1", Evidence: "E/1"})
	d.from("submitted", "composed")
	d.vote("approver-1", handover.DecisionPhase, handover.Halt) // who thinks better of it in the next leg
	d.from("composed", "decided")
	d.do("lead", handover.ReceiveExtract{Dataset: "cases", Source: file("d"), Target: file("e")})
	d.system(handover.RecordRun{Execution: 1, Dataset: "cases", Live: true, Round: 1, Summary: "1 row differs",
		Report: file("f")})
	d.system(handover.RollBack{Execution: 1})
	d.system(handover.OpenGate{Execution: 1, State: "Intervene", Problem: "Internal"})
	d.do("office-1", handover.Retry{})
	for n := 1; n <= 5; n++ {
		d.system(handover.ReportExecution{Number: n, Why: "it failed"})
	}
	d.tickTo("2022-09-30T00:01")
	d.do("sro", deferTo("2022-11-30T00:01"))
	return d
}

// TestStateIsTheFold folds the ledger, written and read again, after every leg, and finds the state each time; the
// snapshot of the state leads on as well as the state does.
func TestStateIsTheFold(t *testing.T) {
	desks := map[string]*desk{"eventful": eventful(t)}
	d := newDesk(t)
	for _, l := range journey {
		l.play(d)
		raw, err := d.p.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if d.p, err = handover.Unmarshal(raw); err != nil { // the next leg sets out from the snapshot
			t.Fatal(err)
		}
	}
	desks["journey"] = d
	for name, d := range desks {
		t.Run(name, func(t *testing.T) {
			var ledger []handover.Entry
			if err := json.Unmarshal([]byte(asJSON(t, d.ledger)), &ledger); err != nil {
				t.Fatal(err)
			}
			p, lines, err := handover.Replay(ledger)
			if err != nil || len(lines) == 0 {
				t.Fatalf("replay: %d lines, %v", len(lines), err)
			}
			if got, want := asJSON(t, p), asJSON(t, d.p); got != want {
				t.Errorf("the fold is\n%s, the state\n%s", got, want)
			}
			if got, want := asJSON(t, ledger), asJSON(t, d.ledger); got != want {
				t.Errorf("the ledger read back is\n%s, want\n%s", got, want)
			}
		})
	}
}

func TestFoldRefuses(t *testing.T) {
	d := newDesk(t)
	d.until("served")
	for name, ledger := range map[string][]handover.Entry{
		"a gap":          append(append([]handover.Entry{}, d.ledger[:3]...), d.ledger[4]),
		"one twice":      append(append([]handover.Entry{}, d.ledger[:3]...), d.ledger[2]),
		"a missing head": d.ledger[1:],
		"two swapped":    {d.ledger[0], d.ledger[2], d.ledger[1]},
	} {
		if _, _, err := handover.Replay(ledger); err == nil {
			t.Errorf("%s: folded", name)
		}
	}
	var e handover.Entry
	for _, raw := range []string{`{"seq":1,"kind":"invented","data":{}}`, `{"seq":1,"kind":"voted","data":7}`, `[]`} {
		if err := json.Unmarshal([]byte(raw), &e); err == nil {
			t.Errorf("%s: read", raw)
		}
	}
}

// TestCloneIsIndependent lets every command of a long story work on a clone, and finds the original unchanged.
func TestCloneIsIndependent(t *testing.T) {
	ledger := eventful(t).ledger
	p := new(handover.Programme)
	for _, e := range ledger {
		before := asJSON(t, p)
		next := p.Clone()
		if got := asJSON(t, next); got != before {
			t.Fatalf("the clone before entry %d is\n%s, want\n%s", e.Seq, got, before)
		}
		if err := next.Fold(e); err != nil {
			t.Fatal(err)
		}
		if asJSON(t, p) != before {
			t.Fatalf("entry %d (%s) on the clone changed the original", e.Seq, e.Event.Kind())
		}
		p = next
	}
}

// TestMessagesNameRolesOnly reads every message and every timeline line of a long story: addressed to roles, and
// without an address of anybody.
func TestMessagesNameRolesOnly(t *testing.T) {
	p := new(handover.Programme)
	mails := 0
	for _, e := range eventful(t).ledger {
		if err := p.Fold(e); err != nil {
			t.Fatal(err)
		}
		for _, m := range handover.Messages(p, e) {
			if text := asJSON(t, m); strings.Contains(text, "@") {
				t.Errorf("message of entry %d holds an address: %s", e.Seq, text)
			}
			if m.Kind != handover.SendMail {
				continue
			}
			mails++
			if len(m.Mail.To) == 0 || !strings.HasPrefix(m.Mail.Subject, "[small] ") ||
				!strings.Contains(m.Mail.Body, "Reference: small/") {
				t.Errorf("mail of entry %d: %+v", e.Seq, m.Mail)
			}
			for _, person := range smallPeople() {
				for _, role := range m.Mail.To {
					if string(role) == person.ID && person.ID != "legal" {
						t.Errorf("mail of entry %d is addressed to a person: %s", e.Seq, role)
					}
				}
			}
		}
	}
	if mails < 20 {
		t.Errorf("only %d mails in a long story", mails)
	}
}

// TestEveryReminderHasOneRow holds the first invariant: each reminder is one entry with exactly one mail to its owner.
func TestEveryReminderHasOneRow(t *testing.T) {
	p := new(handover.Programme)
	n := 0
	for _, e := range eventful(t).ledger {
		if err := p.Fold(e); err != nil {
			t.Fatal(err)
		}
		r, ok := e.Event.(handover.ReminderRaised)
		if !ok {
			continue
		}
		n++
		m := handover.Messages(p, e)
		if len(m) != 1 || m[0].Kind != handover.SendMail || len(m[0].Mail.To) != 1 || m[0].Mail.To[0] != r.Role {
			t.Errorf("reminder %v gives %+v", r, m)
		}
	}
	if n != p.Reminders || n == 0 {
		t.Errorf("%d reminders, counted %d", n, p.Reminders)
	}
}
