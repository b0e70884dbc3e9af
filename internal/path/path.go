// Package path works out by how much each of many linked things may slip before the last of them slips, and which chain
// of them decides when the last can happen: the critical path method, on numbered days.
//
// It is pure and knows no calendar: what a day is, and how far apart two linked things must lie, is the caller's.
package path

import "math"

// Task is one thing that happens on a day. NotBefore is the first day on which it can happen, whatever comes before it,
// and NotAfter the last, whatever comes after it (Open: none).
type Task struct {
	ID        string
	NotBefore int
	NotAfter  int
}

// Open is the day of what may happen at any time, as far as the end is concerned.
const Open = math.MaxInt

// Link says that one task follows another at a distance.
type Link struct {
	From, To string
	Lag      Lag
}

// Lag is the least distance between two linked tasks. Forward must never fall as the day grows, and Back(day) is the
// last day whose Forward is no later than day.
type Lag interface {
	// Forward returns the first day of the later task if the earlier one is on a day.
	Forward(day int) int
	// Back returns the last day of the earlier task if the later one is on a day.
	Back(day int) int
}

// Days is a distance of a fixed number of days; 0 lets both tasks be on one day.
type Days int

// Forward implements Lag.
func (d Days) Forward(day int) int { return day + int(d) }

// Back implements Lag.
func (d Days) Back(day int) int { return day - int(d) }

// Place is when a task can happen: on Earliest at the earliest and, unless the end slips, on Latest at the latest (Open
// if the end does not wait for it). Driver is the task before it that decides Earliest; "" if its own NotBefore does.
type Place struct {
	ID               string
	Earliest, Latest int
	Driver           string
}

// Schedule is the answer for all tasks. Chain leads from the task whose own first day decides when the end can happen to
// the end; each drives the next.
type Schedule struct {
	Places []Place // in the order of the tasks
	Chain  []string
}

// Compute places the tasks, the end on its NotAfter or, if that is Open, as early as can be. An id used twice, a link or
// an end that names no task, and links that lead in a circle are fault.Invalid.
func Compute(tasks []Task, links []Link, end string) (Schedule, error) {
	n, err := newNet(tasks, links)
	if err != nil {
		return Schedule{}, err
	}
	last, ok := n.index[end]
	if !ok {
		return Schedule{}, unknown(end)
	}
	order, err := n.order()
	if err != nil {
		return Schedule{}, err
	}
	s := Schedule{Places: make([]Place, len(tasks))}
	n.forward(order, s.Places)
	n.back(order, s.Places, last)
	s.Chain = n.chain(s.Places, last)
	return s, nil
}
