package handover

import (
	"fmt"
	"time"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/rulebook"
)

// View is a plan that nobody has started yet: obligations with their explanations, and what is wrong with it.
type View struct {
	Programme   string
	Findings    []Finding
	Obligations []PlannedObligation
	dates       map[string]calendar.Date
}

// PlannedObligation is an obligation with the explanation of its date. Due is a civil date in London, At the instant
// where the date has one.
type PlannedObligation struct {
	ID          string               `json:"id"`
	Stage       Stage                `json:"stage"`
	Title       string               `json:"title"`
	Owner       Role                 `json:"owner"`
	Due         calendar.Date        `json:"due"`
	At          time.Time            `json:"at,omitzero"`
	Blocking    bool                 `json:"blocking"`
	Provisional bool                 `json:"provisional,omitempty"`
	Explanation calendar.Explanation `json:"explanation"`
	Why         string               `json:"why"`
	IfMissed    string               `json:"ifMissed,omitempty"`
	Source      rulebook.Source      `json:"source"`
	metBy       string
}

func (o PlannedObligation) kept() Obligation {
	return Obligation{ID: o.ID, Stage: o.Stage, Title: o.Title, Owner: o.Owner, Due: o.Due, At: o.At, MetBy: o.metBy}
}

// Finding is something wrong with a plan. Blocking ones keep the programme from starting.
type Finding struct {
	ID       string `json:"id"`
	Severity string `json:"severity"` // blocking or warning
	Problem  string `json:"problem"`
	Mend     string `json:"mend"`
	Source   string `json:"source,omitempty"`
}

// Blocking returns the findings that keep the programme from starting.
func (v View) Blocking() []Finding {
	var blocking []Finding
	for _, f := range v.Findings {
		if f.Severity == "blocking" {
			blocking = append(blocking, f)
		}
	}
	return blocking
}

// PreviewOf plans a definition as if it were started, with the calendar as known on a day (zero: all that is known).
func PreviewOf(d Definition, r Rules, known calendar.Date) (View, error) {
	p := new(Programme)
	Started{Definition: d, Execution: 1}.apply(p, Entry{Seq: 1, At: d.Start.At(9, 0)})
	return p.Preview(r, known)
}

// Preview works out obligations and findings from where the programme stands.
func (p *Programme) Preview(r Rules, known calendar.Date) (View, error) {
	a, err := p.anchors(r, known)
	if err != nil {
		return View{}, err
	}
	all, err := p.obligations(r, a)
	if err != nil {
		return View{}, err
	}
	v := View{Programme: p.Definition.Programme, dates: a.dates()}
	for _, o := range all {
		v.Obligations = append(v.Obligations, PlannedObligation{
			ID: o.ID, Stage: Stage(o.Stage), Title: o.Title, Owner: Role(o.Owner), Due: o.Due, At: o.At, Blocking: o.Blocking,
			Provisional: o.Provisional, Explanation: o.Explanation, Why: o.Explanation.Sentence(), IfMissed: o.IfMissed,
			Source: o.Source, metBy: o.MetBy,
		})
	}
	v.Findings = p.findings(r, known, v)
	return v, nil
}

func (p *Programme) findings(r Rules, known calendar.Date, v View) []Finding {
	var found []Finding
	add := func(f *Finding) {
		if f != nil {
			found = append(found, *f)
		}
	}
	add(p.noticeTooShort(r, known, v.dates))
	add(p.servedTooEarly(v.dates))
	for _, w := range p.Definition.Windows {
		add(p.windowTooLate(w, v.dates))
		add(p.windowTooEarly(w, v.dates))
	}
	for _, o := range v.Obligations {
		add(p.dueBeforeStart(o))
		add(provisional(o))
	}
	return found
}

// noticeTooShort finds a notice period that is not over before the transfer. The period ends at 24:00 of its last
// day, which must be before the instant of transfer.
func (p *Programme) noticeTooShort(r Rules, known calendar.Date, dates map[string]calendar.Date) *Finding {
	ends := dates["notice.ends"]
	if dayAfter(ends).Before(p.Transfer) {
		return nil
	}
	served := "served as planned"
	if _, ok := p.deemed(); ok {
		served = "as served"
	}
	f := &Finding{ID: "notice-too-short", Severity: "blocking", Source: "Termination clause: the period runs from deemed service",
		Problem: fmt.Sprintf("%s the notice ends on %s, at 24:00, and the transfer is on %s", served, ends.Long(), p.when())}
	deemed := p.latestDeemed()
	f.Mend = "it must be deemed served on " + deemed.Long() + " at the latest"
	joint := ", so sent by "
	for _, m := range p.methods() {
		if day, err := p.latestSending(r, known, m, deemed); err == nil {
			f.Mend += joint + string(m) + " on " + day.Long() + " at the latest"
			joint = " and by "
		}
	}
	f.Mend += "; or put the transfer off, or agree an earlier end in a deed"
	return f
}

func (p *Programme) when() string {
	return calendar.DateOf(p.Transfer).Long() + " at " + p.Transfer.In(calendar.London()).Format("15:04")
}

// latestDeemed is the last day of deemed service whose notice period is over before the transfer.
func (p *Programme) latestDeemed() calendar.Date {
	day := calendar.DateOf(p.Transfer)
	for !dayAfter(p.Definition.Contract.NoticePeriod.end(day)).Before(p.Transfer) {
		day = day.AddDays(-1)
	}
	return day
}

// end is the last day of a period that runs from a day, by the corresponding date for months.
func (n Period) end(from calendar.Date) calendar.Date {
	switch n.Unit {
	case "months":
		return from.AddMonths(n.Count)
	case "weeks":
		return from.AddDays(7 * n.Count)
	}
	return from.AddDays(n.Count)
}

func (p *Programme) methods() []calendar.Method {
	var methods []calendar.Method
	seen := map[calendar.Method]bool{}
	for _, a := range p.Definition.Contract.Addressees {
		for _, m := range a.Methods {
			if !seen[m] {
				methods, seen[m] = append(methods, m), true
			}
		}
	}
	return methods
}

func (p *Programme) latestSending(r Rules, known calendar.Date, m calendar.Method, by calendar.Date) (calendar.Date, error) {
	profile, err := calendar.LookUpProfile(p.Definition.Contract.ServiceProfile)
	if err != nil {
		return calendar.Date{}, err
	}
	return profile.LatestSending(p.calendar(r, known), m, by)
}

func (p *Programme) servedTooEarly(dates map[string]calendar.Date) *Finding {
	if free := dates["decision.implementable"]; dates["notice.planned"].Before(free) {
		return &Finding{ID: "notice-too-early", Severity: "blocking", Source: "The council's constitution, call-in procedure",
			Problem: "the notice would be served on " + dates["notice.planned"].Long() + ", while the decision may still be called in",
			Mend:    "serve it on " + free.Long() + " or later"}
	}
	return nil
}

func (p *Programme) windowTooLate(w WindowPlan, dates map[string]calendar.Date) *Finding {
	if closes := dates["window."+w.ID+".closes"]; !dayAfter(closes).Before(p.Transfer) {
		return &Finding{ID: "window-after-transfer/" + w.ID, Severity: "blocking", Source: "TUPE Regulations 2006, regulation 13",
			Problem: "window " + w.ID + " closes on " + closes.Long() + ", at 24:00, and the transfer is on " + p.when(),
			Mend:    "close it before the transfer, or put the transfer off"}
	}
	return nil
}

func (p *Programme) windowTooEarly(w WindowPlan, dates map[string]calendar.Date) *Finding {
	opens, free := dates["window."+w.ID+".opens"], dates["decision.implementable"]
	if opens.Before(free) {
		return &Finding{ID: "window-before-decision/" + w.ID, Severity: "warning", Source: "TUPE Regulations 2006, regulation 13(6)",
			Problem: "window " + w.ID + " opens on " + opens.Long() + ", before the decision may be implemented on " + free.Long(),
			Mend:    "make plain in the invitation that the decision may still be called in, or open later"}
	}
	return nil
}

func (p *Programme) dueBeforeStart(o PlannedObligation) *Finding {
	if o.Due.Before(p.Definition.Start) {
		return &Finding{ID: "due-before-start/" + o.ID, Severity: "warning", Source: o.Source.Cite,
			Problem: o.Title + ": due on " + o.Due.Long() + ", before the programme starts",
			Mend:    "start earlier, or show that it was done"}
	}
	return nil
}

func provisional(o PlannedObligation) *Finding {
	if !o.Provisional {
		return nil
	}
	return &Finding{ID: "provisional/" + o.ID, Severity: "warning", Source: "Published bank holidays",
		Problem: o.Title + ": its date " + o.Due.Long() + " lies beyond the published bank holidays",
		Mend:    "work it out again when they are published"}
}
