package packfile_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/rulebook"
	"example.org/handover/internal/rulebook/packfile"
)

// own is a pack that a council may write; its rule and check are filled in.
const own = `{
"pack": "ours",
"version": "1",
"title": "Ours",
"extends": ["england-council-core"],
"rules": [
%RULE%
],
"checks": [
%CHECK%
]
}`

const (
	ruleText = `{"id":"OWN-1","stage":"notice","title":"A rule","owner":"legal-lead","due":"transfer","metBy":"report",` +
		`"blocking":true,"ifMissed":"Nothing.","source":{"kind":"assumption","cite":"Our own practice"}}`
	checkText = `{"id":"OWN-2","title":"A check","evidence":"a note","owner":"legal-lead","weight":"blocking","phase":"decision",` +
		`"due":"5 days before transfer"}`
)

// pack fills in the rule and the check, each changed by pairs of old and new.
func pack(t *testing.T, changes ...string) string {
	t.Helper()
	text := strings.NewReplacer("%RULE%", ruleText, "%CHECK%", checkText).Replace(own)
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(text, changes[i]) {
			t.Fatalf("the pack has no %s", changes[i])
		}
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	return text
}

// faults unwraps what Read and Open give to single faults.
func faults(t *testing.T, err error) []*fault.Error {
	t.Helper()
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		var all []*fault.Error
		for _, e := range joined.Unwrap() {
			all = append(all, faults(t, e)...)
		}
		return all
	}
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("no fault: %v", err)
	}
	return []*fault.Error{f}
}

// TestBadPacks holds each mistake to its place, value, words and mend. Rules stand in line 7, checks in line 10.
func TestBadPacks(t *testing.T) {
	for _, c := range []struct {
		old, now             string
		pointer, value, says string
		line                 int
	}{
		// What the schema sees.
		{`"version": "1"`, `"version": 1`, "/version", "1", "text is expected here", 3},
		{`"version": "1"`, `"version": "v1"`, "/version", `"v1"`, "does not have the form", 3},
		{`"title": "Ours",`, ``, "", "", `the field "title" is missing`, 1},
		{`"title": "Ours"`, `"title": "Ours", "author": "x"`, "/author", "", "unknown field", 4},
		{`"OWN-1"`, `"own-1"`, "/rules/0/id", `"own-1"`, "does not have the form", 7},
		{`"notice"`, `"party"`, "/rules/0/stage", `"party"`, "not one of the allowed values", 7},
		{`"owner":"legal-lead"`, `"owner":"Legal Lead"`, "/rules/0/owner", `"Legal Lead"`, "does not have the form", 7},
		{`"owner":"legal-lead"`, `"owner":"system"`, "/rules/0/owner", `"system"`, "", 7},
		{`"report"`, `"luck"`, "/rules/0/metBy", `"luck"`, "does not have the form", 7},
		{`"kind":"assumption"`, `"kind":"rumour"`, "/rules/0/source/kind", `"rumour"`, "not one of the allowed values", 7},
		{`"Our own practice"`, `"law"`, "/rules/0/source/cite", `"law"`, "", 7},
		{`"blocking":true,`, ``, "/rules/0", "", `the field "blocking" is missing`, 7},
		{`"blocking":true`, `"blocking":true,"from":"2022-02-30"`, "/rules/0/from", `"2022-02-30"`, "", 7},
		{`"blocking":true`, `"blocking":true,"each":"letter"`, "/rules/0/each", `"letter"`, "not one of the allowed values", 7},
		{`"phase":"decision"`, `"phase":"later"`, "/checks/0/phase", `"later"`, "not one of the allowed values", 10},
		{`"evidence":"a note",`, ``, "/checks/0", "", `the field "evidence" is missing`, 10},
		// Dates.
		{`"due":"transfer"`, `"due":"soon or so"`, "/rules/0/due", `"soon or so"`, "column", 7},
		{`"due":"transfer"`, `"due":"5 days after christmas"`, "/rules/0/due",
			`"5 days after christmas"`, "no programme has a date christmas", 7},
		{`"due":"transfer"`, `"due":"window.{item}.opens"`, "/rules/0/due",
			`"window.{item}.opens"`, "no programme has a date window.{item}.opens", 7},
		{`"due":"transfer"`, `"due":"stated.a.b"`, "/rules/0/due", `"stated.a.b"`, "no programme has a date stated.a.b", 7},
		{`"due":"transfer"`, `"due":"transfer","target":"1 day"`, "/rules/0/target", `"1 day"`, "column", 7},
		{`"due":"transfer"`, `"due":"transfer","from":"2023-01-02","to":"2023-01-01"`, "/rules/0/to",
			`"2023-01-01"`, "ends before it begins", 7},
		{`"5 days before transfer"`, `"window.x.opens"`, "/checks/0/due", `"window.x.opens"`, "no programme has a date", 10},
		// Conditions.
		{`"blocking":true`, `"blocking":true,"when":"a and"`, "/rules/0/when", `"a and"`, "column 6: expected a circumstance", 7},
		{`"weight":"blocking"`, `"weight":"conditional","when":"a < b"`, "/checks/0/when",
			`"a < b"`, "column 5: expected a number", 10},
		// What does not go together.
		{`"metBy":"report",`, ``, "/rules/0", "", "nothing closes the obligations", 7},
		{`"due":"transfer",`, ``, "/rules/0/metBy", "", "a rule without a date gives no obligation", 7},
		{`"due":"transfer","metBy":"report"`, `"each":"window"`, "/rules/0/each", "", "not for each item", 7},
		{`"due":"transfer","metBy":"report"`, `"target":"transfer"`, "/rules/0/target", "", "beside the last lawful one", 7},
		{`"due":"transfer","metBy":"report"`, `"warning":"x"`, "/rules/0/warning", "", "what a date does not show", 7},
		{`"due":"transfer"`, `"due":"transfer","notBefore":"transfer"`, "/rules/0/notBefore", "", "not both", 7},
		{`"due":"transfer"`, `"due":"transfer","avoid":{"day":"transfer","from":"start","to":"start"}`, "/rules/0/avoid",
			"", "not both", 7},
		{`"due":"transfer","metBy":"report"`, `"avoid":{"day":"x","from":"start","to":"start"}`, "/rules/0/avoid/day", `"x"`,
			"no programme has a date x", 7},
		{`"blocking":true`, `"blocking":true,"exposure":{"of":"staff"}`, "/rules/0/exposure", "", "a sum in pence, or", 7},
		{`"blocking":true`, `"blocking":true,"exposure":{"of":"staff","pence":1,"daysPay":1}`, "/rules/0/exposure",
			"", "a sum in pence, or", 7},
		// Gates.
		{`"report"`, `"gate:Nowhere"`, "/rules/0/metBy", `"gate:Nowhere"`, "there is no gate of that name", 7},
		{`"report"`, `"gate:OpenWindow/{item}"`, "/rules/0/each", "", "for each window", 7},
		{`"metBy":"report"`, `"each":"window","metBy":"gate:OpenWindow"`, "/rules/0/metBy",
			`"gate:OpenWindow"`, "a gate for each item names it", 7},
		{`"metBy":"report"`, `"each":"window","metBy":"gate:Decide"`, "/rules/0/each", `"window"`, "not for each of its items", 7},
		{`"report"`, `"gate:Decide/{item}"`, "/rules/0/metBy", `"gate:Decide/{item}"`, "a gate for each item names it", 7},
		// Checks.
		{`"weight":"blocking"`, `"weight":"conditional"`, "/checks/0/weight", `"conditional"`, "says when it applies", 10},
		{`"weight":"blocking"`, `"weight":"blocking","when":"a"`, "/checks/0/weight", `"blocking"`, "is conditional", 10},
		{`"phase":"decision"`, `"phase":"at-transfer"`, "/checks/0/phase", `"at-transfer"`, "nobody is there", 10},
		{`"weight":"blocking"`, `"weight":"blocking","proof":"hearsay"`, "/checks/0/proof",
			`"hearsay"`, "the system proves nothing", 10},
		{`"weight":"blocking"`, `"weight":"advisory","proof":"decided-go"`, "/checks/0/weight", `"advisory"`, "always blocks", 10},
		{`"weight":"blocking"`, `"weight":"blocking","rule":"OWN-1"`, "/checks/0/due",
			`"5 days before transfer"`, "due when its rule is", 10},
		{`,"due":"5 days before transfer"`, ``, "/checks/0", "", "the check has no date", 10},
	} {
		text := pack(t, c.old, c.now)
		_, err := packfile.Read("ours.json", strings.NewReader(text))
		if err == nil {
			t.Errorf("%s: nothing is wrong", c.now)
			continue
		}
		all := faults(t, err)
		f := all[0]
		if len(all) != 1 || f.Kind != fault.Invalid || f.File != "ours.json" || f.Pointer != c.pointer || f.Line != c.line ||
			f.Value != c.value || !strings.Contains(f.Problem, c.says) || f.Mend == "" {
			t.Errorf("%s:\ngot  %v\nwant line %d, %s, %s (got %s)", c.now, err, c.line, c.pointer, c.says, c.value)
		}
	}
}

func TestGoodPack(t *testing.T) {
	p, err := packfile.Read("ours.json", strings.NewReader(pack(t)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := rulebook.Library{}.With(p).Open("ours")
	if err != nil {
		t.Fatal(err)
	}
	if r := b.Rules[len(b.Rules)-1]; r.ID != "OWN-1" || b.Version != "england-council-core@2+ours@1" {
		t.Errorf("rule %s of %s", r.ID, b.Version)
	}
}

// FuzzRead holds that whatever comes in is either refused with file and mend, or is a pack that can be opened or refused.
func FuzzRead(f *testing.F) {
	for _, name := range rulebook.Names() {
		raw, err := os.ReadFile("../packs/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(strings.NewReplacer("%RULE%", ruleText, "%CHECK%", checkText).Replace(own)))
	f.Add([]byte(`{"pack":"a","version":"1","title":"A","extends":["a"],"without":[{"id":"transfer","because":"x"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := packfile.Read("f.json", bytes.NewReader(raw))
		if err == nil {
			_, err = rulebook.Library{}.With(p).Open(p.Pack)
		}
		if err == nil {
			return
		}
		for _, e := range faults(t, err) {
			if e.Kind != fault.Invalid || e.File == "" || e.Mend == "" {
				t.Fatalf("%+v", e)
			}
		}
	})
}
