package handover

// ProveCutOver is the workflow asking whether every live run has passed and been signed.
type ProveCutOver struct{ Execution int }

// Name implements Command.
func (ProveCutOver) Name() string { return "prove-cutover" }

func (c ProveCutOver) decide(p *Programme, _ Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil || p.Status != Running || p.CutOver.Proved {
		return nil, err
	}
	if p.CutOverVerdict() != Held {
		return nil, nil
	}
	return one(CutOverProved{p.CutOver.Round})
}

// CutOverVerdict says whether the cut-over held, must be rolled back, or is moot: stopped, or put off before it was
// done.
func (p *Programme) CutOverVerdict() Outcome {
	switch {
	case p.Status != Running:
		return Halt
	case p.liveRunsSigned():
		return Held
	case p.Deferral != "":
		return Defer
	}
	return Rollback
}

func (p *Programme) liveRunsSigned() bool {
	for _, d := range p.Datasets {
		if d.Live.SignedBy == "" {
			return false
		}
	}
	return true
}

// CutOverProved is recorded when the data is in the target system and every owner has signed.
type CutOverProved struct {
	Round int `json:"round"`
}

// Kind implements Event.
func (CutOverProved) Kind() string { return "cutover-proved" }

func (v CutOverProved) apply(p *Programme, _ Entry) { p.CutOver.Proved = true }

func (v CutOverProved) line(*Programme) (Line, bool) {
	return Line{Stage: MigrationStage, State: "ProveCutOver", What: "Cut-over proved: the data is in the target system",
		Why: "every live run passed and was signed by its owner"}, true
}

// RollBack is the workflow going back to the source system after a cut-over that did not hold.
type RollBack struct{ Execution int }

// Name implements Command.
func (RollBack) Name() string { return "roll-back" }

func (c RollBack) decide(p *Programme, _ Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil {
		return nil, err
	}
	if p.CutOverVerdict() != Rollback || p.Decision.Outcome != Go {
		return nil, nil // rolled back already: a new round has begun
	}
	return one(RolledBack{p.CutOver.Round})
}

// RolledBack is recorded when a cut-over did not hold; decision and live runs begin a new round.
type RolledBack struct {
	Round int `json:"round"`
}

// Kind implements Event.
func (RolledBack) Kind() string { return "rolled-back" }

func (v RolledBack) apply(p *Programme, e Entry) {
	p.CutOver = CutOver{Round: v.Round + 1}
	p.Decision = Decision{Round: p.Decision.Round + 1}
	metBy := []string{"gate:Decide"}
	for i := range p.Datasets {
		d := &p.Datasets[i]
		d.Live = Run{Round: d.Live.Round + 1}
		metBy = append(metBy, "gate:FreezeAndExtract/"+d.ID, "gate:SignOffLive/"+d.ID)
	}
	p.reopenObligations(e.At, metBy...)
}

func (v RolledBack) line(*Programme) (Line, bool) {
	return Line{Stage: MigrationStage, State: "RollBack", What: "Cut-over rolled back to the source system; it is decided anew",
		Why: "a live run did not pass or was not signed"}, true
}
