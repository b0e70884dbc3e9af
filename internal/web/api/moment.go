package api

import "example.org/handover/internal/calendar"

// mostMemos is how many answers are kept of each kind.
const mostMemos = 64

// moment is a programme's state as its ledger had it at an entry, on a day.
type moment struct {
	programme string
	latest    int // the entry at which the ledger stood when it was asked
	seq       int // the entry of the state; 0 where the day says it
	day       calendar.Date
}
