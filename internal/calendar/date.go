package calendar

import (
	"errors"
	"math"
	"time"

	"example.org/handover/internal/fault"
)

// The years that a date may be given in. Arithmetic may leave them; a result of the date language may not.
const (
	firstYear = 1900
	lastYear  = 2200
)

const (
	secondsPerDay = 24 * 60 * 60 // of a UTC day, which has no clock change
	unixSerial    = 719163       // the serial of 1 January 1970
	lastSerial    = 3652059      // the serial of 31 December 9999
)

// Date is a civil date in Europe/London: a square on a wall calendar, not an instant. It is comparable and usable as a
// map key. The zero Date is no date.
type Date struct {
	serial int32 // days from 31 December of year 0, so that 1 January of year 1 is 1
}

// NewDate returns the date of a year from 1900 to 2200, a month and a day. A day that does not exist, such as
// 30 February, is fault.Invalid.
func NewDate(y int, m time.Month, d int) (Date, error) {
	if y < firstYear || y > lastYear {
		return Date{}, fault.New(fault.Invalid, "year %d is out of range", y).
			To("give a year from %d to %d", firstYear, lastYear)
	}
	if m < time.January || m > time.December {
		return Date{}, fault.New(fault.Invalid, "there is no month %d", int(m)).To("give a month from 1 to 12")
	}
	if last := daysIn(y, m); d < 1 || d > last {
		return Date{}, fault.New(fault.Invalid, "there is no day %d in %s %d", d, m, y).To("give a day from 1 to %d", last)
	}
	return civil(y, m, d), nil
}

// ParseDate reads a date written YYYY-MM-DD, strictly. Anything else is fault.Invalid with a mend.
func ParseDate(s string) (Date, error) {
	y, okY := digits(s, 0, 4)
	m, okM := digits(s, 5, 7)
	d, okD := digits(s, 8, 10)
	if len(s) != 10 || s[4] != '-' || s[7] != '-' || !okY || !okM || !okD {
		return Date{}, fault.New(fault.Invalid, "not a date").With(s).To("write it as YYYY-MM-DD, like 2022-09-30")
	}
	date, err := NewDate(y, time.Month(m), d)
	if err != nil {
		var reason *fault.Error
		errors.As(err, &reason)
		return Date{}, fault.Wrap(fault.Invalid, err, "not a date: %s", reason.Problem).With(s).To("%s", reason.Mend)
	}
	return date, nil
}

// MustDate is ParseDate for tests and constants: it panics on an error.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// DateOf returns the London date of an instant, and no date for the zero instant.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	return civil(t.In(London()).Date())
}

// AddDays returns the date n days later, or earlier if n is negative. No date stays no date; the sum stays within the
// years 1 to 9999.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	return clamp(int64(d.serial) + int64(max(min(n, math.MaxInt32), math.MinInt32)))
}

// AddMonths returns the corresponding date n months later: the same day of the month or, where that month is too
// short, its last day. This is the corresponding date rule of Dodds v Walker [1981] 1 WLR 1027: 31 August + 1 month is
// 30 September.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	y, m, day := d.Civil()
	months := y*12 + int(m) - 1 + max(min(n, math.MaxInt32), math.MinInt32)
	if months < 12 {
		return Date{serial: 1}
	}
	if months >= 10000*12 {
		return Date{serial: lastSerial}
	}
	y, m = months/12, time.Month(months%12+1)
	return civil(y, m, min(day, daysIn(y, m)))
}

// nearest returns the last such day of a year before d, or the first one after it.
func (d Date) nearest(m time.Month, day int, before bool) Date {
	y := d.Year()
	switch found := civil(y, m, day); {
	case before && !found.Before(d):
		y--
	case !before && !found.After(d):
		y++
	}
	return clamp(int64(civil(y, m, day).serial))
}

// DaysUntil returns how many days other is after d, negative if it is before. Both must be dates.
func (d Date) DaysUntil(other Date) int { return int(other.serial) - int(d.serial) }

// Compare returns -1 if d is before other, 0 if they are equal and 1 if it is after. No date is before every date.
func (d Date) Compare(other Date) int {
	switch {
	case d.serial < other.serial:
		return -1
	case d.serial > other.serial:
		return 1
	}
	return 0
}

// Equal reports whether d and other are the same date, as == does.
func (d Date) Equal(other Date) bool { return d == other }

// Before reports whether d is earlier than other.
func (d Date) Before(other Date) bool { return d.serial < other.serial }

// After reports whether d is later than other.
func (d Date) After(other Date) bool { return d.serial > other.serial }

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d.serial == 0 }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(d.serial % 7) }

// Civil returns the year, the month and the day of the month.
func (d Date) Civil() (y int, m time.Month, day int) { return d.midnight().Date() }

// Year returns the year.
func (d Date) Year() int { return d.midnight().Year() }

// String returns the date as YYYY-MM-DD, and "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.midnight().Format(time.DateOnly)
}

// Long returns the date as in a letter, "Friday 30 September 2022", and "" for no date.
func (d Date) Long() string {
	if d.IsZero() {
		return ""
	}
	return d.midnight().Format("Monday 2 January 2006")
}

// MarshalText writes YYYY-MM-DD, and nothing for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes; anything else is fault.Invalid.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// midnight returns the instant at which the date would begin in UTC: a way into the time package's civil arithmetic.
func (d Date) midnight() time.Time {
	return time.Unix((int64(d.serial)-unixSerial)*secondsPerDay, 0).UTC()
}

// civil returns the date of a day that exists.
func civil(y int, m time.Month, d int) Date {
	return clamp(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()/secondsPerDay + unixSerial)
}

// clamp returns the date of a serial, kept within the years 1 to 9999.
func clamp(serial int64) Date { return Date{serial: int32(max(1, min(serial, lastSerial)))} }

// daysIn returns the number of days of a month.
func daysIn(y int, m time.Month) int { return time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Day() }

// digits returns the number that s[from:to] spells in decimal digits only.
func digits(s string, from, to int) (n int, ok bool) {
	if len(s) < to {
		return 0, false
	}
	for _, c := range []byte(s[from:to]) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// short returns the day and the month, "24 September".
func (d Date) short() string { return d.midnight().Format("2 January") }
