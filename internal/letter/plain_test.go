package letter_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"example.org/handover/internal/fault"
	"example.org/handover/internal/letter"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

func TestPlain(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"headings", "<h1>One</h1><h2>Two words</h2>", "One\n===\n\nTwo words\n---------\n"},
		{"paragraphs", "<p>a\n b</p><p>c <mark>[d]</mark>.</p>", "a b\n\nc [d].\n"},
		{"line breaks", "<address>a<br/>b<br/></address>", "a\nb\n"},
		{"lists", "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>", "- a\n- b\n\n1. c\n"},
		{"terms", "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>", "a: b\nc: d\n"},
		{"tables", "<table><caption>T</caption><tr><th>a</th><th>b</th><th>c</th></tr>" +
			"<tr><td>1</td><td>2</td><td></td></tr><tr><th>3</th><td></td><td>4</td></tr></table>",
			"T\n\n- a: 1\n  b: 2\n- a: 3\n  c: 4\n"},
		{"escapes", "<p>&lt;b&gt; &amp;amp; &#34;</p>", "<b> &amp; \"\n"},
		{"heads are left out", "<html><head><title>x</title></head><body><p>y</p></body></html>", "y\n"},
		{"nothing", "", "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := letter.Plain([]byte(c.page))
			if err != nil || string(got) != c.want {
				t.Errorf("got %q and %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestPlainRefusesWhatItWouldLose(t *testing.T) {
	for _, page := range []string{"loose", "<div>a</div>", "<p>a", "<p>a</b>", "<section>loose</section>",
		"<table><tr><th>a</th></tr><tr><td>b</td><td>no heading</td></tr></table>"} {
		if got, err := letter.Plain([]byte(page)); fault.KindOf(err) != fault.Internal {
			t.Errorf("%s gives %q and %v", page, got, err)
		}
	}
}

func TestWrapKeepsEveryCharacterAndTheWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.StringMatching(`[a-zé“]{1,100}`)).Draw(t, "words"), " ")
		first := rapid.SampledFrom([]string{"", "- ", "10. ", "Report, SHA-256: "}).Draw(t, "first")
		rest := rapid.SampledFrom([]string{"", "  ", "      "}).Draw(t, "rest")
		lines := letter.Wrap(text, first, rest)
		for i, line := range lines {
			if utf8.RuneCountInString(line) > 78 {
				t.Fatalf("line %d is too long: %q", i, line)
			}
			if i > 0 && !strings.HasPrefix(line, rest) {
				t.Fatalf("line %d does not begin with %q: %q", i, rest, line)
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := squeeze(strings.Join(lines, "")), squeeze(first+text); got != want {
			t.Fatalf("wrapped to %q, want %q", got, want)
		}
	})
}

func TestWrapBreaksBetweenWords(t *testing.T) {
	got := letter.Wrap(strings.Repeat("a", 40)+" "+strings.Repeat("b", 37)+" c", "", "  ")
	want := []string{strings.Repeat("a", 40) + " " + strings.Repeat("b", 37), "  c"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzPlain(f *testing.F) {
	for _, seed := range []string{"<p>a</p>", "<table><tr><td>a</td></tr></table>", "<dl><dd>a</dd></dl>",
		"<a", "&#x0;", "<h1></h1>"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, page []byte) {
		text, err := letter.Plain(page)
		if err != nil {
			return
		}
		for _, line := range strings.Split(string(text), "\n") {
			if utf8.RuneCountInString(line) > 78 {
				t.Errorf("a line is too long: %q", line)
			}
		}
	})
}
