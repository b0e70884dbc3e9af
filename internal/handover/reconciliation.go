package handover

import "fmt"

// RecordRun is the workflow's record of a reconciliation.
type RecordRun struct {
	Execution int
	Dataset   string
	Live      bool
	Round     int
	Passed    bool
	Summary   string
	Report    FileRef
}

// Name implements Command.
func (RecordRun) Name() string { return "record-run" }

func (c RecordRun) decide(p *Programme, _ Context) ([]Event, error) {
	if err := p.Execution.Admits(c.Execution); err != nil || p.Status != Running {
		return nil, err
	}
	run := p.dataset(c.Dataset).run(c.Live)
	if run.Round != c.Round || !run.Reconciled.IsZero() {
		return nil, nil // somebody else recorded it first
	}
	return one(RunReconciled{c.Dataset, c.Live, c.Round, c.Passed, c.Summary, c.Report})
}

// RunReconciled is recorded with the verdict and the digest of the report, which is what the data owner signs.
type RunReconciled struct {
	Dataset string  `json:"dataset"`
	Live    bool    `json:"live,omitempty"`
	Round   int     `json:"round"`
	Passed  bool    `json:"passed"`
	Summary string  `json:"summary"`
	Report  FileRef `json:"report"`
}

// Kind implements Event.
func (RunReconciled) Kind() string { return "run-reconciled" }

func (v RunReconciled) apply(p *Programme, e Entry) {
	d := p.dataset(v.Dataset)
	r := d.run(v.Live)
	r.Reconciled, r.Passed, r.Summary, r.Report = e.At, v.Passed, v.Summary, v.Report
	if v.Live {
		return // a live run that failed is repeated by the roll-back, with its decision
	}
	if v.Passed {
		d.Done++
	}
	if !v.Passed || d.Done < d.Needed {
		d.repeat()
	}
}

// repeat begins the next round of dry runs.
func (d *Dataset) repeat() {
	last := d.Dry
	d.Last = &last
	d.Dry = Run{Round: last.Round + 1}
}

func (v RunReconciled) line(p *Programme) (Line, bool) {
	verdict := "passed"
	if !v.Passed {
		verdict = "FAILED"
	}
	l := Line{Stage: MigrationStage, State: pick(v.Live, "ReconcileLive", "ReconcileDry"), Why: v.Summary,
		What: fmt.Sprintf("%s run %d of %s %s", pick(v.Live, "Live", "Dry"), v.Round, v.Dataset, verdict)}
	if d := p.dataset(v.Dataset); !v.Live && v.Passed && d.Done < d.Needed {
		l.What += fmt.Sprintf("; %d more needed", d.Needed-d.Done)
	}
	return l, true
}

// Reconciliation says what is to be compared for a dataset, or the verdict if it has been already.
func (p *Programme) Reconciliation(dataset string, live bool) (Run, Outcome) {
	run := *p.dataset(dataset).run(live)
	switch {
	case p.Status != Running:
		return run, Halt
	case !run.Received():
		return run, Again // the run was repeated since
	case run.Reconciled.IsZero():
		return run, ""
	case run.Passed:
		return run, Reconciled
	}
	return run, Again
}
