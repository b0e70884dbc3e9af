package main

import (
	"fmt"
	"io"
	"strings"

	"example.org/handover/internal/handover"
)

// printPlan prints findings first, then the obligations, those of one date and reason together, then what has no date.
func printPlan(w io.Writer, s sheet) {
	view, blocking := s.view, len(s.view.Blocking())
	say(w, "%s", s.definition.Title)
	wrapped(w, "", fmt.Sprintf("Transfer: %s. Obligations: %d. Blocking findings: %d. Warnings: %d.", transferOf(view),
		len(view.Obligations), blocking, len(view.Findings)-blocking))
	if view.Service != nil {
		wrapped(w, "Notice: ", view.Service.String()+".")
	}
	printQuestion(w, s.question)
	for _, f := range view.Findings {
		printFinding(w, f)
	}
	if blocking > 0 {
		say(w, "\nThis programme cannot start before the blocking findings are mended.")
	}
	for i := 0; i < len(view.Obligations); {
		n := 1
		for i+n < len(view.Obligations) && sameDate(view.Obligations[i], view.Obligations[i+n]) {
			n++
		}
		printGroup(w, view.Obligations[i:i+n])
		i += n
	}
	printNotes(w, view)
}

// transferOf is the instant of the transfer that a plan counts from.
func transferOf(v handover.View) string {
	for _, o := range v.Obligations {
		if o.ID == "transfer" && !o.At.IsZero() {
			return local(o.At)
		}
	}
	return short(v.Dates()["transfer"])
}

// printQuestion says under what the plan is worked out, if not as it stands.
func printQuestion(w io.Writer, q handover.Question) {
	if text := q.String(); text != "" {
		wrapped(w, "What if: ", text+".")
	}
}

func printFinding(w io.Writer, f handover.Finding) {
	say(w, "")
	wrapped(w, strings.ToUpper(f.Severity)+"  ", strings.TrimSuffix(f.Problem, ".")+" ("+f.ID+").")
	wrapped(w, "  mend:    ", f.Mend)
	if f.Safe != nil {
		wrapped(w, "  safe:    ", f.Safe.String())
	}
	wrapped(w, "  source:  ", f.Source)
}

func sameDate(a, b handover.PlannedObligation) bool { return a.Due == b.Due && a.Why == b.Why }

func printGroup(w io.Writer, group []handover.PlannedObligation) {
	say(w, "")
	wrapped(w, dated(group[0].Due)+"  ", group[0].Why)
	var rows [][]string
	for _, o := range group {
		title := o.Title
		if !o.Target.IsZero() {
			title += " (better by " + short(o.Target) + ")"
		}
		rows = append(rows, []string{o.ID, string(o.Owner), title})
	}
	printRows(w, rows)
}

// rowMargin stands before every row.
const rowMargin = "  "

// printRows prints rows in columns; the last column is wrapped.
func printRows(w io.Writer, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for _, row := range rows {
		head := rowMargin
		for i, cell := range row[:len(row)-1] {
			head += fmt.Sprintf("%-*s  ", widths[i], cell)
		}
		text := row[len(row)-1]
		if len([]rune(head))+leastText > widthOf(w) { // columns so wide that little is left for the text
			say(w, "%s", strings.TrimRight(head, " "))
			if head = rowMargin + "    "; text == "" {
				continue
			}
		}
		wrapped(w, head, text)
	}
}

// leastText is how many characters the last column of a list needs.
const leastText = 24

// printNotes prints what has no date of its own: permissions, and rules that wait for a figure.
func printNotes(w io.Writer, v handover.View) {
	if len(v.Notes) == 0 {
		return
	}
	say(w, "\nWithout a date of their own:")
	var rows [][]string
	for _, n := range v.Notes {
		text := n.Title
		if !n.NotBefore.IsZero() {
			text += ": not before " + n.NotBefore.Long()
		}
		if len(n.Missing) > 0 {
			text += ": applies or not by " + join(n.Missing) + ", which the definition does not state"
		}
		if n.Exposure != nil {
			text += ": " + n.Exposure.Words
		}
		rows = append(rows, []string{n.ID, n.Owner, text})
	}
	printRows(w, rows)
}
