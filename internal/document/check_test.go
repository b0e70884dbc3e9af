package document_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"example.org/handover/internal/document"
	"example.org/handover/internal/fault"
)

// nested is a document of lists so many deep.
func nested(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }

func TestCheckAccepts(t *testing.T) {
	for name, text := range map[string]string{
		"object":                  `{"a": 1, "b": [true, false, null, "x", {}], "A": []}`,
		"scalar":                  ` -0.5e+3 `,
		"escapes":                 `"\u00e9\n\"\\\/\ud83d\ude00 é"`,
		"same name elsewhere":     `[{"a": 1}, {"a": {"a": 1}}]`,
		"deepest":                 nested(document.MaxDepth),
		"sixty-four digit number": strings.Repeat("9", 64),
		"as many values as fit":   "[" + strings.Repeat("0,", document.MaxValues-2) + "0]",
		"as long as fits":         `"` + strings.Repeat("x", document.MaxBytes-2) + `"`,
	} {
		if err := document.Check("p.json", []byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheckRefusesBytesAndSizes(t *testing.T) {
	for _, c := range []violation{
		{"nothing", "", `p.json:1: the document is empty; write one JSON value, such as {}`},
		{"space", " \n\t", `p.json:1: the document is empty; write one JSON value, such as {}`},
		{"byte order mark", "\xef\xbb\xbf{}",
			`p.json:1: the document starts with a byte order mark; save it as "UTF-8", not "UTF-8 with BOM"`},
		{"UTF-16", "\xff\xfe{\x00}\x00", `p.json:1: the document is UTF-16, not UTF-8; save it as UTF-8`},
		{"Latin-1", "{\n\"a\":\n\"caf\xe9\"}",
			`p.json:3: the byte 0xE9 is not UTF-8; save the document as UTF-8 and retype the character`},
		{"too long", strings.Repeat(" ", 10<<20),
			`p.json: the document is larger than 4194304 bytes (4 MiB); split it or remove what is not needed`},
		{"too deep", nested(65),
			`p.json:1: objects and lists are nested more than 64 deep; make the document flatter`},
		{"far too deep", strings.Repeat(`{"a":`, 20000),
			`p.json:1: objects and lists are nested more than 64 deep; make the document flatter`},
		{"too many values", "[" + strings.Repeat("0,", document.MaxValues) + "0]",
			`p.json:1: /262143: the document has more than 262144 values; split it`},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, document.Check("p.json", []byte(c.text)), c.want) })
	}
}

func TestCheckRefusesStructure(t *testing.T) {
	for _, c := range []violation{
		{"two values", "{}\n\n{\"a\":1}",
			`p.json:3: something follows the end of the JSON value (got "{\"a\":1}"); ` +
				`keep one value in the document and remove the rest`},
		{"twice", "{\"a\": {\n\"b\": 1,\n\"\\u0062\": 2}}",
			`p.json:3: /a/b: the field is there twice; keep one of the two`},
		{"pointer escapes", `{"a/b~c": {"x": 1, "x": 2}}`,
			`p.json:1: /a~1b~0c/x: the field is there twice; keep one of the two`},
		{"comma after the last field", "{\"a\": 1,\n}",
			`p.json:2: a comma stands before the closing brace; remove the comma after the last field`},
		{"comma after the last item", "{\"a\": [1,\n]}",
			`p.json:2: /a: a comma stands before the closing bracket; remove the comma after the last item`},
		{"no comma", "{\"a\": 1\n\"b\": 2}",
			`p.json:2: a comma or the closing } of the object is missing (got "\"b\": 2}"); ` +
				`put a comma between two entries`},
		{"no colon", `{"a" 1}`,
			`p.json:1: /a: a colon is missing after the field's name (got "1}"); write "name": value`},
		{"bare name", `{a: 1}`,
			`p.json:1: a field's name is missing or not in double quotes (got "a: 1}"); write "name": value`},
		{"no value", `{"a": }`,
			`p.json:1: /a: this is not a JSON value (got "}"); ` +
				`write the missing value, or remove the comma or the field's name`},
		{"cut in an object", "{\"a\": 1\n\n", `p.json:1: the document ends inside this object; ` +
			`complete it, or fetch the document again`},
		{"cut before a name", "{\"a\": 1,\n", `p.json:1: the document ends inside this object; ` +
			`complete it, or fetch the document again`},
		{"cut in a list", `[1`, `p.json:1: the document ends inside this list; ` +
			`complete it, or fetch the document again`},
		{"cut before a value", `[1,`, `p.json:1: /1: the document ends inside this value; ` +
			`complete it, or fetch the document again`},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, document.Check("p.json", []byte(c.text)), c.want) })
	}
}

func TestCheckRefusesLiterals(t *testing.T) {
	const number = `the number is not written as JSON has it`
	const size = `the number is too long, too large or too small`
	const sizes = `use at most 64 characters and a size between 1e-300 and 1e308`
	for _, c := range []struct{ text, want string }{
		{`{"a": 'x'}`, `p.json:1: /a: this is not a JSON value (got "'x'}"); use straight double quotes, "`},
		{`[“x”]`, `p.json:1: /0: this is not a JSON value (got "“x”]"); use straight double quotes, "`},
		{`[1, // one`, `p.json:1: /1: this is not a JSON value (got "// one"); JSON has no comments: remove it`},
		{`[True]`, `p.json:1: /0: this is not a JSON value (got "True]"); write it in small letters: true`},
		{`[NaN]`, `p.json:1: /0: this is not a JSON value (got "NaN]"); put text in double quotes`},
		{`[007]`, `p.json:1: /0: ` + number +
			` (got 007); write it without leading zeros, or in quotes if it is a reference`},
		{`[-]`, `p.json:1: /0: ` + number + ` (got -); write digits after the minus sign`},
		{`[1.]`, `p.json:1: /0: ` + number + ` (got 1.); write digits after the point`},
		{`[1e+]`, `p.json:1: /0: ` + number + ` (got 1e+); write digits after the e`},
		{`[1e999999999]`, `p.json:1: /0: ` + size + ` (got 1e999999999); ` + sizes},
		{`[-1e-999999999]`, `p.json:1: /0: ` + size + ` (got -1e-999999999); ` + sizes},
		{`[` + strings.Repeat("1", 65) + `]`,
			`p.json:1: /0: ` + size + ` (got ` + strings.Repeat("1", 60) + `…); ` + sizes},
		{"[\"a\nb\"]", `p.json:1: /0: the text has no closing quote on its line (got "\"a"); ` +
			`close it with ", and write a line break as \n`},
		{`["a`, `p.json:1: /0: the text has no closing quote (got "\"a"); close it with "`},
		{"[\"a\tb\"]", `p.json:1: /0: the text has the control character 0x09 in it; remove it or write it as \u0009`},
		{`["C:\x"]`, `p.json:1: /0: the text has a backslash that starts no JSON escape (got "\\x\"]"); ` +
			`write a backslash as \\`},
		{`["\u12g4"]`, `p.json:1: /0: the text has a backslash that starts no JSON escape (got "\\u12g4\"]"); ` +
			`write a backslash as \\`},
		{`["\ud83d!"]`, `p.json:1: /0: the text has half of a surrogate pair, \ud83d; write the character itself`},
		{`["\ude00\ud83d"]`, `p.json:1: /0: the text has half of a surrogate pair, \ude00; write the character itself`},
	} {
		t.Run(c.text, func(t *testing.T) { refused(t, document.Check("p.json", []byte(c.text)), c.want) })
	}
}

// refused holds an error against its full text and the kind Invalid.
func refused(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("accepted; want %s", want)
	}
	if err.Error() != want {
		t.Errorf("got  %s\nwant %s", err, want)
	}
	if kind := fault.KindOf(err); kind != fault.Invalid {
		t.Errorf("kind is %s, want Invalid", kind)
	}
}

func TestRead(t *testing.T) {
	data, err := document.Read("p.json", strings.NewReader("{\"a\": 1}\n"))
	if err != nil || string(data) != "{\"a\": 1}\n" {
		t.Errorf("got %q, %v; want the bytes as they are", data, err)
	}
	_, err = document.Read("p.json", strings.NewReader("{"))
	refused(t, err, `p.json:1: the document ends inside this object; complete it, or fetch the document again`)
}

func TestReadStopsAtTheLimit(t *testing.T) {
	source := &counter{}
	_, err := document.Read("p.json", source)
	refused(t, err, `p.json: the document is larger than 4194304 bytes (4 MiB); split it or remove what is not needed`)
	if source.given > document.MaxBytes+1 {
		t.Errorf("read %d bytes of an endless source", source.given)
	}
}

// counter is an endless source of spaces that counts what it gave.
type counter struct{ given int }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	c.given += len(p)
	return len(p), nil
}

func TestReadPassesOnFailure(t *testing.T) {
	_, err := document.Read("p.json", iotest.ErrReader(io.ErrClosedPipe))
	if fault.KindOf(err) != fault.Unavailable || !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v; want Unavailable around the reader's error", err)
	}
}
