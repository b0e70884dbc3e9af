package document_test

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"testing"

	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
)

//go:embed testdata/programme.schema.json
var programmeSchema []byte

// programme compiles the schema of the tests.
func programme(t testing.TB) *document.Schema {
	t.Helper()
	s, err := document.Compile("programme.schema.json", programmeSchema)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestValidateAccepts(t *testing.T) {
	s := programme(t)
	for _, text := range []string{
		`{}`,
		`{"title": "twelve runes", "state": 3, "version": "1", "staff": 5000, "share": 0.49, "notice": "2024-02-29"}`,
		`{"sent": "2026-10-25T01:30:00.5+01:00", "meeting": "2026-10-25T01:30", "mail": "office@example.org"}`,
		`{"windows": [{"opens": "2026-01-01", "closes": "2026-01-31", "note/1~2": ""}], "until": null, "size": 3}`,
		`{"duty": {"kind": "counted", "from": "2026-01-01"}, "lead": {"team": ""}, "both": {"y": 1}, "held": {"alpha": ""}}`,
		`{"deep": {"b": {"c": {"d": {"good": 1}}}}, "pair": {"from": 1, "to": 2}, "steps": ["end"], "other": "some"}`,
	} {
		if err := s.Validate("p.json", []byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// violation is a document and the full text of what is wrong with it.
type violation struct{ name, text, want string }

// check holds each document against its text.
func check(t *testing.T, cases []violation) {
	t.Helper()
	s := programme(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { refused(t, s.Validate("p.json", []byte(c.text)), c.want) })
	}
}

func TestValidateValues(t *testing.T) {
	check(t, []violation{
		{"syntax first", `{"title": }`, `p.json:1: /title: this is not a JSON value (got "}"); ` +
			`write the missing value, or remove the comma or the field's name`},
		{"type", "{\n\"title\":\n3}",
			`p.json:3: /title: text is expected here, not a number (got 3); ` +
				`write text in double quotes (the title of the contract)`},
		{"type of the document", `[1, 2]`,
			`p.json:1: an object is expected here, not a list (got a list of 2 items); write an object, { … }`},
		{"null", `{"title": null}`, `p.json:1: /title: text is expected here, not null; ` +
			`write text in double quotes (the title of the contract)`},
		{"number in quotes", `{"staff": "12"}`, `p.json:1: /staff: a whole number is expected here, not text ` +
			`(got "12"); write it with digits and without quotes`},
		{"fraction", `{"staff": 1.5}`, `p.json:1: /staff: a whole number is expected here, not a fraction ` +
			`(got 1.5); write it without a decimal point and without an exponent`},
		{"enum", `{"state": "gone"}`, `p.json:1: /state: not one of the allowed values (got "gone"); ` +
			`use one of "open", "closed", 3`},
		{"enum misspelt", `{"state": "Opne"}`, `p.json:1: /state: not one of the allowed values (got "Opne"); ` +
			`did you mean "open"? the allowed values are "open", "closed", 3`},
		{"const", `{"version": {"a": 1}}`, `p.json:1: /version: not one of the allowed values ` +
			`(got an object with 1 field); write "1"`},
	})
}

func TestValidateNumbersAndLengths(t *testing.T) {
	check(t, []violation{
		{"minimum", `{"staff": 0}`, `p.json:1: /staff: the number is too small (got 0); write 1 or more`},
		{"maximum", `{"staff": 5001}`, `p.json:1: /staff: the number is too large (got 5001); write 5000 or less`},
		{"exclusive minimum", `{"share": 0}`, `p.json:1: /share: the number is too small (got 0); write more than 0`},
		{"exclusive maximum", `{"share": 0.50}`,
			`p.json:1: /share: the number is too large (got 0.50); write less than 0.5`},
		{"multiple", `{"share": 0.123}`, `p.json:1: /share: the number is not a multiple of 0.01 (got 0.123); ` +
			`round it to a multiple of 0.01`},
		{"empty", `{"title": ""}`, `p.json:1: /title: the text is empty (got ""); write something`},
		{"long", `{"title": "thirteen ruñe"}`, `p.json:1: /title: the text is too long, 13 characters ` +
			`(got "thirteen ruñe"); write at most 12 characters`},
	})
}

func TestValidateTexts(t *testing.T) {
	check(t, []violation{
		{"pattern described", `{"reference": "x"}`, `p.json:1: /reference: the text does not have the form it must ` +
			`have (got "x"); write two capitals, a hyphen and digits, for example "AB-12"`},
		{"pattern hinted", `{"code": "x"}`, `p.json:1: /code: the text does not have the form it must have ` +
			`(got "x"); write the eight digits of the code`},
		{"pattern bare", `{"plain": "y"}`, `p.json:1: /plain: the text does not have the form it must have ` +
			`(got "y"); write text that matches the pattern ^x+$`},
		{"date", `{"notice": "2022-02-30"}`,
			`p.json:1: /notice: not a date of the calendar (got "2022-02-30"); write YYYY-MM-DD`},
		{"date-time", `{"sent": "2026-01-01T10:00:00"}`, `p.json:1: /sent: not a moment with its offset from UTC ` +
			`(got "2026-01-01T10:00:00"); write YYYY-MM-DDTHH:MM:SSZ, or +01:00 in place of Z`},
		{"local-date-time", `{"meeting": "2026-01-01T10:00Z"}`, `p.json:1: /meeting: not a local date and time of day ` +
			`(got "2026-01-01T10:00Z"); write YYYY-MM-DDTHH:MM or YYYY-MM-DDTHH:MM:SS`},
		{"e-mail", `{"mail": "office"}`, `p.json:1: /mail: not an e-mail address (got "office"); write name@domain`},
		{"not", `{"other": "none"}`,
			`p.json:1: /other: this is ruled out here (got "none"); write another value (anything but none)`},
		{"long value cut", `{"state": "` + strings.Repeat("x", 70) + `"}`,
			`p.json:1: /state: not one of the allowed values (got "` + strings.Repeat("x", 60) + `…"); ` +
				`use one of "open", "closed", 3`},
	})
}

func TestValidateFields(t *testing.T) {
	check(t, []violation{
		{"unknown, like another", "{\"windows\": [\n{\"opns\": 1, \"opens\": \"2026-01-01\", \"closes\": \"2026-01-02\"}]}",
			`p.json:2: /windows/0/opns: unknown field; remove it; the fields known here are "note/1~2"`},
		{"unknown and missing", `{"windows": [{"opns": 1, "closes": "2026-01-02"}]}`,
			`p.json:1: /windows/0: the field "opens" is missing; add "opens"` + "\n" +
				`p.json:1: /windows/0/opns: unknown field; ` +
				`did you mean "opens"? remove it or spell it as the schema does`},
		{"two missing", `{"windows": [{}]}`, `p.json:1: /windows/0: the field "closes" is missing; add "closes"` + "\n" +
			`p.json:1: /windows/0: the field "opens" is missing; add "opens"`},
		{"said once", `{"twofold": 3}`,
			`p.json:1: /twofold: text is expected here, not a number (got 3); write text in double quotes`},
		{"both said", `{"twofold": "x"}`, `p.json:1: /twofold: not a web address (got "x"); write it as https://host/path` +
			"\n" + `p.json:1: /twofold: the text is too short (got "x"); write at least 3 characters`},
		{"too many items", `{"windows": [1, 2, 3, 4]}`,
			`p.json:1: /windows: the list is too long (got a list of 4 items); give at most 3 items` + "\n" +
				windowNot(0, 1) + "\n" + windowNot(1, 2) + "\n" + windowNot(2, 3) + "\n" + windowNot(3, 4)},
		{"unevaluated", `{"held": {"alhpa": 1}}`, `p.json:1: /held/alhpa: unknown field; ` +
			`did you mean "alpha"? remove it or spell it as the schema does`},
		{"unevaluated beside its like", `{"held": {"alpha": "", "beta": 1}}`,
			`p.json:1: /held/beta: unknown field; remove it`},
		{"pointer escapes", `{"windows": [{"opens": "2026-01-01", "closes": "2026-01-02", "note/1~2": 3}]}`,
			`p.json:1: /windows/0/note~11~02: text is expected here, not a number (got 3); write text in double quotes`},
		{"ruled out", `{"never": 1}`, `p.json:1: /never: nothing may stand here (got 1); remove it`},
		{"dependent", `{"pair": {"from": 1}}`, `p.json:1: /pair: the field "to" is missing, which "from" needs; add "to"`},
		{"described", `{"branch": {"p": 1}}`, `p.json:1: /branch: the field "q" is missing; add "q": the pair of p`},
	})
}

func TestValidateSizesAndNames(t *testing.T) {
	check(t, []violation{
		{"too few fields", `{"pair": {}}`,
			`p.json:1: /pair: the object has too few fields (got an object with 0 fields); give at least 1 field`},
		{"too many fields", `{"pair": {"a": 1, "b": 2, "c": 3}}`,
			`p.json:1: /pair: the object has too many fields (got an object with 3 fields); give at most 2 fields`},
		{"too few items", `{"windows": []}`,
			`p.json:1: /windows: the list is too short (got a list of 0 items); give at least 1 item`},
		{"same items", `{"windows": [{"opens": "2026-01-01", "closes": "2026-01-02"},
			{"closes": "2026-01-02", "opens": "2026-01-01"}]}`,
			`p.json:1: /windows: the items 0 and 1 of the list, counted from 0, are the same (got a list of 2 items); ` +
				`keep one of them`},
		{"contains", `{"steps": ["start"]}`, `p.json:1: /steps: the list has too few or too many items of the kind ` +
			`asked for (got a list of 1 item); add or remove such items (steps up to end)`},
		{"names", "{\"deep\": {\"b\": {\"c\": {\n\"d\": {\"BAD1\": 1},\n\"e\": {\"BAD2\": 1},\n\"f\": {}, \"g\": {}}}}}",
			`p.json:2: /deep/b/c/d/BAD1: the field's name is not allowed: the text does not have the form it must have ` +
				`(got "BAD1"); use small letters a to z` + "\n" +
				`p.json:3: /deep/b/c/e/BAD2: the field's name is not allowed: the text does not have the form it must ` +
				`have (got "BAD2"); use small letters a to z`},
	})
}

// windowNot is the complaint about an item that is a number, not a window.
func windowNot(index, got int) string {
	return fmt.Sprintf("p.json:1: /windows/%d: an object is expected here, not a number (got %d); write an object, { … }",
		index, got)
}

func TestValidateForms(t *testing.T) {
	check(t, []violation{
		{"the form meant", `{"duty": {"kind": "fixed", "days": "x"}}`, `p.json:1: /duty/days: a whole number is ` +
			`expected here, not text (got "x"); write it with digits and without quotes`},
		{"the other form meant", `{"duty": {"kind": "counted", "fro": "2026-01-01"}}`,
			`p.json:1: /duty: the field "from" is missing; add "from"` + "\n" +
				`p.json:1: /duty/fro: unknown field; did you mean "from"? remove it or spell it as the schema does`},
		{"no such form", `{"duty": {"kind": "fxied", "days": 1}}`, `p.json:1: /duty/kind: not one of the allowed ` +
			`values (got "fxied"); did you mean "fixed"? the allowed values are "fixed", "counted"`},
		{"no form at all", `{"duty": 3}`,
			`p.json:1: /duty: an object is expected here, not a number (got 3); write an object, { … }`},
		{"the form with the least to mend", `{"shape": {"w": "x", "h": "x", "r": "x"}}`, `p.json:1: /shape/r: a number is ` +
			`expected here, not text (got "x"); write it with digits and without quotes`},
		{"null or date", `{"until": "soon"}`,
			`p.json:1: /until: not a date of the calendar (got "soon"); write YYYY-MM-DD`},
		{"null or text", `{"until": 3}`, `p.json:1: /until: text or null is expected here, not a number (got 3); ` +
			`write text in double quotes, or write null`},
		{"text or number", `{"size": []}`, `p.json:1: /size: text or a whole number is expected here, not a list ` +
			`(got a list of 0 items); write text in double quotes, or write it with digits and without quotes`},
		{"one of two fields", `{"lead": {}}`,
			`p.json:1: /lead: one of the fields "role", "team" is missing; add one of them`},
		{"two forms at once", `{"both": {"x": 1, "y": 2}}`, `p.json:1: /both: this fits more than one of the forms ` +
			`allowed here (got an object with 2 fields); keep the fields of one form only`},
	})
}

func TestValidateSetsEveryPart(t *testing.T) {
	err := programme(t).Validate("p.json", []byte("{\n\"notice\":\n\"2023-02-29\"\n}"))
	var got *fault.Error
	if !errors.As(err, &got) {
		t.Fatalf("%v is no fault", err)
	}
	want := fault.Error{Kind: fault.Invalid, File: "p.json", Pointer: "/notice", Line: 3, Value: `"2023-02-29"`,
		Problem: "not a date of the calendar", Mend: "write YYYY-MM-DD"}
	if *got != want {
		t.Errorf("got  %#v\nwant %#v", *got, want)
	}
}

func TestValidateListsTheFirstFiftyInOrder(t *testing.T) {
	s, err := document.Compile("s.json", []byte(`{"items": {"type": "string"}}`))
	if err != nil {
		t.Fatal(err)
	}
	err = s.Validate("p.json", []byte("[\n"+strings.Repeat("0,\n", 59)+"0]"))
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 51 {
		t.Fatalf("%d lines, want 51", len(lines))
	}
	for i, want := range map[int]string{
		0:  `p.json:2: /0: text is expected here, not a number (got 0); write text in double quotes`,
		49: `p.json:51: /49: text is expected here, not a number (got 0); write text in double quotes`,
		50: `p.json: 10 further problems not listed; mend those above first`,
	} {
		if lines[i] != want {
			t.Errorf("line %d is %s\nwant %s", i, lines[i], want)
		}
	}
}
