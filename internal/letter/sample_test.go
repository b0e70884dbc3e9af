package letter_test

import (
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/letter"
)

// Digests of documents that the sample names; typed, not computed.
var (
	dryDigest      = strings.Repeat("d1", 32)
	liveDigest     = strings.Repeat("1a", 32)
	decisionDigest = strings.Repeat("5e", 32)
	finalDigest    = strings.Repeat("f0", 32)
)

func day(s string) calendar.Date { return calendar.MustDate(s) }

func at(s string) time.Time {
	t, err := calendar.ParseLocal(s)
	if err != nil {
		panic(err)
	}
	return t
}

func definition() handover.Definition {
	return handover.Definition{
		Programme: "northborough", Title: "Northborough leisure returns to the council", Service: "leisure and libraries",
		Jurisdiction: calendar.EnglandAndWales, Start: day("2022-03-22"), Transfer: "2022-09-30T00:01",
		Authority: handover.Party{Name: "Northborough Council", Address: []string{"Town Hall", "Northborough"}},
		Provider:  handover.Party{Name: "Northborough Leisure Trust", Address: []string{"1 Baths Lane", "Northborough"}},
		Decision: handover.ExecutiveDecision{Route: "general-exception", Made: day("2022-03-30"),
			Published: day("2022-03-31"), Implementable: "5 clear working days after decision.published"},
		Contract: handover.Contract{Reference: "NLT-2014", Title: "Leisure services contract",
			Clause: "Termination on notice", NoticePeriod: handover.Period{Count: 3, Unit: "months"},
			ServiceProfile: "second-business-day",
			ServeOn:        "2022-04-08T14:00", Signatory: "legal-lead", Addressees: []handover.Addressee{secretary(), guarantor()}},
		Windows: []handover.WindowPlan{{ID: "staff", Title: "Staff of the Trust",
			Audience: "all employees assigned to the service"}},
		Datasets: []handover.DatasetPlan{{ID: "members", Title: "Members’ register", Key: []string{"ID"},
			DryRuns: []calendar.Date{day("2022-08-12")}}},
		Quorum:    2,
		Ringfence: handover.RingfencePlan{Reviews: []handover.ReviewPlan{{ID: "30-days", Title: "First ring-fence review"}}},
		People: []handover.Person{
			{ID: "sro", Roles: []handover.Role{"senior-responsible-owner", "approver"}},
			{ID: "chief-executive", Roles: []handover.Role{"approver"}},
			{ID: "data-owner", Roles: []handover.Role{"data-owner"}},
			{ID: "legal", Roles: []handover.Role{"legal-lead"}},
		},
	}
}

func secretary() handover.Addressee {
	return handover.Addressee{ID: "trust-secretary", Name: "The Company Secretary, Northborough Leisure Trust",
		Address: []string{"1 Baths Lane", "Northborough"}, Methods: []calendar.Method{calendar.Hand, calendar.FirstClassPost}}
}

func guarantor() handover.Addressee {
	return handover.Addressee{ID: "guarantor", Name: "The Guarantor’s Registered Office",
		Address: []string{"2 Baths Lane"}, Methods: []calendar.Method{calendar.FirstClassPost}}
}

func dates() map[string]calendar.Date {
	return map[string]calendar.Date{
		"start": day("2022-03-22"), "transfer": day("2022-09-30"), "decision.made": day("2022-03-30"),
		"decision.published": day("2022-03-31"), "decision.implementable": day("2022-04-08"),
		"notice.planned": day("2022-04-08"), "notice.deemed": day("2022-04-12"), "notice.ends": day("2022-07-12"),
		"window.staff.opens": day("2022-04-01"), "window.staff.closes": day("2022-09-29"),
		"dataset.members.first-run": day("2022-08-12"), "dataset.members.last-run": day("2022-08-12"),
		"migration.first-run": day("2022-08-12"), "review.30-days.due": day("2022-10-30"),
	}
}

func checks() []handover.Check {
	list := []handover.Check{
		{ID: "GOV-1", Title: "Decision recorded and published", Owner: "monitoring-officer", Phase: handover.DecisionPhase,
			Blocking: true},
		{ID: "NOT-1", Title: "Notice served on everybody", Owner: "legal-lead", Phase: handover.DecisionPhase, Blocking: true,
			Proof: "notice-served"},
		{ID: "INS-1", Title: "Insurance from the transfer", Owner: "insurance-lead", Phase: handover.FinalPhase,
			Blocking: true},
		{ID: "REG-1", Title: "Registrations effective", Owner: "head-of-service", Phase: handover.DecisionPhase,
			Blocking: true},
		{ID: "COM-1", Title: "Signs changed on every building", Owner: "communications-lead", Phase: handover.DayOnePhase},
	}
	for i := range list {
		list[i].Status = handover.NotStarted
	}
	return list
}

// planned is a programme right after planning.
func planned(t *testing.T, rehearsal bool) *handover.Programme {
	t.Helper()
	return fold(t, new(handover.Programme), "system", at("2022-03-22T09:00"),
		handover.Started{Definition: definition(), Rehearsal: rehearsal, Execution: 1},
		handover.Planned{Known: day("2022-03-22"), Book: "1", Dates: dates(), Checks: checks()})
}

// confirmed is a programme in the last evening before the transfer, with everything decided.
func confirmed(t *testing.T, rehearsal bool) *handover.Programme {
	t.Helper()
	p := planned(t, rehearsal)
	served := handover.Service{Addressee: "trust-secretary", Method: calendar.Hand, Sent: at("2022-04-08T14:00"),
		Deemed: day("2022-04-08"), Reference: "DMS-101"}
	posted := handover.Service{Addressee: "trust-secretary", Method: calendar.FirstClassPost, Sent: at("2022-04-08T14:00"),
		Deemed: day("2022-04-12"), Reference: "DMS-102"}
	fold(t, p, "legal", at("2022-09-29T18:00"),
		handover.ServiceRecorded{Service: served}, handover.ServiceRecorded{Service: posted},
		handover.RepresentationRecorded{Window: "staff", ID: "R1", Reference: "DMS-201"},
		handover.RepresentationAnswered{Window: "staff", ID: "R1", Reply: "DMS-202"},
		handover.GateOpened{State: "CloseWindow", Item: "staff", Round: 1},
		handover.GatePassed{State: "CloseWindow", Item: "staff", Round: 1, Outcome: handover.Passed},
		handover.EvidenceSubmitted{Check: "GOV-1", Evidence: "DMS-301"})
	fold(t, p, "system", at("2022-09-29T18:00"),
		handover.CheckProved{Check: "NOT-1", Why: "deemed served on Tuesday 12 April 2022"})
	fold(t, p, "sro", at("2022-09-29T18:00"),
		handover.CheckAccepted{Check: "GOV-1"},
		handover.CheckWaived{Check: "INS-1", Reason: "cover note held, policy follows", Until: day("2022-10-31")},
		handover.CheckDismissed{Check: "REG-1", Reason: "no registered premises"},
		handover.RunReconciled{Dataset: "members", Round: 1, Passed: true, Summary: "812 of 812 rows agree",
			Report: handover.FileRef{Name: "dry", SHA256: dryDigest}})
	fold(t, p, "data-owner", at("2022-09-29T18:00"), handover.RunSigned{Dataset: "members", Round: 1, Report: dryDigest})
	vote(t, p, handover.DecisionPhase, decisionDigest)
	fold(t, p, "system", at("2022-09-29T18:00"),
		handover.RunReconciled{Dataset: "members", Live: true, Round: 1, Passed: true, Summary: "815 of 815 rows agree",
			Report: handover.FileRef{Name: "live", SHA256: liveDigest}})
	fold(t, p, "data-owner", at("2022-09-29T18:00"),
		handover.RunSigned{Dataset: "members", Live: true, Round: 1, Report: liveDigest})
	vote(t, p, handover.FinalPhase, finalDigest)
	return p
}

func vote(t *testing.T, p *handover.Programme, phase handover.Phase, digest string) {
	t.Helper()
	moment := at("2022-09-29T20:00")
	fold(t, p, "system", moment, handover.EvidenceComposed{Phase: phase, Round: 1, Digest: digest})
	for _, who := range []string{"sro", "chief-executive"} {
		fold(t, p, who, moment, handover.Voted{Phase: phase, Outcome: handover.Go, Digest: digest})
	}
	fold(t, p, "system", moment, handover.Decided{Phase: phase, Round: 1, Outcome: handover.Go})
}

// transferred is a programme after its transfer and its review.
func transferred(t *testing.T, rehearsal bool) *handover.Programme {
	t.Helper()
	return fold(t, confirmed(t, rehearsal), "system", at("2022-10-30T09:00"),
		handover.Transferred{Effective: at("2022-09-30T00:01")},
		handover.ReviewRecorded{Review: "30-days", Reference: "DMS-401"})
}

func fold(t *testing.T, p *handover.Programme, by string, at time.Time, events ...handover.Event) *handover.Programme {
	t.Helper()
	for _, e := range events {
		if err := p.Fold(handover.Entry{Seq: p.Seq + 1, At: at, By: by, Event: e}); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// letters are all letters of the sample, in the order of the handover.
func letters(t *testing.T, rehearsal bool) []letter.Letter {
	t.Helper()
	var all []letter.Letter
	add := func(l letter.Letter, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l)
	}
	p := planned(t, rehearsal)
	add(letter.Notice(p, secretary(), day("2022-04-08")))
	add(letter.Invitation(p, p.Definition.Windows[0], day("2022-04-01")))
	add(letter.Measures(p, day("2022-05-31")))
	add(letter.Certificate(confirmed(t, rehearsal), at("2022-09-30T00:01")))
	add(letter.Closure(transferred(t, rehearsal), day("2022-10-31")))
	stopped := confirmed(t, rehearsal)
	stopped.Status, stopped.Reason, stopped.CutOver.Proved = handover.Stopping, "the councils merge", true
	add(letter.StandDown(stopped, day("2022-09-16")))
	return all
}
