package handover_test

import (
	"strings"
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// TestSafeAndClaimedDays holds both days as typed by hand. By hand on 6 July it is the same day, by post 8 July.
func TestSafeAndClaimedDays(t *testing.T) {
	d := newDesk(t)
	view, err := handover.PreviewOf(d.p.Definition, smallRules(), calendar.Date{})
	if err != nil {
		t.Fatal(err)
	}
	const planned = "safe from Friday 8 July 2022, may be claimed from Wednesday 6 July 2022 (as planned): the latest of all is " +
		"service by first-class post on The Company Secretary; the first to reach everybody is service by hand on The Company Secretary"
	if view.Service == nil || view.Service.String() != planned {
		t.Errorf("planned: %v, want %s", view.Service, planned)
	}
	d.until("served")
	got, ok := d.p.ServiceDates()
	if want := strings.Replace(planned, "as planned", "as recorded", 1); !ok || got.String() != want {
		t.Errorf("served: %s, %t, want %s", got, ok, want)
	}
	if status := d.p.StatusAt(d.now); status.Service == nil || *status.Service != got {
		t.Errorf("the status says %v", status.Service)
	}
	failByHand(d)
	if _, ok := d.p.ServiceDates(); ok || d.p.StatusAt(d.now).Service != nil {
		t.Error("a notice of which a service failed still has its days")
	}
}

// TestEverybodyMustBeReached holds that nothing can be claimed before some method has reached every addressee.
func TestEverybodyMustBeReached(t *testing.T) {
	definition := smallDefinition()
	c := &definition.Contract
	other := c.Addressees[0]
	other.ID, other.Methods = "parent", []calendar.Method{calendar.FirstClassPost}
	for _, addressees := range [][]handover.Addressee{{c.Addressees[0], other}, {other, c.Addressees[0]}} {
		c.Addressees = addressees
		view, err := handover.PreviewOf(definition, smallRules(), calendar.Date{})
		if err != nil {
			t.Fatal(err)
		}
		if s := view.Service; s.Safe != date("2022-07-08") || s.Claimed != date("2022-07-08") || strings.Contains(s.Why, "first to") {
			t.Errorf("%s", s)
		}
		if got := view.Dates()["notice.deemed"]; got != date("2022-07-08") {
			t.Errorf("the programme counts from %s", got)
		}
	}
	if view := asked(t, map[string]handover.Local{"notice.deemed": "2022-08-01"}); view.Service != nil {
		t.Errorf("a day that is asked for has the reason %s", view.Service)
	}
}
