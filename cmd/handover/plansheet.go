package main

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// The tables of a plan for spreadsheets and documents: the first row has the names of the columns.

func planRows(s sheet) [][]string {
	rows := [][]string{{"due", "at", "id", "title", "owner", "stage", "blocking", "provisional", "better by", "why", "if missed",
		"source", "kind of source"}}
	for _, o := range s.view.Obligations {
		at := ""
		if !o.At.IsZero() {
			at = o.At.In(calendar.London()).Format("2006-01-02T15:04")
		}
		rows = append(rows, []string{o.Due.String(), at, o.ID, o.Title, string(o.Owner), string(o.Stage), yes(o.Blocking),
			yes(o.Provisional), o.Target.String(), o.Why, o.IfMissed, o.Source.Cite, o.Source.Kind})
	}
	return rows
}

func diffRows(s sheet) [][]string {
	rows := [][]string{{"from", "to", "id", "title", "owner", "why", "why before"}}
	for _, m := range handover.Shifts(s.was, s.view) {
		rows = append(rows, []string{m.From.String(), m.To.String(), m.ID, m.Title, string(m.Owner), m.Why, m.Was})
	}
	return rows
}

func pathRows(s sheet) [][]string {
	rows := [][]string{{"float", "earliest", "latest", "id", "title", "owner", "after", "decides"}}
	decides := map[string]bool{}
	for _, step := range s.path.Chain {
		decides[step.ID] = true
	}
	for _, step := range s.path.Steps {
		rows = append(rows, []string{strconv.Itoa(step.Float), step.Earliest.String(), step.Latest.String(), step.ID,
			step.Title, string(step.Owner), step.After, yes(decides[step.ID])})
	}
	return rows
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func planCSV(e env, s sheet) error { return writeCSV(e.stdout, planRows(s)) }
func diffCSV(e env, s sheet) error { return writeCSV(e.stdout, diffRows(s)) }
func pathCSV(e env, s sheet) error { return writeCSV(e.stdout, pathRows(s)) }

// writeCSV writes rows as RFC 4180 has it. A cell that a spreadsheet would take for a formula gets an apostrophe before
// it: titles may come from files of others.
func writeCSV(out io.Writer, rows [][]string) error {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	for _, row := range rows {
		for i, cell := range row {
			if _, err := strconv.Atoi(cell); err != nil && strings.ContainsAny(firstLetter(cell), "=+-@\t\r") {
				row[i] = "'" + cell
			}
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func firstLetter(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}

func planMarkdown(e env, s sheet) error {
	head := "# " + plainMarkdown(s.definition.Title) + "\n\nTransfer: " + transferOf(s.view) + "."
	if s.view.Service != nil {
		head += "\n\nNotice: " + plainMarkdown(s.view.Service.String()) + "."
	}
	return writeMarkdown(e, s, head, columns(planRows(s), 0, 2, 3, 4, 9, 11))
}

func diffMarkdown(e env, s sheet) error {
	rows := diffRows(s)
	head := "# " + plainMarkdown(s.definition.Title) + ": what moves\n\nDates that move: " + strconv.Itoa(len(rows)-1) + "."
	return writeMarkdown(e, s, head, columns(rows, 0, 1, 2, 3, 4, 5))
}

func pathMarkdown(e env, s sheet) error {
	head := "# " + plainMarkdown(s.definition.Title) + ": what decides the transfer\n\n" + verdict(s.path)
	return writeMarkdown(e, s, head, columns(pathRows(s), 0, 1, 2, 3, 4, 5, 7))
}

// columns picks columns of a table.
func columns(rows [][]string, picked ...int) [][]string {
	var some [][]string
	for _, row := range rows {
		var cells []string
		for _, i := range picked {
			cells = append(cells, row[i])
		}
		some = append(some, cells)
	}
	return some
}

// writeMarkdown writes a heading and a table as GitHub's Markdown has it, with findings between.
func writeMarkdown(e env, s sheet, head string, rows [][]string) error {
	var b strings.Builder
	b.WriteString(head + "\n")
	if q := s.question.String(); q != "" {
		b.WriteString("\nWhat if: " + q + ".\n")
	}
	if len(s.view.Findings) > 0 {
		b.WriteString("\n")
	}
	for _, f := range s.view.Findings {
		text := strings.TrimSuffix(f.Problem, ".") + " (" + f.ID + "). Mend: " + f.Mend + "."
		b.WriteString("- **" + f.Severity + "** " + plainMarkdown(text) + "\n")
	}
	b.WriteString("\n")
	for i, row := range rows {
		for _, cell := range row {
			b.WriteString("| " + plainMarkdown(cell) + " ")
		}
		b.WriteString("|\n")
		if i == 0 {
			b.WriteString(strings.Repeat("| --- ", len(row)) + "|\n")
		}
	}
	_, err := io.WriteString(e.stdout, b.String())
	return err
}

// plainMarkdown takes from text what Markdown would read as more than text.
func plainMarkdown(s string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "\n", " ") {
		if strings.ContainsRune("\\|*_<`[", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
