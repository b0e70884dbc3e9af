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

// unseen says why the local AWS does not see an action used that AWS does, for every function that has it.
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
	"sqs:SendMessage":           "Lambda keeps failed events; the local one does so itself",
	"dynamodb:GetRecords":       "Lambda reads the stream; the local one does so itself",
	"dynamodb:GetShardIterator": "as dynamodb:GetRecords",
	"dynamodb:DescribeStream":   "as dynamodb:GetRecords",
	"dynamodb:ListStreams":      "as dynamodb:GetRecords",
}

// unplayed says why a function has an action that no test on the stack makes it use.
var unplayed = map[string]string{
	"dynamodb:UpdateItem": "a commit marks the gates that have passed: a function does so when it is quicker than the clock",
	"s3:GetObject":        "compares what is kept under a name with what an earlier try has kept",
}

// granted lists the actions of a function's role.
func granted(t *testing.T, rights, function string) []string {
	t.Helper()
	var all []string
	for _, m := range regexp.MustCompile(`Action: (?:\[([^\]]*)\]|([a-z0-9:A-Z]+))`).
		FindAllStringSubmatch(role(t, rights, title(function)+"Role"), -1) {
		for _, action := range strings.Split(m[1]+m[2], ", ") {
			if action != "sts:AssumeRole" {
				all = append(all, action)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// used reads from the record of the local AWS which function has used which actions.
func used(t *testing.T) map[string][]string {
	t.Helper()
	record := os.Getenv("HANDOVER_AWS_CALLS")
	raw, err := os.ReadFile(record)
	if err != nil {
		t.Fatalf("the local AWS keeps no record of its calls: %v", err)
	}
	principal := regexp.MustCompile(`:assumed-role/handover-(?:local|live)-Rights-.*-([A-Z][a-z]+)Role`)
	all := map[string][]string{}
	for line := range strings.Lines(string(raw)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		who := principal.FindStringSubmatch(fields[0])
		if who == nil || fields[3] != "Allow" {
			continue
		}
		if function := strings.ToLower(who[1]); !slices.Contains(all[function], fields[1]) {
			all[function] = append(all[function], fields[1])
		}
	}
	return all
}

// TestRightsAreUsed holds the rights of each function to what it has used while the tests before this one played: none
// more, none less. It runs last, and only after all of them.
func TestRightsAreUsed(t *testing.T) {
	rights, seen := read(t, "infra", "rights.yaml"), used(t)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	row := func(cells ...any) { _, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", cells...) } // a builder takes everything
	row("function", "action", "granted", "used")
	met := map[string]bool{}
	for _, function := range functions(t) {
		may := granted(t, rights, function)
		for _, action := range slices.Sorted(slices.Values(append(slices.Clone(seen[function]), may...))) {
			was := slices.Contains(seen[function], action)
			switch {
			case met[function+action]:
			case !slices.Contains(may, action):
				row(function, action, "no", "yes")
				t.Errorf("%s uses %s, which it is not granted", function, action)
			case was && unseen[action] != "":
				t.Errorf("%s has been seen to use %s: take it from the list of what cannot be seen", function, action)
			case was:
				row(function, action, "yes", "yes")
			case unseen[action] != "":
				row(function, action, "yes", "not observable")
			case unplayed[action] != "":
				row(function, action, "yes", "not played")
			default:
				row(function, action, "yes", "no")
				t.Errorf("%s does not use %s, which it is granted", function, action)
			}
			met[function+action] = true
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	t.Logf("rights granted and used:\n%s", &table)
	for what, excused := range map[string]map[string]string{"not observable on the local AWS": unseen, "not played": unplayed} {
		for _, action := range slices.Sorted(maps.Keys(excused)) {
			t.Logf("%s: %s: %s", what, action, excused[action])
			if !strings.Contains(rights, action) {
				t.Errorf("%s is excused, and granted to nobody", action)
			}
		}
	}
}
