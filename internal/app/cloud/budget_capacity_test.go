//go:build aws

package cloud_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"example.org/handover/internal/app/cloud"
	"example.org/handover/internal/app/cloud/site"
	"example.org/handover/internal/awstest"
)

// budget is what one invocation may ask of DynamoDB at the most: calls, and capacity units.
type budget struct {
	queries, reads, writes int
	read, write            float64
}

// budgets are those of pages and functions over the sample, whose state takes 47 KB: 12 units to read, 94 to write, and
// every entry, row and gate of a command 2 more. A function that the workflow calls gives one command.
var budgets = map[string]budget{
	"GET /":                                {4, 1, 0, 5, 0},
	"GET /api/programmes":                  {4, 1, 0, 5, 0},
	"GET /programmes/doncaster":            {2, 3, 0, 25, 0},
	"GET /api/programmes/doncaster/status": {0, 2, 0, 25, 0},
	"GET /programmes/doncaster/ledger":     {1, 2, 0, 75, 0},

	"api":          {0, 3, 1, 25, 130}, // a command
	"plan":         {0, 3, 1, 25, 130},
	"notice":       {0, 3, 1, 25, 130},
	"consultation": {0, 3, 1, 25, 130},
	"migration":    {0, 3, 1, 25, 130},
	"golive":       {0, 3, 1, 25, 130},
	"transfer":     {0, 3, 1, 40, 130},
	"gate":         {0, 3, 2, 25, 130}, // it keeps its token too
	"clock":        {9, 6, 5, 90, 350}, // several commands, one after the other; the first of a day asks for its round
	"relay":        {1, 8, 30, 60, 60}, // every row of the batch
}

// bill collects what invocations consume, by function or page, and what they ask of all of AWS.
type bill struct {
	meter *awstest.Meter
	asked awstest.Recorder
	uses  map[string][]awstest.Use
}

func newBill(t *testing.T) *bill {
	t.Helper()
	return &bill{meter: awstest.NewMeter(t), uses: map[string][]awstest.Use{}}
}

func (b *bill) heard(name string) { b.uses[name] = append(b.uses[name], b.meter.Take()) }

// TestCapacity plays the sample and opens its pages, tells what each invocation consumes of DynamoDB and what a
// programme asks of AWS from its beginning to its end, and holds each invocation to its budget.
func TestCapacity(t *testing.T) {
	endpoint, err := url.Parse(awstest.Endpoint(t))
	if err != nil {
		t.Fatal(err)
	}
	b := newBill(t)
	calm := newInjector(endpoint.Host, func(place, bool) (failure, int) { return undisturbed, 0 })
	h := newFaultHouse(t, calm, reportKey(t), func(string) string { return "" }, b.meter.Watch, b.asked.Watch)
	h.heard = b.heard
	play := scenario{}.play(t, "doncaster")
	play.Theatre = h
	if _, err := play.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.total(t)
	for path := range budgets {
		if method, path, ok := cutMethod(path); ok {
			open(t, h.api, path)
			b.heard(method + " " + path)
		}
	}
	b.judge(t, budgets)
}

// cutMethod splits the name of a page.
func cutMethod(name string) (method, path string, ok bool) {
	if _, err := fmt.Sscanf(name, "%s %s", &method, &path); err != nil {
		return "", "", false
	}
	return method, path, true
}

// open asks the api for a page, as a portal does that signs for its people.
func open(t *testing.T, a *cloud.App, path string) events.APIGatewayV2HTTPResponse {
	t.Helper()
	event, err := json.Marshal(asked("GET", path, ""))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := a.Serving(site.API)(t.Context(), event)
	if err != nil {
		t.Fatal(err)
	}
	var out events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(raw, &out); err != nil || out.StatusCode != http.StatusOK {
		t.Errorf("%s: %d %v %.300s", path, out.StatusCode, err, out.Body)
	}
	return out
}

// total tells what has been consumed so far, for infra/COST.md.
func (b *bill) total(t *testing.T) {
	t.Helper()
	invocations, read, write := 0, 0.0, 0.0
	for _, uses := range b.uses {
		invocations += len(uses)
		for _, u := range uses {
			read, write = read+u.Read, write+u.Write
		}
	}
	t.Logf("a programme: %d invocations, %.0f units read, %.0f units written", invocations, read, write)
	for _, operation := range b.asked.Operations() {
		t.Logf("%6d %s", b.asked.Count(operation), operation)
	}
}

// judge prints a line for each use and holds it to its budget.
func (b *bill) judge(t *testing.T, budgets map[string]budget) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(b.uses)) {
		most := greatest(b.uses[name])
		t.Log(line(name, b.uses[name], most))
		may, ok := budgets[name]
		if !ok || most.Queries > may.queries || most.Reads > may.reads || most.Writes > may.writes || most.Read > may.read ||
			most.Write > may.write {
			t.Errorf("%s consumes %+v, more than %+v", name, most, may)
		}
	}
}

// greatest is the most of each measure.
func greatest(uses []awstest.Use) (most awstest.Use) {
	for _, u := range uses {
		most = awstest.Use{Reads: max(most.Reads, u.Reads), Queries: max(most.Queries, u.Queries),
			Writes: max(most.Writes, u.Writes), Read: max(most.Read, u.Read), Write: max(most.Write, u.Write)}
	}
	return most
}

func line(name string, uses []awstest.Use, most awstest.Use) string {
	var reads, writes []float64
	for _, u := range uses {
		reads, writes = append(reads, u.Read), append(writes, u.Write)
	}
	slices.Sort(reads)
	slices.Sort(writes)
	middle := len(uses) / 2
	return fmt.Sprintf("%-40s %4d × RCU %7.1f (most %7.1f)  WCU %6.1f (most %6.1f)  most: %d queries %d reads %d writes",
		name, len(uses), reads[middle], most.Read, writes[middle], most.Write, most.Queries, most.Reads, most.Writes)
}
