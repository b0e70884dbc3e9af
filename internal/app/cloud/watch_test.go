package cloud_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/site"
	"example.org/handover/internal/fault"
	"example.org/handover/internal/office"
)

// matches evaluates a filter pattern of CloudWatch over a line of JSON, in as much of its language as watch.yaml uses:
// equations of a field with a text, && and ||, and parentheses that hold no others.
func matches(t *testing.T, pattern, line string) bool {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal([]byte(line), &fields); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
	holds := func(equation string) string {
		part := regexp.MustCompile(`^\$\.([\w.]+) = "([^"]*)"$`).FindStringSubmatch(strings.TrimSpace(equation))
		if part == nil {
			t.Fatalf("%q in %s is no equation", equation, pattern)
		}
		var value any = fields
		for name := range strings.SplitSeq(part[1], ".") {
			inner, _ := value.(map[string]any)
			value = inner[name]
		}
		return fmt.Sprint(value == part[2])
	}
	evaluate := func(terms string) bool {
		return slices.ContainsFunc(strings.Split(terms, "||"), func(all string) bool {
			return !slices.ContainsFunc(strings.Split(all, "&&"), func(one string) bool { return strings.TrimSpace(one) != "true" })
		})
	}
	text := regexp.MustCompile(`\$[^&|()]+`).ReplaceAllStringFunc(strings.Trim(pattern, "{ }"), holds)
	text = regexp.MustCompile(`\([^()]*\)`).ReplaceAllStringFunc(text, func(inner string) string {
		return fmt.Sprint(evaluate(strings.Trim(inner, "()")))
	})
	return evaluate(text)
}

// filter is the pattern of a metric filter of watch.yaml.
func filter(t *testing.T, id string) string {
	t.Helper()
	found := regexp.MustCompile(`FilterPattern: '(.*)'`).FindStringSubmatch(resource(t, read(t, "infra", "watch.yaml"), id))
	if found == nil {
		t.Fatalf("%s has no pattern", id)
	}
	return found[1]
}

// TestDefectsAreSeenInTheLog lets functions fail, with their log in the form that it has on Lambda, and holds that the
// alarm Defects counts the lines of our own defects and no others.
func TestDefectsAreSeenInTheLog(t *testing.T) {
	pattern := filter(t, "DefectLines")
	page, err := json.Marshal(asked("GET", "/", ""))
	portfolio, err2 := json.Marshal(asked("GET", "/api/programmes", ""))
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []fault.Kind{fault.Internal, fault.Unavailable, fault.Refused} {
		for name, c := range map[string]struct {
			serve cloud.Service
			event string
		}{
			"a task":    {failing(fault.New(kind, "no")), "{}"},
			"the relay": {cloud.Relay, `{"Records":[` + record(`{"S":"P#down"}`, "1") + `]}`},
			"a page":    {site.API, string(page)},
			"the API":   {site.API, string(portfolio)},
		} {
			a, _ := inMemory(t, started())
			a.Office.Store = &broken{outboxes{fails: map[string]error{"down": fault.New(kind, "no")}}, fault.New(kind, "no")}
			var out bytes.Buffer
			a.Log = slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{ReplaceAttr: lambdacontext.ReplaceAttr}))
			serve(t, a, c.serve, c.event)
			counted := false
			for line := range strings.Lines(out.String()) {
				counted = counted || matches(t, pattern, line)
			}
			if counted != (kind == fault.Internal) {
				t.Errorf("%s, failing with %s: counted %t: %s", name, kind, counted, &out)
			}
		}
	}
	crash := filter(t, "CrashLines") // over what Lambda writes itself, in the words of its Telemetry API
	for status, want := range map[string]bool{"timeout": true, "error": true, "success": false} {
		line := `{"time":"2026-11-27T09:00:00Z","type":"platform.report","record":{"requestId":"r","status":"` + status + `"}}`
		if matches(t, crash, line) != want {
			t.Errorf("a report of %s: counted %t", status, !want)
		}
	}
}

// broken is a store that lists nothing.
type broken struct {
	outboxes
	err error
}

// Portfolio implements office.Store.
func (b *broken) Portfolio(context.Context) ([]office.Summary, error) { return nil, b.err }

// TestAlarmsWatchWhatIsMeasured holds the names of the product's own metrics in alarms and dashboard to those that the
// clock writes.
func TestAlarmsWatchWhatIsMeasured(t *testing.T) {
	a, _ := inMemory(t, time.Date(2022, 3, 22, 9, 0, 0, 0, time.UTC))
	var out bytes.Buffer
	a.Metrics = &out
	if _, failed := serve(t, a, cloud.Clock, "{}"); failed.Type != "" {
		t.Fatal(failed)
	}
	var measured []string
	for _, m := range regexp.MustCompile(`"Name":"(\w+)"`).FindAllStringSubmatch(out.String(), -1) {
		measured = append(measured, m[1])
	}
	slices.Sort(measured)
	watch := read(t, "infra", "watch.yaml")
	var watched []string
	for _, m := range regexp.MustCompile(`Namespace: Handover\n +MetricName: (\w+)`).FindAllStringSubmatch(watch, -1) {
		watched = append(watched, m[1])
	}
	slices.Sort(watched)
	if watched = slices.Compact(watched); !reflect.DeepEqual(watched, measured) {
		t.Errorf("alarms watch %v, and the clock measures %v", watched, measured)
	}
}

// TestAlarmsRingWhereSomebodyIsOnDuty holds every alarm to the one switch, and the switch to the address of the office on
// duty: a staging stack that has one rings too.
func TestAlarmsRingWhereSomebodyIsOnDuty(t *testing.T) {
	watch, template := read(t, "infra", "watch.yaml"), read(t, "template.yaml")
	alarms := strings.Count(watch, "Type: AWS::CloudWatch::Alarm")
	if n := strings.Count(watch, "ActionsEnabled: !Ref Rings\n      AlarmActions: [!Ref DutyTopic]\n"); n != alarms || n == 0 {
		t.Errorf("%d of %d alarms ring", n, alarms)
	}
	for _, want := range []string{`Rings: !If [HasDuty, "true", "false"]`, `HasDuty: !Not [!Equals [!Ref DutyEmail, ""]]`} {
		if !strings.Contains(template, want) {
			t.Errorf("template.yaml lacks %s", want)
		}
	}
}
