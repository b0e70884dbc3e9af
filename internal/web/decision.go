package web

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/form"
)

// decisionView is what the decision room shows.
type decisionView struct {
	Rooms     []roomView
	Evidence  []handover.Check
	Runs      []runLine
	Transfer  time.Time
	LatestNo  string // until when no can be said, and by whom
	Effective time.Time
	Held      []string
	Acts      []act
	Standing  string // of whoever looks: whether they vote; "" where that is plain
	people    handover.Definition
}

// Who is a person with their roles.
func (d decisionView) Who(id string) string {
	p, ok := d.people.Person(id)
	if !ok {
		return id
	}
	return id + " (" + roleNames(p.Roles) + ")"
}

// roomView is one decision.
type roomView struct {
	handover.Room
	Title   string
	Going   map[handover.Outcome]int // votes by what they want
	Needed  int                      // votes for go that are still missing
	Overdue bool
	Over    bool // whether nobody votes any more
}

// runLine is a signed reconciliation that the evidence covers.
type runLine struct{ Dataset, Kind, Digest, By string }

// Mark is the decision in a word or two.
func (r roomView) Mark() string {
	switch {
	case r.Outcome != "":
		return form.Sentence(string(r.Outcome))
	case r.Over:
		return "Not decided"
	case r.Digest == "":
		return "Not up yet"
	case r.NoGo != "":
		return "Up for decision; " + r.NoGo
	}
	return "Up for decision"
}

// MarkClass is how the mark looks.
func (r roomView) MarkClass() string {
	switch {
	case r.Outcome == handover.Go:
		return "green"
	case r.Outcome != "":
		return "red"
	case r.Over || r.Digest == "":
		return "grey"
	}
	return "blue long"
}

// Possible says whether go is possible now, and if not why.
func (r roomView) Possible() string {
	switch {
	case r.Outcome != "":
		return "It is decided"
	case r.Over:
		return "No: the programme is over"
	case r.GoNow:
		return "Yes"
	case r.NoGo != "":
		return "No: " + r.NoGo + ". Approvers can vote to defer or to stop"
	case len(r.Open) > 0:
		return "No: what stands below is not met"
	}
	return "No"
}

// Quora says how many votes are needed.
func (r roomView) Quora() string {
	need := counted(r.Quorum, "distinct approver") + " over the same digest"
	switch {
	case r.Outcome != "":
		return need + "; it is reached"
	case r.Over:
		return need + "; it was not reached"
	}
	return need + fmt.Sprintf("; %d more needed for go", r.Needed)
}

func (s *site) decision(v *visit) (any, error) {
	p := v.at
	view := decisionView{Transfer: p.Transfer, Effective: p.Effective, Held: heldBy(p.Programme),
		LatestNo: latestNo(p.Programme, p.Now), people: p.Definition,
		Evidence: slices.DeleteFunc(slices.Clone(p.Checks), func(c handover.Check) bool {
			return c.Phase != handover.DecisionPhase && c.Phase != handover.FinalPhase
		})}
	for i, d := range p.Datasets {
		for _, run := range []struct {
			kind string
			of   handover.Run
		}{{"last dry run", d.Dry}, {"live run", d.Live}} {
			if run.of.SignedBy != "" {
				view.Runs = append(view.Runs, runLine{p.Definition.Datasets[i].Title, run.kind, run.of.Report.SHA256, run.of.SignedBy})
			}
		}
	}
	today := calendar.DateOf(p.Now)
	for _, phase := range []handover.Phase{handover.DecisionPhase, handover.FinalPhase} {
		r := roomView{Room: p.RoomOf(phase), Title: "The decision", Going: map[handover.Outcome]int{},
			Over: p.Status != handover.Running}
		if phase == handover.FinalPhase {
			r.Title = "Confirmation of the decision"
		}
		for _, vote := range r.Votes {
			r.Going[vote.Outcome]++
		}
		r.Needed = max(r.Quorum-r.Going[handover.Go], 0)
		r.Overdue = r.Outcome == "" && !r.Over && !r.Due.IsZero() && r.Due.Before(today)
		view.Rooms = append(view.Rooms, r)
	}
	view.Acts = v.acts(func(n handover.Need) bool {
		here := slices.Contains(decisive(), n.Command) && (n.Command != "trigger" || n.Stage == handover.TransferStage)
		return here && v.Acts && v.at.MayGive(n, v.Me)
	})
	slices.SortStableFunc(view.Acts, func(a, b act) int { return cmp.Compare(rank(a), rank(b)) })
	if v.Acts && p.Status == handover.Running && p.Final.Outcome == "" {
		view.Standing = view.standing(v.Me)
	}
	return view, nil
}

// decisive are the commands of the decision room: votes, then what ends the matter.
func decisive() []string { return []string{"vote", "trigger", "defer-transfer", "stop"} }

func rank(a act) int { return slices.Index(decisive(), a.Command) }

// standing says why whoever looks finds no vote here; nothing if they find one.
func (d decisionView) standing(me handover.Person) string {
	if len(d.Acts) > 0 && d.Acts[0].Command == "vote" {
		return ""
	}
	if !slices.Contains(me.Roles, handover.Approver) {
		return "Approvers alone vote, once the evidence is up for decision."
	}
	for _, r := range d.Rooms {
		if r.Digest != "" && r.Outcome == "" && slices.Contains(r.Excluded, me.ID) {
			return me.ID + " submitted some of the evidence and so has no vote over it."
		}
	}
	return me.ID + " can vote once the evidence is up for decision."
}

// heldBy is what holds a transfer that is held, in words.
func heldBy(p *handover.Programme) []string {
	if len(p.Held) == 0 || p.Status != handover.Running {
		return nil
	}
	if reasons := p.Amiss(); len(reasons) > 0 {
		return reasons
	}
	return []string{"nothing is in its way any more"}
}

// latestNo says until when somebody can still say no. Approvers can until a quorum has confirmed; after that the senior
// responsible owner alone, until the instant of transfer.
func latestNo(p *handover.Programme, now time.Time) string {
	switch until := "Until the instant of transfer, " + local(p.Transfer); {
	case !p.Effective.IsZero():
		return "The transfer has taken effect: nobody can say no any more."
	case p.Status != handover.Running:
		return "There is no transfer any more: the programme is " + string(p.Status) + "."
	case len(p.Held) > 0 && p.Paused() != nil:
		return "The transfer is held, and the programme is paused. It takes place once the programme is resumed and the programme " +
			"office has released it; until then the senior responsible owner can put it off or stop it."
	case p.Paused() != nil && !now.Before(p.Transfer):
		return slept(p)
	case len(p.Held) > 0:
		return "The transfer is held. It takes place when the programme office releases it; " +
			"until then the senior responsible owner can put it off or stop it."
	case p.Final.Outcome == handover.Go:
		return until + ": the senior responsible owner can put the transfer off or stop it."
	default:
		return until + ". " + whoSaysNo(p) + " After go is confirmed the senior responsible owner alone can put the transfer " +
			"off or stop it. Without a confirmed go there is no transfer."
	}
}

// slept says until when somebody can say no where a pause let the instant of transfer go by.
func slept(p *handover.Programme) string {
	text := "The instant of transfer, " + local(p.Transfer) + ", came during the pause, and no service was transferred. Once the " +
		"programme is resumed the transfer takes place if nothing is in its way, and is held otherwise. "
	if p.Final.Outcome == handover.Go {
		return text + "Until then the senior responsible owner can put it off or stop it."
	}
	return text + "Without a confirmed go there is no transfer. " + whoSaysNo(p)
}

// whoSaysNo says who can say no before go is confirmed.
func whoSaysNo(p *handover.Programme) string {
	const always = "The senior responsible owner can stop it at any time. "
	final := p.RoomOf(handover.FinalPhase)
	switch decision := p.RoomOf(handover.DecisionPhase); {
	case decision.Digest != "" && decision.Outcome == "":
		return always + "Now that the evidence is up for decision, each approver can vote to defer or to stop."
	case final.Digest != "" && final.Outcome == "":
		return always + "Now that the final evidence is up, each approver can vote to defer or to stop."
	case decision.Outcome == handover.Go:
		return always + "Approvers vote once more over the final evidence, once the cut-over is proved."
	}
	return always + "Once the evidence is up for decision, each approver can vote to defer or to stop."
}
