package form_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/web/form"
)

// programme has one of everything that a form may ask about.
func programme() *handover.Programme {
	return &handover.Programme{Definition: handover.Definition{
		Windows:  []handover.WindowPlan{{ID: "unions", Title: "Recognised trade unions"}},
		Datasets: []handover.DatasetPlan{{ID: "children", Title: "Looked-after children"}},
		People:   []handover.Person{{ID: "hr", Roles: []handover.Role{"hr-lead"}}},
	}, Checks: []handover.Check{{ID: "PAY-1", Title: "Payroll"}, {ID: "GOV-2", Title: "Served", Proof: "notice-served"}}}
}

func formFor(t *testing.T, command string, known map[string]any) *form.Form {
	t.Helper()
	f, err := form.For(command, programme(), handover.Need{Command: command, Input: known})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestEveryFieldIsAsked holds that each question of each command has words of its own and a way to answer it.
func TestEveryFieldIsAsked(t *testing.T) {
	for _, spec := range handover.Commands() {
		for _, f := range formFor(t, spec.Name, nil).Fields {
			if f.Label == "" || f.Focus() == "" || strings.Contains(f.Label, "-") {
				t.Errorf("%s: %+v", spec.Name, f)
			}
			if strings.ContainsAny(f.Called, "?-") || f.Called == "" || strings.ToLower(f.Called) != f.Called {
				t.Errorf("%s: %s is called %q in messages", spec.Name, f.Name, f.Called)
			}
			if f.Kind == form.Choice && len(f.Options) == 0 {
				t.Errorf("%s: %s has no choices", spec.Name, f.Name)
			}
		}
	}
	if _, err := form.For("sing", programme(), handover.Need{}); err == nil {
		t.Error("there is a form for no command")
	}
}

// TestAnswersBecomeCommands reads what people fill in.
func TestAnswersBecomeCommands(t *testing.T) {
	unions := map[string]any{"window": "unions"}
	for _, c := range []struct {
		command string
		known   map[string]any
		given   url.Values
		want    handover.Command
	}{
		{"extend-window", unions, url.Values{"closes-day": {" 1"}, "closes-month": {"09"}, "closes-year": {"2022"},
			"reason": {"two\r\n lines"}},
			handover.ExtendWindow{Window: "unions", Closes: calendar.MustDate("2022-09-01"), Reason: "two lines"}},
		{"accept-check", nil, url.Values{"check": {"PAY-1"}}, handover.AcceptCheck{Check: "PAY-1"}},
		{"stop", nil, url.Values{"reason": {"r"}}, handover.Stop{Reason: "r"}},
		{"defer-transfer", nil, url.Values{"reason": {"r"}, "until-day": {"30"}, "until-month": {"11"},
			"until-year": {"2022"},
			"until-time": {"9:05"}}, handover.DeferTransfer{Until: "2022-11-30T09:05", Reason: "r"}},
		{"retry", nil, nil, handover.Retry{}},
	} {
		got, err := formFor(t, c.command, c.known).Read(c.given, nil)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", c.command, got, err, c.want)
		}
	}
	refs := map[string]handover.FileRef{"source": {Name: "doncaster/extracts/a.csv", SHA256: strings.Repeat("a", 64)},
		"target": {Name: "doncaster/extracts/b.csv", SHA256: strings.Repeat("b", 64)}}
	got, err := formFor(t, "receive-extract", map[string]any{"dataset": "children"}).Read(url.Values{}, refs)
	if err != nil || got != (handover.ReceiveExtract{Dataset: "children", Source: refs["source"],
		Target: refs["target"]}) {
		t.Errorf("receive-extract: %+v, %v", got, err)
	}
}

// TestWhatIsKnownIsNotAsked holds that a hidden answer does not beat what the need knows.
func TestWhatIsKnownIsNotAsked(t *testing.T) {
	f := formFor(t, "extend-window", map[string]any{"window": "unions"})
	if !f.Asks() || f.Uploads() || f.Fields[0].Shown != "Recognised trade unions" {
		t.Errorf("the form is %+v", f)
	}
	if f := formFor(t, "accept-check", map[string]any{"check": "PAY-1"}); f.Asks() {
		t.Error("a form without a question asks")
	}
	c, err := f.Read(url.Values{"window": {"staff"}, "closes-day": {"1"}, "closes-month": {"9"},
		"closes-year": {"2022"}, "reason": {"r"}}, nil)
	if extended, ok := c.(handover.ExtendWindow); err != nil || !ok || extended.Window != "unions" {
		t.Errorf("the command is %+v, %v", c, err)
	}
}

// TestWrongAnswers says what is wrong at the field that it is about.
func TestWrongAnswers(t *testing.T) {
	for _, c := range []struct {
		command, field, says string
		given                url.Values
	}{
		{"stop", "reason", "Enter the reason", nil},
		{"accept-check", "check", "Select the check", nil},
		{"receive-extract", "source", "Choose the extract of the source system", url.Values{"dataset": {"children"}}},
		{"extend-window", "closes", "must be a real date", url.Values{"closes-day": {"30"}, "closes-month": {"2"},
			"closes-year": {"2022"}}},
		{"extend-window", "closes", "must be a real date", url.Values{"closes-day": {"1"}, "closes-month": {""},
			"closes-year": {"2022"}}},
		{"extend-window", "closes", "must be a real date", url.Values{"closes-day": {"-1"}, "closes-month": {"2"},
			"closes-year": {"2022"}}},
		{"defer-transfer", "until", "must have a time", url.Values{"until-day": {"27"}, "until-month": {"3"},
			"until-year": {"2022"},
			"until-time": {"01:30"}}},
		{"record-representation", "id", "The short name of the representation: ", url.Values{"window": {"unions"},
			"id": {"A B"}, "reference": {"r"}}},
		{"stop", "reason", "The reason: ", url.Values{"reason": {strings.Repeat("x", 501)}}},
	} {
		f := formFor(t, c.command, nil)
		got, err := f.Read(c.given, nil)
		if got != nil || err != nil {
			t.Errorf("%s with %v is %+v, %v", c.command, c.given, got, err)
		}
		found := false
		for _, field := range f.Faulty() {
			found = found || field.Name == c.field && strings.Contains(field.Error, c.says)
		}
		if !found {
			t.Errorf("%s with %v: %+v", c.command, c.given, f.Faulty())
		}
	}
}

// TestAllIsToldAtOnce holds that a vote to defer hears of its reason and its date together, whatever is wrong with them.
func TestAllIsToldAtOnce(t *testing.T) {
	digest := strings.Repeat("a", 64)
	for name, given := range map[string]url.Values{
		"neither":    {"outcome": {"defer"}},
		"no date":    {"outcome": {"defer"}, "until-day": {"31"}, "until-month": {"11"}, "until-year": {"2022"}},
		"no vote":    {"until-day": {"31"}, "until-month": {"11"}, "until-year": {"2022"}},
		"white only": {"outcome": {"defer"}, "reason": {" "}, "until-day": {" "}},
	} {
		f := formFor(t, "vote", map[string]any{"phase": handover.DecisionPhase, "digest": digest})
		if c, err := f.Read(given, nil); c != nil || err != nil {
			t.Errorf("%s: %v, %v", name, c, err)
		}
		var wrong []string
		for _, field := range f.Faulty() {
			wrong = append(wrong, field.Name)
		}
		want := "until reason"
		if name == "no vote" {
			want = "outcome until"
		}
		if got := strings.Join(wrong, " "); got != want && got != "reason until" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// FuzzRead holds that no answer brings the reader down, and that what is accepted is a command without control
// characters.
func FuzzRead(f *testing.F) {
	f.Add("extend-window", "closes-day=1&closes-month=9&closes-year=2022&reason=r&window=unions")
	f.Add("vote", "outcome=defer&until-day=1&until-month=9&until-year=2022&until-time=09:00")
	f.Add("amend", "definition=%7B%7D&reason=r")
	f.Fuzz(func(t *testing.T, command, query string) {
		given, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		asked, err := form.For(command, programme(), handover.Need{})
		if err != nil {
			return
		}
		c, err := asked.Read(given, nil)
		if err == nil && c == nil && len(asked.Faulty()) == 0 {
			t.Errorf("%s with %s is neither a command nor a mistake", command, query)
		}
		if s, ok := c.(handover.Stop); ok && strings.ContainsAny(s.Reason, "\x00\r\n\x7f") {
			t.Errorf("the reason is %q", s.Reason)
		}
	})
}

// TestBlame gives what a command is refused for to the answer that it is about.
func TestBlame(t *testing.T) {
	extracts := formFor(t, "receive-extract", map[string]any{"dataset": "children"})
	refs := map[string]handover.FileRef{"source": {Name: "a.csv", SHA256: strings.Repeat("a", 64)},
		"target": {Name: "b.csv", SHA256: strings.Repeat("b", 64)}}
	if _, err := extracts.Read(url.Values{}, refs); err != nil {
		t.Fatal(err)
	}
	unreadable := fault.New(fault.Invalid, "the header lacks this key column").At("b.csv", "CHILD").To("add it")
	unreadable.Line = 1
	other := fault.New(fault.Refused, "the programme is stopped")
	if err := extracts.Blame(errors.Join(unreadable, other)); err == nil || err.Error() != other.Error() {
		t.Errorf("left over: %v", err)
	}
	const want = "The extract of the target system, line 1, column CHILD: the header lacks this key column; add it"
	if faulty := extracts.Faulty(); len(faulty) != 1 || faulty[0].Name != "target" || faulty[0].Error != want {
		t.Errorf("faulty: %+v", faulty)
	}
	window := formFor(t, "extend-window", map[string]any{"window": "unions"})
	if _, err := window.Read(url.Values{"closes-day": {"1"}, "closes-month": {"10"}, "closes-year": {"2022"},
		"reason": {"r"}}, nil); err != nil {
		t.Fatal(err)
	}
	late := fault.New(fault.Refused, "the window would close after the transfer").With("2022-10-01")
	if err := window.Blame(late); err != nil {
		t.Errorf("left over: %v", err)
	}
	if faulty := window.Faulty(); len(faulty) != 1 || faulty[0].Error != "The window would close after the transfer" {
		t.Errorf("faulty: %+v", faulty)
	}
}
