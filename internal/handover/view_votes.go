package handover

import (
	"fmt"
	"slices"
	"strings"
)

// upForVote reports whether the evidence of a phase waits for votes.
func (p *Programme) upForVote(phase Phase) bool {
	d := p.decision(phase)
	return d.Digest != "" && d.Outcome == ""
}

// voted reports whether somebody has voted over the evidence that is up.
func (p *Programme) voted(phase Phase, person string) bool {
	return slices.ContainsFunc(p.decision(phase).Votes, func(v Vote) bool { return v.By == person })
}

// waitsForVote reports whether the handover waits for a vote: go is possible, and the person has not voted.
func (p *Programme) waitsForVote(phase Phase, person string) bool {
	ready := p.goAllowed(phase) && (phase == FinalPhase || p.Gates["Decide"].Open())
	return ready && p.upForVote(phase) && !p.voted(phase, person)
}

// ballot is the act of voting, over the evidence that is up and no other.
func (p *Programme) ballot(phase Phase, person, what string) Need {
	return Need{Command: Vote{}.Name(), Subject: string(phase) + "/" + person, Role: Approver, Person: person, Stage: GoLiveStage,
		What: what, Due: p.due("gate:" + decisionState(phase)),
		Input: map[string]any{"phase": phase, "digest": p.decision(phase).Digest}}
}

// ballots gives an act for each approver who may vote over the evidence that is up, where what has words for it.
func (p *Programme) ballots(what func(phase Phase, person string) string) []Need {
	var acts []Need
	for _, phase := range []Phase{DecisionPhase, FinalPhase} {
		if !p.upForVote(phase) {
			continue
		}
		for _, person := range p.Definition.Holders(Approver) {
			if words := what(phase, person.ID); words != "" && !slices.Contains(p.submitters(phase), person.ID) {
				acts = append(acts, p.ballot(phase, person.ID, words))
			}
		}
	}
	return acts
}

// voteNeeds are the votes that the handover waits for.
func voteNeeds(p *Programme) []Need {
	needs := p.ballots(func(phase Phase, person string) string {
		if !p.waitsForVote(phase, person) {
			return ""
		}
		return "Vote over the evidence for the " + phase.called()
	})
	for i := range needs {
		needs[i].Blocks = true
	}
	return needs
}

// voteOptions are the votes that nobody waits for and that count all the same: while go is not possible approvers can
// defer or stop, and whoever has voted can vote anew until a quorum agrees.
func voteOptions(p *Programme) []Need {
	return p.ballots(func(phase Phase, person string) string {
		switch {
		case p.waitsForVote(phase, person):
			return ""
		case p.voted(phase, person):
			return "Change your vote over the evidence for the " + phase.called()
		case !p.goAllowed(phase):
			return "Vote to defer or to stop: " + p.noGo(phase)
		}
		return "Vote over the evidence for the " + phase.called()
	})
}

// mostNamed is how many checks a sentence names.
const mostNamed = 3

// noGo says why go is not possible in a phase; empty where it is.
func (p *Programme) noGo(phase Phase) string {
	var ids []string
	open := p.open(DecisionPhase)
	if phase == FinalPhase {
		open = append(open, p.open(FinalPhase)...)
	}
	for _, c := range open {
		ids = append(ids, c.ID)
	}
	switch n := len(ids); {
	case n == 1:
		return "go is not possible until " + ids[0] + " is met"
	case n > mostNamed:
		return fmt.Sprintf("go is not possible until %s and %d more checks are met", strings.Join(ids[:mostNamed-1], ", "),
			n-mostNamed+1)
	case n > 1:
		return "go is not possible until " + inWords(ids) + " are met"
	case phase == FinalPhase && !p.CutOver.Proved:
		return "go is not possible until the cut-over is proved"
	}
	return ""
}
