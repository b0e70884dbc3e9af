//go:build aws

package cloud_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
)

// unseen says why the local AWS does not see an action used that AWS does, for every function that has it; with a resource
// it says so of that one alone.
var unseen = map[string]string{
	"kms:Decrypt":               "asked for by DynamoDB, S3 and SNS on behalf of a function; the local ones do not encrypt",
	"kms:GenerateDataKey":       "as kms:Decrypt",
	"kms:DescribeKey":           "as kms:Decrypt",
	"logs:CreateLogStream":      "Lambda writes the log; the local one writes it itself",
	"logs:PutLogEvents":         "as logs:CreateLogStream",
	"xray:PutTraceSegments":     "the local AWS traces nothing",
	"xray:PutTelemetryRecords":  "as xray:PutTraceSegments",
	"s3:ListBucket":             "never asked for: with it S3 answers that a document is missing, without it that it is forbidden",
	"ses:SendRawEmail":          "AWS checks it too for mails in Internet form",
	"ses:SendEmail ${identity}": "the local AWS knows no identities: there the right is to any",
	"sqs:SendMessage":           "Lambda keeps failed events; the local one does so itself",
	"dynamodb:GetRecords":       "Lambda reads the stream; the local one does so itself",
	"dynamodb:GetShardIterator": "as dynamodb:GetRecords",
	"dynamodb:DescribeStream":   "as dynamodb:GetRecords",
	"dynamodb:ListStreams":      "as dynamodb:GetRecords",
}

// right is an action on a resource; of a role the resource is a pattern, such as ${TableArn}/index/wake.
type right struct{ action, resource string }

// covers reports whether a right of a role is to what has been done.
func (r right) covers(done right) bool {
	pattern := regexp.QuoteMeta(r.resource)
	pattern = strings.ReplaceAll(pattern, `\$\{TableArn\}`, `arn:aws:dynamodb:[^/]+:table/[^/]+`)
	pattern = strings.ReplaceAll(pattern, `\$\{DocumentsArn\}`, `arn:aws:s3:::[^/]+`)
	pattern = regexp.MustCompile(`\\\$\\\{[\w:]+\\\}`).ReplaceAllString(pattern, `.+`)
	pattern = strings.ReplaceAll(pattern, `\*`, `.*`)
	return r.action == done.action && regexp.MustCompile("^"+pattern+"$").MatchString(done.resource)
}

// excuse is the key under which unseen knows a right: its action, or action and resource; "" if it knows none.
func (r right) excuse() string {
	resource := r.resource
	if strings.Contains(resource, ":identity/") {
		resource = "${identity}"
	}
	for _, key := range []string{r.action, r.action + " " + resource} {
		if unseen[key] != "" {
			return key
		}
	}
	return ""
}

// granted lists what a function's role allows.
func granted(t *testing.T, rights, function string) []right {
	t.Helper()
	statement := regexp.MustCompile(`Effect: Allow[,\n]\s*Action: (\[[^\]]*\]|[\w:]+)[,\n]\s*Resource: (\[[^\]]*\]|[^\n]*)`)
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
				all = append(all, right{action, resource})
			}
		}
	}
	return all
}

// used reads from the record of the local AWS what each function has done.
func used(t *testing.T) map[string][]right {
	t.Helper()
	raw, err := os.ReadFile(os.Getenv("HANDOVER_AWS_CALLS"))
	if err != nil {
		t.Fatalf("the local AWS keeps no record of its calls: %v", err)
	}
	principal := regexp.MustCompile(`:assumed-role/handover-(?:local|live)-Rights-.*-([A-Z][a-z]+)Role`)
	all := map[string][]right{}
	for line := range strings.Lines(string(raw)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if who := principal.FindStringSubmatch(fields[0]); who != nil && fields[3] == "Allow" {
			function := strings.ToLower(who[1])
			all[function] = append(all[function], right{fields[1], fields[2]})
		}
	}
	return all
}

// TestRightsAreUsed holds the rights of each function, action by action and resource by resource, to what it has done
// while the tests before this one played: none more, none less. It runs last, and only after all of them.
func TestRightsAreUsed(t *testing.T) {
	rights, seen := read(t, "infra", "rights.yaml"), used(t)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	row := func(cells ...any) { _, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", cells...) } // a builder takes everything
	row("function", "action", "resource", "used")
	met := map[string]bool{}
	for _, function := range functions(t) {
		may := granted(t, rights, function)
		for _, r := range may {
			row(function, r.action, r.resource, judgeRight(t, function, r, seen[function], met))
		}
		for _, done := range seen[function] {
			if !slices.ContainsFunc(may, func(r right) bool { return r.covers(done) }) {
				row(function, done.action, done.resource, "yes, and not granted")
				t.Errorf("%s uses %s on %s, which it is not granted", function, done.action, done.resource)
			}
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	t.Logf("rights granted and used:\n%s", &table)
	for _, key := range slices.Sorted(maps.Keys(unseen)) {
		t.Logf("not observable on the local AWS: %s: %s", key, unseen[key])
		if !met[key] {
			t.Errorf("%s is excused, and granted to nobody", key)
		}
	}
}

// judgeRight says whether a right has been used, and holds that it was, or cannot be seen.
func judgeRight(t *testing.T, function string, r right, seen []right, met map[string]bool) string {
	t.Helper()
	was, excuse := slices.ContainsFunc(seen, r.covers), r.excuse()
	met[excuse] = true
	switch {
	case was && excuse != "":
		t.Errorf("%s has been seen to use %s on %s: take it from the list of what cannot be seen", function, r.action, r.resource)
	case was:
	case excuse != "":
		return "not observable"
	default:
		t.Errorf("%s does not use %s on %s, which it is granted", function, r.action, r.resource)
		return "no"
	}
	return "yes"
}
