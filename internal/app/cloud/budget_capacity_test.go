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

	"example.org/handover/internal/app/cloud/site"
	"example.org/handover/internal/awstest"
)

// What a programme's page may consume of DynamoDB at the most.
const (
	pageQueries = 2
	pageRead    = 25 // capacity units
)

// bill collects what invocations consume, by function or page.
type bill struct {
	meter *awstest.Meter
	uses  map[string][]awstest.Use
}

func (b *bill) heard(name string) { b.uses[name] = append(b.uses[name], b.meter.Take()) }

// TestCapacity plays the sample and opens its pages, tells what each invocation consumes of DynamoDB, and holds the
// programme's page to its budget.
func TestCapacity(t *testing.T) {
	endpoint, err := url.Parse(awstest.Endpoint(t))
	if err != nil {
		t.Fatal(err)
	}
	b := &bill{awstest.NewMeter(t), map[string][]awstest.Use{}}
	calm := newInjector(endpoint.Host, func(place, bool) (failure, int) { return undisturbed, 0 })
	h := newFaultHouse(t, calm, reportKey(t), func(string) string { return "" }, b.meter.Watch)
	h.heard = b.heard
	play := scenario{}.play(t, "doncaster")
	play.Theatre = h
	if _, err := play.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/programmes/doncaster", "/programmes/doncaster/ledger", "/api/programmes",
		"/api/programmes/doncaster/status"} {
		h.open(t, path)
		b.heard("GET " + path)
	}
	for _, name := range slices.Sorted(maps.Keys(b.uses)) {
		t.Log(line(name, b.uses[name]))
	}
	for _, page := range b.uses["GET /programmes/doncaster"] {
		if page.Queries > pageQueries || page.Read > pageRead {
			t.Errorf("the programme's page takes %d queries and %.1f units", page.Queries, page.Read)
		}
	}
}

// open asks a fresh api for a page, as a portal does that signs for its people.
func (h *house) open(t *testing.T, path string) {
	t.Helper()
	event, err := json.Marshal(asked("GET", path, ""))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := h.api.Serving(site.API)(t.Context(), event)
	if err != nil {
		t.Fatal(err)
	}
	var out events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(raw, &out); err != nil || out.StatusCode != http.StatusOK {
		t.Errorf("%s: %d %v %.300s", path, out.StatusCode, err, out.Body)
	}
}

func line(name string, uses []awstest.Use) string {
	var reads, writes []float64
	var most awstest.Use
	for _, u := range uses {
		reads, writes = append(reads, u.Read), append(writes, u.Write)
		most.Queries, most.Reads, most.Writes = max(most.Queries, u.Queries), max(most.Reads, u.Reads), max(most.Writes, u.Writes)
	}
	slices.Sort(reads)
	slices.Sort(writes)
	last, middle := len(uses)-1, len(uses)/2
	return fmt.Sprintf("%-40s %4d × RCU %6.1f (most %6.1f)  WCU %6.1f (most %6.1f)  most: %d queries %d reads %d writes", name,
		len(uses), reads[middle], reads[last], writes[middle], writes[last], most.Queries, most.Reads, most.Writes)
}
