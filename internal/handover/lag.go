package handover

import (
	"example.org/handover/internal/calendar"
)

// after is the lag of a task that follows another on the day that a rule works out from the other's. The rule never
// gives an earlier day for a later one.
type after struct {
	n    *network
	rule func(calendar.Date) calendar.Date
}

// Forward implements path.Lag.
func (l after) Forward(day int) int { return l.n.number(l.rule(l.n.date(day))) }

// Back implements path.Lag: the last day from which the rule leads no further than a day.
func (l after) Back(day int) int {
	from := 2*day - l.Forward(day) // as far before the day as the rule's day lies behind it: near already
	for l.Forward(from) > day {
		from--
	}
	for l.Forward(from+1) <= day {
		from++
	}
	return from
}

// before is the lag of a task that must come so long before another as a rule works out from the other's day.
type before struct {
	n    *network
	rule func(calendar.Date) calendar.Date
}

// Forward implements path.Lag: the first day whose rule leaves room for the task.
func (l before) Forward(day int) int {
	from := 2*day - l.Back(day)
	for l.Back(from) < day {
		from++
	}
	for l.Back(from-1) >= day {
		from--
	}
	return from
}

// Back implements path.Lag.
func (l before) Back(day int) int { return l.n.number(l.rule(l.n.date(day))) }
