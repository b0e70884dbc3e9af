package handover

import (
	"fmt"
	"strconv"
	"strings"
)

// Source is where in the ledger a fact stands: its entry and, of an adopted past, its act; else 0.
type Source struct{ Entry, Act int }

// String names the entry or the act.
func (s Source) String() string { return named(s.Entry, s.Act) }

// MarshalText renders the source as the state keeps it: 41, or 2.3 for the third act of entry 2.
func (s Source) MarshalText() ([]byte, error) {
	if s.Act == 0 {
		return []byte(strconv.Itoa(s.Entry)), nil
	}
	return fmt.Appendf(nil, "%d.%d", s.Entry, s.Act), nil
}

// UnmarshalText reads what MarshalText renders.
func (s *Source) UnmarshalText(raw []byte) error {
	entry, act, acted := strings.Cut(string(raw), ".")
	var err error
	if s.Entry, err = strconv.Atoi(entry); err == nil && acted {
		s.Act, err = strconv.Atoi(act)
	}
	return err
}

// fold folds an event and, if people record facts of its subject, notes that the one which counts stands here.
func (p *Programme) fold(v Event, e Entry, act int) {
	v.apply(p, e)
	if fact, ok := v.(correctable); ok {
		p.counts(fact.subject(), Source{e.Seq, act})
	}
}

// counts notes which fact of a subject counts. Of a subject without a name every fact counts.
func (p *Programme) counts(subject string, at Source) {
	if subject == "" {
		return
	}
	if p.Standing == nil {
		p.Standing = map[string]Source{}
	}
	p.Standing[subject] = at
}

// superseded refuses to correct a fact that counts no more. Its correction would not change what it says but undo what
// was recorded of the same subject since.
func (p *Programme) superseded(v correctable, at Source) error {
	subject := v.subject()
	counts, stands := p.Standing[subject]
	switch {
	case subject == "" || counts == at:
		return nil
	case stands:
		return refuse("%s counts no more: %s stands in its place", at, counts).At("", "/entry").To("correct that one")
	}
	return refuse("%s counts no more: what it recorded was undone since", at).At("", "/entry").
		To("record anew what holds; `handover log` shows what undid it")
}

// What facts that can be corrected are about. Of two facts of one subject the later counts.

func (v ServiceRecorded) subject() string { return serviceOf(v.Addressee, string(v.Method)) }

func serviceOf(addressee, method string) string { return "service/" + addressee + "/" + method }

func (v RepresentationRecorded) subject() string { return "representation/" + v.Window + "/" + v.ID }

func (v RepresentationAnswered) subject() string { return replyTo(v.Window, v.ID) }

func replyTo(window, representation string) string { return "reply/" + window + "/" + representation }

func (v EvidenceSubmitted) subject() string { return evidenceOf(v.Check) }

func evidenceOf(check string) string { return "evidence/" + check }

func (v ReviewRecorded) subject() string { return "review/" + v.Review }

func (v ObligationReported) subject() string { return "obligation/" + v.Obligation }

// What was done elsewhere before a programme was adopted has nothing later of its subject: it is done here afterwards.

func (NoticeDrafted) subject() string { return "" }

func (InvitationsSent) subject() string { return "" }

func (DryRunAdopted) subject() string { return "" }
