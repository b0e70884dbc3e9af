package handover_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/rulebook"
)

// asked plans the sample under a question.
func asked(t reporter, set map[string]handover.Local) handover.View {
	t.Helper()
	view, err := handover.Ask(smallDefinition(), smallRules(), handover.Question{Set: set})
	if err != nil {
		t.Fatalf("%v: %v", set, err)
	}
	return view
}

// moves writes shifts as "id from to".
func moves(shifts []handover.Shift) []string {
	var texts []string
	for _, s := range shifts {
		texts = append(texts, s.ID+" "+s.From.String()+" "+s.To.String())
	}
	slices.Sort(texts)
	return texts
}

// TestWhatMovesWhat sets each named date and holds all that moves, by hand.
func TestWhatMovesWhat(t *testing.T) {
	for name, c := range map[string]struct {
		to   handover.Local
		want []string
	}{
		"notice.planned":          {"2022-07-07", []string{"N-01 2022-07-06 2022-07-07", "N-07 2022-08-08 2022-08-11"}},
		"notice.deemed":           {"2022-08-01", []string{"N-07 2022-08-08 2022-09-01"}},
		"notice.ends":             {"2022-08-31", []string{"N-07 2022-08-08 2022-08-31"}},
		"window.staff.opens":      {"2022-07-18", []string{"C-01/staff 2022-07-11 2022-07-18"}},
		"window.staff.closes":     {"2022-09-01", []string{"T-08/staff 2022-09-29 2022-09-01"}},
		"dataset.cases.first-run": {"2022-08-08", []string{"M-01/cases 2022-08-01 2022-08-08", "M-02/cases 2022-08-08 2022-08-15"}},
		"review.first.due":        {"2022-11-01", []string{"R-01/first 2022-10-30 2022-11-01"}},
		"start":                   {"2022-07-01", nil},
		"decision.implementable":  {"2022-07-05", nil},
		"transfer": {"2022-10-03", []string{
			"A-1 2022-10-28 2022-10-31", "D-1 2022-09-15 2022-09-16", "F-3 2022-09-29 2022-09-30", "G-01 2022-09-15 2022-09-16",
			"G-02 2022-09-23 2022-09-26", "G-03 2022-09-29 2022-09-30", "M-03/cases 2022-09-28 2022-09-29",
			"M-04/cases 2022-09-29 2022-09-30", "R-01/first 2022-10-30 2022-11-02", "T-08/staff 2022-09-29 2022-10-02",
			"X-01 2022-09-01 2022-09-02", "transfer 2022-09-30 2022-10-03"}},
	} {
		view := asked(t, map[string]handover.Local{name: c.to})
		if diff := cmp.Diff(c.want, moves(handover.Shifts(asked(t, nil), view))); diff != "" {
			t.Errorf("%s on %s (-want +got):\n%s", name, c.to, diff)
		}
		if got := view.Dates()[name]; got.String() != string(c.to) {
			t.Errorf("%s is on %s, want %s", name, got, c.to)
		}
	}
}

func TestATimeOfDayMayBeSet(t *testing.T) {
	for value, want := range map[handover.Local]string{
		"2022-10-03": "2022-10-02T23:01:00Z", "2022-10-03T12:00": "2022-10-03T11:00:00Z", "2022-11-01": "2022-11-01T00:01:00Z",
	} {
		view := asked(t, map[string]handover.Local{"transfer": value})
		i := slices.IndexFunc(view.Obligations, func(o handover.PlannedObligation) bool { return o.ID == "transfer" })
		if got := view.Obligations[i].At.Format("2006-01-02T15:04:05Z07:00"); got != want {
			t.Errorf("set to %s the transfer is at %s, want %s", value, got, want)
		}
	}
	late := asked(t, map[string]handover.Local{"notice.planned": "2022-07-06T23:30"})
	if shifts := handover.Shifts(asked(t, nil), late); len(shifts) > 0 {
		t.Errorf("by hand and by post it makes no difference when on the day: %v", shifts)
	}
	within := asked(t, map[string]handover.Local{"transfer": "2022-09-30T12:00"})
	if got := moves(handover.Shifts(asked(t, nil), within)); !slices.Equal(got, []string{"transfer 2022-09-30 2022-09-30"}) {
		t.Errorf("a transfer that moves within its day moves %v", got)
	}
}

func TestSentencesSayWhatWasAsked(t *testing.T) {
	view := asked(t, map[string]handover.Local{"notice.deemed": "2022-08-01"})
	shifts := handover.Shifts(asked(t, nil), view)
	const was, is = "1 months after notice.deemed", "notice.ends (Thursday 1 September 2022, 1 months after notice.deemed)"
	if len(shifts) != 1 || shifts[0].Why != is || !strings.Contains(shifts[0].Was, was) {
		t.Errorf("the shifts are %+v", shifts)
	}
	view = asked(t, map[string]handover.Local{"notice.planned": "2022-07-07"})
	want := "notice.planned (Thursday 7 July 2022, as asked)"
	if got := handover.Shifts(asked(t, nil), view)[0].Why; got != want {
		t.Errorf("the reason is %q, want %q", got, want)
	}
}

func TestAskRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		value handover.Local
		want  string
	}{
		"transfr":                 {"2022-10-03", "no date of that name"},
		"window.union.opens":      {"2022-10-03", "use one of dataset.cases.first-run"},
		"transfer":                {"3 October", "not a date"},
		"start":                   {"2022-10-30", "the programme starts no earlier than the transfer"},
		"decision.published":      {"2022-07-01", "published before it is made"},
		"window.staff.closes":     {"2022-07-10", "before it opens"},
		"notice.planned":          {"2022-03-27T01:30", "not a date"},
		"dataset.cases.first-run": {"2022-02-30", "not a date"},
		"stated.nothing":          {"2022-10-03", "stated.nothing"},
	} {
		_, err := handover.Ask(smallDefinition(), smallRules(), handover.Question{Set: map[string]handover.Local{name: c.value}})
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error()+" "+name, c.want) {
			t.Errorf("%s on %s: %v, want %q", name, c.value, err, c.want)
		}
	}
}

// TestAskingChangesNothing sets every named date to what it is anyway: nothing moves, and the definition stays.
func TestAskingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := smallDefinition()
		plain, err := handover.PreviewOf(d, smallRules(), calendar.Date{})
		if err != nil {
			t.Fatal(err)
		}
		set, other := map[string]handover.Local{}, map[string]handover.Local{}
		for name, on := range plain.Dates() {
			if rapid.Bool().Draw(t, name) {
				set[name] = handover.Local(on.String())
				other[name] = handover.Local(on.AddDays(rapid.IntRange(-3, 3).Draw(t, "days")).String())
			}
		}
		view, err := handover.Ask(d, smallRules(), handover.Question{Set: set})
		if shifts := handover.Shifts(plain, view); err != nil || len(shifts) > 0 {
			t.Fatalf("asking for what is so moves %v, %v", shifts, err)
		}
		_, _ = handover.Ask(d, smallRules(), handover.Question{Set: other})
		if diff := cmp.Diff(smallDefinition(), d); diff != "" {
			t.Fatalf("asking changed the definition:\n%s", diff)
		}
	})
}

// TestRulesComeAndGoWithTheTransfer holds shifts of obligations that only one plan has.
func TestRulesComeAndGoWithTheTransfer(t *testing.T) {
	rules := smallRules()
	last, first := date("2022-09-30"), date("2022-10-01")
	rule := func(id string, from, to *calendar.Date) rulebook.Rule {
		return rulebook.Rule{ID: id, Stage: "golive", Title: id, Owner: "legal-lead", Due: "3 days before transfer", MetBy: "report",
			From: from, To: to}
	}
	rules.Book.Rules = append(rules.Book.Rules, rule("old", nil, &last), rule("new", &first, nil))
	was, err := handover.Ask(smallDefinition(), rules, handover.Question{})
	if err != nil {
		t.Fatal(err)
	}
	is, err := handover.Ask(smallDefinition(), rules, handover.Question{Set: map[string]handover.Local{"transfer": "2022-10-05"}})
	if err != nil {
		t.Fatal(err)
	}
	got := moves(handover.Shifts(was, is))
	for _, want := range []string{"new  2022-10-02", "old 2022-09-27 "} {
		if !slices.Contains(got, want) {
			t.Errorf("the shifts %v have no %q", got, want)
		}
	}
}

func TestNewFindings(t *testing.T) {
	was := asked(t, nil)
	is := asked(t, map[string]handover.Local{"transfer": "2022-08-09T00:00", "window.staff.closes": "2022-08-01"})
	var ids []string
	for _, f := range handover.NewFindings(was, is) {
		ids = append(ids, f.ID)
	}
	if !slices.Contains(ids, "notice-too-short") || len(handover.NewFindings(is, is)) != 0 {
		t.Errorf("the new findings are %v", ids)
	}
	q := handover.Question{Known: date("2022-09-08"),
		Set: map[string]handover.Local{"transfer": "2022-10-03", "start": "2022-07-01"}}
	const want = "start on 2022-07-01, transfer on 2022-10-03, the calendar as known on Thursday 8 September 2022"
	if got := q.String(); got != want {
		t.Errorf("the question is %q", got)
	}
}
