package handover_test

import (
	"testing"

	"example.org/handover/internal/calendar"
	"example.org/handover/internal/handover"
)

// TestTurnsSayWhatEachDayWouldSay holds the two days of every state on the way, those of a pause, a hold and a stop among
// them, against the rating of each day to come.
func TestTurnsSayWhatEachDayWouldSay(t *testing.T) {
	through := newDesk(t)
	through.until("closed")
	held := newDesk(t)
	held.until("final")
	held.tickTo("2022-09-30T00:01")
	held.do("sro", handover.Stop{Reason: "policy"})
	paused := newDesk(t)
	paused.until("composed")
	paused.do("sro", handover.PauseProgramme{Reason: "elections"})
	turned := map[handover.RAG]int{}
	for _, d := range []*desk{through, held, paused} {
		p := new(handover.Programme)
		for _, e := range d.ledger {
			if err := p.Fold(e); err != nil {
				t.Fatal(err)
			}
			for rag, n := range turnsHold(t, p) {
				turned[rag] += n
			}
		}
	}
	if turned[handover.Amber] == 0 || turned[handover.Red] == 0 {
		t.Errorf("too little has turned to prove anything: %v", turned)
	}
}

// turnsHold compares day by day, and counts how often the rating turned.
func turnsHold(t *testing.T, p *handover.Programme) map[handover.RAG]int {
	t.Helper()
	const days = 150
	now := p.StatusAt(p.Changed)
	amber, red := p.Turns(now)
	today, turned, want := calendar.DateOf(p.Changed), map[handover.RAG]int{}, now.RAG
	for day := today; day.Before(today.AddDays(days)); day = day.AddDays(1) {
		switch {
		case !red.IsZero() && !day.Before(red):
			want = handover.Red
		case !amber.IsZero() && !day.Before(amber):
			want = handover.Amber
		}
		then := p.StatusAt(day.At(12, 0))
		if then.RAG != want {
			t.Fatalf("entry %d, %s: %s because %s, not %s; amber from %s, red from %s", p.Seq, day, then.RAG, then.RAGWhy, want,
				amber, red)
		}
		if day == amber || day == red {
			turned[want]++
		}
	}
	return turned
}
