//go:build aws

package cloud_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheRecipes asks SAM what `sam deploy` would deploy, without deploying it. As samconfig.toml comes that is a stack to
// try out; for production the template refuses it, and once the list is edited it is a production stack.
func TestTheRecipes(t *testing.T) {
	s := deployed(t, "handover-live")
	edited := strings.NewReplacer("SenderDomain=handover.invalid", "SenderDomain=council.example",
		"DutyEmail=duty@handover.invalid", "DutyEmail=duty@council.example").Replace(read(t, "samconfig.toml"))
	for name, c := range map[string]struct {
		env     string
		config  string
		replace []string
		want    []string
		refused bool
	}{
		"to try out": {"default", read(t, "samconfig.toml"), nil, []string{`"Environment": "development"`, `"Rehearsal": "true"`},
			false},
		"as it comes": {"production", read(t, "samconfig.toml"), nil, []string{"A production stack needs a SenderDomain."}, true},
		"edited": {"production", edited, nil, []string{`"Environment": "production"`, `"Gradual": "true"`,
			`"SenderDomain": "council.example"`, `"CreateSender": "true"`, `"DutyEmail": "duty@council.example"`}, false},
		"the list replaced": {"production", edited, []string{"--parameter-overrides", "SenderDomain=council.example"},
			[]string{"Environment"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			for file, text := range map[string]string{"samconfig.toml": c.config, "template.yaml": hull(t)} {
				if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			sam, err := filepath.Abs(filepath.Join(root, ".tools", "sam", "bin", "sam"))
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), sam, append([]string{"deploy", "--config-env", c.env,
				"--stack-name", "handover-recipe", "--no-execute-changeset", "--no-confirm-changeset"}, c.replace...)...)
			cmd.Dir, cmd.Env = folder, append(os.Environ(), "AWS_ENDPOINT_URL="+s.endpoint)
			said, err := cmd.CombinedOutput()
			if refused := err != nil; refused != c.refused {
				t.Errorf("refused: %t, want %t: %v\n%s", refused, c.refused, err, said)
			}
			for _, want := range c.want {
				if !strings.Contains(string(said), want) {
					t.Errorf("SAM does not say %q:\n%s", want, said)
				}
			}
		})
	}
}
