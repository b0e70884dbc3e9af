package picture

import (
	"strings"

	"example.org/handover/internal/calendar"
)

// Told is a row in words.
type Told struct {
	Name  string
	Lines []string
}

// Told says in words what the picture shows, for those who do not see it and for screens that are too narrow for it.
func (t Timeline) Told() []Told {
	var rows []Told
	for _, r := range t.Rows {
		row := Told{Name: r.Name}
		for _, b := range r.Bars {
			row.Lines = append(row.Lines, t.period(b))
		}
		for _, p := range r.Points {
			row.Lines = append(row.Lines, t.day(p))
		}
		rows = append(rows, row)
	}
	return append(rows, Told{"Transfer", []string{t.Transfer.Long()}})
}

func (t Timeline) describe() string {
	var parts []string
	for _, row := range t.Told() {
		for _, line := range row.Lines {
			parts = append(parts, row.Name+", "+line)
		}
	}
	return strings.Join(parts, ". ") + "."
}

// state says in words what the shape of a period shows.
func (t Timeline) state(from, to calendar.Date, done bool) string {
	switch {
	case done:
		return "done"
	case t.Over:
		return "not done"
	case to.Before(t.Today):
		return "overdue"
	case from.Before(t.Today), from == t.Today && from != to: // what falls on one day is to come until that day is over
		return "under way"
	}
	return "to come"
}

// stateOf says in words what the shape of a bar shows.
func (t Timeline) stateOf(b Bar) string {
	if b.Lapsed {
		return "not begun"
	}
	return t.state(b.From, b.To, b.Done)
}

func (t Timeline) period(b Bar) string {
	days := b.Label + ": " + b.From.Long() + " to " + b.To.Long()
	if b.Float {
		return days
	}
	return days + ", " + t.stateOf(b)
}

func (t Timeline) day(p Point) string {
	return p.Label + ": " + p.On.Long() + ", " + t.state(p.On, p.On, p.Done)
}
