package calendar

import (
	_ "embed" // for the profiles
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"example.org/handover/internal/fault"
)

//go:embed data/profiles.json
var profilesData string

var profiles = sync.OnceValue(func() []Profile {
	read, err := readProfiles("profiles.json", strings.NewReader(profilesData))
	if err != nil {
		panic(fmt.Sprintf("calendar: embedded profiles: %v", err))
	}
	return read
})

// profileFile is the form of a file of profiles.
type profileFile struct {
	Profiles []struct {
		Name       string              `json:"name"`
		Title      string              `json:"title"`
		Source     string              `json:"source"`
		ClosedDays []Reason            `json:"closed_days"`
		Methods    map[Method]ruleForm `json:"methods"`
	} `json:"profiles"`
}

// ruleForm is the form of one method's rule.
type ruleForm struct {
	Mode   ruleMode `json:"mode"`
	Days   int      `json:"days"`
	Before string   `json:"before"`
	At     string   `json:"at"`
}

// readProfiles reads profiles strictly: unknown members, methods and modes are fault.Invalid.
func readProfiles(name string, r io.Reader) ([]Profile, error) {
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields()
	var file profileFile
	if err := decoder.Decode(&file); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "not a file of profiles: %v", err).At(name, "")
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "text after the profiles").At(name, "").To("remove it")
	}
	var read []Profile
	for i, form := range file.Profiles {
		at := fmt.Sprintf("/profiles/%d", i)
		p := Profile{name: form.Name, title: form.Title, source: form.Source, rules: map[Method]serviceRule{}}
		if p.name == "" || p.title == "" || p.source == "" || len(form.Methods) == 0 {
			return nil, fault.New(fault.Invalid, "a profile lacks its name, title, source or methods").At(name, at)
		}
		if slices.ContainsFunc(read, func(q Profile) bool { return q.name == p.name }) {
			return nil, fault.New(fault.Invalid, "two profiles have one name").At(name, at+"/name").With(p.name)
		}
		p.closures = slices.Contains(form.ClosedDays, ClosedDay)
		want := []Reason{Weekend, BankHoliday, ClosedDay}[:len(form.ClosedDays)%4]
		if len(want) < 2 || !slices.Equal(form.ClosedDays, want) {
			return nil, fault.New(fault.Invalid, "not the closed days of a profile").At(name, at+"/closed_days").
				To("list weekend and bank-holiday, and closure if the programme's closures count")
		}
		for method, rule := range form.Methods {
			parsed, ok := rule.parse()
			if _, err := ParseMethod(string(method)); err != nil || !ok {
				return nil, fault.New(fault.Invalid, "not a rule of service").At(name, at+"/methods/"+string(method))
			}
			p.rules[method] = parsed
		}
		read = append(read, p)
	}
	return read, nil
}

// parse returns the rule that a form gives, if it gives what its mode needs and nothing else.
func (f ruleForm) parse() (r serviceRule, ok bool) {
	r = serviceRule{mode: f.Mode, days: f.Days, before: -1, at: -1}
	for _, clock := range []struct {
		text string
		to   *int
	}{{f.Before, &r.before}, {f.At, &r.at}} {
		if clock.text == "" {
			continue
		}
		if *clock.to, ok = parseClock(clock.text); !ok || len(clock.text) != 5 {
			return r, false
		}
	}
	switch f.Mode {
	case daysThenWorkingDay:
		return r, f.Days > 0 && f.Before == "" && f.At == ""
	case workingDays:
		return r, f.Days > 0 && f.Before == ""
	case sameDayBefore:
		return r, f.Days == 0 && f.Before != ""
	case onReceipt:
		return r, f == ruleForm{Mode: onReceipt}
	}
	return r, false
}
