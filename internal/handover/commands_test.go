package handover_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// attempt is one command given after a leg of the journey: accepted with the kind of its first entry, or refused with
// the kind of its fault.
type attempt struct {
	name    string
	after   string
	prepare func(d *desk)
	by      string
	command handover.Command
	entry   string
	fault   fault.Kind
	at      string // the fault's value, where it must name one
}

func run(t *testing.T, attempts []attempt) {
	t.Helper()
	for _, a := range attempts {
		t.Run(a.command.Name()+"/"+a.name, func(t *testing.T) {
			d := newDesk(t)
			d.until(a.after)
			if a.prepare != nil {
				a.prepare(d)
			}
			before := asJSON(t, d.p)
			entries, err := d.try(a.by, a.command)
			if fault.KindOf(err) != a.fault {
				t.Fatalf("fault %q (%v), want %q", fault.KindOf(err), err, a.fault)
			}
			if err == nil {
				if got := kinds(entries); len(got) == 0 || got[0] != a.entry {
					t.Errorf("entries %v, want %s first", got, a.entry)
				}
				return
			}
			if asJSON(t, d.p) != before {
				t.Error("the refusal changed the state")
			}
			if a.at != "" && !strings.Contains(err.Error(), a.at) {
				t.Errorf("%q does not name %s", err, a.at)
			}
		})
	}
}

const stale = "00000000000000000000000000000000000000000000000000000000000000ff"

func TestNoticeCommands(t *testing.T) {
	service := handover.RecordService{Addressee: "company", Method: "hand", Sent: "2022-07-06T14:00", Reference: "R"}
	with := func(change func(*handover.RecordService)) handover.Command { c := service; change(&c); return c }
	two := func(d *desk) { d.at("2022-07-06T15:00") }
	run(t, []attempt{
		{"accepted", "drafted", two, "legal", service, "service-recorded", "", ""},
		{"the office may too", "drafted", two, "office-1", service, "service-recorded", "", ""},
		{"not by others", "drafted", two, "hr", service, "", fault.Forbidden, "legal-lead or programme-office"},
		{"not by a stranger", "drafted", two, "nobody", service, "", fault.Forbidden, ""},
		{"nor by the workflow", "drafted", two, "system", service, "", fault.Forbidden, ""},
		{"before the letters", "planned", two, "legal", service, "", fault.Refused, ""},
		{"unknown addressee", "drafted", two, "legal", with(func(c *handover.RecordService) { c.Addressee = "x" }), "",
			fault.Invalid, "x by hand"},
		{"method the contract lacks", "drafted", two, "legal", with(func(c *handover.RecordService) { c.Method = "email" }),
			"",
			fault.Invalid, "company by email"},
		{"in the future", "drafted", two, "legal", with(func(c *handover.RecordService) { c.Sent = "2022-07-06T15:01" }), "",
			fault.Refused, "15:01"},
		{"before the decision may be implemented", "drafted", two, "legal",
			with(func(c *handover.RecordService) { c.Sent = "2022-07-05T23:59" }), "", fault.Refused, "2022-07-05"},
		{"at an hour that never was", "drafted", func(d *desk) { d.at("2023-04-01T09:00") }, "legal",
			with(func(c *handover.RecordService) { c.Sent = "2023-03-26T01:30" }), "", fault.Invalid, "01:30"},
		{"twice", "served", nil, "legal", service, "", fault.Refused, ""},
		{"undelivered", "served", nil, "legal", handover.ReportUndelivered{Addressee: "company", Method: "hand",
			Reason: "refused"},
			"service-failed", "", ""},
		{"undelivered, never served", "drafted", nil, "legal", handover.ReportUndelivered{Addressee: "company",
			Method: "hand"}, "",
			fault.Refused, ""},
	})
}

func TestConsultationCommands(t *testing.T) {
	received := func(d *desk) { d.do("hr", handover.RecordRepresentation{Window: "staff", ID: "R1", Reference: "D/1"}) }
	answered := func(d *desk) {
		received(d)
		d.do("hr", handover.AnswerRepresentation{Window: "staff", ID: "R1", Reply: "D/2"})
	}
	extend := func(closes string) handover.Command {
		return handover.ExtendWindow{Window: "staff", Closes: date(closes), Reason: "more time"}
	}
	received1 := handover.RecordRepresentation{Window: "staff", ID: "R1", Reference: "D/1"}
	answer := handover.AnswerRepresentation{Window: "staff", ID: "R1", Reply: "D/2"}
	run(t, []attempt{
		{"accepted", "consulting", nil, "hr", received1, "representation-recorded", "", ""},
		{"not by legal", "consulting", nil, "legal", received1, "", fault.Forbidden, ""},
		{"before the window opens", "served", nil, "hr", received1, "", fault.Refused, ""},
		{"after it closed", "effective", nil, "hr", received1, "", fault.Refused, ""},
		{"twice", "consulting", received, "hr", received1, "", fault.Refused, ""},
		{"unknown window", "consulting", nil, "hr", handover.RecordRepresentation{Window: "x"}, "", fault.NotFound, "x"},
		{"accepted", "consulting", received, "hr", answer, "representation-answered", "", ""},
		{"nothing to answer", "consulting", nil, "hr", answer, "", fault.NotFound, "R1"},
		{"twice", "consulting", answered, "hr", answer, "", fault.Refused, ""},
		{"last day that leaves the window before the transfer", "consulting", nil, "hr", extend("2022-09-29"),
			"window-extended", "", ""},
		{"on the day of the transfer", "consulting", nil, "hr", extend("2022-09-30"), "", fault.Refused, "2022-09-30"},
		{"after the transfer", "consulting", nil, "hr", extend("2022-11-01"), "", fault.Refused, "2022-11-01"},
		{"into the past", "consulting", nil, "hr", extend("2022-07-10"), "", fault.Refused, ""},
		{"today", "consulting", nil, "hr", extend("2022-07-11"), "window-extended", "", ""},
		{"to before it opens", "served", nil, "hr", extend("2022-07-08"), "", fault.Refused, ""},
		{"closed already", "effective", nil, "hr", extend("2022-12-01"), "", fault.Refused, ""},
		{"unknown window", "consulting", nil, "hr", handover.ExtendWindow{Window: "x"}, "", fault.NotFound, ""},
	})
}

func TestMigrationCommands(t *testing.T) {
	extract := handover.ReceiveExtract{Dataset: "cases", Source: file("a"), Target: file("b")}
	sign := handover.SignRun{Dataset: "cases", Report: file("c").SHA256}
	refuse := handover.RefuseRun{Dataset: "cases", Reason: "three names are wrong"}
	run(t, []attempt{
		{"accepted", "consulting", nil, "lead", extract, "extract-received", "", ""},
		{"not by the owner of the data", "consulting", nil, "owner", extract, "", fault.Forbidden, ""},
		{"twice", "received", nil, "lead", extract, "", fault.Refused, ""},
		{"unknown dataset", "consulting", nil, "lead", handover.ReceiveExtract{Dataset: "x"}, "", fault.NotFound, "x"},
		{"accepted", "reconciled", nil, "owner", sign, "run-signed", "", ""},
		{"not by the data lead", "reconciled", nil, "lead", sign, "", fault.Forbidden, ""},
		{"another report", "reconciled", nil, "owner", handover.SignRun{Dataset: "cases", Report: stale}, "", fault.Refused,
			file("c").SHA256},
		{"not reconciled yet", "received", nil, "owner", sign, "", fault.Refused, ""},
		{"signed already", "signed", nil, "owner", sign, "", fault.Refused, ""},
		{"unknown dataset", "reconciled", nil, "owner", handover.SignRun{Dataset: "x"}, "", fault.NotFound, ""},
		{"accepted", "reconciled", nil, "owner", refuse, "run-refused", "", ""},
		{"signed already", "signed", nil, "owner", refuse, "", fault.Refused, ""},
		{"not by the data lead", "reconciled", nil, "lead", refuse, "", fault.Forbidden, ""},
	})
}

// TestNobodySignsTheirOwnExtracts holds for somebody with both roles.
func TestNobodySignsTheirOwnExtracts(t *testing.T) {
	d := newDesk(t)
	i := slices.IndexFunc(d.def.People, func(p handover.Person) bool { return p.ID == "owner" })
	d.def.People[i].Roles = append(d.def.People[i].Roles, handover.DataLead)
	d.until("consulting")
	d.tickTo("2022-08-01T10:00")
	d.do("owner", handover.ReceiveExtract{Dataset: "cases", Source: file("a"), Target: file("b")})
	d.system(handover.RecordRun{Execution: 1, Dataset: "cases", Round: 1, Passed: true, Report: file("c")})
	if _, err := d.try("owner", handover.SignRun{Dataset: "cases",
		Report: file("c").SHA256}); fault.KindOf(err) != fault.Forbidden {
		t.Errorf("signing one's own extracts: %v, want Forbidden", err)
	}
}

func TestCheckCommands(t *testing.T) {
	submit := handover.SubmitEvidence{Check: "D-1", Evidence: "E/9"}
	waive := func(id, until string) handover.Command {
		return handover.WaiveCheck{Check: id, Reason: "why", Until: date(until)}
	}
	byOffice := func(d *desk) { d.do("office-1", submit) }
	run(t, []attempt{
		{"by the owner", "planned", nil, "legal", submit, "evidence-submitted", "", ""},
		{"by the office", "planned", nil, "office-1", submit, "evidence-submitted", "", ""},
		{"by the owner of another check", "planned", nil, "hr", submit, "", fault.Forbidden, "legal-lead"},
		{"the same again", "planned", byOffice, "legal", submit, "", fault.Refused, ""},
		{"unknown", "planned", nil, "office-1", handover.SubmitEvidence{Check: "x"}, "", fault.NotFound, "x"},
		{"what the system proves", "planned", nil, "legal", handover.SubmitEvidence{Check: "D-2", Evidence: "E"}, "",
			fault.Refused, ""},
		{"accepted", "submitted", nil, "office-1", handover.AcceptCheck{Check: "D-1"}, "check-accepted", "", ""},
		{"one's own", "planned", byOffice, "office-1", handover.AcceptCheck{Check: "D-1"}, "", fault.Forbidden, ""},
		{"a colleague's", "planned", byOffice, "office-2", handover.AcceptCheck{Check: "D-1"}, "check-accepted", "", ""},
		{"nothing submitted", "planned", nil, "office-1", handover.AcceptCheck{Check: "D-1"}, "", fault.Refused, ""},
		{"accepted already", "composed", nil, "office-1", handover.AcceptCheck{Check: "D-1"}, "", fault.Refused, ""},
		{"not by the owner", "submitted", nil, "legal", handover.AcceptCheck{Check: "D-1"}, "", fault.Forbidden, ""},
		{"accepted", "submitted", nil, "office-1", handover.RejectCheck{Check: "D-1", Reason: "unsigned"}, "check-rejected",
			"", ""},
		{"one's own", "planned", byOffice, "office-1", handover.RejectCheck{Check: "D-1"}, "", fault.Forbidden, ""},
		{"nothing submitted", "planned", nil, "office-1", handover.RejectCheck{Check: "D-1"}, "", fault.Refused, ""},
		{"accepted, until today", "planned", nil, "sro", waive("D-1", "2022-07-04"), "check-waived", "", ""},
		{"until yesterday", "planned", nil, "sro", waive("D-1", "2022-07-03"), "", fault.Refused, "2022-07-03"},
		{"not by the office", "planned", nil, "office-1", waive("D-1", "2022-12-01"), "", fault.Forbidden, ""},
		{"what the system proves", "planned", nil, "sro", waive("D-2", "2022-12-01"), "", fault.Refused, ""},
		{"unknown", "planned", nil, "sro", waive("x", "2022-12-01"), "", fault.NotFound, ""},
		{"accepted", "planned", nil, "sro", handover.DismissCheck{Check: "D-1", Reason: "none here"}, "check-dismissed", "",
			""},
		{"what the system proves", "planned", nil, "sro", handover.DismissCheck{Check: "D-3"}, "", fault.Refused, ""},
		{"not by an approver", "planned", nil, "approver-1", handover.DismissCheck{Check: "D-1"}, "", fault.Forbidden, ""},
	})
}

func TestOtherCommands(t *testing.T) {
	report := handover.ReportObligation{Obligation: "X-01", Reference: "D/7"}
	review := handover.RecordReview{Review: "first", Reference: "V/1"}
	intervention := func(d *desk) {
		d.system(handover.OpenGate{Execution: 1, State: "Intervene", Problem: "Internal"})
	}
	run(t, []attempt{
		{"by the owner", "planned", nil, "hr", report, "obligation-reported", "", ""},
		{"by another", "planned", nil, "legal", report, "", fault.Forbidden, "hr-lead"},
		{"twice", "planned", func(d *desk) { d.do("hr", report) }, "office-1", report, "", fault.Refused, ""},
		{"what a gate meets", "planned", nil, "legal", handover.ReportObligation{Obligation: "N-01"}, "", fault.Refused,
			"gate:ServeNotice"},
		{"unknown", "planned", nil, "office-1", handover.ReportObligation{Obligation: "x"}, "", fault.Refused, "x"},
		{"accepted", "effective", nil, "office-1", review, "review-recorded", "", ""},
		{"before the transfer", "midnight", nil, "office-1", review, "", fault.Refused, ""},
		{"unknown", "effective", nil, "office-1", handover.RecordReview{Review: "x"}, "", fault.NotFound, "x"},
		{"twice", "effective", func(d *desk) { d.do("office-1", review) }, "office-1", review, "", fault.Refused, ""},
		{"nothing to retry", "planned", nil, "office-1", handover.Retry{}, "", fault.Refused, ""},
		{"accepted", "planned", intervention, "office-1", handover.Retry{}, "retried", "", ""},
		{"not by the owner of the data", "planned", intervention, "owner", handover.Retry{}, "", fault.Forbidden, ""},
		{"needs none", "planned", nil, "office-1", handover.Trigger{Stage: "golive"}, "", fault.Refused, ""},
		{"no such stage", "planned", nil, "office-1", handover.Trigger{Stage: "x"}, "", fault.Invalid, "x"},
		{"accepted at once", "started", nil, "sro", handover.Stop{Reason: "policy"}, "stop-ordered", "", ""},
		{"not by the office", "planned", nil, "office-1", handover.Stop{Reason: "policy"}, "", fault.Forbidden, ""},
		{"once transferred", "effective", nil, "sro", handover.Stop{Reason: "policy"}, "", fault.Refused, ""},
		{"twice", "planned", func(d *desk) { d.do("sro", handover.Stop{}) }, "sro", handover.Stop{}, "", fault.Refused, ""},
		{"once closed", "closed", nil, "office-1", review, "", fault.Refused, ""},
	})
}

// TestEveryCommandIsListedOnce holds the list sound: names that decode, each with a summary and somebody who may give
// it.
func TestEveryCommandIsListedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range handover.Commands() {
		if seen[s.Name] || s.Summary == "" || len(s.Roles) == 0 {
			t.Errorf("command %s is listed twice, or has no summary or roles", s.Name)
		}
		seen[s.Name] = true
		c, err := s.Decode([]byte("{}"))
		if err != nil || c.Name() != s.Name {
			t.Errorf("the input {} of %s decodes to %v, %v", s.Name, c, err)
		}
		if _, err := s.Decode([]byte(`{"reason": 1, "stage": 1, "check": 1, "window": 1, "dataset": 1, "addressee": 1,
			"phase": 1, "review": 1, "obligation": 1, "until": 1}`)); fault.KindOf(err) != fault.Invalid &&
			s.Name != "retry" && s.Name != "resume" { // which take nothing
			t.Errorf("an input of %s of the wrong shape: %v, want Invalid", s.Name, err)
		}
	}
	if len(seen) != 25 {
		t.Errorf("there are %d commands, want 25", len(seen))
	}
	if _, err := handover.LookUp("transfer-now"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown command: %v, want NotFound", err)
	}
}

// TestStepsAreTheWorkflowsAlone tries every step as a person.
func TestStepsAreTheWorkflowsAlone(t *testing.T) {
	d := newDesk(t)
	for _, c := range []handover.Command{handover.Plan{Execution: 1}, handover.Tick{},
		handover.OpenGate{Execution: 1, State: "Decide"},
		handover.BringIntoEffect{Execution: 1}, handover.Close{Execution: 1}, handover.StandDown{Execution: 1},
		handover.ReportExecution{Number: 1}, handover.RecordRun{Execution: 1, Dataset: "cases"}} {
		if _, err := d.try("office-1", c); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("%s by a person: %v, want Forbidden", c.Name(), err)
		}
	}
}
