package calendar_test

import (
	"regexp"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
)

// words maps what the name of a rule says to what the date language says; the first that fits counts.
type words []struct{ said, means string }

func (w words) in(rule string) string {
	for _, c := range w {
		if regexp.MustCompile(c.said).MatchString(rule) {
			return c.means
		}
	}
	return ""
}

var (
	goldenProfiles = words{
		{`CPR_?6_?26`, "cpr-6.26"}, {`SECOND_(BUSINESS|WORKING)_DAY`, "second-business-day"}, {`PRACTICAL`, "practical-style"},
		{`DFE|1700_NEXT_WD_0900`, "dfe-grant-style"}, {`THREE_(WD|WORKING_DAY|BUSINESS_DAY)`, "three-working-day-post"},
	}
	goldenMethods = words{
		{`ELECTRONIC|E_?MAIL`, "email"}, {`HAND|PERSONAL`, "hand"}, {`RECORDED`, "recorded-delivery"}, {`\bDX|_DX`, "dx"},
		{`FAX`, "fax"}, {``, "first-class-post"},
	}
	goldenUnits = words{
		{`MONTH`, "months"}, {`YEAR`, "years"}, {`WEEK`, "weeks"}, {`CLEAR.*(WORKING|WD|BUSINESS)`, "clear working days"},
		{`CLEAR`, "clear days"}, {`WORKING|_WD\b|WD_|BUSINESS`, "working days"}, {``, "days"},
	}
	goldenDirections = words{
		{`BEGINNING_WITH|S80`, "beginning with"}, {`BEFORE|MINUS|\(-`, "before"}, {``, "after"},
	}
	goldenPlaces = words{
		{`SCOTLAND`, " in scotland"}, {`NORTHERN_IRELAND`, " in northern-ireland"}, {`UK_ANY|UK-ANY`, " in uk-any"},
	}
	goldenLaws = regexp.MustCompile(`CPR_?6_?26|PA2023|S80|S188|S193`) // numbers that count nothing
	number     = regexp.MustCompile(`[0-9]+`)
)

// goldenExpression says a rule of testdata/golden-dates.csv, such as PLUS_5_WORKING_DAYS, in the date language; "" if
// the rule names no number.
func goldenExpression(rule, input string) string {
	rule = strings.ToUpper(rule)
	place := goldenPlaces.in(rule)
	if profile := goldenProfiles.in(rule); profile != "" {
		return "deemed service by " + goldenMethods.in(rule) + " sent " + input + " under " + profile + place
	}
	direction, n := goldenDirections.in(rule), number.FindString(goldenLaws.ReplaceAllString(rule, ""))
	if n == "" && strings.Contains(rule, "S80") {
		n = "30"
	}
	if n == "" {
		return ""
	}
	period := n + " " + goldenUnits.in(rule) + " " + direction + " "
	if strings.HasPrefix(rule, "AT_LEAST") || strings.HasPrefix(rule, "S188") || strings.HasPrefix(rule, "S193") {
		period = "at least " + period
	}
	return period + input + place
}

func TestGoldenRulesAreUnderstood(t *testing.T) {
	const day, clock = "2022-09-30", "2022-09-30T09:00"
	for rule, want := range map[string]string{
		"PLUS_5_WORKING_DAYS":                        "5 working days after 2022-09-30",
		"PLUS_1_WORKING_DAY":                         "1 working day after 2022-09-30",
		"MINUS_7_WORKING_DAYS":                       "7 working days before 2022-09-30",
		"WORKING_DAYS_BEFORE(12)":                    "12 working days before 2022-09-30",
		"WORKING_DAYS_AFTER(12)":                     "12 working days after 2022-09-30",
		"WORKING_DAYS(20)":                           "20 working days after 2022-09-30",
		"WORKING_DAYS(-20)":                          "20 working days before 2022-09-30",
		"WORKING_DAYS_BEFORE(3, scotland)":           "3 working days before 2022-09-30 in scotland",
		"CLEAR_CALENDAR_DAYS_BEFORE(28)":             "28 clear days before 2022-09-30",
		"CLEAR_WORKING_DAYS_BEFORE(5)":               "5 clear working days before 2022-09-30",
		"N_CLEAR_WD_BEFORE(5)":                       "5 clear working days before 2022-09-30",
		"CLEAR_DAYS_AFTER(5)":                        "5 clear days after 2022-09-30",
		"AFTER_N_CLEAR(5)":                           "5 clear days after 2022-09-30",
		"28_CLEAR_DAYS_BEFORE (prudent ELI)":         "28 clear days before 2022-09-30",
		"CALLIN_10_CLEAR_WD_FIRST_IMPLEMENTABLE":     "10 clear working days after 2022-09-30",
		"AT_LEAST_28_DAYS_BEFORE (ELI)":              "at least 28 days before 2022-09-30",
		"AT_LEAST_6_WEEKS_BEFORE":                    "at least 6 weeks before 2022-09-30",
		"S188_45_DAYS_BEFORE":                        "at least 45 days before 2022-09-30",
		"PA2023_S80_LAST_DAY":                        "30 days beginning with 2022-09-30",
		"BEGINNING_WITH(90)":                         "90 days beginning with 2022-09-30",
		"PLUS_98_DAYS":                               "98 days after 2022-09-30",
		"PLUS_3_MONTHS(corresponding date)":          "3 months after 2022-09-30",
		"MINUS_6_MONTHS":                             "6 months before 2022-09-30",
		"PLUS_75_YEARS":                              "75 years after 2022-09-30",
		"CPR626_FIRST_CLASS":                         "deemed service by first-class-post sent 2022-09-30 under cpr-6.26",
		"CPR_6_26_DX":                                "deemed service by dx sent 2022-09-30 under cpr-6.26",
		"SECOND_BUSINESS_DAY":                        "deemed service by first-class-post sent 2022-09-30 under second-business-day",
		"THREE_WD_POST":                              "deemed service by first-class-post sent 2022-09-30 under three-working-day-post",
		"DFE_GRANT_STYLE_RECORDED_DELIVERY":          "deemed service by recorded-delivery sent 2022-09-30 under dfe-grant-style",
		"CPR626_ELECTRONIC_1630 at a time":           "deemed service by email sent 2022-09-30T09:00 under cpr-6.26",
		"ELECTRONIC_1700_NEXT_WD_0900 at a time":     "deemed service by email sent 2022-09-30T09:00 under dfe-grant-style",
		"PRACTICAL_STYLE_HAND at a time":             "deemed service by hand sent 2022-09-30T09:00 under practical-style",
		"THREE_WD_ELECTRONIC at a time":              "deemed service by email sent 2022-09-30T09:00 under three-working-day-post",
		"SECOND_BUSINESS_DAY_EMAIL_1700 at a time":   "deemed service by email sent 2022-09-30T09:00 under second-business-day",
		"CPR626_FAX_1630 at a time":                  "deemed service by fax sent 2022-09-30T09:00 under cpr-6.26",
		"CPR626_PERSONAL_SERVICE_1630 at a time":     "deemed service by hand sent 2022-09-30T09:00 under cpr-6.26",
		"a rule that nobody has thought of so far":   "",
		"SOME_OTHER_WORKING_DAYS_WITHOUT_ITS_NUMBER": "",
	} {
		input := day
		name, timed := strings.CutSuffix(rule, " at a time")
		if timed {
			input = clock
		}
		got := goldenExpression(name, input)
		if got != "" {
			got = parse(t, got).String()
		}
		if got != want {
			t.Errorf("%s is %q, want %q", rule, got, want)
		}
	}
}

func TestGoldenClockReadings(t *testing.T) {
	for _, c := range []struct{ input, expected, want string }{
		{"2022-10-30T01:30", "AMBIGUOUS", "AMBIGUOUS"},
		{"2022-10-30T01:30", "2022-10-30T00:30Z", "2022-10-30T00:30Z"}, // a row that wants one gets the first
		{"2022-10-30T01:00:00", "", "AMBIGUOUS"},
		{"2022-10-30T00:59", "", "2022-10-29T23:59Z"},
		{"2022-10-30T02:00", "", "2022-10-30T02:00Z"},
		{"2022-03-27T01:30", "NONEXISTENT", "NONEXISTENT"},
		{"2022-03-27T01:30", "2022-03-27T00:30Z", "NONEXISTENT"},
		{"2022-03-27T00:59:59", "", "2022-03-27T00:59:59Z"},
		{"2022-03-27T02:00", "", "2022-03-27T01:00Z"},
		{"2022-03-28T16:29", "", "2022-03-28T15:29Z"},
	} {
		if got := goldenInstant(t, c.input, c.expected); got != c.want {
			t.Errorf("%s, expected %q, is %s, want %s", c.input, c.expected, got, c.want)
		}
	}
}

// goldenInstant is the UTC time of a reading of London's clocks. NONEXISTENT is one that they skip, AMBIGUOUS one that
// they show twice, unless the row expects an instant: then it is the first, which Date.At gives.
func goldenInstant(t *testing.T, input, expected string) string {
	t.Helper()
	layout := "2006-01-02T15:04"
	if len(input) > len(layout) {
		layout += ":05"
	}
	if at, err := calendar.ParseLocal(input); err == nil {
		return at.Format(layout + "Z")
	}
	day, clock, _ := strings.Cut(input, "T")
	hour, minute := int(clock[0]-'0')*10+int(clock[1]-'0'), int(clock[3]-'0')*10+int(clock[4]-'0')
	first := calendar.MustDate(day).At(hour, minute)
	switch shown := first.In(calendar.London()).Format(layout); {
	case shown != input:
		return "NONEXISTENT"
	case strings.HasSuffix(expected, "Z"):
		return first.Format(layout + "Z")
	}
	return "AMBIGUOUS"
}
