package handover

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/rulebook"
)

// Tick is the clock's command: it raises what has come due at the earliest instant that has anything due. Gates that
// the date has freed pass as a consequence. Ticks go on until one finds nothing more.
type Tick struct{}

// Name implements Command.
func (Tick) Name() string { return "tick" }

// mostReminders keeps one command within one DynamoDB transaction; the next tick goes on with the rest.
const mostReminders = 20

func (Tick) decide(p *Programme, x Context) ([]Event, error) { //nolint:unparam // as Command has it
	if p.Status.Over() {
		return nil, nil
	}
	return append(replaceOld(p, x), raise(p, x)...), nil
}

// catchUp is what a tick leads to. After an outage the clock works through what came due in the order of time, so that
// no reminder is lost because its gate passed the day after it, and no transfer is held by a window that closed the
// minute before. Entries are recorded when they were found. Another table of bank holidays comes before all that: no
// reminder goes out with a date that holds no more.
func catchUp(p *Programme, x Context) []Entry {
	x.found = x.Now
	if p.otherTable(x.Rules) {
		if entries := settle(p, x, nil); len(entries) > 0 {
			return entries
		}
	}
	for _, at := range p.missed(x) {
		x.Now = at
		events, _ := Tick{}.decide(p, x) // never an error
		entries := p.record(events, x)
		if entries = append(entries, settle(p, x, events)...); len(entries) > 0 {
			return entries
		}
	}
	return nil
}

// missed returns the instants up to now at which something came due by itself, in order, and now.
func (p *Programme) missed(x Context) []time.Time {
	var instants []time.Time
	p.comesDue(x.Rules, x.Today(), func(at time.Time, _ bool) {
		if at.Before(x.Now) {
			instants = append(instants, at)
		}
	})
	slices.SortFunc(instants, time.Time.Compare)
	return append(slices.CompactFunc(instants, time.Time.Equal), x.Now)
}

// since is the instant from which what a tick found counts, where that was earlier than its entry; else zero.
func (x Context) since() time.Time {
	if x.found.IsZero() || !x.Now.Before(x.found) {
		return time.Time{}
	}
	return x.Now.UTC()
}

// rung is one step of the reminder ladder of an obligation.
type rung struct {
	name string // "-28", "-7", "-1" or "overdue"
	day  calendar.Date
}

// at is when the reminder goes out.
func (r rung) at() time.Time { return r.day.At(9, 0) }

// overdue is the last rung of the ladder.
const overdue = "overdue"

// rungs works out when the reminders of an obligation go out that have not gone out yet: at 09:00 London on a working day,
// before the date moved back to one, afterwards on the first one after it, or, if the date lay in the past when it was
// fixed, after that day.
func (o *Obligation) rungs(l rulebook.Ladder, cal *calendar.Calendar, fixed calendar.Date) iter.Seq[rung] {
	return func(yield func(rung) bool) {
		for _, days := range l.DaysBefore {
			name := "-" + strconv.Itoa(days)
			if !slices.Contains(o.Raised, name) && !yield(rung{name, cal.OnOrBefore(o.Due.AddDays(-days))}) {
				return
			}
		}
		if l.Overdue && !slices.Contains(o.Raised, overdue) {
			yield(rung{overdue, cal.Add(later(o.Due, fixed), 1)})
		}
	}
}

// pending gives the rungs of open obligations that have not been raised. Those before the date was fixed are left out;
// those that an outage delayed are not.
func (p *Programme) pending(r Rules, each func(*Obligation, rung)) {
	if len(p.Obligations) == 0 || p.Status != Running || p.Paused() != nil {
		return
	}
	cal := p.calendar(r, p.Known)
	for i := range p.Obligations {
		o := &p.Obligations[i]
		if !o.Open() {
			continue
		}
		fixed := calendar.DateOf(o.Since)
		for step := range o.rungs(r.Book.Ladder, cal, fixed) {
			if p.awaitsService(*o, step.day) {
				continue
			}
			late := step.day.Before(fixed) || step.day == fixed && !step.at().After(o.Since)
			if !late && (step.name == overdue || !p.slept(step)) {
				each(o, step)
			}
		}
	}
}

func raise(p *Programme, x Context) []Event {
	var events []Event
	today := x.Today()
	p.pending(x.Rules, func(o *Obligation, step rung) {
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

// Overtaken reports whether a later reminder of the same obligation has been raised since. After an outage people get the
// last one alone; the entries of all are there, as if there had been no outage.
func (v ReminderRaised) Overtaken(p *Programme) bool {
	o := p.obligation(v.Obligation)
	if o == nil || len(o.Raised) == 0 {
		return false
	}
	return o.Raised[len(o.Raised)-1] != v.Rung || o.Due != v.Due
}

// RemindersDue gives the obligations of which the clock is about to raise a reminder, unless it first finds that the date has
// moved or the obligation is met.
func (p *Programme) RemindersDue(r Rules, now time.Time) map[string]bool {
	due := map[string]bool{}
	p.pending(r, func(o *Obligation, step rung) {
		if !step.at().After(now) {
			due[o.ID] = true
		}
	})
	return due
}

func (v ReminderRaised) line(p *Programme) (Line, bool) {
	what := "Reminder"
	if v.Rung == overdue {
		what = "OVERDUE reminder"
	}
	o := p.obligation(v.Obligation)
	return Line{Stage: o.Stage, State: "Reminder", Subject: v.Obligation, Late: v.Rung == overdue,
		What: what + " to the " + v.Role.Words() + " about " + reference(o.ID) + ": " + o.Title, Why: "due " + v.Due.Long()}, true
}

// endOfTime is later than any date of a programme.
var endOfTime = calendar.MustDate("2199-12-31")

// Wake returns the earliest instant at which anything of the programme comes due by itself; zero if nothing ever does.
// It is later than now unless a tick still has something to find. The clock looks at no programme before its time.
func (p *Programme) Wake(r Rules, now time.Time) time.Time {
	var first time.Time
	p.comesDue(r, calendar.Date{}, func(at time.Time, surely bool) {
		if (surely || at.After(now)) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	})
	return first
}

// comesDue gives each instant at which something comes due by itself. What surely comes due then stays due until a tick
// finds it; the rest, the date of a gate that waits for people too, may come without anything happening.
//
// Of the reminders after the day upTo it gives the earliest alone.
func (p *Programme) comesDue(r Rules, upTo calendar.Date, each func(at time.Time, surely bool)) {
	if p.Status.Over() {
		return
	}
	if !p.Execution.Stuck {
		each(p.Execution.oldAt(), true)
	}
	if p.unsettled(p.Changed) {
		each(p.Changed, true)
	}
	if p.Status != Running {
		return
	}
	p.remindersDue(r, upTo, each)
	for name, g := range p.Gates {
		state, item, _ := strings.Cut(name, "/")
		if rule := gateRules[state]; rule.opens != nil && (g.Open() || p.owedAfter(name)) {
			at := rule.opens(p, item)
			outcome, passes := p.passable(state, item, at)
			each(at, passes && (g.Open() || outcome.meets()))
		}
	}
	if p.Effective.IsZero() {
		each(p.Transfer, p.holds())
	}
	for _, c := range p.Checks {
		if c.Status == Waived {
			each(dayAfter(c.Until), true)
		}
	}
	if len(p.Checks) > 0 {
		for _, h := range r.Table.News(p.Known, endOfTime, p.Definition.Jurisdiction) {
			each(h.KnownFrom.At(0, 0), true)
		}
	}
}

// remindersDue gives the instants of the reminders up to a day, and the first one after it: there are hundreds, and that
// one tells when to look again.
func (p *Programme) remindersDue(r Rules, upTo calendar.Date, each func(at time.Time, surely bool)) {
	next := endOfTime
	p.pending(r, func(_ *Obligation, step rung) {
		if !step.day.After(upTo) {
			each(step.at(), true)
		} else if step.day.Before(next) {
			next = step.day
		}
	})
	if next != endOfTime {
		each(rung{day: next}.at(), true)
	}
}
