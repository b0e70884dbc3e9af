package letter_test

import (
	"encoding/json"
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
	"example.org/handover/internal/letter"
)

// hostile holds markup, a forged line, a terminal's escape, a turn of direction, an invalid character and a word that
// fits no line.
var hostile = `<script>alert("1")</script>{{.P}}]]>&amp;` + "\nForged: line\r\n\x1b[2J\x00\u202e\ufffe " +
	strings.Repeat("x", 300)

// poison puts the hostile text behind every string of a programme that people write.
func poison(t *testing.T, p *handover.Programme) {
	t.Helper()
	var d map[string]any
	raw, err := json.Marshal(p.Definition)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	poisonTree(d)
	if raw, err = json.Marshal(d); err != nil {
		t.Fatal(err)
	}
	p.Definition = handover.Definition{}
	if err := json.Unmarshal(raw, &p.Definition); err != nil {
		t.Fatal(err)
	}
	for i := range p.Checks {
		p.Checks[i].Title += hostile
		p.Checks[i].Reason += hostile
		p.Checks[i].Evidence += hostile
	}
	for i := range p.Datasets {
		p.Datasets[i].Live.Summary += hostile
	}
}

func poisonTree(v any) {
	free := map[string]bool{"title": true, "service": true, "name": true, "address": true, "reference": true,
		"clause": true, "audience": true, "signatory": true}
	switch v := v.(type) {
	case []any:
		for i := range v {
			poisonTree(v[i])
		}
	case map[string]any:
		for k := range v {
			switch text := v[k].(type) {
			case string:
				if free[k] {
					v[k] = text + hostile
				}
			case []any:
				if free[k] {
					v[k] = []string{hostile}
				}
			}
			poisonTree(v[k])
		}
	}
}

func TestHostileTextStaysText(t *testing.T) {
	start, end := planned(t, false), transferred(t, false)
	poison(t, start)
	poison(t, end)
	on := day("2022-11-01")
	for name, write := range map[string]func() (letter.Letter, error){
		"notice":      func() (letter.Letter, error) { return letter.Notice(start, secretary(), on) },
		"invitation":  func() (letter.Letter, error) { return letter.Invitation(start, start.Definition.Windows[0], on) },
		"measures":    func() (letter.Letter, error) { return letter.Measures(start, on) },
		"certificate": func() (letter.Letter, error) { return letter.Certificate(end, end.Effective) },
		"closure":     func() (letter.Letter, error) { return letter.Closure(end, on) },
	} {
		l, err := write()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		fits(t, l)
		page, text := string(l.HTML), string(l.Text)
		if strings.Contains(page, "<script") || strings.ContainsAny(page, "\x1b\x00\u202e\ufffe") {
			t.Errorf("%s: hostile text is live in the page", name)
		}
		if !strings.Contains(page, "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;{{.P}}]]&gt;&amp;amp; Forged: line") {
			t.Errorf("%s: the page does not show the text as it was written", name)
		}
		if !strings.Contains(words(text), "alert(\"1\")</script>") {
			t.Errorf("%s: the text form does not show the text as it was written", name)
		}
	}
}

// TestALineBreakForgesNothing holds that no line of the text form begins where the definition wants it to.
func TestALineBreakForgesNothing(t *testing.T) {
	p := planned(t, false)
	p.Definition.Authority.Name = "Council\nForged: line"
	l, err := letter.Notice(p, secretary(), calendar.MustDate("2022-04-08"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(l.Text), "Council Forged: line\nTown Hall\n") {
		t.Errorf("the text begins %q", l.Text[:60])
	}
}
