package web

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// duty is an obligation on the page of its stage.
type duty struct {
	handover.Obligation
	Overdue bool
}

// obligations returns those of a stage, earliest due first. In a programme that is over nothing is owed any more.
func (v *visit) obligations(stage handover.Stage) []duty {
	today := calendar.DateOf(v.at.Now)
	var all []duty
	for _, o := range v.at.Obligations {
		if o.Stage == stage {
			all = append(all, duty{o, v.at.Late(o, today)})
		}
	}
	slices.SortStableFunc(all, func(a, b duty) int { return a.Due.Compare(b.Due) })
	return all
}

// stageActs returns the acts of a stage by some commands that whoever looks may do.
func (v *visit) stageActs(stage handover.Stage, commands ...string) []act {
	all := v.acts(func(n handover.Need) bool {
		return n.Stage == stage && slices.Contains(commands, n.Command) && v.Acts && v.at.MayGive(n, v.Me)
	})
	sortActs(all)
	return all
}

// consultationView is what the page of the consultation shows.
type consultationView struct {
	Windows   []windowView
	Deadlines []duty
	Acts      []act
}

// windowView is one consultation window.
type windowView struct {
	Plan            handover.WindowPlan
	State           handover.Window
	Opens, Closes   calendar.Date
	Tag, TagClass   string
	Shut, Late      bool // Late: its last day is over and it is not shut
	Representations []representationRow
	Acts            []act
}

// representationRow is what somebody said, with what can be done about it.
type representationRow struct {
	handover.Representation
	Acts []act
}

// ranToItsEnd reports whether a window was closed because its time was over, and not because its programme was stopped.
func ranToItsEnd(p *handover.Programme, w handover.Window) bool {
	return !w.Closed.IsZero() && p.Gates["CloseWindow/"+w.ID].Outcome != handover.Halt
}

func (s *site) consultation(v *visit) (any, error) {
	view := consultationView{Deadlines: v.obligations(handover.ConsultationStage),
		Acts: v.stageActs(handover.ConsultationStage, "trigger", "report-obligation")}
	for i, plan := range v.at.Definition.Windows {
		w := windowView{Plan: plan, State: v.at.Windows[i], Opens: v.at.Dates["window."+plan.ID+".opens"],
			Closes: v.at.Dates["window."+plan.ID+".closes"], Tag: "Not open yet", TagClass: "grey",
			Acts: v.on(plan.ID, "record-representation", "extend-window")}
		switch {
		case ranToItsEnd(v.at.Programme, w.State):
			w.Shut = true
			w.Tag, w.TagClass = "Closed", "green"
		case v.at.Status != handover.Running:
			w.Tag = "Not closed"
		case len(w.State.Letters) > 0:
			w.Tag, w.TagClass = "Open", "blue"
			w.Late = w.Closes.Before(calendar.DateOf(v.at.Now))
		}
		for _, r := range w.State.Representations {
			w.Representations = append(w.Representations, representationRow{r, v.on(plan.ID+"/"+r.ID, "answer-representation")})
		}
		view.Windows = append(view.Windows, w)
	}
	return view, nil
}

// checksView is what the page of the go-live checks shows.
type checksView struct {
	Owner, Status, Phase string // the filter
	Owners               []handover.Role
	Rows                 []checkRow
	All, Met, Blocking   int  // Blocking counts those that stand in the way of the transfer
	Ahead                bool // whether the transfer is still to come
	Acts                 []act
}

// checkRow is a check with what can be done about it.
type checkRow struct {
	handover.Check
	Due     calendar.Date
	Overdue bool
	Wanted  string // the evidence that the pack asks for
	Acts    []act
}

// Tag is the class of the check's status.
func (c checkRow) Tag() string {
	switch {
	case c.Met():
		return "green"
	case c.Status == handover.Rejected:
		return "red"
	case c.Status == handover.Submitted:
		return "blue"
	}
	return "grey"
}

func (s *site) checks(v *visit) (any, error) {
	q := v.r.URL.Query()
	view := checksView{Owner: q.Get("owner"), Status: q.Get("status"), Phase: q.Get("phase"), All: len(v.at.Checks),
		Ahead: v.at.Status == handover.Running && v.at.Effective.IsZero(),
		Acts:  v.stageActs(handover.GoLiveStage, "trigger", "report-obligation")}
	wanted, err := s.evidence(v.at.Definition.Pack)
	if err != nil {
		return nil, err
	}
	for _, o := range v.at.Obstacles() { // those that the overview counts
		if o.Check != "" && view.Ahead {
			view.Blocking++
		}
	}
	today, running := calendar.DateOf(v.at.Now), v.at.Status == handover.Running
	for _, c := range v.at.Checks {
		if !slices.Contains(view.Owners, c.Owner) {
			view.Owners = append(view.Owners, c.Owner)
		}
		if c.Met() {
			view.Met++
		}
		if !view.picks(c) {
			continue
		}
		due := v.at.CheckDue(c)
		view.Rows = append(view.Rows, checkRow{Check: c, Due: due, Overdue: running && !c.Met() && !due.IsZero() && due.Before(today),
			Wanted: wanted[c.ID], Acts: v.on(c.ID, "accept-check", "reject-check", "submit-evidence", "waive-check",
				"dismiss-check")})
	}
	slices.Sort(view.Owners)
	slices.SortStableFunc(view.Rows, soonest)
	return view, nil
}

// soonest puts what is not met first, by the day on which it is due; what has no such day comes after.
func soonest(a, b checkRow) int {
	rank := func(c checkRow) int {
		switch {
		case c.Met():
			return 2
		case c.Due.IsZero():
			return 1
		}
		return 0
	}
	if by := cmp.Compare(rank(a), rank(b)); by != 0 || a.Met() {
		return by
	}
	return a.Due.Compare(b.Due)
}

func (f checksView) picks(c handover.Check) bool {
	status := f.Status == "" || f.Status == string(c.Status) || f.Status == "open" && !c.Met()
	return status && (f.Owner == "" || f.Owner == string(c.Owner)) && (f.Phase == "" || f.Phase == string(c.Phase))
}

// evidence says what each check of a pack wants to see.
func (s *site) evidence(pack string) (map[string]string, error) {
	rules, err := s.office.Rules(pack)
	wanted := map[string]string{}
	for _, c := range rules.Book.Checks {
		wanted[c.ID] = strings.TrimSuffix(c.Evidence, ".")
	}
	return wanted, err
}
