package handover

import "slices"

// Options lists what people may do beyond what they must: report a service that failed, extend a window, refuse a run,
// waive a check, vote to defer, put the transfer off, amend, pause, stop. What cannot be done as things stand is left out.
func (p *Programme) Options() []Need {
	if p.Status != Running || len(p.Checks) == 0 {
		return nil
	}
	return slices.Concat(noticeOptions(p), consultationOptions(p), migrationOptions(p), checkOptions(p), voteOptions(p),
		transferOptions(p), livingOptions(p))
}

// Acts lists everything that people can do as things stand: what they must, then what they may.
func (p *Programme) Acts() []Need { return append(p.Needs(), p.Options()...) }

// ActOn finds an act by its command and subject.
func (p *Programme) ActOn(command, subject string) (Need, bool) {
	for _, n := range p.Acts() {
		if n.Command == command && n.Subject == subject {
			return n, true
		}
	}
	return Need{}, false
}

func noticeOptions(p *Programme) []Need {
	if !p.Effective.IsZero() {
		return nil
	}
	var acts []Need
	for _, s := range p.Notice.Services {
		acts = append(acts, Need{Command: ReportUndelivered{}.Name(), Subject: s.Addressee + "/" + string(s.Method),
			Role: LegalLead, Stage: NoticeStage,
			What:  "Report that service on " + p.Definition.AddresseeName(s.Addressee) + " " + By(s.Method) + " failed",
			Input: map[string]any{"addressee": s.Addressee, "method": s.Method}})
	}
	return acts
}

func consultationOptions(p *Programme) []Need {
	var acts []Need
	for _, w := range p.Windows {
		if !w.Closed.IsZero() {
			continue
		}
		if _, err := p.openWindow(w.ID); err == nil {
			acts = append(acts, Need{Command: RecordRepresentation{}.Name(), Subject: w.ID, Role: HRLead,
				Stage: ConsultationStage,
				What:  "Record a representation in " + p.consultationOf(w.ID), Input: map[string]any{"window": w.ID}})
		}
		acts = append(acts, Need{Command: ExtendWindow{}.Name(), Subject: w.ID, Role: HRLead, Stage: ConsultationStage,
			What: "Extend " + p.consultationOf(w.ID), Input: map[string]any{"window": w.ID}})
	}
	return acts
}

func migrationOptions(p *Programme) []Need {
	var acts []Need
	for _, d := range p.Datasets {
		if _, _, err := p.signable(d.ID); err == nil {
			acts = append(acts, Need{Command: RefuseRun{}.Name(), Subject: d.ID, Role: DataOwner, Stage: MigrationStage,
				What: "Refuse the reconciliation of " + d.ID, Input: map[string]any{"dataset": d.ID}})
		}
	}
	return acts
}

func checkOptions(p *Programme) []Need {
	var acts []Need
	for _, c := range p.Checks {
		if c.Proof != "" {
			continue
		}
		add := func(command string, role Role, what string) {
			acts = append(acts, Need{Command: command, Subject: c.ID, Role: role, Stage: GoLiveStage,
				What: what + " " + c.ID + ": " +
					c.Title, Due: p.checkDue(c), Input: map[string]any{"check": c.ID}})
		}
		if c.Status == Submitted {
			add(RejectCheck{}.Name(), ProgrammeOffice, "Reject the evidence of")
		}
		if !c.Met() && c.Blocking { // an advisory check needs no leave to be passed over
			add(WaiveCheck{}.Name(), SRO, "Waive")
		}
		if !c.Met() {
			add(DismissCheck{}.Name(), SRO, "Declare not applicable")
		}
		early := !p.begun(GoLiveStage) || !p.phaseReached(c.Phase) // nobody waits for it yet
		switch {
		case c.Status == NotApplicable: // evidence would open it again
		case c.Met() || c.Status == Submitted:
			add(SubmitEvidence{}.Name(), c.Owner, "Submit new evidence of")
		case early:
			add(SubmitEvidence{}.Name(), c.Owner, "Submit the evidence of")
		}
		if c.Status == Submitted && early {
			add(AcceptCheck{}.Name(), ProgrammeOffice, "Judge the evidence of")
		}
	}
	return acts
}

func transferOptions(p *Programme) []Need {
	if !p.Effective.IsZero() {
		return nil
	}
	var acts []Need
	if (p.Final.Outcome == Go || len(p.Held) > 0) && !p.transferPassed() {
		acts = append(acts, Need{Command: DeferTransfer{}.Name(), Role: SRO, Stage: TransferStage,
			What:  "Put the transfer off",
			Input: map[string]any{}})
	}
	return append(acts, Need{Command: Stop{}.Name(), Role: SRO, Stage: TransferStage, What: "Stop the programme",
		Input: map[string]any{}})
}

// livingOptions are what people may do with a programme as a whole.
func livingOptions(p *Programme) []Need {
	act := func(command string, what string) Need {
		return Need{Command: command, Role: ProgrammeOffice, Stage: TransferStage, What: what, Input: map[string]any{}}
	}
	acts := []Need{act(Amend{}.Name(), "Amend the definition"), act(Reassign{}.Name(), "Give the duties of one person to another"),
		act(Correct{}.Name(), "Correct an entry of the ledger")}
	if p.Paused() == nil {
		acts = append(acts, act(PauseProgramme{}.Name(), "Pause the programme"))
	}
	return acts
}
