package storetest_test

import (
	"testing"

	"example.org/handover/internal/office/storetest"
)

// call is one call of a history: it appends or reads, and gets a number.
type call struct {
	appends bool
	seq     int
}

// TestHistoriesThatCannotBe holds that the check of the suite finds what it is there for. The calls come one after the
// other, so that there is only one order.
func TestHistoriesThatCannotBe(t *testing.T) {
	for name, c := range map[string]struct {
		calls []call
		fine  bool
	}{
		"as it should be":         {[]call{{true, 2}, {false, 2}, {true, 3}, {true, 4}, {false, 4}}, true},
		"nothing was appended":    {[]call{{false, 1}, {false, 1}}, true},
		"an entry was lost":       {[]call{{true, 2}, {false, 1}}, false},
		"two got the same entry":  {[]call{{true, 2}, {true, 2}}, false},
		"an entry was skipped":    {[]call{{true, 2}, {true, 4}}, false},
		"the past was shown":      {[]call{{true, 2}, {true, 3}, {false, 2}}, false},
		"the future was shown":    {[]call{{false, 2}, {true, 2}}, false},
		"the order is another":    {[]call{{true, 3}, {true, 2}}, false},
		"somebody else was there": {[]call{{true, 3}, {false, 3}}, false},
	} {
		h := new(storetest.History)
		for i, call := range c.calls {
			record := h.Read
			if call.appends {
				record = h.Append
			}
			if err := record(i, func() (int, error) { return call.seq, nil }); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Check(1); (err == nil) != c.fine {
			t.Errorf("%s: %v", name, err)
		}
	}
}
