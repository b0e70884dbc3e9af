package handover_test

import (
	"slices"
	"testing"

	"example.org/handover/internal/handover"
)

// TestStatus reads the status at moments of the journey.
func TestStatus(t *testing.T) {
	for _, c := range []struct {
		after, at string
		stage     handover.Stage
		rag       handover.RAG
		waits     string // the command that is waited for first
	}{
		{"drafted", "2022-07-06T10:00", handover.NoticeStage, handover.Amber, "record-service"},
		{"expired", "2022-08-09T10:00", handover.MigrationStage, handover.Green, "submit-evidence"},
		{"composed", "2022-09-20T10:00", handover.GoLiveStage, handover.Amber, "vote"},
		{"composed", "2022-09-24T10:00", handover.GoLiveStage, handover.Red, "vote"},
		{"confirmed", "2022-09-29T10:00", handover.ConsultationStage, handover.Amber, ""},
		{"closed", "2023-10-01T10:00", handover.RingfenceStage, handover.Green, ""},
	} {
		t.Run(c.after+" on "+c.at, func(t *testing.T) {
			d := newDesk(t)
			d.until(c.after)
			v := d.p.StatusAt(london(t, c.at))
			if v.RAG != c.rag || v.RAGWhy == "" {
				t.Errorf("%s because %q, want %s", v.RAG, v.RAGWhy, c.rag)
			}
			first := ""
			if len(v.BlockedBy) > 0 {
				first = v.BlockedBy[0].Command
			}
			if first != c.waits {
				t.Errorf("blocked by %+v, want %q first", v.BlockedBy, c.waits)
			}
			if v.Stage != c.stage {
				t.Errorf("the stage is %s, want %s: %+v", v.Stage, c.stage, v.Stages)
			}
		})
	}
}

// TestStagesFromStartToEnd holds how each stage looks at the beginning, where the office holds it, and at the end.
func TestStagesFromStartToEnd(t *testing.T) {
	states := func(d *desk) []string {
		var list []string
		for _, s := range d.p.StatusAt(d.now).Stages {
			list = append(list, s.State)
		}
		return list
	}
	manual := &desk{t: t, rules: smallRules(), def: smallDefinition(), p: new(handover.Programme)}
	manual.def.Stages = allStages(handover.Manual)
	manual.begin()
	manual.until("planned")
	if want := []string{"triggerable", "triggerable", "triggerable", "triggerable", "waiting",
		"waiting"}; !slices.Equal(states(manual), want) {
		t.Errorf("manual stages are %q, want %q", states(manual), want)
	}
	d := newDesk(t)
	d.until("closed")
	if want := []string{"done", "done", "done", "done", "done", "done"}; !slices.Equal(states(d), want) {
		t.Errorf("at the end the stages are %q", states(d))
	}
}

// TestHeldAndStoppedAreRed holds that nothing else outshines them.
func TestHeldAndStoppedAreRed(t *testing.T) {
	d := newDesk(t)
	d.until("final")
	d.tickTo("2022-09-30T00:01")
	v := d.p.StatusAt(d.now)
	if v.RAG != handover.Red || v.RAGWhy != "the transfer is held" || !v.BlockedBy[0].Overdue && !v.BlockedBy[1].Overdue {
		t.Errorf("%s because %q, blocked by %+v", v.RAG, v.RAGWhy, v.BlockedBy)
	}
	d.do("sro", handover.Stop{Reason: "policy"})
	if v := d.p.StatusAt(d.now); v.RAG != handover.Red || v.RAGWhy != "stopped: policy" || len(v.Next) != 0 {
		t.Errorf("%s because %q, next %v", v.RAG, v.RAGWhy, v.Next)
	}
}

// TestNeedsNameTheRightPeople asks every approver who may vote and has not, and nobody else.
func TestNeedsNameTheRightPeople(t *testing.T) {
	d := newDesk(t)
	d.until("composed")
	d.at("2022-09-20T10:00")
	var voters []string
	for _, n := range d.p.Needs() {
		if n.Command == "vote" {
			voters = append(voters, n.Person)
		}
	}
	if want := []string{"sro", "approver-1", "approver-2"}; !slices.Equal(voters,
		want) { // the data lead handed in the extracts
		t.Errorf("asked to vote: %q, want %q", voters, want)
	}
	d.vote("approver-1", handover.DecisionPhase, handover.Go)
	for _, n := range d.p.Needs() {
		if n.Command == "vote" && n.Person == "approver-1" {
			t.Error("who has voted is asked again")
		}
	}
}
