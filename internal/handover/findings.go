package handover

import (
	"fmt"

	"example.org/handover/internal/calendar"
)

// Finding is something wrong with a plan. Blocking ones keep the programme from starting.
type Finding struct {
	ID       string `json:"id"`
	Severity string `json:"severity"` // blocking or warning
	Problem  string `json:"problem"`
	Mend     string `json:"mend"`
	Safe     *Safe  `json:"safe,omitempty"` // for what comes too late: by when it would be in time
	Source   string `json:"source,omitempty"`
}

// Safe is the latest safe day for something, beside the day that another reader of the same words would take. Both are
// civil dates in London.
type Safe struct {
	Of      string        `json:"of"`      // what must be done by then
	Latest  calendar.Date `json:"latest"`  // in time by either reading
	Reading string        `json:"reading"` // the one that makes it the latest
	Other   calendar.Date `json:"other"`   // by the other reading
	Because string        `json:"because"` // how the other reader reads
}

// String says both days in one sentence.
func (s *Safe) String() string {
	return fmt.Sprintf("latest safe day for %s: %s, since %s; a reader %s would say %s", s.Of, s.Latest.Long(), s.Reading,
		s.Because, s.Other.Long())
}

// The two readings of a period that must be over before a transfer.
const (
	wholeDays   = "a period ends at 24:00 of its last day, which must be before the transfer"
	lastDayIsIt = "who lets the period end on the day of the transfer itself"
)

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
	return append(found, v.advice()...)
}

// lastWholeDay is the last day that is over before the transfer.
func (p *Programme) lastWholeDay() calendar.Date {
	day := calendar.DateOf(p.Transfer)
	for !dayAfter(day).Before(p.Transfer) {
		day = day.AddDays(-1)
	}
	return day
}

// noticeTooShort finds a notice period that is not over before the transfer.
func (p *Programme) noticeTooShort(r Rules, known calendar.Date, dates map[string]calendar.Date) *Finding {
	ends := dates["notice.ends"]
	if dayAfter(ends).Before(p.Transfer) {
		return nil
	}
	served := "served as planned"
	if _, ok := p.deemed(); ok {
		served = "as served"
	}
	period := p.Definition.Contract.NoticePeriod
	safe := &Safe{Of: "deemed service", Latest: period.startFor(p.lastWholeDay()), Reading: wholeDays,
		Other: period.startFor(calendar.DateOf(p.Transfer)), Because: lastDayIsIt}
	return &Finding{ID: "notice-too-short", Severity: "blocking",
		Source:  "Termination clause: the period runs from deemed service",
		Problem: fmt.Sprintf("%s the notice ends on %s, at 24:00, and the transfer is on %s", served, ends.Long(), p.when()),
		Mend: "it must be deemed served on " + safe.Latest.Long() + " at the latest" + p.sendings(r, known, safe.Latest) +
			"; or put the transfer off, or agree an earlier end in a deed",
		Safe: safe}
}

// sendings says by when the notice must be sent by each method to be deemed served on a day.
func (p *Programme) sendings(r Rules, known, deemed calendar.Date) string {
	text, joint := "", ", so sent "
	for _, m := range p.methods() {
		if day, err := p.latestSending(r, known, m, deemed); err == nil {
			text += joint + By(m) + " on " + day.Long() + " at the latest"
			joint = " and "
		}
	}
	return text
}

func (p *Programme) when() string {
	return calendar.DateOf(p.Transfer).Long() + " at " + p.Transfer.In(calendar.London()).Format("15:04")
}

// startFor is the last day from which the period runs no longer than to a day.
func (n Period) startFor(last calendar.Date) calendar.Date {
	day := last
	for n.end(day).After(last) {
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
	closes := dates["window."+w.ID+".closes"]
	if dayAfter(closes).Before(p.Transfer) {
		return nil
	}
	safe := &Safe{Of: "the close of " + p.consultationOf(w.ID), Latest: p.lastWholeDay(), Reading: wholeDays,
		Other: calendar.DateOf(p.Transfer), Because: lastDayIsIt}
	return &Finding{ID: "window-after-transfer/" + w.ID, Severity: "blocking", Source: "TUPE Regulations 2006, regulation 13",
		Problem: p.consultationOf(w.ID) + " closes on " + closes.Long() + ", at 24:00, and the transfer is on " + p.when(),
		Mend:    "close it on " + safe.Latest.Long() + " at the latest, or put the transfer off", Safe: safe}
}

func (p *Programme) windowTooEarly(w WindowPlan, dates map[string]calendar.Date) *Finding {
	opens, free := dates["window."+w.ID+".opens"], dates["decision.implementable"]
	if opens.Before(free) {
		return &Finding{ID: "window-before-decision/" + w.ID, Severity: "warning", Source: "TUPE Regulations 2006, regulation 13(6)",
			Problem: p.consultationOf(w.ID) + " opens on " + opens.Long() + ", before the decision may be implemented on " + free.Long(),
			Mend:    "make plain in the invitation that the decision may still be called in, or open later"}
	}
	return nil
}

func (p *Programme) dueBeforeStart(o PlannedObligation) *Finding {
	if !o.Due.Before(p.Definition.Start) {
		return nil
	}
	return &Finding{ID: "due-before-start/" + o.ID, Severity: "warning", Source: o.Source.Cite,
		Problem: o.Title + ": due on " + o.Due.Long() + ", before the programme starts",
		Mend:    "start earlier, or show that it was done", Safe: o.safe()}
}

// safe is the latest safe day of an obligation whose period both sorts of readers count differently: who wants clear
// days leaves out the last day too. It is nil where there is no such period.
func (o PlannedObligation) safe() *Safe {
	if x := o.Explanation; x.Mode != calendar.ModeDays || !o.counts("before") {
		return nil
	}
	return &Safe{Of: o.ID, Latest: o.Due.AddDays(-1), Reading: "a careful reader counts clear days",
		Other: o.Due, Because: "who counts at least so many days"}
}

func provisional(o PlannedObligation) *Finding {
	if !o.Provisional {
		return nil
	}
	return &Finding{ID: "provisional/" + o.ID, Severity: "warning", Source: "Published bank holidays",
		Problem: o.Title + ": its date " + o.Due.Long() + " is provisional, since bank holidays are published only to " +
			o.Explanation.PublishedTo.Long(),
		Mend: "work it out again when they are published"}
}
