package handover_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// amended is the small definition with something changed.
func amended(change func(d *handover.Definition)) handover.Amend {
	d := smallDefinition()
	change(&d)
	return handover.Amend{Definition: d, Reason: "the council says so"}
}

func TestAmendMovesWhatIsOpen(t *testing.T) {
	d := newDesk(t)
	d.until("consulting")
	entries := d.do("office-1", amended(func(d *handover.Definition) {
		d.Transfer = "2022-10-07T00:01"
		d.Windows = append(d.Windows, handover.WindowPlan{ID: "unions", Title: "Unions", Audience: "unions", Opens: "2022-08-01",
			Closes: "2022-08-31"})
		d.Checks = []handover.LocalCheck{{ID: "LOC-1", Title: "Radio told", Owner: "hr-lead", Phase: handover.DecisionPhase,
			Due: "10 working days before transfer"}}
		d.Owners = map[string]handover.Role{"X-01": "legal-lead"}
	}))
	want := []string{"amended", "execution-replaced", "obligations-moved"}
	if diff := cmp.Diff(want, kinds(entries)); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	changes := ofKind[handover.Amended](entries)[0].Changes
	wantChanges := []handover.Change{
		{Where: "/checks/LOC-1", To: "Radio told"},
		{Where: "/owners", To: `{"X-01":"legal-lead"}`},
		{Where: "/transfer", From: "2022-09-30T00:01", To: "2022-10-07T00:01"},
		{Where: "/windows/unions", To: "Unions"},
	}
	if diff := cmp.Diff(wantChanges, changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	for id, due := range map[string]string{
		"C-01/unions": "2022-08-01", "T-08/unions": "2022-08-31", // new
		"transfer": "2022-10-07", "G-01": "2022-09-23", "LOC-1": "2022-09-23", "T-08/staff": "2022-10-06", // moved
		"N-01": "2022-07-06", "C-01/staff": "2022-07-11", // met, and never judged again
	} {
		if got := d.obligation(id).Due; got != date(due) {
			t.Errorf("%s is due %s, want %s", id, got, due)
		}
	}
	if o := d.obligation("X-01"); o.Owner != "legal-lead" {
		t.Errorf("X-01 is owned by %s", o.Owner)
	}
	if d.check("LOC-1").Status != handover.NotStarted || !d.p.Transfer.Equal(london(t, "2022-10-07T00:01")) {
		t.Errorf("check %+v, transfer %v", d.check("LOC-1"), d.p.Transfer)
	}
	d.folds()

	entries = d.do("office-1", amended(func(*handover.Definition) {})) // and back again
	if d.p.Execution.Number != 3 || len(d.p.Windows) != 1 || d.check("LOC-1").Status != handover.NotApplicable {
		t.Errorf("%v: execution %d, windows %+v, check %+v", kinds(entries), d.p.Execution.Number, d.p.Windows, d.check("LOC-1"))
	}
	for _, o := range d.p.Obligations {
		if o.ID == "C-01/unions" {
			t.Error("the obligation of a window that is gone is still there")
		}
	}
	d.folds()
}

func TestAmendBeforeThePlan(t *testing.T) {
	d := newDesk(t)
	d.do("office-1", amended(func(d *handover.Definition) { d.Transfer = "2022-10-14T00:01" }))
	d.system(handover.Plan{Execution: 1})
	if got := d.obligation("transfer").Due; got != date("2022-10-14") {
		t.Errorf("planned for %s", got)
	}
	d.folds()
}

func TestAmendLeavesTheSettledAlone(t *testing.T) {
	for _, c := range []struct {
		leg, by string
		change  func(d *handover.Definition)
		kind    fault.Kind
		why     string
	}{
		{"started", "office-1", func(*handover.Definition) {}, fault.Refused, "holds already"},
		{"started", "hr", func(d *handover.Definition) { d.Title = "x" }, fault.Forbidden, "may not amend"},
		{"started", "office-1", func(d *handover.Definition) { d.Start = date("2022-07-05") }, fault.Refused, "/start"},
		{"started", "office-1", func(d *handover.Definition) { d.Pack = "other" }, fault.Refused, "/pack"},
		{"started", "office-1", func(d *handover.Definition) { d.Quorum = 9 }, fault.Invalid, "/quorum"},
		{"started", "office-1", func(d *handover.Definition) { d.Transfer = "2022-07-20T00:01" },
			fault.Refused, "cannot work"},
		{"started", "office-1", func(d *handover.Definition) { d.Owners = map[string]handover.Role{"Z-9": "hr-lead"} },
			fault.Invalid, "/owners/Z-9"},
		{"started", "office-1", func(d *handover.Definition) { d.Checks = []handover.LocalCheck{{ID: "D-1", Due: "transfer"}} },
			fault.Invalid,
			"the pack has a rule or check of that id"},
		{"started", "office-1", func(d *handover.Definition) {
			d.Checks = []handover.LocalCheck{{ID: "L-1", Owner: "hr-lead", Due: "soon"}}
		}, fault.Invalid,
			"/checks/0/due"},
		{"drafted", "office-1", func(d *handover.Definition) { d.Decision.Route = "not-key" },
			fault.Refused, "authorised on this decision"},
		{"drafted", "office-1", func(d *handover.Definition) { d.Contract.Clause = "x" }, fault.Refused, "letters of notice"},
		{"drafted", "office-1", func(d *handover.Definition) { d.Stages = allStages(handover.Manual) },
			fault.Refused, "has begun"},
		{"consulting", "office-1", func(d *handover.Definition) { d.Windows[0].ID = "workers" },
			fault.Refused, "cannot be taken out"},
		{"consulting", "office-1", func(d *handover.Definition) { d.Windows[0].Opens = "2022-07-12" },
			fault.Refused, "has been opened"},
		{"received", "office-1", func(d *handover.Definition) { d.Datasets[0].ID = "files" }, fault.Refused, "has had a run"},
		{"signed", "office-1", func(d *handover.Definition) {
			d.Datasets[0].DryRuns = append(d.Datasets[0].DryRuns, date("2022-09-01"))
		},
			fault.Refused, "dry runs of dataset cases have passed"},
		{"composed", "office-1", func(d *handover.Definition) { d.Quorum = 3 }, fault.Refused, "up for decision"},
		{"composed", "office-1", func(d *handover.Definition) { d.People = d.People[:8] },
			fault.Forbidden, "may not change who is approver"},
		{"decided", "office-1", func(d *handover.Definition) { d.Transfer = "2022-10-07T00:01" },
			fault.Refused, "defer-transfer"},
		{"decided", "office-1", func(d *handover.Definition) { d.Datasets[0].MinRows = 3 },
			fault.Refused, "the go is decided"},
		{"midnight", "office-1", func(d *handover.Definition) { d.Windows[0].Closes = "2022-09-28" },
			fault.Refused, "is closed"},
		{"expired", "office-1", func(d *handover.Definition) { d.Windows[0].Closes = "2022-08-08" },
			fault.Refused, "the consultation of Staff would close on Monday 8 August 2022, in the past"},
		{"expired", "office-1", func(d *handover.Definition) {
			d.Windows = append(d.Windows, handover.WindowPlan{ID: "public", Title: "Public", Audience: "all", Opens: "2022-08-01",
				Closes: "2022-09-01"})
		}, fault.Refused, "/windows/1/opens"},
		{"effective", "office-1", func(d *handover.Definition) {
			d.Windows = append(d.Windows, handover.WindowPlan{ID: "public", Title: "Public", Audience: "all", Opens: "2022-10-10",
				Closes: "2022-10-20"})
		}, fault.Refused, "the service has transferred"},
		{"closed", "office-1", func(d *handover.Definition) { d.Title = "x" }, fault.Refused, "takes no more commands"},
	} {
		d := newDesk(t)
		d.until(c.leg)
		d.refused(c.by, amended(c.change), c.kind, c.why)
	}
}

// TestCorrections puts right one entry of each kind that can be corrected, and strikes out those that can be.
func TestCorrections(t *testing.T) {
	d := newDesk(t)
	d.until("consulting")
	d.do("hr", handover.RecordRepresentation{Window: "staff", ID: "R1", Reference: "D/1"})
	d.do("hr", handover.AnswerRepresentation{Window: "staff", ID: "R1", Reply: "D/2"})
	d.do("hr", handover.ReportObligation{Obligation: "X-01", Reference: "D/3"})
	post := d.entry("service-recorded", 1)

	d.refused("hr", d.correct(post, "", ""), fault.Forbidden, "may not correct")
	d.refused("office-1", handover.Correct{Entry: 999}, fault.NotFound, "no such entry")
	d.refused("office-1", d.correct(d.entry("planned", 0), "", ""), fault.Refused, "of the kind planned cannot be corrected")
	d.refused("office-1", d.correct(post, "record-review", `{}`), fault.Refused, "recorded by the command record-service")
	d.refused("office-1", d.correct(post, "record-service", `{"addressee":"company","method":"hand","sent":"2022-07-07T14:00"}`),
		fault.Refused, "about something else")
	d.refused("office-1", d.correct(post, "record-service",
		`{"addressee":"company","method":"first-class-post","sent":"2030-07-07T14:00"}`), fault.Refused, "in the future")

	d.do("office-1", d.correct(post, "record-service",
		`{"addressee":"company","method":"first-class-post","sent":"2022-07-08T14:00","reference":"R/3"}`))
	if got := d.p.Dates["notice.ends"]; got != date("2022-08-12") { // posted on Friday the 8th, served on Tuesday the 12th
		t.Errorf("the notice ends on %s", got)
	}
	d.refused("office-1", d.correct(post, "", ""), fault.Refused, "was corrected by entry")

	d.do("office-1", d.correct(d.entry("representation-recorded", 0), "record-representation",
		`{"window":"staff","id":"R1","reference":"D/9"}`))
	d.do("office-1", d.correct(d.entry("representation-answered", 0), "answer-representation",
		`{"window":"staff","id":"R1","reply":"D/8"}`))
	want := []handover.Representation{{ID: "R1", Reference: "D/9", Reply: "D/8"}}
	if diff := cmp.Diff(want, d.p.Windows[0].Representations); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	d.do("office-1", d.correct(d.entry("obligation-reported", 0), "", ""))
	if !d.obligation("X-01").Open() {
		t.Error("an obligation whose report was struck out is still met")
	}
	d.folds()

	d.from("consulting", "composed")
	digest := d.p.Decision.Digest
	d.do("office-2", d.correct(d.entry("evidence-submitted", 0), "submit-evidence", `{"check":"D-1","evidence":"E/7"}`))
	if c := d.check("D-1"); c.Status != handover.Submitted || c.Evidence != "E/7" || d.p.Decision.Digest == digest {
		t.Errorf("corrected evidence: %+v, digest the same: %t", c, d.p.Decision.Digest == digest)
	}
	d.refused("office-1", d.correct(d.entry("evidence-submitted", 0), "", ""), fault.Refused, "was corrected")
	d.folds()
}

// TestStrikingOutAService opens again what rested on it.
func TestStrikingOutAService(t *testing.T) {
	d := newDesk(t)
	d.until("expired")
	d.do("office-1", d.correct(d.entry("service-recorded", 0), "", ""))
	if !d.obligation("N-01").Open() || d.check("D-2").Status != handover.NotStarted {
		t.Errorf("N-01 met %v, check %s", d.obligation("N-01").Met, d.check("D-2").Status)
	}
	d.do("legal", handover.RecordService{Addressee: "company", Method: "hand", Sent: "2022-08-09T08:00", Reference: "R/9"})
	if got := d.p.Dates["notice.ends"]; got != date("2022-09-09") {
		t.Errorf("served anew by hand on 9 August, the notice ends on %s", got)
	}
	d.tickTo("2022-09-10T09:00")
	if d.obligation("N-07").Open() {
		t.Error("the notice period is over, but its obligation is open")
	}
	d.folds()
}

// entry is the n-th entry of a kind.
func (d *desk) entry(kind string, n int) handover.Entry {
	d.t.Helper()
	for _, e := range d.ledger {
		if e.Event.Kind() == kind {
			if n == 0 {
				return e
			}
			n--
		}
	}
	d.t.Fatalf("no such entry: %s", kind)
	return handover.Entry{}
}

func (d *desk) correct(e handover.Entry, command, input string) handover.Correct {
	return handover.Correct{Entry: e.Seq, Command: command, Input: []byte(input), Reason: "a slip"}.Of(e)
}

// TestAdopt enters the small programme on 1 August, with its past.
func TestAdopt(t *testing.T) {
	past := func(at, by string, c handover.Command) handover.Past {
		person, _ := smallDefinitionPtr().Person(by)
		return handover.Past{At: london(t, at), By: handover.Actor{ID: by, Roles: person.Roles}, Command: c}
	}
	whole := []handover.Past{
		past("2022-07-06T10:00", "legal", handover.NoticeWasDrafted{Reference: "L/1"}),
		past("2022-07-06T15:00", "legal", handover.RecordService{Addressee: "company", Method: "hand", Sent: "2022-07-06T14:00",
			Reference: "R/1"}),
		past("2022-07-06T15:00", "legal", handover.RecordService{Addressee: "company", Method: "first-class-post",
			Sent: "2022-07-06T14:00", Reference: "R/2"}),
		past("2022-07-11T09:00", "hr", handover.WindowWasOpened{Window: "staff", Reference: "L/2"}),
		past("2022-07-12T09:00", "hr", handover.RecordRepresentation{Window: "staff", ID: "R1", Reference: "D/1"}),
		past("2022-07-20T09:00", "legal", handover.SubmitEvidence{Check: "D-1", Evidence: "E/1"}),
		past("2022-07-21T09:00", "office-1", handover.AcceptCheck{Check: "D-1"}),
	}
	d := newDesk(t)
	d.at("2022-07-30T10:00")
	entries := d.do("system", handover.Adopt{Past: whole, Reason: "it was run on paper"})
	if entries[0].Event.Kind() != "adopted" || len(d.p.Gates) == 0 || d.check("D-1").Status != handover.Accepted {
		t.Fatalf("%v, gates %v, check %+v", kinds(entries), d.p.Gates, d.check("D-1"))
	}
	if got := d.p.Dates["notice.ends"]; got != date("2022-08-08") {
		t.Errorf("the notice ends on %s", got)
	}
	if o := d.obligation("N-01"); !o.Met.Equal(london(t, "2022-07-06T15:00")) {
		t.Errorf("N-01 was met %v", o.Met)
	}
	d.folds()
	d.system(handover.Plan{Execution: 1}) // the workflow begins, and finds what has been done
	for _, gate := range []string{"AuthoriseNotice", "ServeNotice"} {
		if _, _, passed := d.p.Answer(gate, ""); !passed {
			t.Errorf("the workflow waits at %s once more", gate)
		}
	}
	d.gate("NoticeExpires", "")
	d.gate("CloseWindow", "staff")
	d.tickTo("2022-08-09T09:00")
	if !d.passed("NoticeExpires") {
		t.Error("the notice period does not end")
	}
	_, lines, err := handover.Replay(d.ledger)
	if err != nil || len(lines) < 8 || !lines[1].At.Before(lines[0].At.AddDate(0, 0, 3)) {
		t.Errorf("%v: %+v", err, lines)
	}

	for name, c := range map[string]struct {
		past []handover.Past
		kind fault.Kind
		why  string
	}{
		"too early": {[]handover.Past{past("2022-07-05T09:00", "legal", handover.NoticeWasDrafted{Reference: "L/1"})},
			fault.Refused, "could not be implemented before"},
		"not drafted": {whole[1:2], fault.Refused, "/acts/0"},
		"without rights": {[]handover.Past{past("2022-07-21T09:00", "hr", handover.AcceptCheck{Check: "D-1"})},
			fault.Forbidden, "hr may not"},
		"one's own": {append(whole[5:6:6], past("2022-07-21T09:00", "legal", handover.AcceptCheck{Check: "D-1"})),
			fault.Forbidden, "/acts/1"},
		"in the future": {[]handover.Past{past("2022-08-21T09:00", "hr", handover.WindowWasOpened{Window: "staff"})},
			fault.Refused, "lies in the past"},
		"the last dry run": {[]handover.Past{past("2022-07-21T09:00", "lead", handover.DryRunPassed{Dataset: "cases"})},
			fault.Refused, "has to be run here"},
		"a decision": {[]handover.Past{past("2022-07-21T09:00", "sro", handover.Vote{Outcome: handover.Go})},
			fault.Refused, "vote cannot be adopted"},
		"before its time": {[]handover.Past{past("2022-07-10T09:00", "hr", handover.WindowWasOpened{Window: "staff"})},
			fault.Refused, "was not to open before Monday 11 July 2022"},
		"somebody else's work": {[]handover.Past{past("2022-07-11T09:00", "legal", handover.WindowWasOpened{Window: "staff"})},
			fault.Forbidden, "legal may not say window-opened"},
		"before the decision": {[]handover.Past{past("2019-07-11T09:00", "hr",
			handover.ReportObligation{Obligation: "X-01", Reference: "D/1"})},
			fault.Refused, "the programme begins on Monday 4 July 2022"},
		"no window": {[]handover.Past{past("2022-07-21T09:00", "hr", handover.WindowWasOpened{Window: "x"})},
			fault.NotFound, "no such window"},
		"an open window": {append(whole[3:4:4], past("2022-07-21T09:00", "hr", handover.WindowWasClosed{Window: "staff"})),
			fault.Refused, "runs until the end of"},
		"the notice is void": {[]handover.Past{whole[0], past("2022-07-29T09:00", "legal", handover.RecordService{
			Addressee: "company", Method: "fax", Sent: "2022-07-29T08:00", Reference: "x"})},
			fault.Invalid, "no such addressee and method"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.at("2022-07-30T10:00")
			d.refused("system", handover.Adopt{Past: c.past, Reason: "x"}, c.kind, c.why)
		})
	}
}

// TestAmendOverWindowsOfThePast moves the transfer although the first day of a window that counts from it has gone by, and
// the last day of one that is closed.
func TestAmendOverWindowsOfThePast(t *testing.T) {
	for leg, c := range map[string]struct{ opens, closes, now string }{
		"planned":    {"11 weeks before transfer", "at least 1 day before transfer", "2022-07-26T10:00"}, // was to open on 15 July
		"consulting": {"2022-07-11", "9 weeks before transfer", "2022-08-06T10:00"},                      // closed on 29 July
	} {
		d := &desk{t: t, rules: smallRules(), def: smallDefinition(), p: new(handover.Programme)}
		d.def.Windows[0].Opens, d.def.Windows[0].Closes = c.opens, c.closes
		if leg == "planned" {
			d.def.Stages[handover.ConsultationStage] = handover.Manual
		}
		d.begin()
		d.until(leg)
		d.tickTo(c.now)
		if closed := !d.p.Windows[0].Closed.IsZero(); closed != (leg == "consulting") {
			t.Fatalf("%s: the window is closed: %v", leg, closed)
		}
		to := d.p.Definition
		to.Transfer = "2022-10-07T00:01"
		d.do("office-1", handover.Amend{Definition: to, Reason: "later"})
	}
}

func smallDefinitionPtr() *handover.Definition {
	d := smallDefinition()
	return &d
}
