package handover

import (
	"fmt"

	"example.org/handover/internal/fault"
)

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
	d := p.dataset(c.Dataset)
	if d == nil {
		return nil, noDataset(c.Dataset)
	}
	run := d.run(c.Live)
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
	if d := p.dataset(v.Dataset); !v.Live && v.Passed && d.Done < d.Needed {
		verdict += fmt.Sprintf(", %d more needed", d.Needed-d.Done)
	}
	return Line{Stage: MigrationStage, State: pick(v.Live, "ReconcileLive", "ReconcileDry"), Why: v.Summary,
		What: fmt.Sprintf("%s run %d %s: %s", pick(v.Live, "Live", "Dry"), v.Round, verdict,
			p.Definition.DatasetTitle(v.Dataset))}, true
}

// Reconciliation says what is to be compared for a dataset, or the verdict if it has been already. fault.NotFound for an
// unknown dataset.
func (p *Programme) Reconciliation(dataset string, live bool) (Run, Outcome, error) {
	d := p.dataset(dataset)
	if d == nil {
		return Run{}, "", noDataset(dataset)
	}
	run := *d.run(live)
	return run, p.verdict(run), nil
}

func noDataset(id string) error {
	return fault.New(fault.NotFound, "there is no such dataset").With(id)
}

// verdict is what a run answers to the state machine; "" while it is to be compared.
func (p *Programme) verdict(run Run) Outcome {
	switch {
	case p.Status != Running:
		return Halt
	case p.Deferral != "":
		return Defer // the new round begins with extracts of its own
	case !run.Received():
		return Again // the run was repeated since
	case run.Reconciled.IsZero():
		return ""
	case run.Passed:
		return Reconciled
	}
	return Again
}
