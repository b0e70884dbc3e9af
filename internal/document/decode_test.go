package document_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
)

// day reads itself and words its own refusal.
type day string

func (d *day) UnmarshalText(text []byte) error {
	if len(text) != len("2026-01-01") {
		return fault.New(fault.Refused, "not a day").To("write YYYY-MM-DD")
	}
	*d = day(text)
	return nil
}

// pence reads itself from a number, and refuses in words of its own package.
type pence int64

var errPence = errors.New("no pence")

func (p *pence) UnmarshalJSON(data []byte) error {
	var n int64
	if json.Unmarshal(data, &n) != nil {
		return errPence
	}
	*p = pence(n)
	return nil
}

// base is embedded in plan.
type base struct {
	Title string `json:"title"`
}

// window is an item of plan.
type window struct {
	Opens  day  `json:"opens"`
	Closes *day `json:"closes,omitempty"`
}

// plan has a field of every kind of type that Decode tells apart.
type plan struct {
	base
	Windows []window       `json:"windows"`
	Counts  map[string]int `json:"counts"`
	Small   int8           `json:"small"`
	Whole   uint           `json:"whole"`
	Share   float64        `json:"share"`
	Exact   json.Number    `json:"exact"`
	Open    bool           `json:"open"`
	Value   pence          `json:"value"`
	Free    any            `json:"free"`
	Pair    [2]int         `json:"pair"`
	Bytes   []byte         `json:"bytes"`
	Quoted  int            `json:"quoted,string"`
	Ages    map[int]string `json:"ages"`
	Parent  *plan          `json:"parent"`
	Plain   string
	Hidden  string `json:"-"`
}

func TestDecode(t *testing.T) {
	const text = `{"title": "a", "windows": [{"opens": "2026-01-01", "closes": null}], "counts": {"x": 1}, "small": -128,
		"whole": 7, "share": 0.25, "exact": 12345678901234567890.10, "open": true, "value": 99, "free": [9007199254740993],
		"pair": [1, 2], "bytes": "AQI=", "quoted": "4", "ages": {"3": "c"}, "parent": {"Plain": "p"}, "Plain": "q"}`
	var got plan
	if err := document.Decode("p.json", []byte(text), &got); err != nil {
		t.Fatal(err)
	}
	want := plan{base: base{Title: "a"}, Windows: []window{{Opens: "2026-01-01"}}, Counts: map[string]int{"x": 1},
		Small: -128, Whole: 7, Share: 0.25, Exact: "12345678901234567890.10", Open: true, Value: 99,
		Free: []any{json.Number("9007199254740993")}, Pair: [2]int{1, 2}, Bytes: []byte{1, 2}, Quoted: 4,
		Ages: map[int]string{3: "c"}, Parent: &plan{Plain: "p"}, Plain: "q"}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(plan{})); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeTakesNullWhereGoHasIt(t *testing.T) {
	var got plan
	const text = `{"windows": null, "counts": null, "free": null, "parent": null, "bytes": null}`
	if err := document.Decode("p.json", []byte(text), &got); err != nil {
		t.Error(err)
	}
}

// checkPlan holds the decoding of each document against its text.
func checkPlan(t *testing.T, cases []violation) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var v plan
			refused(t, document.Decode("p.json", []byte(c.text), &v), c.want)
		})
	}
}

func TestDecodeRefusesFields(t *testing.T) {
	checkPlan(t, []violation{
		{"syntax", `{"title": }`, `p.json:1: /title: this is not a JSON value (got "}"); ` +
			`write the missing value, or remove the comma or the field's name`},
		{"twice", `{"title": "a", "title": "b"}`, `p.json:1: /title: the field is there twice; keep one of the two`},
		{"after the end", `{} {}`, `p.json:1: something follows the end of the JSON value (got "{}"); ` +
			`keep one value in the document and remove the rest`},
		{"unknown", "{\"windows\": [\n{\"opns\": 1}]}", `p.json:2: /windows/0/opns: unknown field; ` +
			`did you mean "opens"? remove it or spell it as the schema does`},
		{"capitals", `{"Title": "a"}`, `p.json:1: /Title: unknown field; ` +
			`did you mean "title"? remove it or spell it as the schema does`},
		{"unlike any", `{"windows": [{"opens": "2026-01-01", "zzz": 1}]}`, `p.json:1: /windows/0/zzz: unknown field; ` +
			`remove it; the fields known here are "closes"`},
		{"not read", `{"parent": {"parent": {"-": 1}}}`, `p.json:1: /parent/parent/-: unknown field; remove it; ` +
			`the fields known here are "Plain", "ages", "bytes", "counts", "exact", "free", "open", "pair", "parent", ` +
			`"quoted", "share", "small", "title", "value", "whole", "windows"`},
	})
}

func TestDecodeRefusesValues(t *testing.T) {
	checkPlan(t, []violation{
		{"text", "{\n\"title\": {}}", `p.json:2: /title: text is expected here, not an object ` +
			`(got an object with 0 fields); write text in double quotes`},
		{"null", `{"title": null}`, `p.json:1: /title: text is expected here, not null; write text in double quotes`},
		{"object", `{"parent": 3}`,
			`p.json:1: /parent: an object is expected here, not a number (got 3); write an object, { … }`},
		{"map", `{"counts": []}`,
			`p.json:1: /counts: an object is expected here, not a list (got a list of 0 items); write an object, { … }`},
		{"member", `{"counts": {"a/b": true}}`, `p.json:1: /counts/a~1b: a whole number is expected here, ` +
			`not true or false (got true); write it with digits and without quotes`},
		{"list", `{"windows": "x"}`,
			`p.json:1: /windows: a list is expected here, not text (got "x"); write a list, [ … ]`},
		{"long array", `{"pair": [1, 2, 3]}`,
			`p.json:1: /pair: the list is too long (got a list of 3 items); give at most 2 items`},
		{"range", `{"small": 128}`, `p.json:1: /small: the number is outside the range that fits here (got 128); ` +
			`write a number within the range`},
		{"sign", `{"whole": -1}`, `p.json:1: /whole: the number is outside the range that fits here (got -1); ` +
			`write a number within the range`},
		{"fraction", `{"small": 1.0}`, `p.json:1: /small: a whole number is expected here, not a fraction (got 1.0); ` +
			`write it without a decimal point and without an exponent`},
		{"number", `{"exact": "1"}`, `p.json:1: /exact: a number is expected here, not text (got "1"); ` +
			`write it with digits and without quotes`},
		{"truth", `{"open": 1}`, `p.json:1: /open: true or false is expected here, not a number (got 1); ` +
			`write true or false, without quotes`},
	})
}

func TestDecodeRefusesWhatTypesReadThemselves(t *testing.T) {
	checkPlan(t, []violation{
		{"own words", "{\"windows\": [{\"opens\":\n\"soon\"}]}",
			`p.json:2: /windows/0/opens: not a day (got "soon"); write YYYY-MM-DD`},
		{"text not even tried", `{"windows": [{"opens": 3}]}`,
			`p.json:1: /windows/0/opens: text is expected here, not a number (got 3); write text in double quotes`},
		{"others' words", `{"value": "x"}`,
			`p.json:1: /value: the value does not have the form it must have (got "x"); see the schema`},
		{"base64", "{\"title\": \"a\",\n\"bytes\": \"?\"}",
			`p.json:2: /bytes: the value does not have the form it must have (got "?"); see the schema`},
		{"quotes", `{"quoted": 4}`,
			`p.json:1: /quoted: text is expected here, not a number (got 4); write text in double quotes`},
		{"in quotes", `{"quoted": "four"}`,
			`p.json:1: /quoted: the value does not have the form it must have (got "four"); see the schema`},
		{"key", "{\"ages\": {\n\"x\": \"y\"}}",
			`p.json:1: /ages: this does not have the form it must have; see the schema`},
		{"several", "{\"title\": 1,\n\"open\": 2}",
			`p.json:1: /title: text is expected here, not a number (got 1); write text in double quotes` + "\n" +
				`p.json:2: /open: true or false is expected here, not a number (got 2); write true or false, without quotes`},
	})
}

func TestDecodeKeepsTheCause(t *testing.T) {
	var v plan
	if err := document.Decode("p.json", []byte(`{"value": "x"}`), &v); !errors.Is(err, errPence) {
		t.Errorf("%v does not wrap the type's own error", err)
	}
}

func TestDecodeNeedsAPlace(t *testing.T) {
	for name, v := range map[string]any{"nil": nil, "value": plan{}, "nil pointer": (*plan)(nil)} {
		if err := document.Decode("p.json", []byte(`{}`), v); fault.KindOf(err) != fault.Internal {
			t.Errorf("%s: %v, want Internal", name, err)
		}
	}
}
