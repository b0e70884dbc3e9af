package main

import (
	"fmt"
	"io"

	"example.org/handover/internal/handover"
)

// printPath prints the chain that decides the transfer, then everything that the transfer waits for, the least float
// first.
func printPath(w io.Writer, s sheet) {
	say(w, "%s", s.definition.Title)
	printQuestion(w, s.question)
	wrapped(w, "", "The transfer is on "+transferOf(s.view)+". "+verdict(s.path))
	say(w, "\nThe chain that decides:")
	printSteps(w, s.path.Chain)
	say(w, "\nBy when each thing must happen or begin, so that the transfer does not move:")
	printSteps(w, s.path.Steps)
}

// verdict says whether there is time enough.
func verdict(c handover.CriticalPath) string {
	if c.Float < 0 {
		return fmt.Sprintf("What decides it cannot be done before %s: %s too few.", short(c.Possible), workingDays(-c.Float))
	}
	return fmt.Sprintf("What decides it could be done by %s: %s of float.", short(c.Possible), workingDays(c.Float))
}

func workingDays(n int) string {
	if n == 1 {
		return "1 working day"
	}
	return fmt.Sprintf("%d working days", n)
}

func printSteps(w io.Writer, steps []handover.Step) {
	rows := [][]string{{"float", "earliest", "latest", "what", ""}}
	for _, step := range steps {
		rows = append(rows, []string{fmt.Sprintf("%5d", step.Float), dated(step.Earliest), dated(step.Latest), step.ID, step.Title})
	}
	printRows(w, rows)
}
