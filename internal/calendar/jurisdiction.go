package calendar

import "example.org/handover/internal/fault"

// Jurisdiction names whose bank holidays count.
type Jurisdiction string

// The jurisdictions. UKAny is for rules in which a bank holiday in any part of the United Kingdom is not a working day,
// as in section 10(6) of the Freedom of Information Act 2000.
const (
	EnglandAndWales Jurisdiction = "england-and-wales"
	Scotland        Jurisdiction = "scotland"
	NorthernIreland Jurisdiction = "northern-ireland"
	UKAny           Jurisdiction = "uk-any"
)

// Jurisdictions lists every jurisdiction.
func Jurisdictions() []Jurisdiction {
	return []Jurisdiction{EnglandAndWales, Scotland, NorthernIreland, UKAny}
}

// ParseJurisdiction reads a jurisdiction's name; any other text is fault.Invalid.
func ParseJurisdiction(s string) (Jurisdiction, error) {
	for _, j := range Jurisdictions() {
		if string(j) == s {
			return j, nil
		}
	}
	return "", fault.New(fault.Invalid, "not a jurisdiction").With(s).To("use one of %s", list(Jurisdictions()))
}

// covers reports whether a holiday of a division counts in the jurisdiction.
func (j Jurisdiction) covers(division Jurisdiction) bool { return j == division || j == UKAny }

// label returns the name as it stands in a sentence, "England and Wales".
func (j Jurisdiction) label() string {
	switch j {
	case EnglandAndWales:
		return "England and Wales"
	case Scotland:
		return "Scotland"
	case NorthernIreland:
		return "Northern Ireland"
	case UKAny:
		return "any part of the United Kingdom"
	}
	return string(j)
}
