package handover

import (
	"slices"

	"example.org/handover/internal/calendar"
)

// ServiceDates are the two days on which a notice counts as served that goes out by several methods, perhaps to several
// addressees.
type ServiceDates struct {
	// Safe is the latest of all: the dates of the programme count from it, since no method can fail that it waits for.
	Safe calendar.Date `json:"safe"`
	// Claimed is the first day by which some method has reached every addressee: the authority may claim it.
	Claimed calendar.Date `json:"claimed"`
	Planned bool          `json:"planned,omitempty"` // some service is not recorded yet and counts as it is planned
	Why     string        `json:"why"`
}

// String says both days and why in one sentence.
func (s ServiceDates) String() string {
	how := "as recorded"
	if s.Planned {
		how = "as planned"
	}
	return "safe from " + s.Safe.Long() + ", may be claimed from " + s.Claimed.Long() + " (" + how + "): " + s.Why
}

// ServiceDates returns the days of a notice that was served; ok is false while a service is missing.
func (p *Programme) ServiceDates() (dates ServiceDates, ok bool) {
	if _, served := noticeServed(p, ""); !served {
		return dates, false
	}
	dates, err := p.serviceDates(calendar.Profile{}, nil)
	return dates, err == nil
}

// serviceDates takes every service as it was recorded or, where it was not, as the profile deems it on the planned time.
func (p *Programme) serviceDates(profile calendar.Profile, c *calendar.Calendar) (dates ServiceDates, err error) {
	var safe, claimed reached
	for _, a := range p.Definition.Contract.Addressees {
		days, err := p.reached(a, profile, c)
		if err != nil {
			return dates, err
		}
		if len(days) > 0 {
			first, last := slices.MinFunc(days, byDay), slices.MaxFunc(days, byDay)
			safe = slices.MaxFunc([]reached{last, safe}, byDay)
			claimed = slices.MaxFunc([]reached{first, claimed}, byDay)
		}
	}
	_, recorded := noticeServed(p, "")
	dates = ServiceDates{Safe: safe.day, Claimed: claimed.day, Planned: !recorded}
	dates.Why = "the latest of all is " + safe.String()
	if safe.day != claimed.day {
		dates.Why += "; the first to reach everybody is " + claimed.String()
	}
	return dates, nil
}

// reached is the day on which an addressee counts as served by a method.
type reached struct {
	addressee string
	method    calendar.Method
	day       calendar.Date
}

func byDay(a, b reached) int { return a.day.Compare(b.day) }

// String names the method and the addressee.
func (r reached) String() string {
	return "service " + By(r.method) + " on " + r.addressee
}

// reached returns days that include the first and the last on which an addressee counts as served.
func (p *Programme) reached(a Addressee, profile calendar.Profile, c *calendar.Calendar) ([]reached, error) {
	var days []reached
	var ways []calendar.Way
	for _, m := range a.Methods {
		if s := p.service(a.ID, m); s != nil {
			days = append(days, reached{a.Name, m, s.Deemed})
			continue
		}
		ways = append(ways, calendar.Way{Method: m, Sent: p.Definition.Contract.ServeOn.Instant()})
	}
	if len(ways) == 0 {
		return days, nil
	}
	both, err := profile.DeemedByAll(c, ways...)
	for _, r := range []calendar.Result{both.Safe, both.Claimed} {
		if err == nil {
			days = append(days, reached{a.Name, r.Explanation.Service.Method, r.Date})
		}
	}
	return days, err
}
