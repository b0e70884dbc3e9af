package web

import (
	"fmt"
	"html/template"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/api"
	"example.org/handover/internal/web/form"
)

// personHeader names the person on whose behalf a program acts.
const personHeader = "Handover-Person"

func (s *site) functions() template.FuncMap {
	return template.FuncMap{
		"local": local, "long": calendar.Date.Long, "day": dayOrNone, "role": roleName, "roles": roleNames,
		"stage":   stageName,
		"section": sectionName, "words": form.Sentence, "rag": ragOf, "short": shortTime, "sections": sections,
		"query": url.QueryEscape, "next": nextOf, "pair": pair, "phase": phaseName, "lower": strings.ToLower,
		"plural": plural, "sentence": form.Upper, "stopped": stopped, "mistakes": mistakes, "sentences": sentences,
		"by": doer,
	}
}

func local(t time.Time) string {
	return t.In(calendar.London()).Format("Monday 2 January 2006 at 15:04")
}

func shortTime(t time.Time) string { return t.In(calendar.London()).Format("Mon 2 Jan 2006, 15:04") }

func dayOrNone(d calendar.Date) string {
	if d.IsZero() {
		return "no date"
	}
	return d.Long()
}

// roleName gives a role its form for people.
func roleName(r handover.Role) string { return form.Upper(r.Words()) }

func roleNames(roles []handover.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = roleName(r)
	}
	return strings.Join(names, ", ")
}

func stageName(s handover.Stage) string {
	switch s {
	case handover.GoLiveStage:
		return "Go-live checks"
	case handover.MigrationStage:
		return "Data migration"
	case handover.RingfenceStage:
		return "Ring-fenced period"
	case "":
		return "Programme"
	}
	return form.Sentence(string(s))
}

// stateName says where a stage stands.
func stateName(state string) string {
	switch state {
	case "triggerable":
		return "Waits for the office"
	case "active":
		return "Under way"
	case "waiting":
		return "Not begun"
	}
	return form.Sentence(state)
}

func phaseName(p handover.Phase) string {
	switch p {
	case handover.DecisionPhase:
		return "For the decision"
	case handover.FinalPhase:
		return "For its confirmation"
	case handover.AtTransferPhase:
		return "At the transfer"
	}
	return "After day one"
}

// rag is a rating as people see it: in words and as a shape, never by colour alone.
type rag struct{ Class, Shape, Word string }

func ragOf(r handover.RAG) rag {
	switch r {
	case handover.Red:
		return rag{"red", "▲", "Red"}
	case handover.Amber:
		return rag{"amber", "◆", "Amber"}
	}
	return rag{"green", "●", "Green"}
}

// sections are the pages of a programme, in the order of its navigation.
func sections() []string {
	return []string{"", "work", "notice", "consultation", "migration", "checks", "decision", "ledger"}
}

func sectionName(section string) string {
	switch section {
	case "":
		return "Overview"
	case "migration":
		return "Data migration"
	case "checks":
		return "Go-live checks"
	case "decision":
		return "Decision room"
	case "work":
		return "My work"
	case "do":
		return "What can be done"
	case "person":
		return "Who you act as"
	}
	return form.Sentence(section)
}

// pair hands two values to a template.
func pair(a, b any) map[string]any { return map[string]any{"A": a, "B": b} }

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// stopped ends a sentence, which may have its full stop already.
func stopped(sentence string) string { return strings.TrimSuffix(sentence, ".") + "." }

// doer names who made an entry.
func doer(id string) string {
	if id == string(handover.System) {
		return "The system"
	}
	return id
}

// mistakes are the mistakes of a problem as a list names them.
func mistakes(p *api.Problem) []string {
	return mistaken(p, func(wrong, mend string) string {
		if mend == "" {
			return wrong
		}
		return wrong + "; " + mend
	})
}

// sentences are the mistakes of a problem as a text tells them.
func sentences(p *api.Problem) []string {
	return mistaken(p, func(wrong, mend string) string {
		if mend == "" {
			return stopped(wrong)
		}
		return stopped(wrong) + " " + stopped(form.Upper(mend))
	})
}

// mistaken words the mistakes of a problem: where, what and which value, and how to mend it.
func mistaken(p *api.Problem, word func(wrong, mend string) string) []string {
	if len(p.Errors) == 0 {
		return []string{word(form.Upper(p.Detail), "")}
	}
	var all []string
	for _, m := range p.Errors {
		wrong := m.Problem
		if m.Value != "" {
			wrong += ": " + m.Value
		}
		if where := placeOf(m); where != "" {
			wrong = where + ": " + wrong
		}
		all = append(all, word(form.Upper(wrong), m.Mend))
	}
	return all
}

// placeOf says where in a document a mistake is: line 12, people 3, email. Who writes JSON counts from nought, people
// count from one. The parameter of a request is no place: its form shows what is meant.
func placeOf(m api.Mistake) string {
	if m.Line == 0 && !strings.HasPrefix(m.Pointer, "/") {
		return ""
	}
	var parts []string
	for _, part := range strings.FieldsFunc(m.Pointer, func(r rune) bool { return r == '/' }) {
		if n, err := strconv.Atoi(part); err == nil && len(parts) > 0 {
			parts[len(parts)-1] += " " + strconv.Itoa(n+1)
			continue
		}
		parts = append(parts, part)
	}
	if m.Line > 0 {
		parts = slices.Insert(parts, 0, fmt.Sprintf("line %d", m.Line))
	}
	return strings.Join(parts, ", ")
}

// Letter gives the file of a letter, PROGRAMME/letters/DAY-WHAT-DIGEST.html, its name for people.
func (f frame) Letter(ref handover.FileRef) string {
	file := path.Base(ref.Name)
	stem := strings.TrimSuffix(file, path.Ext(file))
	if len(stem) <= len("2006-01-02-") {
		return file
	}
	day, err := calendar.ParseDate(stem[:len("2006-01-02")])
	cut := strings.LastIndexByte(stem, '-')
	if err != nil || cut <= len("2006-01-02") {
		return file
	}
	what, whom, _ := strings.Cut(stem[len("2006-01-02-"):cut], "-")
	name := map[string]string{"notice": "Notice to", "invitation": "Invitation to"}[what]
	whom = f.whom(whom)
	if name == "" || whom == "" {
		name, whom = form.Sentence(what)+" letter", ""
	}
	format := "to print"
	if path.Ext(file) == ".txt" {
		format = "text"
	}
	return strings.TrimSpace(name+" "+whom) + ", " + day.Long() + " (" + format + ")"
}

// Duty is what people call an obligation: its reference, its title, and the window, dataset or review that it is about.
func (f frame) Duty(id, title string) string {
	called := handover.Called(id, title)
	if _, item, ok := strings.Cut(id, "/"); ok && f.definition != nil {
		if name := f.definition.ItemTitle(item); name != item {
			called += " (" + name + ")"
		}
	}
	return called
}

// whom names the addressee of a letter, or whom an invitation is for.
func (f frame) whom(id string) string {
	if f.definition == nil {
		return id
	}
	if name := f.definition.AddresseeName(id); name != id {
		return name
	}
	return f.definition.WindowTitle(id)
}

// nextOf gives the next deadline of a summary its form for people: when, and which.
func nextOf(next string) string {
	day, rest, _ := strings.Cut(next, " ")
	d, err := calendar.ParseDate(day)
	if err != nil {
		return next
	}
	if id, title, ok := strings.Cut(rest, ": "); ok {
		rest = handover.Called(id, title)
	}
	return d.At(12, 0).Format("Mon 2 Jan 2006") + ": " + rest
}
