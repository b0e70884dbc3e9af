package cloud_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// right is an action on a resource; of a role the resource is a pattern, such as ${TableArn}/index/wake. One to a key may
// be bound to the service that asks KMS on behalf of the function.
type right struct{ action, resource, via string }

// granted lists what a function's role allows.
func granted(t *testing.T, rights, function string) []right {
	t.Helper()
	statement := regexp.MustCompile(`Effect: Allow[,\n]\s*Action: (\[[^\]]*\]|[\w:]+)[,\n]\s*` +
		`Resource: (\[[^\]]*\]|[^\n]*(?:\n\s+- (?:IsLocal|"\*"|!Sub).*)*)` +
		`(?:\n\s+Condition: \{ StringEquals: \{ kms:ViaService: !Sub "(\w+)\.)?`)
	word := regexp.MustCompile(`!Ref (\w+)|"([^"]*)"`)
	var all []right
	for _, m := range statement.FindAllStringSubmatch(role(t, rights, title(function)+"Role"), -1) {
		resources := word.FindAllStringSubmatch(m[2], -1)
		if len(resources) == 0 {
			t.Errorf("%s: the resources of %s cannot be read: %s", function, m[1], m[2])
		}
		for _, action := range strings.Split(strings.Trim(m[1], "[]"), ", ") {
			for _, found := range resources {
				resource := found[2]
				if found[1] != "" {
					resource = "${" + found[1] + "}"
				}
				all = append(all, right{action, resource, m[3]})
			}
		}
	}
	return all
}

// asks says at which action of a function a service asks KMS on its behalf, for what is encrypted under the key of all data.
var asks = map[right]string{
	{"kms:Decrypt", "${DataKeyArn}", "dynamodb"}:    "dynamodb:GetItem",
	{"kms:Decrypt", "${DataKeyArn}", "s3"}:          "s3:GetObject",
	{"kms:GenerateDataKey", "${DataKeyArn}", "s3"}:  "s3:PutObject",
	{"kms:Decrypt", "${DataKeyArn}", "sns"}:         "sns:Publish",
	{"kms:GenerateDataKey", "${DataKeyArn}", "sns"}: "sns:Publish",
}

// TestTheDataKeyFollowsWhatIsEncrypted holds that a function may use the key of all data through a service exactly where it
// may do there what needs the key. The local AWS does not encrypt, so that nothing else shows a right too many or missing.
func TestTheDataKeyFollowsWhatIsEncrypted(t *testing.T) {
	rights := read(t, "infra", "rights.yaml")
	for _, function := range functions(t) {
		all := granted(t, rights, function)
		for r, action := range asks {
			needs := slices.ContainsFunc(all, func(r right) bool { return r.action == action })
			if has := slices.Contains(all, r); has != needs {
				t.Errorf("%s may %s: %t; may %s through %s: %t", function, action, needs, r.action, r.via, has)
			}
		}
		for _, r := range all {
			if _, known := asks[r]; r.resource == "${DataKeyArn}" && !known {
				t.Errorf("%s may %s through %q, which nothing needs", function, r.action, r.via)
			}
		}
	}
}
