//go:build aws

package cloud_test

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/handover/internal/awstest"
	"example.org/handover/internal/handover"
)

// rounds is how often the sample is played with failures. Round after round each place gets another kind, and another of
// its calls fails: the first, and later ones.
const rounds = 6

// TestFaults plays the sample undisturbed, and then again and again with a failure at every place that calls AWS, until
// each place has had each kind. Whatever fails, the ledger tells the same, so do outbox and documents, and nothing is
// sent twice unless an answer was lost, or it could not be written down that it was sent.
func TestFaults(t *testing.T) {
	program := os.Getenv("HANDOVER_MICROBURST")
	if program == "" {
		t.Fatal("HANDOVER_MICROBURST is missing: make faults sets it, to the program microburst")
	}
	endpoint, err := url.Parse(awstest.Endpoint(t))
	if err != nil {
		t.Fatal(err)
	}
	key, began := reportKey(t), time.Now()
	calm := newInjector(endpoint.Host, func(place, bool) (failure, int) { return undisturbed, 0 })
	want := playThrough(t, calm, key, func(string) string { return "" })
	t.Logf("undisturbed: %d calls at %d places, %d entries, %d rows, %d documents, %d sent, in %s", total(calm.met),
		len(calm.met), len(want.Ledger), len(want.Outbox), len(want.Documents), len(want.Sent), time.Since(began).Round(time.Second))
	played, had := 0, map[place]map[failure]bool{}
	for round := range rounds {
		t.Run(fmt.Sprintf("round %d", round+1), func(t *testing.T) {
			x := newInjector(endpoint.Host, planOf(calm, round))
			got := playThrough(t, x, key, func(door string) string { return microburst(t, program, door) })
			compare(t, x, want, got)
			note(had, x.hit)
			played++
			t.Logf("%d calls, %d failures at %d places", total(x.met), len(x.hit), len(x.met))
		})
	}
	if played == rounds { // and nobody has picked some with -run
		covered(t, calm, had)
	}
	t.Logf("all in %s", time.Since(began).Round(time.Second))
}

// planOf gives each place of the undisturbed run a kind and a turn for a round; one that only failures lead to fails at
// once.
func planOf(calm *injector, round int) func(place, bool) (failure, int) {
	order := calm.places()
	return func(p place, index bool) (failure, int) {
		kinds := kindsAt(index)
		return kinds[(max(slices.Index(order, p), 0)+round)%len(kinds)], 1 + calm.met[p]*round/rounds
	}
}

// kindsAt lists what may happen to a call; only what is read from an index may lag.
func kindsAt(index bool) []failure {
	kinds := []failure{throttled, crashing, cut, lost, gone}
	if index {
		kinds = append(kinds, lagging)
	}
	return kinds
}

func total(met map[place]int) int {
	n := 0
	for _, m := range met {
		n += m
	}
	return n
}

func note(had map[place]map[failure]bool, hit map[place]failure) {
	for p, kind := range hit {
		if had[p] == nil {
			had[p] = map[failure]bool{}
		}
		had[p][kind] = true
	}
}

// covered holds that each place of the undisturbed run had each kind of failure.
func covered(t *testing.T, calm *injector, had map[place]map[failure]bool) {
	t.Helper()
	n := 0
	for _, p := range calm.places() {
		for _, kind := range kindsAt(strings.Contains(string(p), "(*Store).Due")) {
			if n++; !had[p][kind] {
				t.Errorf("never %s: %s", kind, p)
			}
		}
	}
	t.Logf("%d pairs of a place and a kind of failure; %d places met", n, len(had))
}

// playThrough plays the sample in a house of its own.
func playThrough(t *testing.T, x *injector, key string, proxy func(string) string) remains {
	t.Helper()
	h := newFaultHouse(t, x, key, proxy)
	play := scenario{}.play(t, "doncaster")
	play.Theatre = h
	p, err := play.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if p.Status != handover.Complete {
		t.Errorf("the programme is %s", p.Status)
	}
	return h.remains()
}
