package handover_test

import (
	"encoding/json"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
)

// corrects gives a correction and returns its entry.
func (d *desk) corrects(c handover.Correct) handover.Entry {
	d.t.Helper()
	return d.do("office-1", c)[0]
}

// TestACorrectionIsCorrected puts a wrong correction right, twice, and strikes the last one out.
func TestACorrectionIsCorrected(t *testing.T) {
	d := newDesk(t)
	d.until("consulting")
	wrong := d.entry("service-recorded", 1)
	posted := func(day string) string {
		return `{"addressee":"company","method":"first-class-post","sent":"` + day + `T14:00","reference":"R/3"}`
	}
	first := d.corrects(d.correct(wrong, "record-service", posted("2022-07-07")))
	second := d.corrects(d.correct(first, "record-service", posted("2022-07-08")))
	if got := d.p.Dates["notice.ends"]; got != date("2022-08-12") || len(d.p.Notice.Services) != 2 {
		t.Errorf("the notice ends on %s after services %+v", got, d.p.Notice.Services)
	}
	for _, e := range []handover.Entry{wrong, first} { // both lead to the one that holds
		d.refused("office-1", d.correct(e, "record-service", posted("2022-07-06")), fault.Refused,
			"was corrected by entry "+asJSON(t, second.Seq))
	}
	d.refused("office-1", d.correct(second, "record-service", posted("2022-07-08")), fault.Refused, "changes nothing")
	struck := d.corrects(d.correct(second, "", ""))
	d.refused("office-1", d.correct(struck, "record-service", posted("2022-07-06")), fault.Refused, "record anew what happened")
	d.do("legal", handover.RecordService{Addressee: "company", Method: "first-class-post", Sent: "2022-07-06T14:00",
		Reference: "R/4"})
	d.folds()
}

// TestAnAdoptedActIsCorrected corrects facts of an adopted past, each of them alone.
func TestAnAdoptedActIsCorrected(t *testing.T) {
	d := newDesk(t)
	d.at("2022-07-30T10:00")
	person := func(id string) handover.Actor {
		p, _ := smallDefinitionPtr().Person(id)
		return p.Actor()
	}
	service := func(m, day string) handover.Past {
		return handover.Past{At: london(t, "2022-07-08T15:00"), By: person("legal"), Command: handover.RecordService{
			Addressee: "company", Method: "hand", Sent: handover.Local(day + "T14:00"), Reference: m}}
	}
	post := service("R/2", "2022-07-06")
	c := post.Command.(handover.RecordService)
	c.Method = "first-class-post"
	post.Command = c
	adopted := d.do("system", handover.Adopt{Reason: "on paper", Past: []handover.Past{
		{At: london(t, "2022-07-06T10:00"), By: person("legal"), Command: handover.NoticeWasDrafted{Reference: "L/1"}},
		service("R/1", "2022-07-06"), post,
		{At: london(t, "2022-07-09T10:00"), By: person("hr"), Command: handover.ReportObligation{Obligation: "X-01",
			Reference: "D/1"}},
	}})[0]
	act := func(kind string) int {
		for i, a := range adopted.Event.(handover.Adopted).Acts {
			if a.Kind() == kind {
				return i + 1
			}
		}
		t.Fatalf("no act %s", kind)
		return 0
	}
	correct := func(n int, command, input string) handover.Correct {
		c := d.correct(adopted, command, input)
		c.Act = n
		return c
	}
	hand := `{"addressee":"company","method":"hand","sent":"2022-07-08T14:00","reference":"R/1"}`
	d.refused("office-1", correct(0, "record-service", hand), fault.Refused, "an adopted past of")
	d.refused("office-1", correct(99, "record-service", hand), fault.Refused, "an adopted past of")
	d.refused("office-1", correct(act("gate-passed"), "", ""), fault.Refused, "of the kind gate-passed cannot be corrected")
	planned := d.correct(d.entry("started", 0), "record-service", hand)
	planned.Act = 1
	d.refused("office-1", planned, fault.Refused, "it is no adopted past")

	n := act("service-recorded")
	first := d.corrects(correct(n, "record-service", hand))
	if got := d.p.Dates["notice.ends"]; got != date("2022-08-08") || d.p.Notice.Services[1].Sent.Day() != 8 {
		t.Errorf("the notice ends on %s, services %+v", got, d.p.Notice.Services)
	}
	d.refused("office-1", correct(n, "record-service", hand), fault.Refused, "was corrected by entry "+asJSON(t, first.Seq))
	d.corrects(d.correct(first, "record-service", strings.ReplaceAll(hand, "07-08", "07-07")))

	report := act("obligation-reported")
	e := d.corrects(correct(report, "report-obligation", `{"obligation":"X-01","reference":"D/2"}`))
	if want := london(t, "2022-07-09T10:00"); !d.obligation("X-01").Met.Equal(want) || !e.Occurred.Equal(want) {
		t.Errorf("the obligation was met %s", d.obligation("X-01").Met)
	}
	d.folds()
}

// TestAnAdoptedDryRunIsStruckOut holds that an adopted dry run can be struck out until one is run here; its reference can
// be corrected even once its dataset is planned no more.
func TestAnAdoptedDryRunIsStruckOut(t *testing.T) {
	adopted := func(t *testing.T) (*desk, handover.Correct, string) {
		d := &desk{t: t, rules: smallRules(), def: smallDefinition(), p: new(handover.Programme)}
		d.def.Datasets[0].DryRuns = []calendar.Date{date("2022-07-25"), date("2022-08-01")}
		d.begin()
		d.at("2022-07-27T10:00")
		e := d.do("system", handover.Adopt{Reason: "on paper", Past: []handover.Past{{At: london(t, "2022-07-25T10:00"),
			By: d.actor("lead"), Command: handover.DryRunPassed{Dataset: "cases", Reference: "D/1"}}}})[0]
		c := d.correct(e, "", "")
		c.Act = 1
		return d, c, `{"dataset":"cases","reference":"D/2"}`
	}
	t.Run("at once", func(t *testing.T) {
		d, c, _ := adopted(t)
		d.corrects(c)
		if got := d.p.Datasets[0]; got.Done != 0 || got.Dry.Round != 2 {
			t.Errorf("the dataset is %+v", got)
		}
		d.folds()
	})
	t.Run("after a run", func(t *testing.T) {
		d, c, input := adopted(t)
		file := handover.FileRef{Name: "x", SHA256: "00"}
		d.do("lead", handover.ReceiveExtract{Dataset: "cases", Source: file, Target: file})
		d.refused("office-1", c, fault.Refused, "the runs of cases have gone on from it")
		c.Command, c.Input = "dry-run-passed", []byte(input)
		d.corrects(c)
		if got := d.p.Datasets[0].Done; got != 1 {
			t.Errorf("%d dry runs are done", got)
		}
		d.folds()
	})
	t.Run("without its dataset", func(t *testing.T) {
		d, c, input := adopted(t)
		to := d.def
		to.Datasets = []handover.DatasetPlan{{ID: "others", Title: "Others", Key: []string{"ID"}, DryRuns: to.Datasets[0].DryRuns}}
		d.do("sro", handover.Amend{Definition: to, Reason: "x"})
		d.refused("office-1", c, fault.Refused, "the runs of cases have gone on from it")
		c.Command, c.Input = "dry-run-passed", []byte(input)
		d.corrects(c)
		d.folds()
	})
}

// TestLettersOfTheWorkflowAreNotCorrected holds that what the workflow wrote is what it is.
func TestLettersOfTheWorkflowAreNotCorrected(t *testing.T) {
	d := newDesk(t)
	d.until("consulting")
	for _, c := range []struct{ kind, command, input string }{
		{"notice-drafted", "notice-drafted", `{"reference":"L/9"}`},
		{"invitations-sent", "window-opened", `{"window":"staff","reference":"L/9"}`},
	} {
		d.refused("office-1", d.correct(d.entry(c.kind, 0), c.command, c.input), fault.Refused,
			"of the kind "+c.kind+" cannot be corrected")
	}
}

// TestACorrectionSaysWhenItOccurred moves the day of a fact and nothing else.
func TestACorrectionSaysWhenItOccurred(t *testing.T) {
	d := newDesk(t)
	d.until("consulting")
	d.do("hr", handover.ReportObligation{Obligation: "X-01", Reference: "D/3"})
	e := d.entry("obligation-reported", 0)
	input := func(occurred string) string {
		return `{"obligation":"X-01","reference":"D/3","occurred":"` + occurred + `"}`
	}
	d.refused("office-1", d.correct(e, "report-obligation", `{"obligation":"X-01","reference":"D/3"}`), fault.Refused,
		"changes nothing")
	d.refused("office-1", d.correct(e, "report-obligation", input("2030-07-06T10:00")), fault.Refused, "/input/occurred")
	c := d.corrects(d.correct(e, "report-obligation", input("2022-07-06T10:00")))
	if want := london(t, "2022-07-06T10:00"); !d.obligation("X-01").Met.Equal(want) {
		t.Errorf("the obligation was met %s", d.obligation("X-01").Met)
	}
	d.refused("office-1", d.correct(c, "report-obligation", input("2022-07-06T10:00")), fault.Refused, "changes nothing")

	d.do("legal", handover.SubmitEvidence{Check: "D-1", Evidence: "E/1"})
	d.do("office-1", handover.AcceptCheck{Check: "D-1"})
	d.corrects(d.correct(d.entry("evidence-submitted", 0), "submit-evidence",
		`{"check":"D-1","evidence":"E/1","occurred":"2022-07-05T10:00"}`))
	if got := d.check("D-1").Status; got != handover.Accepted {
		t.Errorf("another day of the same evidence makes the check %s", got)
	}
	_, lines, err := handover.Replay(d.ledger)
	if raw, _ := json.Marshal(lines); err != nil || !strings.Contains(string(raw), "; it occurred on Tuesday 5 July 2022 at 10:00") {
		t.Errorf("%v: the timeline does not say when the evidence occurred", err)
	}
	d.folds()
}
