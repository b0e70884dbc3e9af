package handover_test

import (
	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rulebook"
)

// smallDefinition is a programme with one of everything. Its dates by hand: the notice goes out on Wednesday 6 July
// 2022, by post it is deemed served on Friday 8 July and ends on 8 August; the transfer is on Friday 30 September at
// 00:01.
func smallDefinition() handover.Definition {
	return handover.Definition{
		Programme: "small", Title: "A small handover", Service: "a service", Jurisdiction: calendar.EnglandAndWales,
		Start: date("2022-07-04"), Transfer: "2022-09-30T00:01",
		Authority: handover.Party{Name: "The Council", Address: []string{"Civic Office"}},
		Provider:  handover.Party{Name: "The Company", Address: []string{"Registered office"}},
		Decision: handover.ExecutiveDecision{Route: "key-decision", Made: date("2022-07-04"), Published: date("2022-07-05"),
			Implementable: "1 working day after decision.published"},
		Contract: handover.Contract{Reference: "C-1", Title: "A contract", Clause: "Termination",
			NoticePeriod: handover.Period{Count: 1, Unit: "months"}, ServiceProfile: "second-business-day",
			ServeOn: "2022-07-06T14:00", Signatory: "legal-lead",
			Addressees: []handover.Addressee{{ID: "company", Name: "The Company Secretary",
				Address: []string{"Registered office"},
				Methods: []calendar.Method{"hand", "first-class-post"}}}},
		Windows: []handover.WindowPlan{{ID: "staff", Title: "Staff", Audience: "all employees", Opens: "2022-07-11",
			Closes: "at least 1 day before transfer"}},
		Datasets: []handover.DatasetPlan{{ID: "cases", Title: "Cases", Key: []string{"ID"},
			DryRuns: []calendar.Date{date("2022-08-01")}}},
		Pack:   "small",
		Stages: allStages(handover.Automatic),
		Quorum: 2,
		Ringfence: handover.RingfencePlan{Reviews: []handover.ReviewPlan{{ID: "first", Title: "First review",
			Due: "30 days after transfer"}}},
		People: smallPeople(),
	}
}

func allStages(m handover.Mode) map[handover.Stage]handover.Mode {
	modes := map[handover.Stage]handover.Mode{}
	for _, s := range handover.Stages() {
		modes[s] = m
	}
	return modes
}

func smallPeople() []handover.Person {
	person := func(id string, roles ...handover.Role) handover.Person {
		return handover.Person{ID: id, Email: id + "@council.example", Roles: roles}
	}
	return []handover.Person{
		person("office-1", handover.ProgrammeOffice), person("office-2", handover.ProgrammeOffice),
		person("legal", handover.LegalLead), person("hr", handover.HRLead), person("lead", handover.DataLead,
			handover.Approver),
		person("owner", handover.DataOwner), person("sro", handover.SRO, handover.Approver),
		person("approver-1", handover.Approver), person("approver-2", handover.Approver),
	}
}

// smallRules is a book with a rule for each gate and a check of each sort.
func smallRules() handover.Rules {
	rule := func(id, stage, owner, due, metBy, each string) rulebook.Rule {
		return rulebook.Rule{ID: id, Stage: stage, Title: "Rule " + id, Owner: owner, Due: due, MetBy: metBy, Each: each,
			Blocking: true,
			IfMissed: "It is late.", Source: rulebook.Source{Kind: "assumption", Cite: "Small book, " + id}}
	}
	check := func(id, owner, weight, phase, proof, due string) rulebook.Check {
		return rulebook.Check{ID: id, Title: "Check " + id, Evidence: "a document", Owner: owner, Weight: weight,
			Phase: phase, Proof: proof,
			Due: due}
	}
	const tenBefore, dayBefore = "10 working days before transfer", "1 working day before transfer"
	return handover.Rules{Table: calendar.Published(), Book: rulebook.Book{
		Name: "small", Version: "small@1", Ladder: rulebook.Ladder{DaysBefore: []int{7, 1}, Overdue: true},
		Rules: []rulebook.Rule{
			rule("N-01", "notice", "legal-lead", "notice.planned", "gate:ServeNotice", ""),
			rule("N-07", "notice", "legal-lead", "notice.ends", "gate:NoticeExpires", ""),
			rule("C-01", "consultation", "hr-lead", "window.{item}.opens", "gate:OpenWindow/{item}", "window"),
			rule("T-08", "consultation", "hr-lead", "window.{item}.closes", "gate:CloseWindow/{item}", "window"),
			rule("X-01", "consultation", "hr-lead", "20 working days before transfer", "report", ""),
			rule("M-01", "migration", "data-lead", "dataset.{item}.first-run", "gate:ReceiveExtract/{item}", "dataset"),
			rule("M-02", "migration", "data-owner", "5 working days after dataset.{item}.last-run",
				"gate:SignOffDryRun/{item}", "dataset"),
			rule("M-03", "migration", "data-lead", "2 working days before transfer", "gate:FreezeAndExtract/{item}", "dataset"),
			rule("M-04", "migration", "data-owner", dayBefore, "gate:SignOffLive/{item}", "dataset"),
			rule("G-01", "golive", "programme-office", tenBefore, "gate:SatisfyChecks", ""),
			rule("G-02", "golive", "approver", "5 working days before transfer", "gate:Decide", ""),
			rule("G-03", "golive", "approver", dayBefore, "gate:ConfirmGo", ""),
			rule("transfer", "transfer", "senior-responsible-owner", "transfer", "gate:TakeEffect", ""),
			rule("R-01", "ringfence", "programme-office", "review.{item}.due", "gate:Review/{item}", "review"),
		},
		Checks: []rulebook.Check{
			check("D-1", "legal-lead", "blocking", "decision", "", tenBefore),
			check("D-2", "legal-lead", "blocking", "decision", "notice-served", tenBefore),
			check("D-3", "data-lead", "blocking", "decision", "dry-runs-signed", tenBefore),
			check("F-1", "senior-responsible-owner", "blocking", "final", "decided-go", dayBefore),
			check("F-2", "data-owner", "blocking", "final", "live-runs-signed", dayBefore),
			check("F-3", "data-lead", "blocking", "final", "", dayBefore),
			check("T-1", "hr-lead", "blocking", "at-transfer", "windows-closed", "transfer"),
			check("A-1", "hr-lead", "advisory", "day-one", "", "20 working days after transfer"),
		},
	}}
}
