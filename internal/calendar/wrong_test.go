package calendar_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
)

// parseErrors are texts and what is wrong with them.
var parseErrors = map[string]string{
	"":                                 "column 1: expected a number, a date or an anchor",
	"   ":                              "column 4: expected a number, a date or an anchor",
	"Transfer":                         "column 1: expected a number, a date or an anchor",
	"before transfer":                  "column 1: expected a number, a date or an anchor",
	"a..b":                             "column 1: expected a number, a date or an anchor",
	"a.-b":                             "column 1: expected a number, a date or an anchor",
	"28":                               "column 3: expected “days”, “clear days”",
	"28 sleeps before transfer":        "column 4: expected “days”, “clear days”",
	"28 clear weeks before transfer":   "column 10: expected “days”",
	"28 working clear days before x":   "column 12: expected “days”",
	"28 days":                          "column 8: expected “before”, “after” or “beginning",
	"28 clear days beginning with x":   "column 15: expected “before” or “after”",
	"at least 2 days beginning with x": "column 17: expected “before” or “after”",
	"2 weeks beginning with x":         "column 9: expected “before” or “after”",
	"28 days beginning 2022-03-30":     "column 19: expected “with”",
	"29 February after x":              "column 1: expected a day from 1 to 28, which February has every year",
	"0 June after x":                   "column 1: expected a day from 1 to 30",
	"1 June":                           "column 7: expected “before” or “after”",
	"1 June of x":                      "column 8: expected “before” or “after”",
	"1 June before":                    "column 14: expected a date or an anchor",
	"at least 1 June before x":         "column 12: expected “days”",
	"28 days before":                   "column 15: expected a date or an anchor",
	"28 days before before transfer":   "column 16: expected a date or an anchor",
	"28 days before 2022-02-30":        "column 16: expected a date or an anchor: not a date: there is no day 30",
	"28 days before 2022-03-27T01:30":  "column 16: expected a date or an anchor: the clocks go forward",
	"0 days before transfer":           "column 1: expected a number from 1 to 10000",
	"028 days before transfer":         "column 1: expected a number from 1 to 10000",
	"10001 days before transfer":       "column 1: expected a number from 1 to 10000",
	"99999999999999999999 days before transfer":    "column 1: expected a number from 1 to 10000",
	"at most 28 days before transfer":              "column 4: expected “least”",
	"at least days before transfer":                "column 10: expected a number from 1 to 10000",
	"transfer in wales":                            "column 13: expected a jurisdiction: not a jurisdiction",
	"transfer in":                                  "column 12: expected a jurisdiction",
	"transfer in scotland in uk-any":               "column 22: expected the end, since “in …”",
	"transfer as of 2022-09-08":                    "column 13: expected “known”",
	"transfer as known on friday":                  "column 22: expected a date: not a date",
	"transfer or nearest working day":              "column 13: expected “previous” or “next”",
	"transfer or next day":                         "column 18: expected “working”",
	"transfer transfer":                            "column 10: expected “in”, “as known on”",
	"ünder transfer":                               "column 1: expected a number, a date or an anchor",
	"28 days before ünder":                         "column 16: expected a date or an anchor",
	"transfer ü x":                                 "column 10: expected “in”",
	"deemed by post":                               "column 8: expected “service”",
	"deemed service by post sent x under cpr-6.26": "column 19: expected a method of service: not a method",
	"deemed service by email under cpr-6.26":       "column 25: expected “sent”",
	"deemed service by email sent x":               "column 31: expected “under” or “and”",
	"deemed service by email sent x and":           "column 35: expected a method of service",
	"deemed service by email sent x and post":      "column 36: expected a method of service: not a method",
	"deemed service by email sent x and fax under": "column 40: expected “sent”",
	"deemed service by email sent x fax sent y":    "column 32: expected “under” or “and”",
	"deemed service by email sent x, fax sent y":   "column 30: expected a date or an anchor",
	"28 days before and":                           "column 16: expected a date or an anchor",

	"deemed service by email sent x under cpr":           "column 38: expected a service profile: not a service profile",
	"deemed service by fax sent x under dfe-grant-style": "column 19: expected a method that dfe-grant-style allows",
	"deemed service by hand sent x and fax sent y under dfe-grant-style": "column 35: expected a method that " +
		"dfe-grant-style allows",
	strings.Repeat("x", 401): "column 401: expected the end, since an expression",

	// What people write who know other notations.
	"30/09/2022":                              "column 1: expected a number, a date or an anchor: not a date",
	"30 September 2022":                       "column 14: expected “before” or “after”",
	"2022-9-30":                               "column 1: expected a number, a date or an anchor: not a date",
	"2022-13-01":                              "column 1: expected a number, a date or an anchor: not a date: there",
	"1899-12-31":                              "column 1: expected a number, a date or an anchor: not a date: year",
	"28 days before 2201-01-01":               "column 16: expected a date or an anchor: not a date: year",
	"28 days before 2022-10-30T01:30":         "column 16: expected a date or an anchor: the clocks go back",
	"2022-09-30 00:01":                        "column 12: expected “in”, “as known on”",
	"2022-09-30T24:00":                        "column 1: expected a number, a date or an anchor: not a local",
	"2022-09-30T00:01Z":                       "column 1: expected a number, a date or an anchor: not a local",
	"-28 days before transfer":                "column 1: expected a number, a date or an anchor",
	"+28 days after transfer":                 "column 1: expected a number, a date or an anchor",
	"28.5 days before transfer":               "column 1: expected a number, a date or an anchor: not a date",
	"1,000 days before transfer":              "column 1: expected a number, a date or an anchor: not a date",
	"28d before transfer":                     "column 1: expected a number, a date or an anchor: not a date",
	"28days before transfer":                  "column 1: expected a number, a date or an anchor: not a date",
	"٢٨ days before transfer":                 "column 1: expected a number, a date or an anchor",
	"twenty working days before transfer":     "column 8: expected “in”, “as known on”",
	"transfer - 28 days":                      "column 10: expected “in”, “as known on”",
	"transfer + 28 days":                      "column 10: expected “in”, “as known on”",
	"P28D before transfer":                    "column 1: expected a number, a date or an anchor",
	"28 business days before transfer":        "column 4: expected “days”, “clear days”",
	"28 calendar days before transfer":        "column 4: expected “days”, “clear days”",
	"28 WORKING DAYS BEFORE TRANSFER":         "column 4: expected “days”, “clear days”",
	"28 Days before transfer":                 "column 4: expected “days”, “clear days”",
	"28 hours before transfer":                "column 4: expected “days”, “clear days”",
	"28 working weeks before transfer":        "column 12: expected “days”",
	"28 days prior to transfer":               "column 9: expected “before”, “after” or “beginning",
	"28 days from transfer":                   "column 9: expected “before”, “after” or “beginning",
	"28 days before the transfer":             "column 20: expected “in”, “as known on”",
	"28 days before Transfer":                 "column 16: expected a date or an anchor",
	"28 days before transfer_date":            "column 16: expected a date or an anchor",
	"28 days before transfer.":                "column 16: expected a date or an anchor",
	"28 days before transfer and 2 weeks":     "column 25: expected “in”, “as known on”",
	"28 days before day":                      "column 16: expected a date or an anchor",
	"at least":                                "column 9: expected a number from 1 to 10000",
	"at  least  x":                            "column 12: expected a number from 1 to 10000",
	"deemed":                                  "column 7: expected “service”",
	"deemed service by first class post":      "column 19: expected a method of service: not a method",
	"deemed service by email sent":            "column 29: expected a date or an anchor",
	"deemed service by email sent x under":    "column 37: expected a service profile",
	"28 days before transfer in england":      "column 28: expected a jurisdiction: not a jurisdiction",
	"28 days before transfer or previous":     "column 36: expected “working”",
	"28 days before transfer or next working": "column 40: expected “day”",

	"x as known on 2022-02-30":                        "column 15: expected a date: not a date: there is no day 30",
	"x as known on 2022-09-08 as known on 2022-09-09": "column 26: expected the end, since “as …”",
	"x or next working day or previous working day":   "column 23: expected the end, since “or …”",
	"28\u00a0days before transfer":                    "column 1: expected a number, a date or an anchor",
}

func TestParseErrors(t *testing.T) {
	if len(parseErrors) < 60 {
		t.Errorf("only %d wrong expressions are tried", len(parseErrors))
	}
	for text, want := range parseErrors {
		_, err := calendar.Parse(text)
		f := asFault(t, err)
		if f.Kind != fault.Invalid || !strings.Contains(f.Problem, want) {
			t.Errorf("Parse(%q): %v, want %q", text, err, want)
		}
		helps(t, text, f)
	}
}

// evalErrors are expressions that parse but give no date, with the beginning of what is wrong and the whole example.
var evalErrors = map[string][2]string{
	"transfer":                         {"column 1: expected a date, or a name that has one", "2022-09-30"},
	"28 days   before transfer":        {"column 18: expected a date, or a name that has one", "28 days before 2022-09-30"},
	"2 days after a in scotland":       {"column 14: expected a date, or", "2 days after 2022-09-30 in scotland"},
	"10000 years before in-time":       {"column 20: expected a date, or", "100 years before 2022-09-30"},
	"  ten.days or next working day":   {"column 3: expected a date, or", "2022-09-30 or next working day"},
	"at least 4 weeks before before-x": {"column 25: expected a date, or", "at least 4 weeks before 2022-09-30"},
	"5 days beginning with w":          {"column 23: expected a date, or", "5 days beginning with 2022-09-30"},

	"1 June before 1900-01-01": {"column 15: expected a date with which this ends in a year from 1900 to 2200, not earlier",
		"1 June before 2022-09-30"},
	"1 June after x": {"column 14: expected a date, or", "1 June after 2022-09-30"},

	"1 day after 2200-12-31": {"column 1: expected a number with which this ends in a year from 1900 to 2200, not later",
		"1 day after 2022-09-30"},

	"10000 years after 2022-01-01": {"column 1: expected a number with which this ends in a year", "100 years after 2022-09-30"},

	"at least 200 years before 2022-01-01": {
		"column 10: expected a number with which this ends in a year from 1900 to 2200, not earlier",
		"at least 100 years before 2022-09-30"},

	"9000 months after 2022-01-01":          {"column 1: expected a number", "100 months after 2022-09-30"},
	"10000 weeks before 1950-01-01":         {"column 1: expected a number", "100 weeks before 2022-09-30"},
	"1900-01-01 or previous working day":    {"", ""}, // a Monday, and bank holidays of 1900 are not known
	"1900-01-07 or previous working day":    {"", ""},
	"2200-12-28 or next working day":        {"", ""},
	"10000 working days after 2199-12-31":   {"column 1: expected a number", "10000 working days after 2022-09-30"},
	"5 clear working days after 2200-12-30": {"column 1: expected a number", "5 clear working days after 2022-09-30"},
	"2 days after now or next working day as known on 2022-09-08": {"column 14: expected a date, or a name",
		"2 days after 2022-09-30 or next working day as known on 2022-09-08"},
	"deemed service by email sent 2022-04-08 under dfe-grant-style": {
		"column 30: expected a date with its time, since dfe-grant-style counts email by the time of sending",
		"deemed service by email sent 2022-04-08T14:00 under dfe-grant-style"},
	"deemed service by first-class-post sent 2200-12-31 under cpr-6.26 in scotland": {
		"column 41: expected a date with which this ends in a year from 1900 to 2200, not later",
		"deemed service by first-class-post sent 2022-09-30 under cpr-6.26 in scotland"},
	"deemed service by email sent served under cpr-6.26": {"column 30: expected a date, or a name that has one",
		"deemed service by email sent 2022-09-30T14:00 under cpr-6.26"},
	"deemed service by dx sent 2022-04-08 and email sent 2022-04-08 under cpr-6.26": {
		"column 53: expected a date with its time, since cpr-6.26 counts email",
		"deemed service by dx sent 2022-04-08 and email sent 2022-04-08T14:00 under cpr-6.26"},
	"deemed service by dx sent a and hand sent b under cpr-6.26": {"column 27: expected a date, or",
		"deemed service by dx sent 2022-09-30 and hand sent 2022-09-30T14:00 under cpr-6.26"},
}

func TestEvalErrors(t *testing.T) {
	for text, want := range evalErrors {
		_, err := parse(t, text).Eval(calendar.Context{})
		if want[0] == "" {
			if err != nil {
				t.Errorf("Eval(%q): %v", text, err)
			}
			continue
		}
		f := asFault(t, err)
		if f.Kind != fault.Refused || !strings.HasPrefix(f.Problem, want[0]) || f.Mend != "write it like “"+want[1]+"”" {
			t.Errorf("Eval(%q): %v, want %q and %q", text, err, want[0], want[1])
		}
		helps(t, text, f)
		if _, err := parse(t, want[1]).Eval(calendar.Context{}); err != nil {
			t.Errorf("the example of %q gives no date: %v", text, err)
		}
	}
}

// TestATimeIsAskedOfANameToo is about a name that has a date but no time.
func TestATimeIsAskedOfANameToo(t *testing.T) {
	ctx := calendar.Context{Anchor: func(string) (calendar.Anchor, bool) {
		return calendar.Anchor{Date: calendar.MustDate("2022-04-08")}, true
	}}
	_, err := parse(t, "deemed service by  hand sent sent.on under cpr-6.26").Eval(ctx)
	const want = `column 30: expected a date with its time, since cpr-6.26 counts hand by the time of sending (got "sent.on"); ` +
		"write it like “deemed service by hand sent 2022-09-30T14:00 under cpr-6.26”"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// helpful is how the error of every wrong expression begins.
var helpful = regexp.MustCompile(`^column ([1-9][0-9]*): expected .`)

// helps holds that an error gives a column in the text or right behind it, what was expected, and a correct example.
func helps(t *testing.T, text string, f *fault.Error) {
	t.Helper()
	found := helpful.FindStringSubmatch(f.Problem)
	if found == nil {
		t.Errorf("Parse(%q) gives no column or nothing expected: %v", text, f)
		return
	}
	if column, err := strconv.Atoi(found[1]); err != nil || column > utf8.RuneCountInString(text)+1 {
		t.Errorf("Parse(%q) gives column %s", text, found[1])
	}
	_, rest, _ := strings.Cut(f.Mend, "“")
	example, _, ok := strings.Cut(rest, "”")
	if _, err := calendar.Parse(example); !ok || err != nil {
		t.Errorf("the example in %q does not parse: %v", f.Mend, err)
	}
}
