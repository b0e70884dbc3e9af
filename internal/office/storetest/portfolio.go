package storetest

import "example.org/handover/internal/office"

var portfolioTests = []test{
	{"it shows every programme once, in the order of names", func(f *fixture) {
		for _, last := range []string{"b", "a-b", "a", "ab"} {
			f.ledger(f.name(last), 1)
		}
		f.awaitsPortfolio(summary(f.name("a"), "Title at 1"), summary(f.name("a-b"), "Title at 1"),
			summary(f.name("ab"), "Title at 1"), summary(f.name("b"), "Title at 1"))
	}},
	{"it follows every commit", func(f *fixture) {
		f.ledger(f.name("a"), 1)
		f.ledger(f.name("b"), 1)
		f.awaitsPortfolio(summary(f.name("a"), "Title at 1"), summary(f.name("b"), "Title at 1"))
		f.commits(f.commit(f.name("a"), 1, 3, "r"))
		f.awaitsPortfolio(summary(f.name("a"), "Title at 4"), summary(f.name("b"), "Title at 1"))
	}},
	{"it shows little as well as much", func(f *fixture) {
		c := f.commit(f.name("a"), 0, 1, "r")
		c.Summary = office.Summary{Programme: c.Programme}
		f.commits(c)
		f.awaitsPortfolio(office.Summary{Programme: c.Programme})
	}},
}

// awaitsPortfolio waits until the portfolio shows this test's programmes so.
func (f *fixture) awaitsPortfolio(want ...office.Summary) {
	f.Helper()
	f.awaits("portfolio", want, func() (any, error) {
		list, err := f.store.Portfolio(f.Context())
		var own []office.Summary
		for _, s := range list {
			if _, ok := f.own(s.Programme); ok || s.Programme == "" { // nobody's must not be there either
				own = append(own, s)
			}
		}
		return own, err
	})
}
