package handover

import (
	"fmt"

	"example.org/handover/internal/fault"
)

// SignRun is the data owner's signature under a reconciliation that passed.
type SignRun struct {
	Dataset string `json:"dataset"`
	Report  string `json:"report"` // SHA-256 of the report that is signed
}

// Name implements Command.
func (SignRun) Name() string { return "sign-run" }

func (c SignRun) decide(p *Programme, x Context) ([]Event, error) {
	run, live, err := p.signable(c.Dataset)
	if err != nil {
		return nil, err
	}
	if run.Report.SHA256 != c.Report {
		return nil, refuse("the digest is not that of the current report").With(c.Report).
			To("read the report and sign its digest %s", run.Report.SHA256)
	}
	if run.By == x.Actor.ID {
		return nil, fault.New(fault.Forbidden, "%s handed in the extracts and cannot sign them", x.Actor.ID)
	}
	return one(RunSigned{c.Dataset, live, run.Round, c.Report})
}

// signable returns the run of a dataset that waits for its signature.
func (p *Programme) signable(dataset string) (Run, bool, error) {
	d := p.dataset(dataset)
	if d == nil {
		return Run{}, false, noDataset(dataset)
	}
	live := p.Decision.Outcome == Go
	run := *d.run(live)
	if run.Reconciled.IsZero() || !run.Passed || run.SignedBy != "" || run.Refused {
		return run, live, refuse("no run of %s waits for a signature", dataset)
	}
	return run, live, nil
}

// RunSigned is recorded with the digest that was signed.
type RunSigned struct {
	Dataset string `json:"dataset"`
	Live    bool   `json:"live,omitempty"`
	Round   int    `json:"round"`
	Report  string `json:"report"`
}

// Kind implements Event.
func (RunSigned) Kind() string { return "run-signed" }

func (v RunSigned) apply(p *Programme, e Entry) { p.dataset(v.Dataset).run(v.Live).SignedBy = e.By }

func (v RunSigned) line(p *Programme) (Line, bool) {
	return Line{Stage: MigrationStage, State: pick(v.Live, "SignOffLive", "SignOffDryRun"),
		What: fmt.Sprintf("%s run %d signed by the data owner: %s", pick(v.Live, "Live", "Dry"), v.Round,
			p.Definition.DatasetTitle(v.Dataset))}, true
}

// RefuseRun is the data owner's refusal of a run that the comparison passed. A dry run is repeated; a live one leads
// to the roll-back and a new decision.
type RefuseRun struct {
	Dataset string `json:"dataset"`
	Reason  string `json:"reason"`
}

// Name implements Command.
func (RefuseRun) Name() string { return "refuse-run" }

func (c RefuseRun) decide(p *Programme, _ Context) ([]Event, error) {
	run, live, err := p.signable(c.Dataset)
	if err != nil {
		return nil, err
	}
	return one(RunRefused{c.Dataset, live, run.Round, c.Reason})
}

// RunRefused is recorded when the data owner refuses.
type RunRefused struct {
	Dataset string `json:"dataset"`
	Live    bool   `json:"live,omitempty"`
	Round   int    `json:"round"`
	Reason  string `json:"reason"`
}

// Kind implements Event.
func (RunRefused) Kind() string { return "run-refused" }

func (v RunRefused) apply(p *Programme, _ Entry) {
	d := p.dataset(v.Dataset)
	if v.Live {
		d.Live.Refused = true
		return
	}
	d.Done--
	d.repeat()
}

func (v RunRefused) line(p *Programme) (Line, bool) {
	return Line{Stage: MigrationStage, State: pick(v.Live, "SignOffLive", "SignOffDryRun"), Why: v.Reason,
		What: fmt.Sprintf("%s run %d refused by the data owner: %s", pick(v.Live, "Live", "Dry"), v.Round,
			p.Definition.DatasetTitle(v.Dataset))}, true
}
