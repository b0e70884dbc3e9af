package handover_test

import (
	"strings"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// TestOnlyTheFactThatCountsIsCorrected holds that a correction of an old entry never undoes what was recorded of the same
// subject since.
func TestOnlyTheFactThatCountsIsCorrected(t *testing.T) {
	t.Run("a service that failed", func(t *testing.T) {
		d := newDesk(t)
		d.until("consulting")
		wrong := d.entry("service-recorded", 0)
		d.do("legal", handover.ReportUndelivered{Addressee: "company", Method: "hand", Reason: "refused"})
		input := `{"addressee":"company","method":"hand","sent":"2022-07-06T14:00","reference":"R/9"}`
		d.refused("office-1", d.correct(wrong, "record-service", input), fault.Refused, "what it recorded was undone since")
		d.at("2022-07-12T10:00")
		d.do("legal", handover.RecordService{Addressee: "company", Method: "hand", Sent: "2022-07-12T09:00", Reference: "R/3"})
		again := d.entry("service-recorded", 2)
		d.refused("office-1", d.correct(wrong, "record-service", input), fault.Refused,
			"entry "+asJSON(t, again.Seq)+" stands in its place")
		d.refused("office-1", d.correct(wrong, "", ""), fault.Refused, "stands in its place")
		d.corrects(d.correct(again, "record-service", strings.Replace(input, "07-06T14", "07-12T08", 1)))
		d.folds()
	})
	t.Run("the reply to a representation that was struck out", func(t *testing.T) {
		d := newDesk(t)
		d.until("consulting")
		d.do("hr", handover.RecordRepresentation{Window: "staff", ID: "R1", Reference: "D/1"})
		d.do("hr", handover.AnswerRepresentation{Window: "staff", ID: "R1", Reply: "D/2"})
		d.corrects(d.correct(d.entry("representation-recorded", 0), "", ""))
		d.do("hr", handover.RecordRepresentation{Window: "staff", ID: "R1", Reference: "D/3"})
		d.refused("office-1", d.correct(d.entry("representation-answered", 0), "answer-representation",
			`{"window":"staff","id":"R1","reply":"D/4"}`), fault.Refused, "undone since")
		if r := d.p.Windows[0].Representations; len(r) != 1 || r[0].Reply != "" {
			t.Errorf("the representations are %+v", r)
		}
		d.folds()
	})
	t.Run("evidence that was rejected", func(t *testing.T) {
		d := newDesk(t)
		d.until("consulting")
		d.do("legal", handover.SubmitEvidence{Check: "D-1", Evidence: "S/1"})
		d.do("office-1", handover.RejectCheck{Check: "D-1", Reason: "a page is missing"})
		d.do("legal", handover.SubmitEvidence{Check: "D-1", Evidence: "S/1"})
		d.do("office-1", handover.AcceptCheck{Check: "D-1"})
		d.refused("office-1", d.correct(d.entry("evidence-submitted", 0), "", ""), fault.Refused, "stands in its place")
		if got := d.check("D-1").Status; got != handover.Accepted {
			t.Errorf("D-1 is %s", got)
		}
	})
	t.Run("an act of an adopted past", func(t *testing.T) {
		d := newDesk(t)
		d.at("2022-07-30T10:00")
		legal := func(at string, c handover.Command) handover.Past {
			return handover.Past{At: london(t, at), By: d.actor("legal"), Command: c}
		}
		served := handover.RecordService{Addressee: "company", Method: "hand", Sent: "2022-07-06T14:00", Reference: "R/1"}
		again := served
		again.Sent, again.Reference = "2022-07-11T14:00", "R/2"
		e := d.do("system", handover.Adopt{Reason: "on paper", Past: []handover.Past{
			legal("2022-07-06T10:00", handover.NoticeWasDrafted{Reference: "L/1"}), legal("2022-07-06T15:00", served),
			legal("2022-07-08T15:00", handover.ReportUndelivered{Addressee: "company", Method: "hand", Reason: "refused"}),
			legal("2022-07-11T15:00", again)}})[0]
		var acts []int
		for i, a := range e.Event.(handover.Adopted).Acts {
			if a.Kind() == "service-recorded" {
				acts = append(acts, i+1)
			}
		}
		c := d.correct(e, "record-service", `{"addressee":"company","method":"hand","sent":"2022-07-11T13:00","reference":"R/2"}`)
		c.Act = acts[0]
		d.refused("office-1", c, fault.Refused, "act "+asJSON(t, acts[1])+" of entry 2 stands in its place")
		c.Act = acts[1]
		d.corrects(c)
		d.folds()
	})
}

// TestACorrectionKeepsWhenItWasMet corrects the service of a notice whose period is over. Met stays met, and from the day
// that follows from what the ledger says now.
func TestACorrectionKeepsWhenItWasMet(t *testing.T) {
	input := func(sent, reference string) string {
		return `{"addressee":"company","method":"first-class-post","sent":"` + sent + `T14:00","reference":"` + reference + `"}`
	}
	for name, c := range map[string]struct{ input, period string }{
		"another reference": {input("2022-07-06", "R/9"), "2022-08-09T00:00"},
		"an earlier day":    {input("2022-07-06", "R/2"), "2022-08-09T00:00"},
		"a later day":       {input("2022-07-08", "R/2"), "2022-08-13T00:00"}, // deemed on 12 July
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.until("expired")
			d.tickTo("2022-08-20T10:00")
			before := d.obligation("N-01").Met
			d.corrects(d.correct(d.entry("service-recorded", 1), "record-service", strings.Replace(c.input, "T14", "T13", 1)))
			if got := d.obligation("N-01").Met; !got.Equal(before) {
				t.Errorf("N-01, met %s, is met %s now", before, got)
			}
			if got := d.obligation("N-07").Met; !got.Equal(london(t, c.period)) {
				t.Errorf("N-07 is met %s, want %s", got, c.period)
			}
			d.folds()
		})
	}
	t.Run("a later day, and back", func(t *testing.T) {
		d := newDesk(t)
		d.until("expired")
		d.tickTo("2022-08-20T10:00")
		later := d.corrects(d.correct(d.entry("service-recorded", 1), "record-service", input("2022-08-01", "R/2")))
		if o := d.obligation("N-07"); !o.Open() {
			t.Errorf("N-07 is %+v", o)
		}
		d.corrects(d.correct(later, "record-service", input("2022-07-06", "R/2")))
		if o := d.obligation("N-07"); !o.Met.Equal(london(t, "2022-08-09T00:00")) || o.Corrected {
			t.Errorf("N-07 is %+v", o)
		}
		d.folds()
	})
	t.Run("a period that runs on", func(t *testing.T) {
		d := newDesk(t)
		d.until("expired")
		d.tickTo("2022-08-09T10:00")
		d.corrects(d.correct(d.entry("service-recorded", 1), "record-service", input("2022-07-08", "R/2")))
		if o := d.obligation("N-07"); !o.Open() || o.Due != date("2022-08-12") {
			t.Errorf("N-07 is %+v", o)
		}
		d.tickTo("2022-08-13T00:00")
		if o := d.obligation("N-07"); !o.Met.Equal(london(t, "2022-08-13T00:00")) || o.Corrected {
			t.Errorf("N-07 is %+v", o)
		}
		d.folds()
	})
}

// TestCorrectionsAfterTheTransfer puts right where a document lies, and finds that the notice was short.
func TestCorrectionsAfterTheTransfer(t *testing.T) {
	d := newDesk(t)
	d.until("effective")
	d.corrects(d.correct(d.entry("evidence-submitted", 0), "submit-evidence", `{"check":"D-1","evidence":"E/11"}`))
	if c := d.check("D-1"); c.Status != handover.Accepted || c.Evidence != "E/11" || c.Submitter != "legal" {
		t.Errorf("the check is %+v", c)
	}
	v := d.p.StatusAt(d.now)
	if golive := v.Stages[3]; v.RAG == handover.Red || golive.Stage != handover.GoLiveStage || golive.State != "done" {
		t.Errorf("rated %s: %s; %+v", v.RAG, v.RAGWhy, golive)
	}
	d.corrects(d.correct(d.entry("service-recorded", 1), "record-service",
		`{"addressee":"company","method":"first-class-post","sent":"2022-09-02T14:00","reference":"R/2"}`))
	v = d.p.StatusAt(d.now)
	if v.RAG != handover.Red || !strings.Contains(v.RAGWhy, "check D-2 is open again") || v.Stages[3].State == "done" {
		t.Errorf("the notice was short, and it is rated %s: %s; %+v", v.RAG, v.RAGWhy, v.Stages[3])
	}
	d.folds()
}

// TestCorrectedEvidenceIsJudgedByOthers holds that a correction makes nobody the judge of their own evidence.
func TestCorrectedEvidenceIsJudgedByOthers(t *testing.T) {
	d := &desk{t: t, rules: smallRules(), def: smallDefinition(), p: new(handover.Programme)}
	d.rules.Book.Checks[0].Owner = "programme-office"
	d.def.People = append(d.def.People, handover.Person{ID: "office-3", Email: "office-3@council.example",
		Roles: []handover.Role{handover.ProgrammeOffice, handover.Approver}})
	d.begin()
	d.until("signed")
	d.do("office-2", handover.SubmitEvidence{Check: "D-1", Evidence: "E/1"})
	d.do("office-3", d.correct(d.entry("evidence-submitted", 0), "submit-evidence", `{"check":"D-1","evidence":"E/11"}`))
	d.refused("office-2", handover.AcceptCheck{Check: "D-1"}, fault.Forbidden, "office-2 submitted the evidence")
	d.refused("office-3", handover.AcceptCheck{Check: "D-1"}, fault.Forbidden, "office-3 corrected the evidence")
	d.do("office-1", handover.AcceptCheck{Check: "D-1"})
	d.tickTo("2022-08-09T09:00")
	d.system(handover.ComposeEvidence{Execution: 1})
	d.gate("Decide", "")
	d.refused("office-3", handover.Vote{Phase: handover.DecisionPhase, Outcome: handover.Go,
		Digest: d.digest(handover.DecisionPhase)}, fault.Forbidden, "cannot vote over it")
	d.do("office-2", handover.SubmitEvidence{Check: "D-1", Evidence: "E/2"})
	if c := d.check("D-1"); c.Corrector != "" || c.Submitter != "office-2" {
		t.Errorf("submitted anew, the check is %+v", c)
	}
	d.folds()
}

// TestEvidenceOfACheckSetAside is corrected without a word on the waiver: the check rests on none.
func TestEvidenceOfACheckSetAside(t *testing.T) {
	for name, strike := range map[string]bool{"another reference": false, "struck out": true} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.until("submitted")
			d.do("sro", handover.WaiveCheck{Check: "D-1", Reason: "it comes later", Until: date("2022-10-30")})
			c := d.correct(d.entry("evidence-submitted", 0), "submit-evidence", `{"check":"D-1","evidence":"E/9"}`)
			if strike {
				c.Command, c.Input = "", nil
			}
			d.corrects(c)
			if got := d.check("D-1"); got.Status != handover.Waived || (got.Evidence == "") != strike {
				t.Errorf("the check is %+v", got)
			}
			d.folds()
		})
	}
}
