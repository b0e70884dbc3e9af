package handover_test

import "example.org/handover/internal/handover"

// leg is one part of the journey from start to closure, in the order of the state machine.
type leg struct {
	name string
	play func(d *desk)
}

// journey plays the small programme as it should go, by legs named after where they lead.
var journey = []leg{
	{"planned", func(d *desk) {
		d.system(handover.Plan{Execution: 1})
		d.system(handover.ProbeChecks{Execution: 1})
		d.gate("AuthoriseNotice", "")
		d.gate("OpenWindow", "staff")
		d.gate("ReceiveExtract", "cases")
		d.gate("SatisfyChecks", "")
	}},
	{"drafted", func(d *desk) {
		d.tickTo("2022-07-06T09:00")
		d.system(handover.DraftNotice{Execution: 1, Letters: []handover.FileRef{file("notice")}})
		d.gate("ServeNotice", "")
	}},
	{"served", func(d *desk) {
		d.at("2022-07-06T15:00")
		d.do("legal", handover.RecordService{Addressee: "company", Method: "hand", Sent: "2022-07-06T14:00",
			Reference: "R/1"})
		d.do("legal", handover.RecordService{Addressee: "company", Method: "first-class-post", Sent: "2022-07-06T14:00",
			Reference: "R/2"})
		d.gate("NoticeExpires", "")
	}},
	{"consulting", func(d *desk) {
		d.tickTo("2022-07-11T00:00")
		d.system(handover.SendInvitations{Execution: 1, Window: "staff", Letters: []handover.FileRef{file("invitation")}})
		d.gate("CloseWindow", "staff")
	}},
	{"received", func(d *desk) {
		d.tickTo("2022-08-01T10:00")
		d.do("lead", handover.ReceiveExtract{Dataset: "cases", Source: file("a"), Target: file("b")})
	}},
	{"reconciled", func(d *desk) {
		d.system(handover.RecordRun{Execution: 1, Dataset: "cases", Round: 1, Passed: true, Summary: "5 of 5 rows match",
			Report: file("c")})
		d.gate("SignOffDryRun", "cases")
	}},
	{"signed", func(d *desk) { d.do("owner", handover.SignRun{Dataset: "cases", Report: file("c").SHA256}) }},
	{"expired", func(d *desk) { d.tickTo("2022-08-09T09:00") }},
	{"submitted", func(d *desk) { d.do("legal", handover.SubmitEvidence{Check: "D-1", Evidence: "E/1"}) }},
	{"composed", func(d *desk) {
		d.do("office-1", handover.AcceptCheck{Check: "D-1"})
		d.system(handover.ComposeEvidence{Execution: 1})
		d.gate("Decide", "")
	}},
	{"decided", func(d *desk) {
		d.tickTo("2022-09-20T10:00")
		d.vote("approver-1", handover.DecisionPhase, handover.Go)
		d.vote("approver-2", handover.DecisionPhase, handover.Go)
		d.gate("FreezeAndExtract", "cases")
	}},
	{"proved", func(d *desk) {
		d.tickTo("2022-09-28T10:00")
		d.do("lead", handover.ReceiveExtract{Dataset: "cases", Source: file("d"), Target: file("e")})
		d.system(handover.RecordRun{Execution: 1, Dataset: "cases", Live: true, Round: 1, Passed: true, Summary: "5 of 5",
			Report: file("f")})
		d.gate("SignOffLive", "cases")
		d.do("owner", handover.SignRun{Dataset: "cases", Report: file("f").SHA256})
		d.system(handover.ProveCutOver{Execution: 1})
	}},
	{"final", func(d *desk) {
		d.do("office-1", handover.SubmitEvidence{Check: "F-3", Evidence: "E/3"})
		d.do("office-2", handover.AcceptCheck{Check: "F-3"})
	}},
	{"confirmed", func(d *desk) {
		d.vote("approver-1", handover.FinalPhase, handover.Go)
		d.vote("sro", handover.FinalPhase, handover.Go)
	}},
	{"midnight", func(d *desk) {
		d.tickTo("2022-09-30T00:00")
		d.gate("ConfirmGo", "")
		d.gate("TakeEffect", "")
	}},
	{"effective", func(d *desk) {
		d.tickTo("2022-09-30T00:01")
		d.system(handover.BringIntoEffect{Execution: 1, Certificate: file("g")})
		d.gate("Review", "first")
	}},
	{"closed", func(d *desk) {
		d.tickTo("2022-10-30T10:00")
		d.do("office-1", handover.RecordReview{Review: "first", Reference: "V/1"})
		d.system(handover.Close{Execution: 1, Pack: file("h")})
	}},
}

// until plays the legs of the journey up to a named one; "started" plays none.
func (d *desk) until(name string) {
	d.t.Helper()
	for _, l := range journey {
		if name == "started" {
			return
		}
		l.play(d)
		if l.name == name {
			return
		}
	}
	d.t.Fatalf("the journey has no leg %s", name)
}

// from plays the journey on after a leg.
func (d *desk) from(name, to string) {
	d.t.Helper()
	on := false
	for _, l := range journey {
		if on {
			l.play(d)
		}
		if on && l.name == to {
			return
		}
		on = on || l.name == name
	}
	d.t.Fatalf("the journey does not lead from %s to %s", name, to)
}

// vote votes over whatever evidence of the phase is up.
func (d *desk) vote(by string, phase handover.Phase, o handover.Outcome) {
	d.t.Helper()
	d.do(by, handover.Vote{Phase: phase, Outcome: o, Digest: d.digest(phase)})
}

func (d *desk) digest(phase handover.Phase) string {
	if phase == handover.FinalPhase {
		return d.p.Final.Digest
	}
	return d.p.Decision.Digest
}
