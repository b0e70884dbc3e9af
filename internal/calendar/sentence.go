package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	mostWeekends = 2  // weekends named one by one; more are counted
	mostNamed    = 12 // bank holidays and closures named one by one; the rest are counted
)

// Sentence says in plain English how the date came about, without the date itself: "5 working days before Friday 30
// September 2022; 24 and 25 September are a weekend". Bank holidays and closures are named, the first 12 of each if
// there are very many; more than two weekends are counted. A bank holiday that was not yet known on the day asked for
// is mentioned if it would have counted.
func (x Explanation) Sentence() string {
	parts := []string{x.opening()}
	if skipped := x.skippedPhrase(); skipped != "" {
		parts = append(parts, skipped)
	}
	if len(x.Ways) > 0 {
		parts = append(parts, x.claimPhrase())
	}
	if !x.RolledFrom.IsZero() {
		parts = append(parts, fmt.Sprintf("moved from %s to %s, a working day", x.RolledFrom.Long(), x.Date.Long()))
	}
	if x.Jurisdiction != EnglandAndWales && x.usesCalendar() {
		parts = append(parts, "bank holidays of "+x.Jurisdiction.label())
	}
	if len(x.NotYetKnown) > 0 {
		parts = append(parts, x.notYetPhrase())
	}
	if x.Provisional {
		parts = append(parts, x.provisionalPhrase())
	}
	return strings.Join(parts, "; ")
}

// opening says what was counted from where, or how the notice was sent and which rule deems it served.
func (x Explanation) opening() string {
	var from Input
	if len(x.Inputs) > 0 {
		from = x.Inputs[0]
	}
	switch {
	case x.Service != nil:
		return fmt.Sprintf("notice by %s of %s counts as served %s (%s)", x.Service.Method.words(), from.phrase(true),
			x.Service.Rule, x.Service.Title)
	case x.Counting == "":
		return from.phrase(true)
	}
	return x.Counting + " " + from.phrase(false)
}

// claimPhrase says of several ways of service which day the earliest gives.
func (x Explanation) claimPhrase() string {
	order := func(a, b Served) int { return cmp.Or(a.Date.Compare(b.Date), a.At.Compare(b.At)) }
	first, last := slices.MinFunc(x.Ways, order), slices.MaxFunc(x.Ways, order)
	if first.Date == last.Date {
		return fmt.Sprintf("each of %d ways of service gives this day", len(x.Ways))
	}
	return fmt.Sprintf("the latest of %d ways of service and so the safe day; by %s of %s it may be claimed from %s",
		len(x.Ways), first.Method.words(), first.Sent.phrase(true), first.Date.Long())
}

// phrase returns the date in full with its name and origin, "transfer (Friday 30 September 2022, the deed)".
func (in Input) phrase(clock bool) string {
	text := in.Date.Long()
	if clock && !in.At.IsZero() {
		text += " at " + in.At.In(London()).Format("15:04")
	}
	if in.Origin != "" && in.Name != "" {
		text += ", " + in.Origin
	}
	if in.Name != "" {
		return in.Name + " (" + text + ")"
	}
	return text
}

// usesCalendar reports whether working days had a say in the date.
func (x Explanation) usesCalendar() bool {
	switch x.Mode {
	case ModeWorkingDays, ModeClearWorkingDays:
		return true
	case ModeDeemed:
		return x.Roll != "" || x.Service == nil || x.Service.Rule != receiptWords ||
			slices.ContainsFunc(x.Ways, func(s Served) bool { return s.Rule != receiptWords })
	}
	return x.Roll != ""
}

// provisionalPhrase says what is not known yet: which day it is or, of a day on which bank holidays have no bearing,
// whether it is a working day.
func (x Explanation) provisionalPhrase() string {
	since := "bank holidays are published only to " + x.PublishedTo.Long()
	switch day := x.Date.Weekday(); {
	case x.usesCalendar():
		return "provisional, since " + since
	case day == time.Saturday || day == time.Sunday:
		return "provisional: the day is fixed, but " + since
	}
	return "provisional: the day is fixed, but whether it is a working day is not yet known, since " + since
}

// skippedPhrase names the closed days that did not count.
func (x Explanation) skippedPhrase() string {
	var weekends, holidays, closures []Skip
	for _, s := range x.Skipped {
		switch s.Reason {
		case Weekend:
			weekends = append(weekends, s)
		case BankHoliday:
			holidays = append(holidays, s)
		case ClosedDay:
			closures = append(closures, s)
		}
	}
	var parts []string
	if n := len(weekends); n > mostWeekends {
		parts = append(parts, count(n, "weekend")+" do not count")
	} else if n > 0 {
		parts = append(parts, x.weekendPhrase(weekends))
	}
	for _, p := range []string{x.namedPhrase(holidays, "bank holiday"), x.namedPhrase(closures, "closed day")} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, "; ")
}

// weekendPhrase says which days are weekends, "24 and 25 September are a weekend".
func (x Explanation) weekendPhrase(spans []Skip) string {
	var texts []string
	days := 0
	for _, s := range spans {
		days += s.From.DaysUntil(s.To) + 1
		from, to := x.day(s.From), x.day(s.To)
		number, month, _ := strings.Cut(from, " ")
		switch _, other, _ := strings.Cut(to, " "); {
		case s.From == s.To:
			texts = append(texts, from)
		case month == other:
			texts = append(texts, number+" and "+to)
		default:
			texts = append(texts, from+" and "+to)
		}
	}
	switch {
	case days == 1:
		return texts[0] + " is at a weekend"
	case len(spans) == 1:
		return texts[0] + " are a weekend"
	}
	return strings.Join(texts, ", ") + " are weekends"
}

// namedPhrase names days with their titles, the first ones if there are very many.
func (x Explanation) namedPhrase(skips []Skip, noun string) string {
	var texts []string
	for _, s := range skips[:min(len(skips), mostNamed)] {
		text := x.day(s.From)
		switch {
		case !s.KnownFrom.IsZero():
			text += fmt.Sprintf(" (%s, announced by %s)", s.Title, s.KnownFrom.midnight().Format("2 January 2006"))
		case s.Title != "":
			text += " (" + s.Title + ")"
		}
		texts = append(texts, text)
	}
	more := len(skips) - len(texts)
	switch {
	case len(skips) == 0:
		return ""
	case len(skips) == 1:
		return texts[0] + " is a " + noun
	case more > 0:
		return strings.Join(texts, ", ") + " and " + count(more, "more day") + " are " + noun + "s"
	}
	last := len(texts) - 1
	return strings.Join(texts[:last], ", ") + " and " + texts[last] + " are " + noun + "s"
}

// notYetPhrase names the first bank holiday that was published too late to count.
func (x Explanation) notYetPhrase() string {
	h := x.NotYetKnown[0]
	return fmt.Sprintf("as known on %s, when %s was not yet a bank holiday (%s)", x.Known.Long(), x.day(h.Date), h.Title)
}

// day returns a skipped day, with the year unless all the dates of the explanation lie in one.
func (x Explanation) day(d Date) string {
	for _, in := range x.Inputs {
		if in.Date.Year() != x.Date.Year() {
			return d.midnight().Format("2 January 2006")
		}
	}
	return d.short()
}
