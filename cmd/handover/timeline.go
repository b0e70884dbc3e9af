package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// local is an instant as a wall-clock time in London.
func local(t time.Time) string { return t.In(calendar.London()).Format("Mon 2 Jan 2006 15:04") }

// printLines prints what a manager reads: date, stage, what happened, why that date, with a blank line between months.
// What happens often at one moment shares a line. With by it says who did it.
func printLines(w io.Writer, lines []handover.Line, by bool) {
	month := ""
	for _, l := range gathered(lines, by) {
		this := l.At.In(calendar.London()).Format("2006-01")
		if month != "" && this != month {
			say(w, "")
		}
		month = this
		if by && l.By != string(handover.System) && l.By != "" {
			l.What += " (by" + tie + l.By + ")"
		}
		head := fmt.Sprintf("%-21s  %-12s  ", local(l.At), l.Stage)
		if len(l.Parts) > 1 {
			wrapped(w, head, l.Head)
			for _, part := range l.Parts {
				wrapped(w, fmt.Sprintf("%-21s  %-12s    ", "", ""), part)
			}
		} else {
			wrapped(w, head, l.What)
		}
		if l.Why != "" {
			wrapped(w, fmt.Sprintf("%-21s  %-12s    ", "", ""), "why: "+l.Why)
		}
	}
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

// gathered joins the lines of one moment, kind and, if it is told, person.
func gathered(lines []handover.Line, by bool) []handover.Line {
	type group struct {
		at     time.Time
		as, by string
	}
	var out []handover.Line
	place, members := map[group]int{}, map[int][]string{}
	for _, l := range lines {
		as := shared(l)
		if as == "" {
			out = append(out, l)
			continue
		}
		g := group{at: l.At, as: as}
		if by {
			g.by = l.By
		}
		i, ok := place[g]
		if !ok {
			i, place[g] = len(out), len(out)
			out = append(out, l)
		}
		if members[i] = append(members[i], l.Subject); len(members[i]) > 1 {
			out[i].What, out[i].Why = fmt.Sprintf(as, len(members[i]), strings.Join(members[i], ", ")), ""
			if out[i].Stage != l.Stage {
				out[i].Stage = ""
			}
		}
	}
	return out
}
