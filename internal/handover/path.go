package handover

import (
	"cmp"
	"slices"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/path"
)

// CriticalPath says by how much each thing may slip before the transfer does. It is worked out forwards from the start,
// by the days that the definition plans and the distances that rules and contract ask for, and backwards from the day of
// the transfer.
type CriticalPath struct {
	Possible calendar.Date `json:"possible"` // the first day on which everything could be ready for the transfer
	Float    int           `json:"float"`    // working days from then to the transfer; negative: that many too few
	Chain    []Step        `json:"chain"`    // what decides Possible, from the first to the transfer
	Steps    []Step        `json:"steps"`    // all that the transfer waits for, the least float first
}

// Step is a thing that the transfer waits for: an obligation, by its id, or a named date. Latest is the last day on
// which it may begin, or happen, without moving the transfer; Float is the working days from Earliest to Latest,
// negative if it is that much too late.
type Step struct {
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	Owner    Role          `json:"owner,omitempty"`
	Earliest calendar.Date `json:"earliest"`
	Latest   calendar.Date `json:"latest"`
	Float    int           `json:"float"`
	After    string        `json:"after,omitempty"` // the step that decides Earliest; "" if its own date does
}

// CriticalPath works out the critical path of a plan. It fails only if a pack's rules count from each other in a circle.
func (v View) CriticalPath() (CriticalPath, error) {
	n := newNetwork(v)
	schedule, err := path.Compute(n.tasks, n.links, "transfer")
	if err != nil {
		return CriticalPath{}, err
	}
	var c CriticalPath
	at := map[string]Step{}
	for _, place := range schedule.Places {
		if place.Latest == path.Open {
			continue
		}
		at[place.ID] = n.step(place)
		if place.ID != "start" {
			c.Steps = append(c.Steps, at[place.ID])
		}
	}
	for _, id := range schedule.Chain {
		c.Chain = append(c.Chain, at[id])
	}
	c.Possible, c.Float = at["transfer"].Earliest, slices.MinFunc(c.Chain, byFloat).Float
	slices.SortStableFunc(c.Steps, byFloat)
	return c, nil
}

func byFloat(a, b Step) int {
	return cmp.Or(cmp.Compare(a.Float, b.Float), a.Latest.Compare(b.Latest), a.Earliest.Compare(b.Earliest))
}

// step gives a place its dates and its name.
func (n *network) step(p path.Place) Step {
	s := Step{ID: p.ID, Title: dateTitle(p.ID), Earliest: n.date(p.Earliest), Latest: n.date(p.Latest)}
	if o := n.known[p.ID]; o != nil {
		s.ID, s.Title, s.Owner = o.ID, o.Title, o.Owner
	}
	if s.After = p.Driver; n.known[p.Driver] != nil {
		s.After = n.known[p.Driver].ID
	}
	late := s.Latest.Before(s.Earliest)
	if working := n.cal.OnOrBefore(s.Latest); p.ID != "transfer" && working.Before(s.Earliest) == late {
		s.Latest = working // nobody waits for a Sunday
	}
	if s.Float = n.cal.Count(s.Earliest.AddDays(1), s.Latest); s.Latest.Before(s.Earliest) {
		s.Float = -n.cal.Count(s.Latest.AddDays(1), s.Earliest)
	}
	return s
}

// number and date turn dates into the numbered days of package path and back; day 0 is the start.
func (n *network) number(d calendar.Date) int { return n.start.DaysUntil(d) }

func (n *network) date(day int) calendar.Date { return n.start.AddDays(day) }
