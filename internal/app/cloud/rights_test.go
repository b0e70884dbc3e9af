//go:build aws

package cloud_test

import (
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"net/url"
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
	"kms:Decrypt ${DataKeyArn}":         "asked for by DynamoDB, S3 and SNS on behalf of a function; the local ones do not encrypt",
	"kms:GenerateDataKey ${DataKeyArn}": "as kms:Decrypt ${DataKeyArn}; TestTheDataKeyFollowsWhatIsEncrypted holds both",
	"logs:CreateLogStream":              "Lambda writes the log; the local one writes it itself",
	"logs:PutLogEvents":                 "as logs:CreateLogStream",
	"xray:PutTraceSegments":             "the local AWS traces nothing",
	"xray:PutTelemetryRecords":          "as xray:PutTraceSegments",
	"s3:ListBucket":                     "never asked for: with it S3 says that a document is missing, without it forbidden",
	"ses:SendRawEmail":                  "AWS checks it too for mails in Internet form",
	"ses:SendEmail ${identity}":         "the local AWS knows no identities: there the right is to any",
	"states:SendTaskSuccess ${machine}": "the local AWS does not know whose token it is: there the right is to any",
	"sqs:SendMessage":                   "Lambda keeps failed events; the local one does so itself",
	"dynamodb:GetRecords":               "Lambda reads the stream; the local one does so itself",
	"dynamodb:GetShardIterator":         "as dynamodb:GetRecords",
	"dynamodb:DescribeStream":           "as dynamodb:GetRecords",
	"dynamodb:ListStreams":              "as dynamodb:GetRecords",
}

// use is what a function of a stack has done.
type use struct{ stack, action, resource string }

// pattern matches the resources of a right in a stack, by the parameters that its roles were made with.
func (r right) pattern(t *testing.T, parameters map[string]string) *regexp.Regexp {
	t.Helper()
	resource := regexp.MustCompile(`\$\{([\w:]+)\}`).ReplaceAllStringFunc(r.resource, func(name string) string {
		value := parameters[strings.Trim(name, "${}")]
		if value == "" {
			t.Errorf("%s on %s: the stack does not say what %s is", r.action, r.resource, name)
		}
		return value
	})
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(resource), `\*`, `.*`) + "$")
}

// covers reports whether a right of a role is to what has been done.
func (r right) covers(t *testing.T, done use, parameters map[string]map[string]string) bool {
	t.Helper()
	return r.action == done.action && r.pattern(t, parameters[done.stack]).MatchString(done.resource)
}

// parametersOf are those that CloudFormation made the roles of a stack with: what each role is given a right to.
func parametersOf(t *testing.T, name string) map[string]string {
	t.Helper()
	s := deployed(t, name)
	ask := func(answer any, form url.Values) {
		t.Helper()
		form.Set("Version", "2010-05-15")
		got, err := s.send(t.Context(), "cloudformation", http.MethodPost, s.endpoint+"/", []byte(form.Encode()),
			map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
		if err != nil || got.status != http.StatusOK {
			t.Fatalf("%v %s", err, got.body)
		}
		if err := xml.Unmarshal(got.body, answer); err != nil {
			t.Fatal(err)
		}
	}
	var nested struct {
		ID string `xml:"DescribeStackResourceResult>StackResourceDetail>PhysicalResourceId"`
	}
	ask(&nested, url.Values{"Action": {"DescribeStackResource"}, "StackName": {name}, "LogicalResourceId": {"Rights"}})
	var stack struct {
		Parameters []struct {
			Key   string `xml:"ParameterKey"`
			Value string `xml:"ParameterValue"`
		} `xml:"DescribeStacksResult>Stacks>member>Parameters>member"`
	}
	ask(&stack, url.Values{"Action": {"DescribeStacks"}, "StackName": {nested.ID}})
	all := map[string]string{"AWS::Partition": "aws", "AWS::Region": s.conf.Region, "AWS::AccountId": "000000000000"}
	for _, p := range stack.Parameters {
		all[p.Key] = p.Value
	}
	return all
}

// excuse is the key under which unseen knows a right: its action, or action and resource; "" if it knows none.
func (r right) excuse() string {
	resource := r.resource
	switch {
	case strings.Contains(resource, ":identity/"):
		resource = "${identity}"
	case strings.Contains(resource, ":stateMachine:"):
		resource = "${machine}"
	}
	for _, key := range []string{r.action, r.action + " " + resource} {
		if unseen[key] != "" {
			return key
		}
	}
	return ""
}

// used reads from the record of the local AWS what each function has done.
func used(t *testing.T) map[string][]use {
	t.Helper()
	raw, err := os.ReadFile(os.Getenv("HANDOVER_AWS_CALLS"))
	if err != nil {
		t.Fatalf("the local AWS keeps no record of its calls: %v", err)
	}
	principal := regexp.MustCompile(`:assumed-role/(handover-(?:local|live))-Rights-.*-([A-Z][a-z]+)Role`)
	all := map[string][]use{}
	for line := range strings.Lines(string(raw)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if who := principal.FindStringSubmatch(fields[0]); who != nil && fields[3] == "Allow" {
			function := strings.ToLower(who[2])
			all[function] = append(all[function], use{who[1], fields[1], fields[2]})
		}
	}
	return all
}

// TestRightsAreUsed holds the rights of each function, action by action and resource by resource, to what it has done
// while the tests before this one played: none more, none less. It runs last, and only after all of them.
func TestRightsAreUsed(t *testing.T) {
	rights, seen := read(t, "infra", "rights.yaml"), used(t)
	parameters := map[string]map[string]string{}
	for _, name := range []string{"handover-local", "handover-live"} {
		parameters[name] = parametersOf(t, name)
	}
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	row := func(cells ...any) { _, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", cells...) } // a builder takes everything
	row("function", "action", "resource", "used")
	met := map[string]bool{}
	for _, function := range functions(t) {
		may := granted(t, rights, function)
		for _, r := range may {
			was := slices.ContainsFunc(seen[function], func(done use) bool { return r.covers(t, done, parameters) })
			row(function, r.action, r.resource, judgeRight(t, function, r, was, met))
		}
		for _, done := range seen[function] {
			if !slices.ContainsFunc(may, func(r right) bool { return r.covers(t, done, parameters) }) {
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
func judgeRight(t *testing.T, function string, r right, was bool, met map[string]bool) string {
	t.Helper()
	excuse := r.excuse()
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
