package cloud_test

import (
	"regexp"
	"strings"
	"testing"
)

// mostSuppressions is how many checks of others may be left out.
const mostSuppressions = 10

// TestFewChecksAreLeftOut counts the checks that are suppressed, wherever that is done, and wants a reason for each.
func TestFewChecksAreLeftOut(t *testing.T) {
	count := 0
	checkov := read(t, "infra", "checkov.yaml")
	_, list, _ := strings.Cut(checkov, "skip-check:\n")
	for line := range strings.Lines(list) {
		count++
		if !regexp.MustCompile(`^  - CKV2?_AWS_\d+ +# .{20,}`).MatchString(line) {
			t.Errorf("checkov.yaml: no check with a reason: %s", line)
		}
	}
	texts := map[string]string{}
	for _, path := range [][]string{{"template.yaml"}, {"infra", "state.yaml"}, {"infra", "rights.yaml"}, {"infra", "watch.yaml"},
		{"infra", "aws.mk"}, {"infra", "local", "machine.sh"}} {
		texts[strings.Join(path, "/")] = read(t, path...)
	}
	left := regexp.MustCompile(`(?m)^.*(?:ignore_checks: \[|--ignore-checks |--ignore )([A-Z0-9, ]+).*$`)
	for name, text := range texts {
		if strings.Contains(text, "checkov:skip") || strings.Contains(text, "skip-check") {
			t.Errorf("%s leaves out checks of checkov: do so in infra/checkov.yaml", name)
		}
		for _, found := range left.FindAllStringSubmatch(text, -1) {
			for _, check := range strings.FieldsFunc(found[1], func(r rune) bool { return r == ' ' || r == ',' }) {
				count++
				reason := regexp.MustCompile(`#.*` + check + `:|` + check + `.*# `)
				if !reason.MatchString(text) {
					t.Errorf("%s leaves out %s without a reason", name, check)
				}
			}
		}
	}
	if count < 7 || count > mostSuppressions {
		t.Errorf("%d checks are left out, at most %d may be", count, mostSuppressions)
	}
	t.Logf("%d checks are left out", count)
}
