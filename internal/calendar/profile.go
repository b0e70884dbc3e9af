package calendar

import (
	"example.org/handover/internal/fault"
)

// Profile is the rules by which a contract, or a rule of court, deems a notice served. It is immutable. Which profile
// governs is for the contract to say: there is no profile that is right everywhere.
type Profile struct {
	name     string
	title    string
	source   string
	closures bool // the programme's own closures are not business days either
	rules    map[Method]serviceRule
}

// LookUpProfile returns a profile by its name; an unknown one is fault.NotFound.
func LookUpProfile(name string) (Profile, error) {
	for _, p := range profiles() {
		if p.name == name {
			return p, nil
		}
	}
	return Profile{}, fault.New(fault.NotFound, "not a service profile").With(name).
		To("use one of %s", list(ProfileNames()))
}

// ProfileNames lists the profiles.
func ProfileNames() []string {
	var names []string
	for _, p := range profiles() {
		names = append(names, p.name)
	}
	return names
}

// Name returns the profile's name.
func (p Profile) Name() string { return p.name }

// Title returns what the profile is called in a letter.
func (p Profile) Title() string { return p.title }

// Source returns the citation of the profile's rules, and what is assumed where there is none.
func (p Profile) Source() string { return p.source }

// Methods returns the methods that the profile allows.
func (p Profile) Methods() []Method {
	var allowed []Method
	for _, m := range Methods() {
		if p.Allows(m) {
			allowed = append(allowed, m)
		}
	}
	return allowed
}

// Allows reports whether the profile knows the method. Service by any other method is not good service.
func (p Profile) Allows(m Method) bool { return p.rules[m].mode != "" }

// Rule says in words when the profile deems service by a method, and "" for a method that it does not allow.
func (p Profile) Rule(m Method) string { return p.rules[m].String() }

// CutOff returns the time of day on London's clocks, "16:30", before which a notice must be sent to count on the same
// day; ok is false for a method without one. The cut-off itself is late.
func (p Profile) CutOff(m Method) (clock string, ok bool) {
	r := p.rules[m]
	return clockOf(r.before), r.mode == sameDayBefore
}

// refuses returns fault.Refused for a method that the profile does not allow.
func (p Profile) refuses(m Method) error {
	if p.Allows(m) {
		return nil
	}
	return fault.New(fault.Refused, "%s does not allow service by this method", p.name).With(string(m)).
		To("serve by one of %s", list(p.Methods()))
}

// businessDays returns the calendar of the profile's business days.
func (p Profile) businessDays(c *Calendar) *Calendar {
	if p.closures {
		return c
	}
	without := *c
	without.closures = nil
	return &without
}
