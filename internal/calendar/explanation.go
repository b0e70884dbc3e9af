package calendar

import (
	"slices"
	"time"
)

// Reason says what sort of closed day a day is.
type Reason string

// The reasons.
const (
	Weekend     Reason = "weekend"
	BankHoliday Reason = "bank-holiday"
	ClosedDay   Reason = "closure"
)

// Mode says how a date was counted.
type Mode string

// The modes.
const (
	ModeDate             Mode = "date"               // the date itself
	ModeDays             Mode = "days"               // days or weeks, the first excluded and the last included
	ModeClearDays        Mode = "clear-days"         // days with both ends excluded
	ModeWorkingDays      Mode = "working-days"       // as ModeDays, working days only
	ModeClearWorkingDays Mode = "clear-working-days" // as ModeClearDays, working days only
	ModeMonths           Mode = "months"             // months or years to the corresponding date
	ModeBeginning        Mode = "beginning-with"     // days of which the first counts
	ModeDayOfYear        Mode = "day-of-year"        // the next such day of a year, or the last one
	ModeDeemed           Mode = "deemed-service"     // the day a service profile deems the notice served
)

// Explanation says how a date came about, completely enough for a person to check it by hand with the calendar of the
// same version. It survives JSON unchanged.
type Explanation struct {
	Expression   string       `json:"expression"` // in the date language
	Mode         Mode         `json:"mode"`
	Counting     string       `json:"counting,omitempty"` // the period in words, "5 working days before"
	Source       string       `json:"source"`             // on whose authority it is counted so, or that it is assumed
	Inputs       []Input      `json:"inputs"`
	Service      *Service     `json:"service,omitempty"`       // for ModeDeemed
	Ways         []Served     `json:"ways,omitempty"`          // every way of service, where there are several
	Claimed      Date         `json:"claimed,omitzero"`        // by the earliest of them; Date is the latest, the safe one
	Skipped      []Skip       `json:"skipped,omitempty"`       // the closed days that were not counted, by date
	NotYetKnown  []Holiday    `json:"not_yet_known,omitempty"` // counted as working days: published after Known
	Roll         string       `json:"roll,omitempty"`          // "previous" or "next": to which working day, if it is none
	RolledFrom   Date         `json:"rolled_from,omitzero"`    // the date before "or previous|next working day" moved it
	Date         Date         `json:"date"`
	At           time.Time    `json:"at,omitzero"`
	Jurisdiction Jurisdiction `json:"jurisdiction"`
	Known        Date         `json:"known_on,omitzero"`     // zero: all that the table knows
	Calendar     string       `json:"calendar"`              // Table.Version
	PublishedTo  Date         `json:"published_to,omitzero"` // the last day whose bank holidays the table has
	Provisional  bool         `json:"provisional,omitempty"` // after the table's end, or counted in working days beyond it
	Zone         string       `json:"zone"`
}

// Input is a date that went into a computation.
type Input struct {
	Name   string    `json:"name,omitempty"` // the anchor; "" for a date written in the expression
	Date   Date      `json:"date"`
	At     time.Time `json:"at,omitzero"`
	Origin string    `json:"origin,omitempty"` // where the date comes from: of an anchor, or "the expression"
}

// Service is how a notice was sent and by which rule its deemed date was found.
type Service struct {
	Profile string `json:"profile"`
	Title   string `json:"title"`
	Method  Method `json:"method"`
	Rule    string `json:"rule"`   // in words
	Source  string `json:"source"` // the citation, or what is assumed
}

// Served is one of several ways of service, and when a notice sent in that way counts as served.
type Served struct {
	Method Method    `json:"method"`
	Rule   string    `json:"rule"` // in words
	Sent   Input     `json:"sent"`
	Date   Date      `json:"date"`
	At     time.Time `json:"at,omitzero"`
}

// Skip is a closed day, or the days of one weekend, that did not count.
type Skip struct {
	From      Date   `json:"from"`
	To        Date   `json:"to"` // included
	Reason    Reason `json:"reason"`
	Title     string `json:"title,omitempty"`     // of a bank holiday or closure
	KnownFrom Date   `json:"known_from,omitzero"` // the day on which a late bank holiday was published
}

// skips returns the closed days from one date to another, both included, by date.
func (c *Calendar) skips(from, to Date) []Skip {
	var skips []Skip
	for i := range from.DaysUntil(to) + 1 {
		d := from.AddDays(i)
		switch c.reason(d) {
		case "":
		case Weekend:
			if n := len(skips); n > 0 && skips[n-1].Reason == Weekend && skips[n-1].To.AddDays(1) == d {
				skips[n-1].To = d
				continue
			}
			skips = append(skips, Skip{From: d, To: d, Reason: Weekend})
		case BankHoliday:
			skips = append(skips, Skip{From: d, To: d, Reason: BankHoliday, Title: c.title(d), KnownFrom: c.since(d)})
		case ClosedDay:
			skips = append(skips, Skip{From: d, To: d, Reason: ClosedDay, Title: c.closures[d]})
		}
	}
	return skips
}

// unaware returns the bank holidays from one date to another, both included, that were not known on the calendar's day
// and so changed nothing.
func (c *Calendar) unaware(from, to Date) []Holiday {
	var later []Holiday
	if c.known.IsZero() {
		return nil
	}
	for i := range from.DaysUntil(to) + 1 {
		for _, h := range c.holidays[from.AddDays(i)] {
			if !c.knows(h) && c.reason(h.Date) == "" {
				later = append(later, h)
			}
		}
	}
	return later
}

// learn adds the holidays that were not yet known and are not there already.
func (x *Explanation) learn(later []Holiday) {
	for _, h := range later {
		if !slices.Contains(x.NotYetKnown, h) {
			x.NotYetKnown = append(x.NotYetKnown, h)
		}
	}
}
