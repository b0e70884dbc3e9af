package calendar

import (
	"strings"
	"time"
)

// Closure is a day on which a programme does not work, beyond weekends and bank holidays.
type Closure struct {
	Date  Date   `json:"date"`
	Title string `json:"title"`
}

// Calendar is the working days of a jurisdiction as they were known on a day. It is immutable and safe for concurrent
// use.
type Calendar struct {
	table        *Table
	jurisdiction Jurisdiction
	holidays     map[Date][]Holiday
	known        Date // zero: all that the table knows
	closures     map[Date]string
}

// Calendar returns the working days of a jurisdiction as known on a day, or, if known is zero, by all that the table
// knows, with the programme's own closures. No jurisdiction means England and Wales.
func (t *Table) Calendar(j Jurisdiction, known Date, extra ...Closure) *Calendar {
	if j == "" {
		j = EnglandAndWales
	}
	c := &Calendar{table: t, jurisdiction: j, holidays: t.days[j], known: known}
	if len(extra) > 0 {
		c.closures = make(map[Date]string, len(extra))
	}
	for _, closure := range extra {
		c.closures[closure.Date] = closure.Title
	}
	return c
}

// Jurisdiction returns whose bank holidays the calendar counts.
func (c *Calendar) Jurisdiction() Jurisdiction { return c.jurisdiction }

// Known returns the day as of which the calendar's holidays were known; zero means all that the table knows.
func (c *Calendar) Known() Date { return c.known }

// Version returns the version of the table that the calendar comes from.
func (c *Calendar) Version() string { return c.table.version }

// IsWorkingDay reports whether a date is neither at a weekend nor a bank holiday nor a closure. No date is not one.
func (c *Calendar) IsWorkingDay(d Date) bool { return c.reason(d) == "" && !d.IsZero() }

// Closed says why a date is not a working day: "weekend", or the title of the bank holiday or closure. Where a bank
// holiday of some part of the United Kingdom only counts in UKAny, the title names that part.
func (c *Calendar) Closed(d Date) (why string, closed bool) {
	switch c.reason(d) {
	case Weekend:
		return string(Weekend), true
	case BankHoliday:
		return c.title(d), true
	case ClosedDay:
		return c.closures[d], true
	}
	return "", false
}

// Add returns the date n working days after d, or before it if n is negative. The start need not be a working day and
// is never counted; unless n is 0 the result is a working day. It stops at the ends of the years 1 and 9999.
func (c *Calendar) Add(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -max(n, -lastSerial)
	}
	for n > 0 && !d.IsZero() {
		next := d.AddDays(step)
		if next == d {
			return d
		}
		if d = next; c.reason(d) == "" {
			n--
		}
	}
	return d
}

// OnOrAfter returns d if it is a working day, else the next one.
func (c *Calendar) OnOrAfter(d Date) Date { return c.Add(d.AddDays(-1), 1) }

// OnOrBefore returns d if it is a working day, else the one before.
func (c *Calendar) OnOrBefore(d Date) Date { return c.Add(d.AddDays(1), -1) }

// Count returns how many working days there are from one date to another, both included; 0 if to is before from.
func (c *Calendar) Count(from, to Date) int {
	n := 0
	for i := range from.DaysUntil(to) + 1 {
		if c.IsWorkingDay(from.AddDays(i)) {
			n++
		}
	}
	return n
}

// Provisional reports whether a date lies in a year whose bank holidays the table does not have: after the last
// published year, or before the first.
func (c *Calendar) Provisional(d Date) bool {
	span := c.table.spans[c.jurisdiction]
	return d.Year() > span.last || d.Year() < span.first
}

// unpublished reports whether a date lies after the last published bank holidays: not even of a day that is fixed does
// anybody know then whether it is a working day.
func (c *Calendar) unpublished(d Date) bool { return d.After(c.table.spans[c.jurisdiction].end()) }

// reason says what sort of closed day a date is; "" for a working day.
func (c *Calendar) reason(d Date) Reason {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return Weekend
	}
	for _, h := range c.holidays[d] {
		if c.knows(h) {
			return BankHoliday
		}
	}
	if _, closed := c.closures[d]; closed {
		return ClosedDay
	}
	return ""
}

// knows reports whether a holiday was known on the calendar's day.
func (c *Calendar) knows(h Holiday) bool { return c.known.IsZero() || !h.KnownFrom.After(c.known) }

// title returns the name of the bank holiday on a date, with the parts of the country it is limited to.
func (c *Calendar) title(d Date) string {
	title, parts := "", []string{}
	for _, h := range c.holidays[d] {
		if c.knows(h) {
			if title == "" {
				title = h.Title
			}
			parts = append(parts, h.Division.label())
		}
	}
	if c.jurisdiction == UKAny && len(parts) < 3 {
		title += " (" + strings.Join(parts, "; ") + ")"
	}
	return title
}

// since returns the day from which the bank holiday on a date was known; zero if it was known all along.
func (c *Calendar) since(d Date) Date {
	var first Date
	for i, h := range c.holidays[d] {
		if i == 0 || h.KnownFrom.Before(first) {
			first = h.KnownFrom
		}
	}
	return first
}
