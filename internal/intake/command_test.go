package intake_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

func TestCommandsAreRead(t *testing.T) {
	digest := strings.Repeat("0f", 32)
	for name, c := range map[string]struct {
		input string
		want  handover.Command
	}{
		"trigger": {`{"stage":"golive"}`, handover.Trigger{Stage: handover.GoLiveStage}},
		"retry":   {``, handover.Retry{}},
		"stop":    {`{"reason":"the council withdrew"}`, handover.Stop{Reason: "the council withdrew"}},
		"extend-window": {`{"window":"staff","closes":"2022-09-29","reason":"late"}`,
			handover.ExtendWindow{Window: "staff", Closes: calendar.MustDate("2022-09-29"), Reason: "late"}},
		"vote": {`{"phase":"final","outcome":"go","digest":"` + digest + `"}`,
			handover.Vote{Phase: handover.FinalPhase, Outcome: handover.Go, Digest: digest}},
	} {
		got, err := intake.CommandJSON(name, "input.json", []byte(c.input))
		if err != nil || !cmp.Equal(c.want, got) {
			t.Errorf("%s: %v\n%s", name, err, cmp.Diff(c.want, got))
		}
	}
}

func TestMistakesInCommands(t *testing.T) {
	for _, c := range []struct {
		command, input string
		want           mistake
	}{
		{"trigger", "", mistake{"", 1, "", `the field "stage" is missing`}},
		{"trigger", `{"stage":"goalive"}`, mistake{"/stage", 1, `"goalive"`, "not one of the allowed values"}},
		{"stop", `{"reason":"a\u0007b"}`, mistake{"/reason", 1, `"a\ab"`, "the text does not have the form it must have"}},
		{"stop", "{\n\"reason\": 3}", mistake{"/reason", 2, "3", "text is expected here, not a number"}},
		{"vote", `{"phase":"final","outcome":"go","digest":"` + strings.Repeat("0", 64) + `","by":"sro"}`,
			mistake{"/by", 1, "", "unknown field"}},
		{"correct", `{"entry":2,"reason":"r","input":{"reference":"R/1"}}`,
			mistake{"", 1, "", `the field "command" is missing, which "input" needs`}},
		{"correct", "{\"entry\":2,\"reason\":\"r\",\n\"command\":\"recorded-service\",\"input\":{}}",
			mistake{"/command", 2, `"recorded-service"`, "there is no command of that name"}},
	} {
		_, err := intake.CommandJSON(c.command, "input.json", []byte(c.input))
		if diff := cmp.Diff([]mistake{c.want}, mistakes(t, "input.json", err)); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", c.command, c.input, diff)
		}
	}
	if _, err := intake.CommandJSON("launch", "input.json", nil); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an unknown command: %v", err)
	}
	if _, err := intake.CommandJSON("sha256", "input.json", []byte(`"x"`)); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a part of the schema was taken for a command: %v", err)
	}
}

func TestCommandSchema(t *testing.T) {
	for _, spec := range handover.Commands() {
		raw, err := intake.CommandSchema(spec.Name)
		if err != nil || !json.Valid(raw) || !strings.Contains(string(raw), `"description":`) {
			t.Errorf("%s: %v: %s", spec.Name, err, raw)
		}
	}
	if raw, err := intake.CommandSchema("launch"); err == nil {
		t.Errorf("an unknown command has the schema %s", raw)
	}
}

func TestMistakesInScripts(t *testing.T) {
	act := func(at, by, do string) string { return `{"at":"` + at + `","by":"` + by + `","do":"` + do + `"}` }
	script := func(acts ...string) string {
		return "{\"title\":\"x\",\"acts\":[\n" + strings.Join(acts, ",\n") + "\n]}"
	}
	early, late := act("2022-04-01T09:00", "office-1", "retry"), act("2022-05-01T09:00", "sro", "stop")
	for name, c := range map[string]struct {
		text string
		want []mistake
	}{
		"none": {script(early, late), nil},
		"nobody": {script(early, act("2022-05-01T09:00", "ghost", "stop")),
			[]mistake{{"/acts/1/by", 3, `"ghost"`, "the definition knows nobody of that id"}}},
		"no command": {script(act("2022-05-01T09:00", "sro", "launch")),
			[]mistake{{"/acts/0/do", 2, `"launch"`, "there is no command of that name"}}},
		"two of one act": {script(act("2022-05-01T09:00", "ghost", "launch")), []mistake{
			{"/acts/0/by", 2, `"ghost"`, "the definition knows nobody of that id"},
			{"/acts/0/do", 2, `"launch"`, "there is no command of that name"}}},
		"out of order": {script(late, early), []mistake{{"/acts", 1, "", "the acts are not in the order of time"}}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := intake.Script("script.json", strings.NewReader(c.text), doncaster(t))
			if diff := cmp.Diff(c.want, mistakes(t, "script.json", err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if err == nil && (len(s.Acts) != 2 || s.Acts[1].Do != "stop") {
				t.Errorf("read as %+v", s)
			}
		})
	}
}
