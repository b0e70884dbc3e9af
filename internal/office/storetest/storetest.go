// Package storetest is the suite that every office.Store has to pass, sentence by sentence of the contract.
//
// It assumes nothing that only a store in this process could hold. A store may be shared, and full of other
// programmes: the suite uses names of its own and looks at nothing else. What Due and Portfolio return may lag, as an
// index elsewhere does, and is awaited; everything else shows a commit as soon as the commit has returned.
package storetest

import (
	"testing"

	"example.org/handover/internal/office"
)

// Run runs the suite. open returns a store for one test; it closes it with t.Cleanup, if it needs to.
func Run(t *testing.T, open func(t *testing.T) office.Store) {
	t.Helper()
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"Ledger", ledgerTests},
		{"Landed", landedTests},
		{"Atomic", atomicTests},
		{"Request", requestTests},
		{"Gate", gateTests},
		{"Due", dueTests},
		{"Sleep", sleepTests},
		{"Outbox", outboxTests},
		{"Beside", besideTests},
		{"Portfolio", portfolioTests},
		{"Isolation", isolationTests},
		{"Concurrent", concurrentTests},
		{"Cancelled", cancelledTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.tests {
				t.Run(c.name, func(t *testing.T) { c.run(newFixture(t, open(t))) })
			}
		})
	}
}

// test is one sentence of the contract.
type test struct {
	name string
	run  func(f *fixture)
}
