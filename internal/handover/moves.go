package handover

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
)

// moveDates works the dates out anew and records which open obligations move, and because of what: a date they count
// from, a bank holiday that became known, or another table of bank holidays. Obligations that are met are never judged
// again. After a change that keeps what dates count from there is news of holidays alone to look for.
func moveDates(p *Programme, x Context, kept bool) []Event {
	if len(p.Checks) == 0 || p.Status != Running {
		return nil
	}
	known, news, anew := p.Known, p.news(x), p.otherTable(x.Rules) && x.Now.Equal(x.found)
	if len(news) > 0 || anew {
		known = x.Today()
	} else if kept {
		return nil
	}
	a, err := p.anchors(x.Rules, known)
	if err != nil { // a stored definition has been checked; what fails here fails in Plan too
		return nil
	}
	dates := a.dates()
	reopened := p.reopened(x)
	if len(news) == 0 && !anew && maps.Equal(dates, p.Dates) && !p.transferMoved(a) && !reopened {
		return nil
	}
	v := ObligationsMoved{Known: known, Calendar: x.Rules.Table.Version(), Dates: dates, Because: p.because(a, x.Rules, news),
		Since: x.since()}
	if v.Moves, err = p.moves(x.Rules, a); err != nil {
		return nil
	}
	if v.Because == "" {
		if len(v.Moves) == 0 {
			return nil
		}
		v.Because = "the transfer is on " + p.when() + ", and what is open again counts from the dates that hold now"
	}
	return []Event{v}
}

// keepDates reports whether a change keeps all that dates count from and opens no obligation again. These are most entries
// of a ledger, and to work every date out anew is most of the work of recording one.
func keepDates(change []Event) bool {
	for _, v := range change {
		switch v.(type) {
		case ReminderRaised, GateOpened, CheckAccepted, Voted, ChecksProbed, NoticeDrafted, InvitationsSent, ObligationReported:
		default:
			return false
		}
	}
	return len(change) > 0
}

// moves are the open obligations that are due otherwise by the anchors than they are.
func (p *Programme) moves(r Rules, a *anchors) ([]Move, error) {
	all, err := p.obligations(r, a)
	if err != nil {
		return nil, err
	}
	var moves []Move
	for _, o := range all {
		old := p.obligation(o.ID)
		if old != nil && old.Open() && (old.Due != o.Due || !old.At.Equal(o.At)) {
			moves = append(moves, Move{o.ID, old.Due, o.Due, o.At})
		}
	}
	return moves, nil
}

// news are the bank holidays that became known since the dates were worked out. They are the clock's to find, in the
// order of time: a person's command leaves them to the next tick.
func (p *Programme) news(x Context) []calendar.Holiday {
	if x.found.IsZero() {
		return nil
	}
	return x.Rules.Table.News(p.Known, x.Today(), p.Definition.Jurisdiction)
}

// otherTable reports whether the dates of a programme rest on another table of bank holidays than that of the rules. They
// are the clock's to work out anew, too: what the new table has may have been known for long. A ledger from before tables
// were noted notes its own with the next dates that move.
func (p *Programme) otherTable(r Rules) bool {
	return p.Calendar != "" && p.Status == Running && p.Calendar != r.Table.Version()
}

// reopened reports whether obligations have just been opened again. The dates of what is met stand still, so theirs may
// be out of date.
func (p *Programme) reopened(x Context) bool {
	return slices.ContainsFunc(p.Obligations, func(o Obligation) bool {
		return o.Open() && (o.Since.Equal(p.Changed) || o.Since.Equal(x.Now))
	})
}

// transferMoved catches a transfer that moved within its day.
func (p *Programme) transferMoved(a *anchors) bool {
	o := p.obligation("transfer")
	return o != nil && o.Open() && !o.At.Equal(a.named["transfer"].At)
}

func (a *anchors) dates() map[string]calendar.Date {
	dates := make(map[string]calendar.Date, len(a.named))
	for name, v := range a.named {
		dates[name] = v.Date
	}
	return dates
}

// because names what moved dates: the named dates that moved by themselves, without those that only follow another, the
// bank holidays that became known, and the table if it is another one.
func (p *Programme) because(a *anchors, r Rules, news []calendar.Holiday) string {
	old := p.Dates
	var moved []string
	for _, name := range slices.Sorted(maps.Keys(a.named)) {
		if old[name] != a.named[name].Date {
			moved = append(moved, name)
		}
	}
	var parts []string
	for _, name := range moved {
		origin := a.named[name].Origin
		if name != "migration.first-run" && !slices.ContainsFunc(moved,
			func(other string) bool { return other != name && strings.Contains(origin, other) }) {
			parts = append(parts, name+" moved from "+old[name].Long()+" to "+a.named[name].Date.Long())
		}
	}
	for _, h := range news {
		parts = append(parts, h.Date.Long()+" ("+h.Title+") became known as a bank holiday")
	}
	if p.otherTable(r) {
		parts = append(parts, p.tableNews(r.Table))
	}
	return strings.Join(parts, "; ")
}

// tableNews says which table of bank holidays holds from now on, and what it has otherwise, as far as the table before
// it is at hand.
func (p *Programme) tableNews(t *calendar.Table) string {
	says := []string{"another table of bank holidays holds, " + t.Version()}
	if old := calendar.Published(); old.Version() == p.Calendar {
		for _, h := range t.Without(old, p.Definition.Jurisdiction) {
			says = append(says, "it has "+h.Date.Long()+" ("+h.Title+")")
		}
		for _, h := range old.Without(t, p.Definition.Jurisdiction) {
			says = append(says, "it has no more "+h.Date.Long()+" ("+h.Title+")")
		}
	}
	return strings.Join(says, ", ")
}

// Move is one obligation whose due date moved.
type Move struct {
	ID   string        `json:"id"`
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
	At   time.Time     `json:"at,omitzero"`
}

// ObligationsMoved is recorded when dates are worked out anew, with the reason; Since is when they moved, if the clock
// found it later.
type ObligationsMoved struct {
	Known    calendar.Date            `json:"known"`
	Calendar string                   `json:"calendar,omitempty"`
	Dates    map[string]calendar.Date `json:"dates"`
	Moves    []Move                   `json:"moves,omitempty"`
	Because  string                   `json:"because"`
	Since    time.Time                `json:"since,omitzero"`
}

// Kind implements Event.
func (ObligationsMoved) Kind() string { return "obligations-moved" }

func (v ObligationsMoved) apply(p *Programme, e Entry) {
	p.Known, p.Calendar, p.Dates = v.Known, v.Calendar, maps.Clone(v.Dates)
	if !v.Since.IsZero() {
		e.At = v.Since
	}
	for _, m := range v.Moves {
		o := p.obligation(m.ID)
		o.Due, o.At, o.Since, o.Raised = m.To, m.At, e.At, nil
	}
}

func (v ObligationsMoved) line(p *Programme) (Line, bool) {
	type way struct{ from, to calendar.Date }
	var ways []way
	moved := map[way][]string{}
	for _, m := range v.Moves {
		w := way{m.From, m.To}
		if moved[w] == nil {
			ways = append(ways, w)
		}
		moved[w] = append(moved[w], reference(m.ID))
	}
	var parts []string
	for _, w := range ways {
		parts = append(parts, fmt.Sprintf("from %s to %s: %s", w.from.Long(), w.to.Long(), strings.Join(moved[w], ", ")))
	}
	if len(parts) == 0 {
		return Line{What: "Dates worked out anew: nothing moves", Why: v.Because}, true
	}
	head := counted(len(v.Moves), "date") + " moved "
	return Line{What: head + strings.Join(parts, "; "), Why: v.Because, Head: head, Parts: parts}, true
}
