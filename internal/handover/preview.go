package handover

import (
	"maps"
	"strings"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/rulebook"
)

// View is a plan that nobody has started yet: obligations with their explanations, and what is wrong with it.
type View struct {
	Programme   string
	Findings    []Finding
	Obligations []PlannedObligation
	Service     *ServiceDates   // nil if the question sets the day itself
	Notes       []rulebook.Note // rules without a date, and those of which nobody can tell yet whether they apply
	dates       map[string]calendar.Date
	from        *anchors
	book        rulebook.Book
}

// Dates returns the named dates that everything counts from, by name; see Programme.Dates.
func (v View) Dates() map[string]calendar.Date { return maps.Clone(v.dates) }

// PlannedObligation is an obligation with the explanation of its date. Due is a civil date in London, At the instant
// where the date has one.
type PlannedObligation struct {
	ID          string               `json:"id"`
	Stage       Stage                `json:"stage"`
	Title       string               `json:"title"`
	Owner       Role                 `json:"owner"`
	Due         calendar.Date        `json:"due"`
	At          time.Time            `json:"at,omitzero"`
	Target      calendar.Date        `json:"target,omitzero"` // the prudent day, where the rule names one
	Blocking    bool                 `json:"blocking"`
	Warning     string               `json:"warning,omitempty"` // what the date does not show
	Provisional bool                 `json:"provisional,omitempty"`
	Explanation calendar.Explanation `json:"explanation"`
	Why         string               `json:"why"`
	IfMissed    string               `json:"ifMissed,omitempty"`
	Source      rulebook.Source      `json:"source"`
	metBy       string
}

// counts reports whether the due date was counted in a direction, "before" or "after".
func (o PlannedObligation) counts(direction string) bool {
	return strings.HasSuffix(o.Explanation.Counting, " "+direction)
}

func (o PlannedObligation) kept() Obligation {
	return Obligation{ID: o.ID, Stage: o.Stage, Title: o.Title, Owner: o.Owner, Due: o.Due, At: o.At, MetBy: o.metBy}
}

// PreviewOf plans a definition as if it were started, with the calendar as known on a day (zero: all that is known).
func PreviewOf(d Definition, r Rules, known calendar.Date) (View, error) {
	return d.asStarted().Preview(r, known)
}

// Preview works out obligations and findings from where the programme stands.
func (p *Programme) Preview(r Rules, known calendar.Date) (View, error) {
	return p.previewWith(r, known, nil)
}

func (p *Programme) previewWith(r Rules, known calendar.Date, set map[string]calendar.Anchor) (View, error) {
	a, err := p.anchorsWith(r, known, set)
	if err != nil {
		return View{}, err
	}
	all, err := p.obligations(r, a)
	if err != nil {
		return View{}, err
	}
	v := View{Programme: p.Definition.Programme, dates: a.dates(), from: a, book: p.Definition.book(r.Book)}
	if _, asked := set["notice.deemed"]; !asked {
		v.Service = &a.service
	}
	v.Obligations = make([]PlannedObligation, 0, len(all))
	for _, o := range all {
		v.Obligations = append(v.Obligations, planned(o))
	}
	if v.Notes, err = v.book.Notes(p.facts(), a.cal); err != nil {
		return View{}, err
	}
	v.Findings = p.findings(r, known, v)
	return v, nil
}

func planned(o rulebook.Obligation) PlannedObligation {
	return PlannedObligation{
		ID: o.ID, Stage: Stage(o.Stage), Title: o.Title, Owner: Role(o.Owner), Due: o.Due, At: o.At, Target: o.Target,
		Blocking: o.Blocking, Warning: o.Warning, Provisional: o.Provisional, Explanation: o.Explanation,
		Why: o.Explanation.Sentence(), IfMissed: o.IfMissed, Source: o.Source, metBy: o.MetBy,
	}
}
