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

func printLines(w io.Writer, lines []handover.Line) {
	for i := 0; i < len(lines); i++ {
		l := lines[i]
		if n := reminders(lines[i:]); n > 1 {
			l.What, l.Why = fmt.Sprintf("%d reminders: %s", n, names(lines[i:i+n])), ""
			i += n - 1
		}
		say(w, "%-21s  %-12s  %s", local(l.At), l.Stage, l.What)
		if l.Why != "" {
			say(w, "%-21s  %-12s    why: %s", "", "", l.Why)
		}
	}
}

// reminders counts the reminders at the head of lines that share one instant.
func reminders(lines []handover.Line) int {
	n := 0
	for n < len(lines) && lines[n].State == "Reminder" && lines[n].At.Equal(lines[0].At) && strings.HasPrefix(lines[n].What, "Reminder") {
		n++
	}
	return n
}

// names are the obligations that reminders are about.
func names(lines []handover.Line) string {
	var ids []string
	for _, l := range lines {
		_, rest, _ := strings.Cut(l.What, ": ")
		id, _, _ := strings.Cut(rest, ",")
		ids = append(ids, id)
	}
	return strings.Join(ids, ", ")
}
