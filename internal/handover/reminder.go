package handover

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
)

// Tick is the clock's command: it raises what has come due. Gates that the date has freed pass as a consequence.
type Tick struct{}

// Name implements Command.
func (Tick) Name() string { return "tick" }

// mostReminders keeps one command within one DynamoDB transaction; the next tick goes on with the rest.
const mostReminders = 20

func (Tick) decide(p *Programme, x Context) ([]Event, error) {
	if p.Status.Over() {
		return nil, nil
	}
	return append(replaceOld(p, x), raise(p, x)...), nil
}

// rung is one step of the reminder ladder of an obligation.
type rung struct {
	name string // "-28", "-7", "-1" or "overdue"
	day  calendar.Date
}

// at is when the reminder goes out.
func (r rung) at() time.Time { return r.day.At(9, 0) }

// rungs works out when the reminders of an obligation go out: at 09:00 London on a working day, before the date moved
// back to one, afterwards on the first one after it.
func rungs(o Obligation, r Rules, cal *calendar.Calendar) []rung {
	all := make([]rung, 0, len(r.Book.Ladder.DaysBefore)+1)
	for _, days := range r.Book.Ladder.DaysBefore {
		all = append(all, rung{fmt.Sprintf("-%d", days), cal.OnOrBefore(o.Due.AddDays(-days))})
	}
	if r.Book.Ladder.Overdue {
		all = append(all, rung{"overdue", cal.Add(o.Due, 1)})
	}
	return all
}

// pending gives the rungs of open obligations that have not been raised. Those before the date was fixed are left out;
// those that an outage delayed are not.
func (p *Programme) pending(r Rules, each func(Obligation, rung)) {
	if len(p.Obligations) == 0 || p.Status != Running {
		return
	}
	cal := p.calendar(r, p.Known)
	for _, o := range p.Obligations {
		if !o.Open() {
			continue
		}
		fixed := calendar.DateOf(o.Since)
		for _, step := range rungs(o, r, cal) {
			late := step.day.Before(fixed) || step.day == fixed && !step.at().After(o.Since)
			if !late && !slices.Contains(o.Raised, step.name) {
				each(o, step)
			}
		}
	}
}

func raise(p *Programme, x Context) []Event {
	var events []Event
	today := x.Today()
	p.pending(x.Rules, func(o Obligation, step rung) {
		due := step.day.Before(today) || step.day == today && !step.at().After(x.Now)
		if due && len(events) < mostReminders {
			events = append(events, ReminderRaised{o.ID, step.name, o.Owner, o.Due})
		}
	})
	return events
}

// ReminderRaised is recorded for each reminder, with the one outbox row that sends it.
type ReminderRaised struct {
	Obligation string        `json:"obligation"`
	Rung       string        `json:"rung"`
	Role       Role          `json:"role"`
	Due        calendar.Date `json:"due"`
}

// Kind implements Event.
func (ReminderRaised) Kind() string { return "reminder-raised" }

func (v ReminderRaised) apply(p *Programme, _ Entry) {
	o := p.obligation(v.Obligation)
	o.Raised = append(o.Raised, v.Rung)
	p.Reminders++
}

func (v ReminderRaised) line(p *Programme) (Line, bool) {
	what := "Reminder"
	if v.Rung == "overdue" {
		what = "OVERDUE"
	}
	o := p.obligation(v.Obligation)
	return Line{Stage: o.Stage, State: "Reminder", Subject: v.Obligation, Late: v.Rung == "overdue",
		What: what + " to " + string(v.Role) + ": " + v.Obligation + ", " + o.Title, Why: "due " + v.Due.Long()}, true
}

// endOfTime is later than any date of a programme.
var endOfTime = calendar.MustDate("2199-12-31")

// Wake returns the earliest instant after now at which anything of the programme comes due by itself; zero if nothing
// ever does. The clock looks at no programme before its time.
func (p *Programme) Wake(r Rules, now time.Time) time.Time {
	if p.Status.Over() {
		return time.Time{}
	}
	first := p.Execution.oldAt()
	at := func(t time.Time) {
		if t.Before(first) {
			first = t
		}
	}
	next := endOfTime
	p.pending(r, func(_ Obligation, step rung) {
		if step.day.Before(next) {
			next = step.day
		}
	})
	at(rung{day: next}.at())
	for name, g := range p.Gates {
		state, item, _ := strings.Cut(name, "/")
		if rule := gateRules[state]; g.Open() && rule.opens != nil {
			if opens := rule.opens(p, item); opens.After(now) {
				at(opens)
			}
		}
	}
	if p.Transfer.After(now) {
		at(p.Transfer)
	}
	for _, c := range p.Checks {
		if c.Status == Waived {
			at(dayAfter(c.Until))
		}
	}
	if len(p.Checks) > 0 {
		for _, h := range r.Table.News(p.Known, endOfTime, p.Definition.Jurisdiction) {
			at(h.KnownFrom.At(0, 0))
		}
	}
	return first
}
