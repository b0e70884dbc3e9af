package calendar

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/handover/internal/fault"
)

const mostCount = 10_000 // days, weeks, months or years of a period

// Correct examples, for the errors of each part of the language.
const (
	exampleCount  = "28 clear days before transfer"
	exampleDeemed = "deemed service by first-class-post sent 2022-04-14 under cpr-6.26"
	exampleWays   = "deemed service by first-class-post sent 2022-04-14 and email sent 2022-04-14T16:00 under cpr-6.26"
	exampleKnown  = "20 working days before transfer as known on 2022-09-08"
	exampleIn     = "20 working days before transfer in scotland"
	exampleOfYear = "1 June before transfer"
	exampleRoll   = "6 months after 2022-04-12 or previous working day"
)

// Parse reads an expression of the date language:
//
//	2022-09-30                                      a date, or a date and time of London's clocks
//	window.staff.closes                             an anchor: a dotted name that the Context gives a date
//	28 days before transfer                         days, weeks, months or years, before or after
//	20 working days after notice.deemed             working days; the anchor's own day does not count
//	28 clear days before transfer                   both ends excluded
//	5 clear working days after 2022-03-31           the first day on which what must wait may happen
//	30 days beginning with 2022-09-30               the first day counts
//	1 June before transfer                          the last 1 June before it; after: the first
//	deemed service by email sent notice.sent under dfe-grant-style
//	deemed service by email sent 2022-04-14T16:00 and first-class-post sent 2022-04-14 under cpr-6.26
//
// The last is the safe date, the latest of several ways of service; its explanation also gives the earliest, which may
// be claimed.
//
// "at least" may stand before a period and changes no date. After any of these may stand, once each, "in scotland" or
// another jurisdiction, "as known on 2022-09-08", and "or previous working day" or "or next working day". A period is
// at most 10,000 units; a date lies in the years 1900 to 2200. An error is fault.Invalid and gives the column, what was
// expected there, and a correct example.
func Parse(s string) (Expression, error) {
	if e, ok := parsed.of(s); ok {
		return e, nil
	}
	e, err := parse(s)
	if err == nil {
		parsed.keep(s, e)
	}
	return e, err
}

// parsed are the expressions that were read before: a programme reads the same few hundred after every change.
var parsed memo

// memo keeps what was parsed, up to a bound; what comes later is parsed each time. An Expression never changes.
type memo struct {
	sync.RWMutex
	by map[string]Expression
}

// Most expressions that are kept, and the longest: a pack has some two hundred, of some forty bytes.
const mostParsed, longestParsed = 2048, 256

func (m *memo) of(s string) (Expression, bool) {
	m.RLock()
	defer m.RUnlock()
	e, ok := m.by[s]
	return e, ok
}

func (m *memo) keep(s string, e Expression) {
	m.Lock()
	defer m.Unlock()
	if m.by == nil {
		m.by = map[string]Expression{}
	}
	if len(m.by) < mostParsed && len(s) <= longestParsed {
		m.by[strings.Clone(s)] = e
	}
}

func parse(s string) (Expression, error) {
	p, err := newParser(s)
	if err != nil {
		return Expression{}, err
	}
	var e Expression
	switch {
	case p.peek() == "deemed":
		err = p.deemed(&e)
	case p.number() && p.monthNext() > 0:
		err = p.dayOfYear(&e)
	case p.peek() == "at" || p.number():
		err = p.period(&e)
	default:
		e.mode = ModeDate
		e.point, err = p.point(exampleCount, "a number, a date or an anchor")
	}
	if err != nil {
		return Expression{}, err
	}
	if err := p.suffixes(&e); err != nil {
		return Expression{}, err
	}
	return e.spelled(), nil
}

// period reads "[at least] N [clear] [working] days|weeks|months|years before|after POINT" and "N days beginning with
// POINT".
func (p *parser) period(e *Expression) (err error) {
	if p.peek() == "at" {
		e.atLeast = true
		if err := p.expect("at least 28 days before transfer", "at", "least"); err != nil {
			return err
		}
	}
	e.nAt = p.column()
	if e.n, err = p.count(); err != nil {
		return err
	}
	if err := p.unit(e); err != nil {
		return err
	}
	begins := e.mode == ModeDays && e.unit == days && !e.atLeast
	switch {
	case begins && p.peek() == "beginning":
		e.mode = ModeBeginning
		if err := p.expect("30 days beginning with 2022-09-30", "beginning", "with"); err != nil {
			return err
		}
	case p.accept("before"):
		e.before = true
	case p.accept("after"):
	case begins:
		return p.wrong(exampleCount, "expected “before”, “after” or “beginning with”")
	default:
		return p.wrong(exampleCount, "expected “before” or “after”")
	}
	e.point, err = p.point(exampleCount, "a date or an anchor")
	return err
}

// dayOfYear reads "N MONTH before|after POINT", of a day that every year has.
func (p *parser) dayOfYear(e *Expression) (err error) {
	e.mode, e.month = ModeDayOfYear, p.monthNext()
	last := daysIn(ordinaryYear, e.month)
	if e.n, err = strconv.Atoi(p.peek()); err != nil || p.peek()[0] == '0' || e.n > last {
		return p.wrong(exampleOfYear, "expected a day from 1 to %d, which %s has every year", last, e.month)
	}
	p.next += 2
	if e.before = p.accept("before"); !e.before && !p.accept("after") {
		return p.wrong(exampleOfYear, "expected “before” or “after”")
	}
	e.point, err = p.point(exampleOfYear, "a date or an anchor")
	return err
}

// ordinaryYear is no leap year.
const ordinaryYear = 2022

// monthNext returns the month that the word after the next one names, 0 if it is none.
func (p *parser) monthNext() time.Month {
	if p.next+1 < len(p.tokens) {
		for m := time.January; m <= time.December; m++ {
			if p.tokens[p.next+1].text == m.String() {
				return m
			}
		}
	}
	return 0
}

// number reports whether the next word is all digits.
func (p *parser) number() bool { return p.peek() != "" && strings.Trim(p.peek(), "0123456789") == "" }

func (p *parser) count() (int, error) {
	n, err := strconv.Atoi(p.peek())
	if !p.number() || p.peek()[0] == '0' || err != nil || n > mostCount {
		return 0, p.wrong(exampleCount, "expected a number from 1 to %d", mostCount)
	}
	p.next++
	return n, nil
}

// unit reads what is counted, and with it the mode.
func (p *parser) unit(e *Expression) error {
	clear, working := p.accept("clear"), p.accept("working")
	modes := map[[2]bool]Mode{
		{false, false}: ModeDays, {true, false}: ModeClearDays,
		{false, true}: ModeWorkingDays, {true, true}: ModeClearWorkingDays,
	}
	e.mode, e.unit = modes[[2]bool{clear, working}], days
	if p.accept("days") || p.accept("day") {
		return nil
	}
	if clear || working {
		return p.wrong(exampleCount, "expected “days”")
	}
	for _, u := range []unit{weeks, months, calendarYears} {
		if p.accept(string(u)) || p.accept(string(u)+"s") {
			if e.unit = u; u != weeks {
				e.mode = ModeMonths
			}
			return nil
		}
	}
	return p.wrong(exampleCount, "expected “days”, “clear days”, “working days”, “clear working days”, "+
		"“weeks”, “months” or “years”")
}

// point reads a date, a date with a time, or an anchor.
func (p *parser) point(example, expected string) (read point, err error) {
	word := p.peek()
	read.column = p.column()
	if isAnchor(word) {
		read.anchor = word
		p.next++
		return read, nil
	}
	if word == "" || word[0] < '0' || word[0] > '9' {
		return read, p.wrong(example, "expected %s", expected)
	}
	if read.clock = strings.Contains(word, "T"); !read.clock {
		read.date, err = ParseDate(word)
	} else if _, err = ParseLocal(word); err == nil {
		read.date, read.seconds, err = parseLocal(word)
	}
	if err != nil {
		return read, p.because(example, expected, err)
	}
	p.next++
	return read, nil
}

// because returns the fault of the next word with the reason why it is not what was expected.
func (p *parser) because(example, expected string, cause error) error {
	var reason *fault.Error
	if p.peek() == "" || !errors.As(cause, &reason) {
		return p.wrong(example, "expected %s", expected)
	}
	return p.wrong(example, "expected %s: %s; %s", expected, reason.Problem, reason.Mend)
}
