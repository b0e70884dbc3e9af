package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// printDiff prints what moves: from, to and why; then what is wrong that was not.
func printDiff(w io.Writer, s sheet) {
	shifts := handover.Shifts(s.was, s.view)
	say(w, "%s", s.definition.Title)
	printQuestion(w, s.question)
	say(w, "%d of %d dates move.", len(shifts), len(s.view.Obligations))
	printShifts(w, shifts)
	for _, f := range handover.NewFindings(s.was, s.view) {
		printFinding(w, f)
	}
}

// printShifts prints what moves, that of one way and reason together.
func printShifts(w io.Writer, shifts []handover.Shift) {
	for _, group := range grouped(shifts) {
		say(w, "")
		wrapped(w, move(group[0].From, group[0].To)+"  ", reason(group[0]))
		var rows [][]string
		for _, m := range group {
			rows = append(rows, []string{m.ID, string(m.Owner), m.Title})
		}
		printRows(w, rows)
	}
}

// grouped puts shifts of one way and reason together, in the order of the first of each.
func grouped(shifts []handover.Shift) [][]handover.Shift {
	var groups [][]handover.Shift
	for _, m := range shifts {
		i := slices.IndexFunc(groups, func(g []handover.Shift) bool {
			return g[0].From == m.From && g[0].To == m.To && g[0].Why == m.Why
		})
		if i < 0 {
			groups = append(groups, []handover.Shift{m})
			continue
		}
		groups[i] = append(groups[i], m)
	}
	return groups
}

func move(from, to calendar.Date) string {
	switch {
	case from.IsZero():
		return "new" + strings.Repeat(" ", 15) + dated(to)
	case to.IsZero():
		return dated(from) + " → " + fmt.Sprintf("%-15s", "gone")
	}
	return dated(from) + " → " + dated(to)
}

// reason is why an obligation is due where it is now or, if it is gone, why it was due.
func reason(m handover.Shift) string {
	if m.To.IsZero() {
		return "does not apply any more; was due " + m.Was
	}
	return m.Why
}
