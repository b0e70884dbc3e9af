package handover

import (
	"slices"

	"example.org/handover/internal/calendar"
)

// Room is what the people who decide see of one decision: the evidence by its digest, who has voted what, who has not,
// who may not, and what is still in the way of a go.
type Room struct {
	Phase    Phase         `json:"phase"`
	Round    int           `json:"round"`
	Digest   string        `json:"digest,omitempty"` // of the evidence up for decision; "" while none is
	Quorum   int           `json:"quorum"`           // distinct approvers who must want the same
	Votes    []Vote        `json:"votes"`
	Missing  []string      `json:"missing"`  // ids of the approvers who have not voted
	Excluded []string      `json:"excluded"` // ids of the approvers who submitted or corrected evidence and so cannot vote
	Outcome  Outcome       `json:"outcome,omitempty"`
	Open     []Check       `json:"open"` // blocking checks that are not met
	CutOver  bool          `json:"cutOver"`
	GoNow    bool          `json:"goNow"`          // whether a vote for go is possible as things stand
	NoGo     string        `json:"noGo,omitempty"` // why it is not, while the evidence is up for decision
	Due      calendar.Date `json:"due,omitzero"`
}

// RoomOf shows the decision of a phase: DecisionPhase, or FinalPhase for its confirmation.
func (p *Programme) RoomOf(phase Phase) Room {
	d := p.decision(phase)
	r := Room{Phase: phase, Round: d.Round, Digest: d.Digest, Quorum: p.Definition.Quorum, Votes: d.Votes,
		Outcome: d.Outcome, Open: p.open(DecisionPhase), CutOver: p.CutOver.Proved, GoNow: p.goAllowed(phase),
		Due: p.due("gate:" + decisionState(phase))}
	if phase == FinalPhase {
		r.Open = append(r.Open, p.open(FinalPhase)...)
	}
	r.GoNow = r.GoNow && p.upForVote(phase)
	if p.upForVote(phase) {
		r.NoGo, r.Votes = p.noGo(phase), p.counting(phase)
	}
	for _, person := range p.Definition.Holders(Approver) {
		switch {
		case slices.ContainsFunc(d.Votes, func(v Vote) bool { return v.By == person.ID }):
		case slices.Contains(p.submitters(phase), person.ID):
			r.Excluded = append(r.Excluded, person.ID)
		default:
			r.Missing = append(r.Missing, person.ID)
		}
	}
	return r
}

// open are the blocking checks of a phase that are not met.
func (p *Programme) open(phase Phase) []Check {
	var open []Check
	for c := range p.unmet(phase) {
		open = append(open, *c)
	}
	return open
}

// CheckDue is the day by which a check has to be met; zero if none is fixed.
func (p *Programme) CheckDue(c Check) calendar.Date { return p.checkDue(c) }

// DeemedServed returns the safe day of service, the latest of all; ok is false while a service is missing.
func (p *Programme) DeemedServed() (day calendar.Date, ok bool) { return p.deemed() }

// ObligationMetBy returns the obligation that something meets, such as gate:Decide; nil if there is none.
func (p *Programme) ObligationMetBy(metBy string) *Obligation {
	return find(p.Obligations, func(o *Obligation) bool { return o.MetBy == metBy })
}
