package intake_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/intake"
)

func TestSampleIsRead(t *testing.T) {
	d := doncaster(t)
	if d.Programme != "doncaster" || d.Transfer != "2022-09-30T00:01" || d.Quorum != 2 || len(d.Windows) != 2 {
		t.Errorf("read as %+v", d)
	}
	again, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var back handover.Definition
	if err := json.Unmarshal(again, &back); err != nil || !cmp.Equal(d, back) {
		t.Errorf("it does not survive JSON: %v\n%s", err, cmp.Diff(d, back))
	}
}

// TestMistakesInDefinitions makes one mistake at a time; a person is told where it stands, by pointer and line.
func TestMistakesInDefinitions(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		at   string // a part of the line where the mistake stands
		want mistake
	}{
		"unknown pack": {sample(t, `"pack": "children-services"`, `"pack": "childrens"`), `"pack"`,
			mistake{"/pack", 0, `"childrens"`, "there is no rule pack of that name"}},
		"unknown field": {sample(t, `"quorum": 2`, `"quorum": 2, "quorom": 3`), `"quorom"`,
			mistake{"/quorom", 0, "", "unknown field"}},
		"missing field": {sample(t, `"quorum": 2,`, ``), "{",
			mistake{"", 0, "", `the field "quorum" is missing`}},
		"no such day": {sample(t, `"start": "2022-03-22"`, `"start": "2022-02-30"`), `"start"`,
			mistake{"/start", 0, `"2022-02-30"`, "not a date of the calendar"}},
		"pointer to nowhere": {sample(t, `"/authority/name"`, `"/authority/nom"`), `"/authority/nom"`,
			mistake{"/provenance/1/of", 0, `"/authority/nom"`, "the pointer leads nowhere in this file"}},
		"pointer past the end": {sample(t, `"/windows/1/closes"`, `"/windows/2/closes"`), `"/windows/2/closes"`,
			mistake{"/provenance/8/of", 0, `"/windows/2/closes"`, "the pointer leads nowhere in this file"}},
		"pointer into text": {sample(t, `"/service"`, `"/service/0"`), `"/service/0"`,
			mistake{"/provenance/3/of", 0, `"/service/0"`, "the pointer leads nowhere in this file"}},
		"id twice": {sample(t, `"id": "unions"`, `"id": "staff"`,
			`{ "of": "/windows/1/opens", "basis": "reported", "source": "Doncaster Free Press, 2022: from 1 April until handover" },`, ""),
			"Recognised trade unions", mistake{"/windows/1/id", -1, `"staff"`, "this id is used twice"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.want.Line += lineOf(t, c.text, c.at)
			_, err := intake.Definition("mine.json", strings.NewReader(c.text))
			if diff := cmp.Diff([]mistake{c.want}, mistakes(t, "mine.json", err)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestNoDocumentAtAll hands in what is not even JSON of the right kind: each is refused in words, with its file.
func TestNoDocumentAtAll(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "white space": " \n\t", "half": `{"programme":`, "two": sample(t) + "{}", "a list": "[]", "null": "null",
		"a field twice": sample(t, `"quorum": 2`, `"quorum": 2, "quorum": 3`), "not UTF-8": "{\"title\":\"\xff\"}",
		"deep": nested(20000), "a number": "1e999999",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := intake.Definition("mine.json", strings.NewReader(text))
			if got := mistakes(t, "mine.json", err); len(got) == 0 {
				t.Error("it was accepted")
			}
		})
	}
}

func TestRules(t *testing.T) {
	first, err := intake.Rules("children-services")
	if err != nil {
		t.Fatal(err)
	}
	again, err := intake.Rules("children-services")
	if err != nil || first.Table == nil || !cmp.Equal(first.Book, again.Book) {
		t.Errorf("the second time is another: %v", err)
	}
	if _, err := intake.Rules("childrens"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
}
