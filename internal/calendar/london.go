package calendar

import (
	_ "embed" // for the zone's rules
	"fmt"
	"sync"
	"time"

	"example.org/handover/internal/fault"
)

// zoneData holds the rules of Europe/London in TZif form (IANA time zone database, public domain). time.LoadLocation
// would prefer the machine's own copy, and ZONEINFO over both: then the same programme could fall due at two instants.
// It is the form that lists every clock change up to 2037 (zic -b fat): a rule to be worked out for each look-up takes
// ten times as long.
//
//go:embed data/europe-london.tzif
var zoneData []byte

var london = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocationFromTZData("Europe/London", zoneData)
	if err != nil {
		panic(fmt.Sprintf("calendar: embedded time zone: %v", err))
	}
	return zone
})

// London returns the time zone Europe/London from rules inside the binary, never from the machine.
func London() *time.Location { return london() }

// At returns the instant, in UTC, at which London's clocks show hour and minute on the date. A time that the clock
// change skips moves forward by the hour skipped; one that occurs twice is the first. No date gives no instant.
func (d Date) At(hour, minute int) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	first, _, _ := d.instants((hour*60 + minute) * 60)
	return first
}

// ParseLocal reads the reading of London's clocks, "2022-09-30T00:01" or with seconds, into an instant in UTC. A
// reading that is malformed, that the clock change skips or that it repeats is fault.Invalid with a mend.
func ParseLocal(s string) (time.Time, error) {
	date, seconds, err := parseLocal(s)
	if err != nil {
		return time.Time{}, err
	}
	first, second, n := date.instants(seconds)
	switch n {
	case 0:
		return time.Time{}, fault.New(fault.Invalid, "the clocks go forward and skip this time").With(s).
			To("give a time before 01:00 or from 02:00 on that day")
	case 1:
		return first, nil
	}
	return time.Time{}, fault.New(fault.Invalid, "the clocks go back and show this time twice, at %s and %s UTC",
		first.Format(time.TimeOnly), second.Format(time.TimeOnly)).With(s).
		To("give a time before 01:00 or from 02:00 on that day")
}

// parseLocal splits a clock reading into its date and the seconds since midnight as the clock counts them.
func parseLocal(s string) (date Date, seconds int, err error) {
	malformed := fault.New(fault.Invalid, "not a local date and time").With(s).
		To("write it as YYYY-MM-DDTHH:MM or YYYY-MM-DDTHH:MM:SS, like 2022-09-30T00:01")
	if len(s) < 11 || s[10] != 'T' {
		return Date{}, 0, malformed
	}
	if date, err = ParseDate(s[:10]); err != nil {
		return Date{}, 0, err
	}
	seconds, ok := parseClock(s[11:])
	if !ok {
		return Date{}, 0, malformed
	}
	return date, seconds, nil
}

// parseClock reads HH:MM or HH:MM:SS as seconds since midnight.
func parseClock(s string) (seconds int, ok bool) {
	if len(s) == 5 {
		s += ":00"
	}
	h, okH := digits(s, 0, 2)
	m, okM := digits(s, 3, 5)
	sec, okS := digits(s, 6, 8)
	ok = len(s) == 8 && s[2] == ':' && s[5] == ':' && okH && okM && okS && h < 24 && m < 60 && sec < 60
	return (h*60+m)*60 + sec, ok
}

// instants returns the instants at which London's clocks show a time of the date, and how many there are. With none,
// first is that many seconds after midnight as the clocks counted before they changed.
func (d Date) instants(seconds int) (first, second time.Time, n int) {
	wall := d.midnight().Unix() + int64(seconds)
	_, before := time.Unix(wall-secondsPerDay/2, 0).In(London()).Zone()
	_, after := time.Unix(wall+secondsPerDay/2, 0).In(London()).Zone()
	early, late := time.Unix(wall-int64(before), 0).UTC(), time.Unix(wall-int64(after), 0).UTC()
	earlyShows, lateShows := offset(early) == before, offset(late) == after
	switch {
	case before == after:
		return early, late, 1
	case earlyShows && lateShows:
		return early, late, 2
	case lateShows:
		return late, late, 1
	case earlyShows:
		return early, early, 1
	}
	return early, early, 0
}

// offset returns how many seconds London's clocks are ahead of UTC at an instant.
func offset(t time.Time) int {
	_, seconds := t.In(London()).Zone()
	return seconds
}

// clockSeconds returns what London's clocks show at an instant, in seconds since midnight as they count them.
func clockSeconds(t time.Time) int {
	local := t.In(London())
	return (local.Hour()*60+local.Minute())*60 + local.Second()
}

// instant returns t in UTC without a monotonic reading, so that it survives JSON unchanged.
func instant(t time.Time) time.Time { return t.Round(0).UTC() }
