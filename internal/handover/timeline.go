package handover

import (
	"time"

	"example.org/handover/internal/calendar"
)

// Line is one line of the timeline: what happened in which stage and state of the machine, and why then.
type Line struct {
	At    time.Time `json:"at"`
	Stage Stage     `json:"stage"`
	State string    `json:"state"`
	What  string    `json:"what"`
	Why   string    `json:"why"`
	// Occurred is when it occurred, where that was before it was recorded; What says it in words too.
	Occurred time.Time `json:"-"`
	Seq      int       `json:"-"`
	By       string    `json:"-"`
	// Kind is that of the event and Subject what it is about, by which lines of one moment are told together; Late marks
	// a reminder of what is overdue.
	Kind    string `json:"-"`
	Subject string `json:"-"`
	Late    bool   `json:"-"`
	// Head and Parts are What in pieces, for those who give each part a line of its own.
	Head  string   `json:"-"`
	Parts []string `json:"-"`
}

// Replay folds a ledger from its first entry and gives the state at its end and a line for every entry that people
// want to see.
func Replay(entries []Entry) (*Programme, []Line, error) {
	p := new(Programme)
	var lines []Line
	for _, e := range entries {
		if err := p.Fold(e); err != nil {
			return nil, nil, err
		}
		if v, ok := e.Event.(Adopted); ok {
			lines = append(lines, v.past(p, e.Seq)...)
		}
		if l, ok := e.Event.line(p); ok {
			l.At, l.Seq, l.By, l.Kind, l.Occurred = e.At, e.Seq, e.By, e.Event.Kind(), e.Occurred
			if !e.Occurred.IsZero() {
				l.What += "; it occurred on " + calendar.DateOf(e.Occurred).Long() + " at " + e.Occurred.In(calendar.London()).Format("15:04")
			}
			lines = append(lines, l)
		}
	}
	return p, lines, nil
}

// line of GatePassed: most gates speak through what freed them; these speak for themselves.
func (v GatePassed) line(p *Programme) (Line, bool) {
	rule := gateRules[v.State]
	l := Line{Stage: rule.stage, State: v.State}
	if v.Outcome == Halt || v.Outcome == Again {
		return l, false
	}
	switch v.State {
	case "AuthoriseNotice":
		l.What, l.Why = "The notice may be served", "the decision may be implemented from "+p.Dates["decision.implementable"].Long()
	case "ServeNotice":
		deemed, _ := p.deemed()
		l.What = "Notice served on everybody: deemed " + deemed.Long() + ", the period ends on " + p.Dates["notice.ends"].Long()
		l.Why = "the latest of all services counts; the period is " + p.Definition.Contract.NoticePeriod.after("the deemed date")
	case "NoticeExpires":
		l.What, l.Why = "Notice period over", "it ended on "+p.Dates["notice.ends"].Long()+" at 24:00"
	case "CloseWindow":
		l.What = capital(p.consultationOf(v.Item)) + " closed with every representation answered"
		l.Why = "its last day was " + p.Dates["window."+v.Item+".closes"].Long()
	case "SatisfyChecks":
		l.What = "Every blocking check of the decision is met"
	default:
		return l, false
	}
	return l, true
}
