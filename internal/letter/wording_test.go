package letter_test

import (
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/letter"
)

// says lists what each letter has to say, in the order of letters.
var says = [][]string{
	{
		"The Company Secretary, Northborough Leisure Trust 1 Baths Lane Northborough",
		"By hand and by first-class post",
		"Leisure services contract, reference NLT-2014",
		"Clause: Termination on notice",
		"Notice period: 3 months",
		"is to end at 00:01 on Friday 30 September 2022 (London time) or, should the notice period of 3 months not have run",
		"from the day on which this notice is deemed served under the contract, not from the day on which it was written",
		"deemed served on Tuesday 12 April 2022 and the notice period to run until the end of Tuesday 12 July 2022",
		"- Method: By first-class post Deemed served: 2 working days after sending",
		"The same notice is also served on: - The Guarantor’s Registered Office",
		"Signed for and on behalf of Northborough Council by its legal lead:",
	},
	{
		"To all employees assigned to the service",
		"Consultation opens: Friday 1 April 2022",
		"Last day: Thursday 29 September 2022, until midnight at the end of that day",
		"quote the reference northborough/staff",
		"Each gets a reply in writing",
	},
	{
		"regulation 13(4) of the Transfer of Undertakings (Protection of Employment) Regulations 2006",
		"Proposed date: 00:01 on Friday 30 September 2022 (London time)",
		"[reasons for the transfer, as the decision gives them]",
		"every post assigned to the service transfers",
		"Legal: contracts of employment", "Economic: pay", "Social: place of work",
		"has decided on no measure", "[The authority envisages that it will take no measures",
		"not less than 28 days before the transfer",
	},
	{
		"From: Northborough Leisure Trust (transferor) To: Northborough Council (transferee)",
		"Effective: 00:01 on Friday 30 September 2022 (London time)",
		"23:01:00 on Thursday 29 September 2022, Coordinated Universal Time",
		"Dataset: Members’ register Result: 815 of 815 rows agree Report, SHA-256: " + liveDigest,
		"Final evidence, SHA-256: " + finalDigest,
		"- sro (senior responsible owner, approver) - chief-executive (approver)",
		"representations received 1, answered 1",
	},
	{
		"Friday 8 April 2022 Event: Notice sent to The Company Secretary, Northborough Leisure Trust by hand",
		"Friday 30 September 2022 Event: Service transferred",
		"Last dry run Result: 812 of 812 rows agree Report, SHA-256: " + dryDigest,
		"Live run Result: 815 of 815 rows agree Report, SHA-256: " + liveDigest,
		"Decision to go Evidence, SHA-256: " + decisionDigest,
		"5 checks: waived 1, never met 1.",
		"GOV-1: Decision recorded and published Owner: monitoring officer Phase: decision Weight: blocking Status: accepted",
		"Status: not applicable Evidence or reason: no registered premises",
		"COM-1: Signs changed on every building Owner: communications lead Phase: day one Weight: advisory " +
			"Status: not started",
		"Waived until: Monday 31 October 2022 Waived by: sro (senior responsible owner, approver)",
		"First ring-fence review Due: Sunday 30 October 2022 Reference: DMS-401",
	},
	{
		"The handover of leisure and libraries is stopped", "Reason: the councils merge",
		"whether the contract still ends, and when, has to be agreed in writing",
		"Addressee: The Company Secretary, Northborough Leisure Trust Method: By first-class post Deemed served: Tuesday 12 April 2022",
		"Staff of the Trust: representations received 1, answered 1",
		"Records had been copied to the authority’s system",
	},
}

func TestLettersSayWhatTheyMust(t *testing.T) {
	for i, l := range letters(t, false) {
		text := words(string(l.Text))
		for _, phrase := range says[i] {
			if !strings.Contains(text, words(phrase)) {
				t.Errorf("%s does not say %q", l.Name, phrase)
			}
		}
	}
}

// words makes white space single blanks, since lines break anywhere.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestNames(t *testing.T) {
	want := []string{"notice-trust-secretary", "invitation-staff", "measures", "certificate", "closure", "stand-down"}
	for i, l := range letters(t, false) {
		if l.Name != want[i] {
			t.Errorf("letter %d is called %q, want %q", i, l.Name, want[i])
		}
	}
}

func TestMethodsInWords(t *testing.T) {
	want := map[calendar.Method]string{"hand": "by hand", "first-class-post": "by first-class post",
		"recorded-delivery": "by recorded delivery", "dx": "by document exchange (DX)", "email": "by e-mail", "fax": "by fax"}
	for _, m := range calendar.Methods() {
		if got := letter.By(m); got != want[m] {
			t.Errorf("%s reads %q, want %q", m, got, want[m])
		}
	}
}

func TestMoments(t *testing.T) {
	for local, want := range map[string]string{
		"2022-09-30T00:01":    "00:01 on Friday 30 September 2022 (London time)",
		"2022-12-31T23:59:59": "23:59:59 on Saturday 31 December 2022 (London time)",
	} {
		if got := letter.Moment(at(local)); got != want {
			t.Errorf("%s reads %q, want %q", local, got, want)
		}
	}
}

func TestSentences(t *testing.T) {
	for in, want := range map[string]string{"": "", "by hand": "By hand", "élan": "Élan", "42": "42"} {
		if got := letter.Sentence(in); got != want {
			t.Errorf("%q begins a sentence as %q, want %q", in, got, want)
		}
	}
}

// TestEveryNamedDateIsSaid holds that a new named date of the domain gets its wording, or is left out on purpose.
func TestEveryNamedDateIsSaid(t *testing.T) {
	h, err := letter.NewHead(planned(t, false), day("2022-04-08"))
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{"notice.planned": true, "migration.first-run": true}
	for name := range dates() {
		if got := letter.DateLabel(h, name); (got == "") != left[name] {
			t.Errorf("date %s reads %q", name, got)
		}
	}
}
