package letter_test

import (
	"bytes"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/handover/internal/handover"
	"example.org/handover/internal/letter"
)

const banner = "REHEARSAL – not a real letter"

func TestRehearsalIsVisibleAtTheTop(t *testing.T) {
	for _, l := range letters(t, true) {
		if !bytes.HasPrefix(l.Text, []byte(banner+"\n\n")) {
			t.Errorf("text of %s begins %q", l.Name, l.Text[:60])
		}
		_, body, _ := strings.Cut(string(l.HTML), "<body>")
		if !strings.HasPrefix(strings.TrimSpace(body), `<p class="rehearsal">`+banner+`</p>`) {
			t.Errorf("body of %s begins %q", l.Name, body[:60])
		}
		if !bytes.Contains(l.HTML, []byte("<title>REHEARSAL – ")) {
			t.Errorf("%s does not say in its title that it is a rehearsal", l.Name)
		}
	}
	for _, l := range letters(t, false) {
		if bytes.Contains(l.HTML, []byte("REHEARSAL")) || bytes.Contains(l.Text, []byte("REHEARSAL")) {
			t.Errorf("%s of a real programme calls itself a rehearsal", l.Name)
		}
	}
}

var (
	head = regexp.MustCompile(`(?s)<head>.*</head>`)
	tag  = regexp.MustCompile(`<[^>]*>`)
	word = regexp.MustCompile(`[\p{L}\p{N}]+`)
)

// TestFormsSayTheSame compares the words of both forms, read by other means than the letter's own.
func TestFormsSayTheSame(t *testing.T) {
	for _, l := range letters(t, true) {
		visible := html.UnescapeString(tag.ReplaceAllString(head.ReplaceAllString(string(l.HTML), ""), " "))
		inText, inPage := vocabulary(string(l.Text)), vocabulary(visible)
		for w := range inPage {
			if !inText[w] {
				t.Errorf("%s: the text lacks %q", l.Name, w)
			}
		}
		for w := range inText {
			if !inPage[w] && len(w) > 1 { // the text numbers its lists
				t.Errorf("%s: the page lacks %q", l.Name, w)
			}
		}
	}
}

func vocabulary(s string) map[string]bool {
	all := map[string]bool{}
	for _, w := range word.FindAllString(s, -1) {
		all[w] = true
	}
	return all
}

func TestPagesStandAloneAndAreAccessible(t *testing.T) {
	for _, l := range letters(t, false) {
		page := string(l.HTML)
		for _, outside := range []string{"http", "src=", "href=", "url(", "@import", "<script"} {
			if strings.Contains(page, outside) {
				t.Errorf("%s contains %q", l.Name, outside)
			}
		}
		for _, once := range []string{`<html lang="en">`, `<meta charset="utf-8"/>`, "<title>", "<h1>", "<main>",
			"size: A4"} {
			if n := strings.Count(page, once); n != 1 {
				t.Errorf("%s has %s %d times", l.Name, once, n)
			}
		}
		if strings.Index(page, "<h2>") < strings.Index(page, "<h1>") {
			t.Errorf("%s has a lesser heading before its title", l.Name)
		}
		if strings.Count(page, "<table>") != strings.Count(page, "<caption>") {
			t.Errorf("%s has a table without a caption", l.Name)
		}
		if blanks := strings.Count(page, "<mark>["); blanks == 0 || blanks != strings.Count(page, "]</mark>") {
			t.Errorf("%s has %d blanks, not all of them in brackets", l.Name, blanks)
		}
	}
}

func TestTextFitsItsWidth(t *testing.T) {
	for _, l := range letters(t, true) {
		fits(t, l)
		if !bytes.HasSuffix(l.Text, []byte(".\n")) || bytes.Contains(l.Text, []byte("\n\n\n")) {
			t.Errorf("%s does not end in one line break, or has a gap", l.Name)
		}
	}
}

func fits(t *testing.T, l letter.Letter) {
	t.Helper()
	for i, line := range strings.Split(string(l.Text), "\n") {
		if n := utf8.RuneCountInString(line); n > 78 {
			t.Errorf("%s:%d has %d characters: %q", l.Name, i+1, n, line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("%s:%d ends in blanks: %q", l.Name, i+1, line)
		}
		for _, r := range line {
			if !unicode.IsPrint(r) {
				t.Errorf("%s:%d holds %U, which does not print", l.Name, i+1, r)
			}
		}
	}
}

// TestSameBytes holds that neither the machine's zone nor another run changes a byte, nor a letter its programme.
func TestSameBytes(t *testing.T) {
	first := letters(t, false)
	was := time.Local
	defer func() { time.Local = was }()
	time.Local = time.FixedZone("elsewhere", 14*3600)
	for i, l := range letters(t, false) {
		if !bytes.Equal(l.HTML, first[i].HTML) || !bytes.Equal(l.Text, first[i].Text) {
			t.Errorf("%s differs in another time zone", l.Name)
		}
	}
	p := transferred(t, false)
	p.Definition.Title = "two  blanks"
	before := marshal(t, p)
	if _, err := letter.Closure(p, day("2022-10-31")); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, marshal(t, p)) {
		t.Error("writing a letter changed the programme")
	}
}

func marshal(t *testing.T, p *handover.Programme) []byte {
	t.Helper()
	raw, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
