package web

import (
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/reconcile"
	"example.org/handover/internal/web/picture"
)

// migrationView is what the page of the data migration shows.
type migrationView struct {
	Datasets  []datasetView
	Deadlines []duty
	CutOver   handover.CutOver
	Acts      []act
}

// datasetView is a dataset with all its runs, the first on top.
type datasetView struct {
	Plan  handover.DatasetPlan
	State handover.Dataset
	Next  calendar.Date // when the extracts of the next run are due
	Runs  []runView
	Trend template.HTML
	Acts  []act
}

// runView is one reconciliation.
type runView struct {
	Name    string
	At      time.Time
	Passed  bool
	Summary string
	Report  handover.FileRef
	Tests   []reconcile.TestResult
	Outcome string // what the data owner said of it
	wrong   int
	round   int
	live    bool
}

func (s *site) migration(v *visit) (any, error) {
	entries, err := s.office.Store.Entries(v.r.Context(), v.Programme, 1, v.at.Seq)
	if err != nil {
		return nil, err
	}
	view := migrationView{CutOver: v.at.CutOver, Deadlines: v.obligations(handover.MigrationStage),
		Acts: v.stageActs(handover.MigrationStage, "trigger", "report-obligation")}
	for i, plan := range v.at.Definition.Datasets {
		d := datasetView{Plan: plan, State: v.at.Datasets[i], Next: v.at.Dates["dataset."+plan.ID+".last-run"],
			Acts: v.on(plan.ID, "receive-extract", "sign-run", "refuse-run")}
		if d.Runs, err = s.runs(v.r.Context(), plan.ID, entries); err != nil {
			return nil, err
		}
		var trend []picture.Run
		for _, r := range d.Runs {
			trend = append(trend, picture.Run{Label: r.Name, Wrong: r.wrong, Passed: r.Passed})
		}
		if len(trend) > 0 {
			d.Trend = picture.Trend("trend-"+plan.ID, "Rows that did not match, run by run: "+plan.Title, trend)
		}
		view.Datasets = append(view.Datasets, d)
	}
	return view, nil
}

// runs gathers the reconciliations of a dataset from the ledger, with the numbers of their reports.
func (s *site) runs(ctx context.Context, dataset string, entries []handover.Entry) ([]runView, error) {
	var runs []runView
	said := func(live bool, round int, what string) {
		for i := range runs {
			if runs[i].live == live && runs[i].round == round {
				runs[i].Outcome = what
			}
		}
	}
	for _, e := range entries {
		switch event := e.Event.(type) {
		case handover.RunReconciled:
			if event.Dataset != dataset {
				continue
			}
			r, err := s.run(ctx, event)
			if err != nil {
				return nil, err
			}
			r.At = e.At
			runs = append(runs, r)
		case handover.RunSigned:
			if event.Dataset == dataset {
				said(event.Live, event.Round, "signed by "+e.By)
			}
		case handover.RunRefused:
			if event.Dataset == dataset {
				said(event.Live, event.Round, "refused by "+e.By+": "+event.Reason)
			}
		}
	}
	return runs, nil
}

func (s *site) run(ctx context.Context, event handover.RunReconciled) (runView, error) {
	r := runView{Name: fmt.Sprintf("Dry run %d", event.Round), Passed: event.Passed, Summary: event.Summary,
		Report: event.Report,
		round:  event.Round, live: event.Live}
	if event.Live {
		r.Name = fmt.Sprintf("Live run %d", event.Round)
	}
	if event.Report.Name == "" {
		return r, nil
	}
	raw, err := s.office.Files.Get(ctx, event.Report)
	if err != nil {
		return r, err
	}
	var report reconcile.Report
	if err := json.Unmarshal(raw, &report); err == nil { // a report of another form is shown by its summary alone
		r.Tests = report.Tests
		r.wrong = report.MissingInTarget + report.UnexpectedInTarget + report.Different +
			report.DuplicateSourceKeys + report.DuplicateTargetKeys
	}
	return r, nil
}
