package handover_test

import (
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

func TestVotes(t *testing.T) {
	vote := func(d *desk, o handover.Outcome) handover.Vote {
		return handover.Vote{Phase: handover.DecisionPhase, Outcome: o, Digest: d.p.Decision.Digest,
			Until: "2022-11-30T00:01", Reason: "late"}
	}
	for _, c := range []struct {
		name  string
		after string
		by    string
		vote  func(d *desk) handover.Vote
		want  fault.Kind
	}{
		{"go", "composed", "approver-1", func(d *desk) handover.Vote { return vote(d, handover.Go) }, ""},
		{"defer", "composed", "approver-1", func(d *desk) handover.Vote { return vote(d, handover.Defer) }, ""},
		{"by no approver", "composed", "office-1", func(d *desk) handover.Vote { return vote(d, handover.Go) },
			fault.Forbidden},
		{"by who handed in the data", "composed", "lead", func(d *desk) handover.Vote { return vote(d, handover.Go) },
			fault.Forbidden},
		{"nothing is up", "submitted", "approver-1", func(d *desk) handover.Vote { return vote(d, handover.Go) },
			fault.Refused},
		{"decided already", "decided", "sro", func(d *desk) handover.Vote { return vote(d, handover.Go) }, fault.Refused},
		{"over another digest", "composed", "approver-1", func(d *desk) handover.Vote {
			return handover.Vote{Phase: handover.DecisionPhase, Outcome: handover.Go, Digest: stale}
		}, fault.Refused},
		{"final before the cut-over", "decided", "approver-1", func(d *desk) handover.Vote {
			return handover.Vote{Phase: handover.FinalPhase, Outcome: handover.Go}
		}, fault.Refused},
		{"defer to the day before", "composed", "approver-1", func(d *desk) handover.Vote {
			v := vote(d, handover.Defer)
			v.Until = "2022-09-29T00:01"
			return v
		}, fault.Refused},
		{"defer to an hour that never is", "composed", "approver-1", func(d *desk) handover.Vote {
			v := vote(d, handover.Defer)
			v.Until = "2023-03-26T01:30"
			return v
		}, fault.Invalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			d.until(c.after)
			if _, err := d.try(c.by, c.vote(d)); fault.KindOf(err) != c.want {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// TestMixedVotesMakeNoQuorum holds that only the same outcome, and for a deferral the same day, is counted together,
// and that a second vote replaces the first.
func TestMixedVotesMakeNoQuorum(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	until := func(l handover.Local) handover.Vote {
		return handover.Vote{Phase: handover.DecisionPhase, Outcome: handover.Defer, Until: l, Reason: "late",
			Digest: d.p.Decision.Digest}
	}
	d.do("approver-1", until("2022-10-31T00:01"))
	d.do("approver-2", until("2022-11-30T00:01"))
	d.vote("sro", handover.DecisionPhase, handover.Go)
	d.vote("sro", handover.DecisionPhase, handover.Go)
	if d.p.Decision.Outcome != "" || len(d.p.Decision.Votes) != 3 {
		t.Fatalf("decided %q by %d votes, want nothing by 3", d.p.Decision.Outcome, len(d.p.Decision.Votes))
	}
	d.vote("approver-2", handover.DecisionPhase, handover.Go)
	if d.p.Decision.Outcome != handover.Go || !d.passed("Decide") {
		t.Errorf("decided %q, want go and the gate passed", d.p.Decision.Outcome)
	}
}

// TestAQuorumCanStop holds that a decision to stop ends everything.
func TestAQuorumCanStop(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	d.vote("approver-1", handover.DecisionPhase, handover.Halt)
	d.vote("approver-2", handover.DecisionPhase, handover.Halt)
	if d.p.Status != handover.Stopping || d.p.Gates["Decide"].Outcome != handover.Halt {
		t.Errorf("the programme is %s, its gate %q", d.p.Status, d.p.Gates["Decide"].Outcome)
	}
}

// TestWhoIsNoApproverAnyMoreHasNoVote gives one approver's seat to another after the vote: the two are no quorum.
func TestWhoIsNoApproverAnyMoreHasNoVote(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	d.vote("approver-1", handover.DecisionPhase, handover.Go)
	d.do("sro", handover.Reassign{From: "approver-1", To: "approver-3", Email: "a3@council.example", Reason: "left"})
	d.def = d.p.Definition
	d.vote("approver-3", handover.DecisionPhase, handover.Go)
	if room := d.p.RoomOf(handover.DecisionPhase); room.Outcome != "" || len(room.Votes) != 1 {
		t.Errorf("decided %q by %+v", room.Outcome, room.Votes)
	}
	d.vote("sro", handover.DecisionPhase, handover.Go)
	if room := d.p.RoomOf(handover.DecisionPhase); room.Outcome != handover.Go || len(room.Votes) != 3 {
		t.Errorf("decided %q by %+v", room.Outcome, room.Votes)
	}
	d.folds()
}

// TestVotesFallWithTheEvidence changes the evidence in each way that the digest covers, after the first vote.
func TestVotesFallWithTheEvidence(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(d *desk)
	}{
		{"another document", func(d *desk) { d.do("legal", handover.SubmitEvidence{Check: "D-1", Evidence: "E/2"}) }},
		{"another submitter", func(d *desk) { d.do("office-1", handover.SubmitEvidence{Check: "D-1", Evidence: "E/1"}) }},
		{"a waiver", func(d *desk) {
			d.do("sro", handover.WaiveCheck{Check: "D-1", Reason: "why", Until: date("2022-12-01")})
		}},
		{"no longer applicable", func(d *desk) { d.do("sro", handover.DismissCheck{Check: "D-1", Reason: "none here"}) }},
		{"a failed service", func(d *desk) {
			d.do("legal", handover.ReportUndelivered{Addressee: "company", Method: "hand", Reason: "refused"})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			d.until("composed")
			d.vote("approver-1", handover.DecisionPhase, handover.Go)
			old := d.p.Decision.Digest
			c.change(d)
			if d.p.Decision.Digest == old || len(d.p.Decision.Votes) != 0 {
				t.Fatalf("digest changed: %v, votes left: %d", d.p.Decision.Digest != old, len(d.p.Decision.Votes))
			}
			_, err := d.try("approver-2", handover.Vote{Phase: handover.DecisionPhase, Outcome: handover.Go, Digest: old})
			if fault.KindOf(err) != fault.Refused {
				t.Errorf("a vote over the old digest: %v, want Refused", err)
			}
		})
	}
}

// TestALongerWaiverIsOtherEvidence holds that the last day of a waiver is part of what is signed.
func TestALongerWaiverIsOtherEvidence(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	d.do("sro", handover.WaiveCheck{Check: "D-1", Reason: "why", Until: date("2022-10-01")})
	d.vote("approver-1", handover.DecisionPhase, handover.Go)
	d.do("sro", handover.WaiveCheck{Check: "D-1", Reason: "why", Until: date("2023-10-01")})
	if len(d.p.Decision.Votes) != 0 {
		t.Error("the vote over the shorter waiver still counts")
	}
}

// TestWhoVotesAndThenSubmits holds that an approver cannot vote first and hand in evidence of their own afterwards.
func TestWhoVotesAndThenSubmits(t *testing.T) {
	d := newDesk(t)
	for i := range d.def.People {
		if p := &d.def.People[i]; p.ID == "approver-1" {
			p.Roles = append(p.Roles, handover.LegalLead)
		}
	}
	d.until("composed")
	d.vote("approver-1", handover.DecisionPhase, handover.Go)
	d.do("approver-1", handover.SubmitEvidence{Check: "D-1", Evidence: "E/2"})
	d.do("office-1", handover.AcceptCheck{Check: "D-1"})
	if len(d.p.Decision.Votes) != 0 {
		t.Error("the vote of who then submitted still counts")
	}
	_, err := d.try("approver-1", handover.Vote{Phase: handover.DecisionPhase, Outcome: handover.Go,
		Digest: d.p.Decision.Digest})
	if fault.KindOf(err) != fault.Forbidden {
		t.Errorf("a vote over one's own evidence: %v, want Forbidden", err)
	}
}

// TestConfirmationFallsWithTheEvidence holds that evidence which changes after go was confirmed holds the transfer
// until it is confirmed anew.
func TestConfirmationFallsWithTheEvidence(t *testing.T) {
	d := newDesk(t)
	d.until("confirmed")
	d.do("legal", handover.SubmitEvidence{Check: "D-1", Evidence: "E/2"})
	d.do("office-1", handover.AcceptCheck{Check: "D-1"})
	if d.p.Final.Outcome != "" || len(d.p.Final.Votes) != 0 {
		t.Errorf("still confirmed %q by %d votes", d.p.Final.Outcome, len(d.p.Final.Votes))
	}
	if want := "go is not confirmed over the final evidence"; d.p.Amiss()[len(d.p.Amiss())-1] != want {
		t.Errorf("amiss: %q, want %q among it", d.p.Amiss(), want)
	}
}

// TestAWaiverEnds holds that a waiver counts through its last day in London and lapses with the next.
func TestAWaiverEnds(t *testing.T) {
	d := newDesk(t)
	d.until("signed")
	d.do("sro", handover.WaiveCheck{Check: "D-1", Reason: "why", Until: date("2022-08-20")})
	if !d.passed("SatisfyChecks") || d.obligation("G-01").Open() {
		t.Fatal("the waiver lets nothing pass")
	}
	d.at("2022-08-20T23:59")
	d.tick()
	if d.check("D-1").Status != handover.Waived {
		t.Fatal("the waiver ended before its last day was over")
	}
	d.tickTo("2022-08-21T00:00")
	if c := d.check("D-1"); c.Status != handover.NotStarted || !c.Until.IsZero() {
		t.Errorf("the check is %s until %s, want open again", c.Status, c.Until)
	}
	d.system(handover.ComposeEvidence{Execution: 1})
	_, err := d.try("approver-1", handover.Vote{Phase: handover.DecisionPhase, Outcome: handover.Go,
		Digest: d.p.Decision.Digest})
	if fault.KindOf(err) != fault.Refused {
		t.Errorf("go with the check open: %v, want Refused", err)
	}
}

// ballots are the votes that one approver can give as things stand: those waited for, and those that only count.
func (d *desk) ballots(person string) (waited, open []handover.Need) {
	of := func(all []handover.Need) (votes []handover.Need) {
		for _, n := range all {
			if n.Command == "vote" && n.Person == person {
				votes = append(votes, n)
			}
		}
		return votes
	}
	return of(d.p.Needs()), of(d.p.Options())
}

// TestNoCanAlwaysBeSaid holds that approvers are offered a vote as long as one counts: whether go is possible or not,
// and again after they have voted.
func TestNoCanAlwaysBeSaid(t *testing.T) {
	d := newDesk(t)
	d.until("submitted")
	if waited, open := d.ballots("approver-1"); len(waited)+len(open) != 0 {
		t.Errorf("before anything is up there are the votes %v, %v", waited, open)
	}
	d = newDesk(t)
	d.until("composed")
	if waited, open := d.ballots("approver-1"); len(waited) != 1 || len(open) != 0 || !waited[0].Blocks {
		t.Errorf("while go is possible there are the votes %v, %v", waited, open)
	}
	d.do("legal", handover.SubmitEvidence{Check: "D-1", Evidence: "E/2"})
	waited, open := d.ballots("approver-1")
	if len(waited) != 0 || len(open) != 1 || open[0].What != "Vote to defer or to stop: go is not possible until D-1 is met" ||
		open[0].Input["digest"] != d.p.Decision.Digest || open[0].Input["phase"] != handover.DecisionPhase {
		t.Fatalf("while D-1 is open there are the votes %v, %v", waited, open)
	}
	if room := d.p.RoomOf(handover.DecisionPhase); room.GoNow || room.NoGo != "go is not possible until D-1 is met" {
		t.Errorf("the room says %v, %q", room.GoNow, room.NoGo)
	}
	if waited, open := d.ballots("lead"); len(waited)+len(open) != 0 {
		t.Errorf("who handed in the data is offered the votes %v, %v", waited, open)
	}
	d.do("approver-1", handover.Vote{Phase: handover.DecisionPhase, Outcome: handover.Defer, Digest: d.p.Decision.Digest,
		Until: "2022-11-30T00:01", Reason: "late"})
	if waited, open := d.ballots("approver-1"); len(waited) != 0 || len(open) != 1 ||
		open[0].What != "Change your vote over the evidence for the decision" {
		t.Errorf("after the vote there are the votes %v, %v", waited, open)
	}
}

// TestOptionsThatHelpNobody holds that no waiver is offered for a check that blocks nothing, and no new evidence for one
// that does not apply.
func TestOptionsThatHelpNobody(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	offered := func(command, check string) bool {
		_, ok := d.p.ActOn(command, check)
		return ok
	}
	if offered("waive-check", "A-1") || !offered("dismiss-check", "A-1") || !offered("submit-evidence", "A-1") {
		t.Error("the advisory check has other acts")
	}
	d.do("sro", handover.DismissCheck{Check: "D-1", Reason: "none here"})
	if offered("submit-evidence", "D-1") || offered("waive-check", "D-1") {
		t.Error("a check that does not apply is offered")
	}
	if !offered("pause", "") || offered("resume", "") || !offered("amend", "") {
		t.Error("what can be done with the whole programme is not what is offered")
	}
	d.do("sro", handover.PauseProgramme{Reason: "r"})
	if offered("pause", "") || !offered("resume", "") {
		t.Error("a paused programme is offered a pause")
	}
}
