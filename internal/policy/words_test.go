package policy_test

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ban is a text that must not be in the repository, and why. The patterns are written so that they do not match
// themselves.
type ban struct {
	pattern *regexp.Regexp
	why     string
}

// bans lists what no file may say.
func bans() []ban {
	return []ban{
		{regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`), "do it, or write down why not"},
		{regexp.MustCompile(`/wo` + `rk/|/tmp/ba` + `sh_jobs|/ro` + `ot/|/ho` + `me/[a-z]`),
			"a path of one machine means nothing on another"},
		{regexp.MustCompile(`(?i)\biss` + `ues? #?[0-9]+`), "the reader has no such list: say what was wrong"},
	}
}

// checkWords complains of banned texts in files that people write; go.sum and the like are made by tools.
func checkWords(files []source) []string {
	var bad []string
	banned := bans()
	for _, s := range files {
		if slices.Contains([]string{".sum", ".lock"}, path.Ext(s.path)) {
			continue
		}
		for i, line := range strings.Split(string(s.content), "\n") {
			for _, b := range banned {
				if found := b.pattern.FindString(line); found != "" {
					bad = append(bad, fmt.Sprintf("%s:%d says %q: %s", s.path, i+1, found, b.why))
				}
			}
		}
	}
	return bad
}

func TestNoBannedWords(t *testing.T) {
	report(t, checkWords(allTexts(t)))
}

func TestBansAreHeld(t *testing.T) {
	for _, text := range []string{"a TO" + "DO", "FIX" + "ME: x", "XX" + "X", "see /wo" + "rk/main",
		"/tmp/ba" + "sh_jobs.0", "Iss" + "ue 3"} {
		bad := checkWords([]source{{path: "notes.md", content: []byte("fine\n" + text + "\n")}})
		wantComplaint(t, bad, "notes.md:2 says")
	}
	report(t, checkWords([]source{{path: "notes.md", content: []byte("the issue of 30 days' notice; networks; issued in 2022")}}))
}
