package cloud_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// overrides reads from samconfig.toml the parameters that `sam deploy --config-env NAME` gives to the template.
func overrides(t *testing.T, config string) map[string]string {
	t.Helper()
	section := regexp.MustCompile(`(?s)\n\[` + config + `\.deploy\.parameters\]\n.*?(\n\n|\z)`).FindString(read(t, "samconfig.toml"))
	list := regexp.MustCompile(`(?s)\nparameter_overrides = \[(.*)\]`).FindStringSubmatch(section)
	if list == nil {
		t.Fatalf("samconfig.toml gives %s no list of parameters", config)
	}
	all := map[string]string{}
	for _, quoted := range regexp.MustCompile(`"(\w+)=([^"]+)"`).FindAllStringSubmatch(list[1], -1) {
		all[quoted[1]] = quoted[2]
	}
	return all
}

// TestTheListOfParametersIsWhole holds the lists of samconfig.toml, which --parameter-overrides replaces as a whole: what
// makes a stack a production stack stands in the one list that people edit, and a list without Environment makes none.
func TestTheListOfParametersIsWhole(t *testing.T) {
	for config, want := range map[string][]string{
		"default": {"Environment=development", "Rehearsal=true"},
		"production": {"CreateSender=true", "DutyEmail=duty@handover.invalid", "Environment=production", "Gradual=true",
			"SenderDomain=handover.invalid"},
	} {
		got := overrides(t, config)
		var pairs []string
		for _, name := range slices.Sorted(maps.Keys(got)) {
			pairs = append(pairs, name+"="+got[name])
			if !strings.Contains(read(t, "template.yaml"), "\n  "+name+":") {
				t.Errorf("%s: the template has no parameter %s", config, name)
			}
		}
		if !slices.Equal(pairs, want) {
			t.Errorf("%s: %v, want %v", config, pairs, want)
		}
	}
	_, environment, _ := strings.Cut(read(t, "template.yaml"), "\n  Environment:")
	environment, _, found := strings.Cut(environment, "\n  Rehearsal:")
	if !found || strings.Contains(environment, "Default:") {
		t.Error("Environment has a default: a stack whose Environment was forgotten is taken for another")
	}
}
