package handover_test

import "example.org/handover/internal/handover"

// walker is the state machine in miniature: each walk sets out from Plan, as a new execution does, and goes as far as
// the gates let it. Whatever has been done answers at once.
type walker struct {
	*desk
	passes func() bool // whether a reconciliation passes
}

func (w walker) n() int { return w.p.Execution.Number }

// through arrives at a gate and says what it answered, if it did.
func (w walker) through(state, item string) (handover.Outcome, bool) {
	w.gate(state, item)
	_, outcome, passed := w.p.Answer(state, item)
	return outcome, passed
}

func (w walker) passesGate(state, item string) bool { _, ok := w.through(state, item); return ok }

func (w walker) walk() {
	for range 20 { // rounds of planning
		w.system(handover.Plan{Execution: w.n()})
		notice, consulted, delivered := w.notice(), w.consultation(), w.delivery()
		if !notice || !consulted || !delivered {
			return
		}
		switch w.p.Outcome() {
		case handover.Halt:
			w.system(handover.StandDown{Execution: w.n()})
			return
		case handover.Go:
			if w.transfer() != handover.Defer {
				return
			}
		}
		w.system(handover.Replan{Execution: w.n()})
	}
	w.t.Fatalf("the workflow plans for ever")
}

func (w walker) notice() bool {
	if !w.passesGate("AuthoriseNotice", "") {
		return false
	}
	w.system(handover.DraftNotice{Execution: w.n(), Letters: []handover.FileRef{file("notice")}})
	return w.passesGate("ServeNotice", "") && w.passesGate("NoticeExpires", "")
}

func (w walker) consultation() bool {
	if !w.passesGate("OpenWindow", "staff") {
		return false
	}
	w.system(handover.SendInvitations{Execution: w.n(), Window: "staff", Letters: []handover.FileRef{file("invitation")}})
	return w.passesGate("CloseWindow", "staff")
}

func (w walker) delivery() bool {
	for range 20 { // rounds of delivery
		dry := w.dryRuns()
		w.system(handover.ProbeChecks{Execution: w.n()})
		if checked := w.passesGate("SatisfyChecks", ""); !dry || !checked {
			return false
		}
		again := handover.Again
		for again == handover.Again {
			again = w.decision()
		}
		if again != handover.Defer {
			return again == handover.ClosedOut
		}
		w.system(handover.Replan{Execution: w.n()})
	}
	w.t.Fatalf("the delivery is replanned for ever")
	return false
}

func (w walker) dryRuns() bool {
	for range 20 { // runs
		if !w.passesGate("ReceiveExtract", "cases") {
			return false
		}
		switch w.reconcile(false) {
		case handover.Again:
			continue
		case handover.Reconciled:
			outcome, ok := w.through("SignOffDryRun", "cases")
			if outcome == handover.Again {
				continue
			}
			return ok
		}
		return true
	}
	w.t.Fatalf("the dry runs go on for ever")
	return false
}

func (w walker) reconcile(live bool) handover.Outcome {
	run, verdict, err := w.p.Reconciliation("cases", live)
	if err == nil && verdict == "" {
		w.system(handover.RecordRun{Execution: w.n(), Dataset: "cases", Live: live, Round: run.Round, Passed: w.passes(),
			Summary: "compared", Report: file("f")})
		_, verdict, err = w.p.Reconciliation("cases", live)
	}
	if err != nil {
		w.t.Fatalf("reconciliation: %v", err)
	}
	return verdict
}

// decision goes from the evidence to a cut-over that is proved. It gives closed when the delivery is done, again
// after a roll-back, defer after a deferral, and nothing while it waits.
func (w walker) decision() handover.Outcome {
	w.system(handover.ComposeEvidence{Execution: w.n()})
	outcome, ok := w.through("Decide", "")
	switch {
	case !ok:
		return ""
	case outcome == handover.Defer || outcome == handover.Again:
		return handover.Defer
	case outcome != handover.Go:
		return handover.ClosedOut
	}
	if !w.passesGate("FreezeAndExtract", "cases") {
		return ""
	}
	if w.reconcile(true) == handover.Reconciled && !w.passesGate("SignOffLive", "cases") {
		return ""
	}
	w.system(handover.ProveCutOver{Execution: w.n()})
	if w.p.CutOverVerdict() != handover.Rollback {
		return handover.ClosedOut
	}
	w.system(handover.RollBack{Execution: w.n()})
	return handover.Again
}

func (w walker) transfer() handover.Outcome {
	outcome, ok := w.through("ConfirmGo", "")
	if ok && outcome == handover.Go {
		outcome, ok = w.through("TakeEffect", "")
	}
	switch {
	case !ok:
		return ""
	case outcome == handover.Halt:
		w.system(handover.StandDown{Execution: w.n()})
	case outcome == handover.Passed:
		w.system(handover.BringIntoEffect{Execution: w.n(), Certificate: file("g")})
		if w.passesGate("Review", "first") {
			w.system(handover.Close{Execution: w.n(), Pack: file("h")})
		}
	}
	return outcome
}
