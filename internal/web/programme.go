package web

import (
	"html/template"
	"net/url"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
	"example.org/handover/internal/web/form"
	"example.org/handover/internal/web/picture"
)

// mostBlockers is how many blockers the overview lists; the rest stands on the pages of their stages.
const mostBlockers = 12

// mostNext is how many deadlines the overview lists.
const mostNext = 10

// programmeView is what the overview of a programme shows.
type programmeView struct {
	Status   handover.StatusView
	Stages   []stageBox
	Blockers []act
	More     int // blockers not listed
	Amiss    []obstacle
	Unmet    []string // checks in the way, where they are too many to stand among the rest
	Next     []api.DatedDuty
	Calendar template.HTML
	Told     []picture.Told // the calendar in words
	Float    string
	Standing string // where the programme stands, beside the rating
	Why      string // of the rating
	Paused   string // the reason
	Held     bool

	Documents []outcome
}

func (s *site) programme(v *visit) (any, error) {
	view := programmeView{Status: v.at.StatusAt(v.at.Now), Standing: standingOf(v.at.Programme)}
	view.Held = v.at.Status == handover.Running && len(v.at.Held) > 0
	view.Why, view.Documents = view.Status.RAGWhy, outcomesOf(v.at.Programme)
	for _, stage := range view.Status.Stages {
		box := stageBoxOf(v.at.Programme, stage)
		if begins := v.on(string(stage.Stage), "trigger"); len(begins) > 0 {
			box.Trigger = &begins[0]
		}
		view.Stages = append(view.Stages, box)
	}
	for _, n := range v.at.Needs() {
		if n.Blocks {
			view.Blockers = append(view.Blockers, v.act(n))
		}
	}
	sortActs(view.Blockers)
	view.More = max(len(view.Blockers)-mostBlockers, 0)
	view.Blockers = view.Blockers[:len(view.Blockers)-view.More]
	if v.at.Status == handover.Running && v.at.Effective.IsZero() {
		view.Amiss, view.Unmet = folded(obstaclesOf(v.at.Programme))
	}
	all, err := s.api.Deadlines(v.at)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		if d.Open && len(view.Next) < mostNext && v.at.Status == handover.Running {
			view.Next = append(view.Next, d)
		}
	}
	dates, err := s.noticeDates(v.at)
	if err != nil {
		return nil, err
	}
	timeline := timelineOf(v.at)
	view.Calendar, view.Told, view.Float = timeline.Draw("calendar"), timeline.Told(), dates.float(v.at.Status == handover.Running)
	if pause := v.at.Paused(); pause != nil && v.at.Status == handover.Running {
		view.Paused = pause.Reason
		view.Why = strings.TrimSuffix(view.Why, ": "+pause.Reason) // said below
	}
	return view, nil
}

// obstacle is something that stands in the way of the transfer, and the page of the programme that has more about it.
type obstacle struct{ Text, Page string }

// mostUnmet is how many checks stand by themselves among what is in the way.
const mostUnmet = 3

// folded takes the checks out of what is in the way, if there are many.
func folded(all []obstacle) (rest []obstacle, checks []string) {
	for _, o := range all {
		if o.Page == "checks" {
			checks = append(checks, o.Text)
		} else {
			rest = append(rest, o)
		}
	}
	if len(checks) <= mostUnmet {
		return all, nil
	}
	return rest, checks
}

func obstaclesOf(p *handover.Programme) []obstacle {
	windows, checks := map[string]string{}, map[string]string{}
	for _, w := range p.Definition.Windows {
		windows[w.ID] = w.Title
	}
	for _, c := range p.Checks {
		checks[c.ID] = c.ID + ": " + c.Title + " (" + strings.ToLower(form.Sentence(string(c.Status))) + ")"
	}
	var all []obstacle
	for _, o := range p.Obstacles() {
		switch {
		case o.Window != "":
			all = append(all, obstacle{"Consultation of " + windows[o.Window] + " (not closed)", "consultation"})
		case o.Check != "":
			all = append(all, obstacle{checks[o.Check], "checks"})
		default:
			all = append(all, obstacle{Text: form.Upper(o.Reason)})
		}
	}
	return all
}

// timelineOf gathers what the picture of the programme's calendar shows.
func timelineOf(at api.Standing) picture.Timeline {
	d, dates := &at.Definition, at.Dates
	t := picture.Timeline{Title: "Calendar of the handover", Today: calendar.DateOf(at.Now),
		Transfer: calendar.DateOf(at.Transfer), Over: at.Status != handover.Running}
	if len(dates) == 0 {
		return t
	}
	t.Rows = append(t.Rows, picture.Row{Name: "Decision and call-in", Bars: []picture.Bar{{From: dates["decision.made"],
		To: dates["decision.implementable"], Label: "Decision until it may be implemented",
		Done: dates["decision.implementable"].Before(t.Today)}}}, noticeRow(at))
	for i, w := range d.Windows {
		t.Rows = append(t.Rows, picture.Row{Name: w.Title, Bars: []picture.Bar{{From: dates["window."+w.ID+".opens"],
			To: dates["window."+w.ID+".closes"], Label: "Consultation", Done: i < len(at.Windows) &&
				ranToItsEnd(at.Programme, at.Windows[i])}}})
	}
	for i, plan := range d.Datasets {
		t.Rows = append(t.Rows, datasetRow(at, i, plan))
	}
	t.Rows = append(t.Rows, decisionRow(at))
	if reviews := reviewRow(at); len(reviews.Points) > 0 {
		t.Rows = append(t.Rows, reviews)
	}
	return t
}

// noticeRow shows when the notice is to be served, its period, and the float behind it. Of a plan that has lapsed the
// period is shown as one that has not begun, and no float. Where somebody is served and somebody is not, the dates are
// neither planned nor known, and no period is shown.
func noticeRow(at api.Standing) picture.Row {
	today, transfer := calendar.DateOf(at.Now), calendar.DateOf(at.Transfer)
	deemed, ends := at.Dates["notice.deemed"], at.Dates["notice.ends"]
	_, served := at.DeemedServed()
	row := picture.Row{Name: "Notice",
		Points: []picture.Point{{On: at.Dates["notice.planned"], Label: "Notice to be served", Done: served}}}
	if lapsed(at) {
		if len(at.Notice.Services) == 0 {
			row.Bars = []picture.Bar{{From: deemed, To: ends, Label: "Notice period as planned", Lapsed: true}}
		}
		return row
	}
	row.Bars = []picture.Bar{{From: deemed, To: ends, Label: "Notice period", Done: served && ends.Before(today)}}
	if free := ends.AddDays(1); free.Before(transfer) {
		row.Bars = append(row.Bars, picture.Bar{From: free, To: transfer.AddDays(-1), Label: "Float before the transfer",
			Float: true})
	}
	return row
}

// decisionRow shows when go is decided and confirmed.
func decisionRow(at api.Standing) picture.Row {
	row := picture.Row{Name: "Go or no-go"}
	for _, gate := range []struct{ metBy, label string }{{"gate:Decide", "Decision"}, {"gate:ConfirmGo", "Confirmation"}} {
		if o := at.ObligationMetBy(gate.metBy); o != nil {
			row.Points = append(row.Points, picture.Point{On: o.Due, Label: gate.label, Done: !o.Open()})
		}
	}
	return row
}

func reviewRow(at api.Standing) picture.Row {
	row := picture.Row{Name: "Ring-fence reviews"}
	for i, r := range at.Definition.Ringfence.Reviews {
		row.Points = append(row.Points, picture.Point{On: at.Dates["review."+r.ID+".due"], Label: r.Title,
			Done: at.Reviews[i].Reference != ""})
	}
	return row
}

// datasetRow shows the planned dry runs of a dataset and its live run.
func datasetRow(at api.Standing, i int, plan handover.DatasetPlan) picture.Row {
	state := at.Datasets[i]
	row := picture.Row{Name: plan.Title}
	runs := plan.DryRuns
	if !at.ReplannedOn.IsZero() {
		runs = []calendar.Date{at.Dates["dataset."+plan.ID+".last-run"]}
	}
	for n, on := range runs {
		row.Points = append(row.Points, picture.Point{On: on, Label: "Dry run", Done: n < state.Done})
	}
	if live := at.ObligationMetBy("gate:SignOffLive/" + plan.ID); live != nil {
		row.Points = append(row.Points, picture.Point{On: live.Due, Label: "Live run signed", Done: !live.Open()})
	}
	return row
}

// queryOf is a filter as a query.
func queryOf(f api.Filter) url.Values {
	q := url.Values{}
	for name, value := range map[string]string{"rag": f.RAG, "status": f.Status, "stage": f.Stage, "text": f.Text} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}
