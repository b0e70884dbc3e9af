package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// local is an instant as a wall-clock time in London.
func local(t time.Time) string { return t.In(calendar.London()).Format("Mon 2 Jan 2006 15:04") }

// printLines prints what a manager reads: date, stage, what happened, why that date, with a blank line between months.
// What happens often at one moment shares a line. As a log it says the number of each entry, by which it can be
// corrected, and who made it.
func printLines(w io.Writer, lines []handover.Line, log bool) {
	month := ""
	for _, l := range gathered(lines, log) {
		this := l.At.In(calendar.London()).Format("2006-01")
		if month != "" && this != month {
			say(w, "")
		}
		month = this
		number, indent := "", ""
		if log {
			number, indent = fmt.Sprintf("%5s  ", entry(l)), fmt.Sprintf("%5s  ", "")
			if l.By != string(handover.System) && l.By != "" {
				l.What += " (by" + tie + l.By + ")"
			}
		}
		head := number + fmt.Sprintf("%-21s  %-12s  ", local(l.At), l.Stage)
		below := indent + fmt.Sprintf("%-21s  %-12s    ", "", "")
		if len(l.Parts) > 1 {
			wrapped(w, head, l.Head)
			for _, part := range l.Parts {
				wrapped(w, below, part)
			}
		} else {
			wrapped(w, head, l.What)
		}
		if l.Why != "" {
			wrapped(w, below, "why: "+l.Why)
		}
	}
}

// entry is the number of a line's entry; "" for a line that stands for several, each of which has its own.
func entry(l handover.Line) string {
	if l.Seq == 0 {
		return ""
	}
	return strconv.Itoa(l.Seq)
}

// shared are the kinds of events of which many happen at one moment, and how they are told together.
func shared(l handover.Line) string {
	switch {
	case !l.Occurred.IsZero(): // each says when it occurred
		return ""
	case l.Kind == "reminder-raised" && l.Late:
		return "%d OVERDUE reminders: %s"
	case l.Kind == "reminder-raised":
		return "%d reminders: %s"
	case l.Kind == "evidence-submitted":
		return "Evidence of %d checks submitted: %s"
	case l.Kind == "check-accepted":
		return "%d checks accepted: %s"
	}
	return ""
}

// gathered joins the lines of one moment, kind and, in a log, person.
func gathered(lines []handover.Line, log bool) []handover.Line {
	type group struct {
		at     time.Time
		as, by string
	}
	var out []handover.Line
	place, members := map[group]int{}, map[int][]handover.Line{}
	for _, l := range lines {
		as := shared(l)
		if as == "" {
			out = append(out, l)
			continue
		}
		g := group{at: l.At, as: as}
		if log {
			g.by = l.By
		}
		i, ok := place[g]
		if !ok {
			i, place[g] = len(out), len(out)
			out = append(out, l)
		}
		if members[i] = append(members[i], l); len(members[i]) > 1 {
			out[i].What, out[i].Why = fmt.Sprintf(as, len(members[i]), subjects(members[i], log)), ""
			out[i].Seq = 0
			if out[i].Stage != l.Stage {
				out[i].Stage = ""
			}
		}
	}
	return out
}

// subjects names what several lines are about, in a log with the number of the entry of each.
func subjects(lines []handover.Line, log bool) string {
	var names []string
	for _, l := range lines {
		name := l.Subject
		if log {
			name += tie + "(" + entry(l) + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
