package handover

import (
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
)

// Need is something that a person must still do, with the command that does it. It is what pages list as work, what a
// rehearsal acts on, and what says who is waited for.
type Need struct {
	Command string         `json:"command"`
	Subject string         `json:"subject,omitempty"` // what it is about: a check, a dataset, an addressee and method …
	Role    Role           `json:"role"`
	Person  string         `json:"person,omitempty"` // where only one person can do it
	Stage   Stage          `json:"stage"`
	What    string         `json:"what"`
	Due     calendar.Date  `json:"due"`
	Blocks  bool           `json:"blocks"` // whether the handover waits for it
	Input   map[string]any `json:"input,omitempty"`
}

// Needs lists what people must do as things stand, in the order of the stages. What cannot be done yet is left out.
func (p *Programme) Needs() []Need {
	if p.Status != Running || len(p.Checks) == 0 {
		return p.troubles()
	}
	needs := append(p.troubles(), pauseNeeds(p)...)
	for _, of := range []func(*Programme) []Need{triggerNeeds, noticeNeeds, consultationNeeds, migrationNeeds, checkNeeds,
		voteNeeds, ringfenceNeeds, reportNeeds} {
		needs = append(needs, of(p)...)
	}
	return needs
}

// due is the due date of the obligation that something meets, or zero.
func (p *Programme) due(metBy string) calendar.Date {
	if o := find(p.Obligations, func(o *Obligation) bool { return o.MetBy == metBy }); o != nil {
		return o.Due
	}
	return calendar.Date{}
}

// waiting returns the items of the open gates of a state.
func (p *Programme) waiting(state string) []string {
	var items []string
	for name, g := range p.Gates {
		if s, item, _ := strings.Cut(name, "/"); s == state && g.Open() {
			items = append(items, item)
		}
	}
	slices.Sort(items)
	return items
}

func (p *Programme) troubles() []Need {
	if p.Status.Over() || (!p.Gates["Intervene"].Open() && !p.Execution.Stuck) {
		return nil
	}
	return []Need{{Command: "retry", Role: ProgrammeOffice, What: "Mend the cause, then let the workflow try again", Blocks: true,
		Due: calendar.DateOf(p.Changed), Input: map[string]any{}}}
}

// triggerNeeds are the stages whose first gate waits for the programme office.
func triggerNeeds(p *Programme) []Need {
	var needs []Need
	for _, stage := range Stages() {
		if p.begun(stage) {
			continue
		}
		due, waits := p.firstGate(stage)
		if !waits {
			continue
		}
		what := "Begin the stage: " + stage.Words()
		if stage == TransferStage && len(p.Held) > 0 {
			what = "Release the transfer, which is held"
		}
		needs = append(needs, Need{Command: "trigger", Subject: string(stage), Role: ProgrammeOffice, Stage: stage,
			Blocks: true, Due: due, What: what, Input: map[string]any{"stage": stage}})
	}
	return needs
}

// firstGate says whether the workflow waits at the first gate of a stage, and when that is due: the earliest item's.
func (p *Programme) firstGate(stage Stage) (due calendar.Date, waits bool) {
	for name, g := range p.Gates {
		state, item, _ := strings.Cut(name, "/")
		rule := gateRules[state]
		if !g.Open() || !rule.first || rule.stage != stage {
			continue
		}
		d := p.due("gate:" + name)
		if rule.opens != nil {
			d = calendar.DateOf(rule.opens(p, item))
		}
		if !waits || d.Before(due) {
			due, waits = d, true
		}
	}
	return due, waits
}

func noticeNeeds(p *Programme) []Need {
	if len(p.Notice.Letters) == 0 {
		return nil
	}
	var needs []Need
	for _, a := range p.Definition.Contract.Addressees {
		for _, m := range a.Methods {
			if p.service(a.ID, m) == nil {
				needs = append(needs, Need{Command: "record-service", Subject: a.ID + "/" + string(m), Role: LegalLead, Stage: NoticeStage,
					What: "Serve the notice on " + a.Name + " " + By(m), Due: p.Dates["notice.planned"], Blocks: true,
					Input: map[string]any{"addressee": a.ID, "method": m}})
			}
		}
	}
	return needs
}

func consultationNeeds(p *Programme) []Need {
	var needs []Need
	for _, w := range p.Windows {
		for _, r := range w.Representations {
			if r.Reply == "" && w.Closed.IsZero() {
				needs = append(needs, Need{Command: "answer-representation", Subject: w.ID + "/" + r.ID, Role: HRLead,
					Stage: ConsultationStage,
					What:  "Answer representation " + r.ID + " in " + p.consultationOf(w.ID), Blocks: true,
					Due:   p.Dates["window."+w.ID+".closes"],
					Input: map[string]any{"window": w.ID, "id": r.ID}})
			}
		}
	}
	return needs
}

func migrationNeeds(p *Programme) []Need {
	if !p.begun(MigrationStage) {
		return nil
	}
	var needs []Need
	for _, state := range []string{"ReceiveExtract", "FreezeAndExtract"} {
		for _, id := range p.waiting(state) {
			needs = append(needs, Need{Command: "receive-extract", Subject: id, Role: DataLead, Stage: MigrationStage, Blocks: true,
				What: "Hand in the extracts: " + p.Definition.DatasetTitle(id), Due: p.extractDue(state, id),
				Input: map[string]any{"dataset": id}})
		}
	}
	for _, state := range []string{"SignOffDryRun", "SignOffLive"} {
		for _, id := range p.waiting(state) {
			run := p.dataset(id).run(state == "SignOffLive")
			needs = append(needs, Need{Command: "sign-run", Subject: id, Role: DataOwner, Stage: MigrationStage, Blocks: true,
				What: "Read and sign the reconciliation: " + p.Definition.DatasetTitle(id), Due: p.due("gate:" + gateName(state, id)),
				Input: map[string]any{"dataset": id, "report": run.Report.SHA256}})
		}
	}
	return needs
}

// extractDue is when the extracts of the current run are due: on its planned day, for a repeated run at once.
func (p *Programme) extractDue(state, id string) calendar.Date {
	if state == "FreezeAndExtract" {
		return p.due("gate:" + gateName(state, id))
	}
	plan := find(p.Definition.Datasets, func(d *DatasetPlan) bool { return d.ID == id })
	if done := p.dataset(id).Done; p.ReplannedOn.IsZero() && done < len(plan.DryRuns) {
		return plan.DryRuns[done]
	}
	return p.Dates["dataset."+id+".last-run"]
}

func checkNeeds(p *Programme) []Need {
	var needs []Need
	for _, c := range p.Checks {
		if c.Met() || c.Proof != "" || !p.begun(GoLiveStage) || !p.phaseReached(c.Phase) {
			continue
		}
		n := Need{Command: "submit-evidence", Subject: c.ID, Role: c.Owner, Stage: GoLiveStage,
			What: "Submit the evidence of " + c.ID + ": " +
				c.Title, Due: p.checkDue(c), Blocks: c.Blocking, Input: map[string]any{"check": c.ID}}
		if c.Status == Submitted {
			n.Command, n.Role, n.What = "accept-check", ProgrammeOffice, "Judge the evidence of "+c.ID+": "+c.Title
		}
		needs = append(needs, n)
	}
	return needs
}

// phaseReached leaves out checks whose time has not come: the final ones before the go, day-one ones before the
// transfer.
func (p *Programme) phaseReached(phase Phase) bool {
	switch phase {
	case FinalPhase:
		return p.Decision.Outcome == Go
	case DayOnePhase:
		return !p.Effective.IsZero()
	}
	return true
}

func (p *Programme) checkDue(c Check) calendar.Date {
	if c.MetBy != "" {
		if o := p.obligation(c.MetBy); o != nil {
			return o.Due
		}
	}
	return p.due("check:" + c.ID)
}

func ringfenceNeeds(p *Programme) []Need {
	if p.Effective.IsZero() || !p.begun(RingfenceStage) {
		return nil
	}
	var needs []Need
	for _, r := range p.Reviews {
		if r.Reference == "" {
			needs = append(needs, Need{Command: "record-review", Subject: r.ID, Role: ProgrammeOffice, Stage: RingfenceStage,
				What: "Hold and record the review: " + p.Definition.ReviewTitle(r.ID), Due: p.Dates["review."+r.ID+".due"], Blocks: true,
				Input: map[string]any{"review": r.ID}})
		}
	}
	return needs
}

func reportNeeds(p *Programme) []Need {
	var needs []Need
	for _, o := range p.Obligations {
		if o.Open() && o.MetBy == "report" && (o.Stage != RingfenceStage || !p.Effective.IsZero()) {
			needs = append(needs, Need{Command: "report-obligation", Subject: o.ID, Role: o.Owner, Stage: o.Stage,
				What: o.Title, Due: o.Due,
				Input: map[string]any{"obligation": o.ID}})
		}
	}
	return needs
}
