package handover

import (
	"slices"
	"strings"
)

// Coming is what the workflow does next because of a command, and whom it then tells by mail.
type Coming struct {
	What string `json:"what"`
	To   []Role `json:"to,omitempty"`
}

// Words is what a stage is called within a sentence.
func (s Stage) Words() string {
	switch s {
	case MigrationStage:
		return "data migration"
	case GoLiveStage:
		return "go-live checks"
	case RingfenceStage:
		return "ring-fenced period"
	}
	return string(s)
}

// Everybody reports whether a mail goes to everybody in the programme.
func (p *Programme) Everybody(to []Role) bool {
	return !slices.ContainsFunc(p.everyone(), func(r Role) bool { return !slices.Contains(to, r) })
}

// coming says what the workflow does next after a command; p is the state that the command leads to, before what it was.
func (p *Programme) coming(before *Programme, c Command) []Coming {
	switch {
	case p.Status == Stopping && before.Status == Running:
		return []Coming{{"Whatever the workflow waits for is let go, and no reminder goes out any more", nil},
			{"The workflow writes the letter that stands everybody down and ends; the programme is stopped for good", p.everyone()}}
	case p.Deferral != "" && before.Deferral == "":
		return []Coming{{"The workflow plans anew for " + p.Deferral.Date().Long() +
			": open dates move, and migration, checks and decision begin a new round", p.everyone()}}
	case p.Decision.Outcome == Go && before.Decision.Outcome == "":
		return []Coming{{"The workflow waits for the last extract of each dataset and compares it; the result goes out by mail",
			to(DataLead, DataOwner)}}
	case p.Final.Outcome == Go && before.Final.Outcome == "":
		return []Coming{{"The service transfers at " + p.when() + ", unless something is amiss then", p.everyone()}}
	}
	if t, ok := c.(Trigger); ok {
		return p.comingOf(t.Stage)
	}
	return nil
}

// comingOf says what the workflow does in a stage once it has been triggered.
func (p *Programme) comingOf(s Stage) []Coming {
	switch s {
	case NoticeStage:
		when := "At once"
		if implementable(p, "").After(p.Changed) {
			when = "From " + p.Dates["decision.implementable"].Long() + " on"
		}
		return []Coming{{when + " the workflow drafts the letters of notice, to be signed and served",
			to(Role(p.Definition.Contract.Signatory), LegalLead)}}
	case ConsultationStage:
		return []Coming{{"Each consultation window opens on its day: the workflow drafts its invitations", to(HRLead)}}
	case MigrationStage:
		return []Coming{{"The workflow waits for the extracts of each dataset and compares them; each result goes out by mail",
			to(DataLead, DataOwner)}}
	case GoLiveStage:
		return []Coming{{"The owners of the checks are asked for evidence; once every blocking check of the decision is met, " +
			"the evidence goes up for decision", to(Approver)}}
	case TransferStage:
		if len(p.Held) > 0 {
			return []Coming{{"The service transfers as soon as nothing is amiss any more", p.everyone()}}
		}
		return []Coming{{"The service transfers at " + p.when() + ", unless something is amiss then", p.everyone()}}
	}
	return []Coming{{"The reviews of the ring-fenced period come due one by one; after the last the programme is closed",
		p.everyone()}}
}

// inWords lists names in a sentence.
func inWords(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}
