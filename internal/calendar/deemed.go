package calendar

import (
	"fmt"
	"time"

	"example.org/handover/internal/fault"
)

// ruleMode is how a profile finds the deemed day.
type ruleMode string

const (
	daysThenWorkingDay ruleMode = "days-then-working-day" // so many days on; the next business day if that is none
	workingDays        ruleMode = "working-days"          // that many business days after sending
	sameDayBefore      ruleMode = "same-day-before"       // the same business day before the cut-off, else the next
	onReceipt          ruleMode = "on-receipt"            // at the time of delivery, whatever the day
)

const receiptWords = "on receipt"

// serviceRule is one method's rule. Times are seconds since midnight on London's clocks, -1 for none.
type serviceRule struct {
	mode   ruleMode
	days   int
	before int // the cut-off: the time itself is late
	at     int // the time of the deemed day before which no notice counts, however early it was sent
}

// Deemed returns the day, and for some methods the instant, at which the profile deems a notice served that was sent
// by a method at an instant. For methods deemed on receipt the instant is that of delivery. The calendar says which
// days are business days. A method that the profile does not allow is fault.Refused, no instant fault.Invalid.
func (p Profile) Deemed(c *Calendar, m Method, sent time.Time) (Result, error) {
	both, err := p.DeemedByAll(c, Way{m, sent})
	return both.Safe, err
}

// LatestSending returns the last working day on which a notice may be sent by a method, before the cut-off if there is
// one, so that the profile deems it served on or before a date. A method that the profile does not allow is
// fault.Refused.
func (p Profile) LatestSending(c *Calendar, m Method, deemedBy Date) (Date, error) {
	if err := p.refuses(m); err != nil {
		return Date{}, err
	}
	if deemedBy.Year() < firstYear {
		return Date{}, fault.New(fault.Invalid, "not a date for deemed service").With(deemedBy.String()).
			To("say by when service must be deemed, in %d or later", firstYear)
	}
	business := p.businessDays(c)
	day := c.OnOrBefore(deemedBy)
	for p.rules[m].day(business, day, 0).After(deemedBy) {
		day = c.Add(day, -1)
	}
	return day, nil
}

// deemed fills in the result of a deemed-service expression of one way, for a sending that has a date and perhaps an
// instant.
func (p Profile) deemed(c *Calendar, e Expression, sent Input) Result {
	method, seconds := e.ways[0].method, 0
	if !sent.At.IsZero() {
		sent.Date, seconds = DateOf(sent.At), clockSeconds(sent.At)
	}
	rule := p.rules[method]
	business := p.businessDays(c)
	date := rule.day(business, sent.Date, seconds)
	x := Explanation{
		Inputs:  []Input{sent},
		Service: &Service{Profile: p.name, Title: p.title, Method: method, Rule: rule.String(), Source: p.source},
	}
	if rule.mode != onReceipt && date != sent.Date {
		x.Skipped = business.skips(rule.from(sent.Date), date.AddDays(-1))
	}
	if rule.mode != onReceipt {
		x.NotYetKnown = business.unaware(sent.Date, date)
	}
	r := e.result(c, date, x)
	r.setAt(rule.instant(sent, date))
	r.setProvisional(c.unpublished(date) || rule.mode != onReceipt && (c.Provisional(sent.Date) || c.Provisional(date)))
	return r
}

// day returns the deemed day of a notice sent on a date at a time of London's clocks.
func (r serviceRule) day(c *Calendar, sent Date, seconds int) Date {
	switch r.mode {
	case daysThenWorkingDay:
		return c.OnOrAfter(sent.AddDays(r.days))
	case workingDays:
		return c.Add(sent, r.days)
	case sameDayBefore:
		if c.IsWorkingDay(sent) && seconds < r.before {
			return sent
		}
		return c.Add(sent, 1)
	}
	return sent
}

// from returns the first day that may have been skipped on the way to the deemed day.
func (r serviceRule) from(sent Date) Date {
	switch r.mode {
	case daysThenWorkingDay:
		return sent.AddDays(r.days)
	case workingDays:
		return sent.AddDays(1)
	}
	return sent
}

// instant returns the deemed instant on the deemed day; none if the rule knows only the day.
func (r serviceRule) instant(sent Input, deemed Date) time.Time {
	if r.mode == onReceipt {
		return sent.At
	}
	if r.at < 0 {
		return time.Time{}
	}
	at := deemed.At(r.at/3600, r.at/60%60)
	if sent.At.After(at) {
		return sent.At
	}
	return at
}

// String says the rule in words.
func (r serviceRule) String() string {
	at, notBefore := "", ""
	if r.at >= 0 {
		at, notBefore = " at "+clockOf(r.at), ", in both cases not before "+clockOf(r.at)
	}
	switch r.mode {
	case daysThenWorkingDay:
		return fmt.Sprintf("%s after sending or, if that is not a working day, the next working day", count(r.days, "day"))
	case workingDays:
		return count(r.days, "working day") + " after sending" + at
	case sameDayBefore:
		return fmt.Sprintf("the same day if sent before %s on a working day, else the next working day%s",
			clockOf(r.before), notBefore)
	case onReceipt:
		return receiptWords
	}
	return ""
}

// clockOf returns a time of day as HH:MM, "" for none.
func clockOf(seconds int) string {
	if seconds < 0 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", seconds/3600, seconds/60%60)
}
