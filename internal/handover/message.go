package handover

import (
	"fmt"
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
)

// Message is a row of the outbox: something that must be sent because of an entry, written with it.
type Message struct {
	Kind      MessageKind     `json:"kind"`
	Mail      *Mail           `json:"mail,omitempty"`
	Reminder  *ReminderRaised `json:"reminder,omitempty"` // which the mail is
	Gate      *GateKey        `json:"gate,omitempty"`
	Execution int             `json:"execution,omitempty"`
	Cause     string          `json:"cause,omitempty"`
	Milestone *Milestone      `json:"milestone,omitempty"`
}

// MessageKind says who sends a message where.
type MessageKind string

// The kinds.
const (
	SendMail       MessageKind = "mail"
	ResumeGate     MessageKind = "resume"
	StartExecution MessageKind = "start"
	StopExecution  MessageKind = "stop"
	Announce       MessageKind = "milestone"
)

// Milestone is what other systems of the council are told: one event for each entry that moves the handover as a whole.
// An urgent one needs somebody now. It holds no personal data.
type Milestone struct {
	Kind   string `json:"kind"` // of the entry; for a gate its state too, such as gate-passed/ServeNotice
	Stage  Stage  `json:"stage,omitempty"`
	Item   string `json:"item,omitempty"`
	What   string `json:"what"`
	Urgent bool   `json:"urgent,omitempty"`
}

// Mail goes to everybody who holds one of the roles. Subject and body hold no personal data; letters are attached from
// the file store.
type Mail struct {
	To      []Role    `json:"to"`
	Subject string    `json:"subject"`
	Body    string    `json:"body"`
	Letters []FileRef `json:"letters,omitempty"`
}

// Messages gives what an entry causes to be sent. p is the state with the entry folded in.
func Messages(p *Programme, e Entry) []Message {
	var all []Message
	switch v := e.Event.(type) {
	case Started:
		all = append(all, Message{Kind: StartExecution, Execution: v.Execution})
	case ExecutionReplaced:
		all = append(all, Message{Kind: StopExecution, Execution: v.Number - 1, Cause: v.Why},
			Message{Kind: StartExecution, Execution: v.Number})
	case GatePassed:
		all = append(all, Message{Kind: ResumeGate, Gate: &GateKey{v.State, v.Item, v.Round}})
	}
	if n, ok := e.Event.(notifier); ok {
		if m := n.mail(p); len(m.To) > 0 {
			all = append(all, Message{Kind: SendMail, Mail: addressed(p, e, m), Reminder: reminderOf(e)})
		}
	}
	if m, ok := milestone(p, e); ok {
		all = append(all, Message{Kind: Announce, Milestone: &m})
	}
	return all
}

func reminderOf(e Entry) *ReminderRaised {
	if v, ok := e.Event.(ReminderRaised); ok {
		return &v
	}
	return nil
}

// addressed gives a mail its subject, title and reference.
func addressed(p *Programme, e Entry, m Mail) *Mail {
	m.Subject = fmt.Sprintf("[%s] %s", p.Definition.Programme, m.Subject)
	m.Body = fmt.Sprintf("%s\n\n%s\n\nProgramme: %s\nReference: %s/%d\n", m.Subject, m.Body, p.Definition.Title,
		p.Definition.Programme, e.Seq)
	return &m
}

// milestone says whether an entry moves the handover as a whole.
func milestone(p *Programme, e Entry) (Milestone, bool) {
	m := Milestone{Kind: e.Event.Kind()}
	switch v := e.Event.(type) {
	case Started, Triggered, Decided, CutOverProved, RolledBack, Replanned, TransferDeferred, Transferred, StopOrdered,
		StoodDown, Closed:
	case TransferHeld, Stuck:
		m.Urgent = true
	case GateOpened:
		m.Kind, m.Item, m.Urgent = m.Kind+"/"+v.State, v.Item, true
	case GatePassed:
		m.Kind, m.Item = m.Kind+"/"+v.State, v.Item
	default:
		return m, false
	}
	l, told := e.Event.line(p)
	m.Stage, m.What = l.Stage, l.What
	return m, told
}

// notifier is an event that people are told of by mail.
type notifier interface{ mail(p *Programme) Mail }

func to(roles ...Role) []Role { return roles }

// everyone is every role that somebody holds, each once.
func (p *Programme) everyone() []Role {
	var roles []Role
	for _, person := range p.Definition.People {
		for _, r := range person.Roles {
			if !slices.Contains(roles, r) {
				roles = append(roles, r)
			}
		}
	}
	return roles
}

func (v ReminderRaised) mail(p *Programme) Mail {
	o := p.obligation(v.Obligation)
	word := "Reminder: "
	if v.Rung == overdue {
		word = "OVERDUE: "
	}
	when := ahead(calendar.DateOf(p.Changed), v.Due)
	return Mail{To: to(v.Role), Subject: word + reference(o.ID) + " " + when + ": " + o.Title,
		Body: Called(o.ID, o.Title) + ".\nIt " + when + ".\nIt is for: " + v.Role.Words() + "."}
}

func (v NoticeDrafted) mail(p *Programme) Mail {
	return Mail{To: to(Role(p.Definition.Contract.Signatory), LegalLead), Subject: "Letters of notice to sign and serve",
		Letters: v.Letters,
		Body:    "Serve every addressee by every method, then record when each was sent."}
}

func (v InvitationsSent) mail(p *Programme) Mail {
	return Mail{To: to(HRLead), Subject: "Open now: " + p.consultationOf(v.Window), Letters: v.Letters,
		Body: "Hand the invitation and the measures letter to the representatives. The window closes at the end of " +
			p.Dates["window."+v.Window+".closes"].Long() + "."}
}

func (v ServiceFailed) mail(p *Programme) Mail {
	whom := p.Definition.AddresseeName(v.Addressee)
	return Mail{To: to(LegalLead, ProgrammeOffice), Subject: "Service on " + whom + " " + By(v.Method) + " failed",
		Body: "Serve " + whom +
			" again. The notice period runs anew from the latest deemed date."}
}

func (v WindowExtended) mail(p *Programme) Mail {
	return Mail{To: to(HRLead), Subject: "Extended: " + p.consultationOf(v.Window),
		Body: "It now closes at the end of " + v.Closes.Long() + "."}
}

func (v RunReconciled) mail(p *Programme) Mail {
	if v.Passed {
		return Mail{To: to(DataOwner), Subject: "Reconciliation passed: " + p.Definition.DatasetTitle(v.Dataset),
			Letters: []FileRef{v.Report}, Body: v.Summary + "\nRead the report; sign its digest once the last dry run, " +
				"or the live run, has passed:\n" + v.Report.SHA256}
	}
	return Mail{To: to(DataLead, DataOwner), Subject: "Reconciliation FAILED: " + p.Definition.DatasetTitle(v.Dataset),
		Letters: []FileRef{v.Report}, Body: v.Summary}
}

func (v CheckRejected) mail(p *Programme) Mail {
	return Mail{To: to(p.check(v.Check).Owner), Subject: "Evidence of check " + v.Check + " rejected", Body: v.Reason}
}

func (v CheckReopened) mail(p *Programme) Mail {
	return Mail{To: to(p.check(v.Check).Owner, ProgrammeOffice), Subject: "Check " + v.Check + " is open again", Body: v.Reason}
}

// called is what people call the vote of a phase.
func (p Phase) called() string {
	if p == FinalPhase {
		return "confirmation"
	}
	return "decision"
}

func (v EvidenceComposed) mail(p *Programme) Mail {
	body := "Vote over this digest and no other:\n" + v.Digest
	if why := p.noGo(v.Phase); why != "" {
		body += "\n\nFor now " + why + ". You can vote to defer or to stop."
	}
	return Mail{To: to(Approver), Subject: "Evidence is up for " + v.Phase.called(), Body: body}
}

func (v Decided) mail(*Programme) Mail {
	return Mail{To: to(ProgrammeOffice, SRO), Subject: "Outcome of the " + v.Phase.called() + ": " + string(v.Outcome),
		Body: "A quorum of distinct approvers agreed over one digest."}
}

func (v RolledBack) mail(*Programme) Mail {
	return Mail{To: to(ProgrammeOffice, DataLead, Approver), Subject: "Cut-over rolled back",
		Body: "The source system stays in use. It is decided anew."}
}

func (v Replanned) mail(p *Programme) Mail {
	return Mail{To: p.everyone(), Subject: "Transfer moved to " + p.when(),
		Body: "Open dates move with it; what is done stays done."}
}

func (v ObligationsMoved) mail(*Programme) Mail {
	var lines []string
	for _, m := range v.Moves {
		lines = append(lines, m.ID+": "+m.From.Long()+" → "+m.To.Long())
	}
	if len(lines) == 0 {
		return Mail{}
	}
	return Mail{To: to(ProgrammeOffice), Subject: counted(len(lines), "date") + " moved",
		Body: v.Because + "\n\n" + strings.Join(lines, "\n")}
}

func (v TransferHeld) mail(*Programme) Mail {
	return Mail{To: to(ProgrammeOffice, SRO), Subject: "Transfer HELD", Body: strings.Join(v.Reasons, "\n") +
		"\n\nOnce mended, trigger the stage transfer; or put the transfer off."}
}

func (v GateOpened) mail(*Programme) Mail {
	if v.State != "Intervene" {
		return Mail{}
	}
	return Mail{To: to(ProgrammeOffice), Subject: "The workflow needs the office", Body: "It failed with " + v.Problem +
		". Mend the cause, then give the command retry."}
}

func (v Stuck) mail(*Programme) Mail {
	return Mail{To: to(ProgrammeOffice), Subject: "The workflow is STUCK",
		Body: v.Why + "\nMend the cause, then give the command retry."}
}

func (v Transferred) mail(p *Programme) Mail {
	return Mail{To: p.everyone(), Subject: "The service has transferred",
		Body: p.Definition.Service + " is with " + p.Definition.Authority.Name +
			" since " + p.when() + ".", Letters: []FileRef{v.Certificate}}
}

func (v StopOrdered) mail(*Programme) Mail {
	return Mail{To: to(ProgrammeOffice, SRO), Subject: "Stop ordered", Body: v.Reason}
}

func (v StoodDown) mail(p *Programme) Mail {
	return Mail{To: p.everyone(), Subject: "The handover is stopped", Letters: []FileRef{v.Letter},
		Body: p.Reason + "\n\nThe letter attached is for the provider and the representatives of staff."}
}

func (v Closed) mail(p *Programme) Mail {
	return Mail{To: p.everyone(), Subject: "The handover is closed", Body: "Every review is recorded.", Letters: []FileRef{v.Pack}}
}
